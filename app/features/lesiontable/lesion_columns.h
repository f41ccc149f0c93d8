#pragma once

#include "annotation/lesions/lesion_findings.h"
#include "app/session/session.h"
#include "viewer/state/view_state.h"

#include <QStringList>

#include <array>
#include <optional>
#include <vector>

namespace uptake {

/// The columns of a table of lesions, in their order.
enum class LesionColumn {
  Name,
  Volume,
  Maximum,
  Mean,
  Peak,
  Glycolysis,
  HuMean,
  HuMinimum,
  HuMaximum,
  Longest,
  Perpendicular,
  Extent,
  Slices,
  Image,
  Place,
};
inline constexpr int kLesionColumns = static_cast<int>(LesionColumn::Place) + 1;

/// What the numbers of a table mean: which images there are, and in what the PET is shown.
struct LesionTableAspect {
  bool isBoxes = false;
  bool isOnPet = false;  ///< the lesions lie on the PET's grid: their volume is an MTV
  bool hasPet = false;
  bool hasCt = false;
  bool isSuv = false;
  PetQuantity quantity;  ///< of SUV: voxel × factor is shown
  QString ctKind;        ///< what is shown in the place of a CT: "CT", "MR"
  QString ctUnit;        ///< "HU", or the file's own unit
  bool isHounsfield = true;
  QString petLabel;     ///< "SUV", "SULjames", "SUV (edited)", or the file's own unit
  QString noSuv;        ///< why there is no SUV, translated; empty when there is, or no PET
  QString notMeasured;  ///< which images the lesions do not lie on, translated; or empty

  bool operator==(const LesionTableAspect&) const = default;
};
LesionTableAspect lesionTableAspect(const LesionFindings& findings, const Session& session,
                                    const ViewState& state);

/// Whether a table has this column: values of an image only where there is one, TLG only of an outline in
/// SUV.
bool isLesionColumnShown(LesionColumn column, const LesionTableAspect& aspect);
/// "SUVmax", "Volume (ml)".
QString lesionColumnTitle(LesionColumn column, const LesionTableAspect& aspect);
/// How the numbers come about.
QString lesionColumnDefinition(LesionColumn column, const LesionTableAspect& aspect);

/// What a table says in a place.
struct LesionCell {
  QString text;
  /// What it is sorted by; nothing where it is undefined.
  std::optional<double> number;
  /// Why it is undefined, translated; empty where it is not, or where the column says nothing of all lesions.
  QString why;
};
/// `figures` null: being worked out. Not of LesionColumn::Name. `isAll`: of all lesions together.
LesionCell lesionCell(LesionColumn column, const LesionFigures* figures, bool isAll,
                      const LesionTableAspect& aspect);

/// The titles of what a column gives to programs, one a number; a name has one as well.
QStringList lesionNumberTitles(LesionColumn column, const LesionTableAspect& aspect);
/// The numbers for them, in full; nothing where they are undefined.
std::vector<std::optional<double>> lesionNumbers(LesionColumn column, const LesionFigures* figures,
                                                 const LesionTableAspect& aspect);

/// The lesion's name: its segment's label, or the class of its boxes and their images.
QString lesionName(const LesionFindings& findings, int lesion, const LabelScheme& scheme);
Rgb lesionColourOf(const LesionFindings& findings, int lesion, const LabelScheme& scheme);

}  // namespace uptake
