#include "app/shell/actions/needs.h"

#include <QCoreApplication>

#include <bit>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Needs)
};

/// The one that is told first.
Need first(Needs needs) {
  return static_cast<Need>(quint32{1} << std::countr_zero(static_cast<quint32>(needs.toInt())));
}

/// What there is only in a case.
constexpr Needs kOfACase = Need::Image | Need::Ct | Need::Hounsfield | Need::Pet | Need::Suv |
                           Need::NotBlind | Need::SelectedBox | Need::SelectedMask | Need::SelectedLesion |
                           Need::EditableMask | Need::EditableLesion;

}  // namespace

QString CaseFacts::reasonAgainst(Needs needs) const {
  Needs missing = needs & ~met;
  if (!missing) return {};
  if (!met.testFlag(Need::Study) && (missing & kOfACase)) missing |= Need::Study;
  const bool isTable = met.testFlag(Need::SliceTable);
  const QString noMask = Texts::tr("Select a mask first.");
  const QString noLesion = Texts::tr("Select a lesion first.");
  switch (first(missing)) {
    case Need::Study:
      return Texts::tr("Open a study first.");
    case Need::Image:
      return Texts::tr("No image is shown.");
    case Need::Ct:
      return Texts::tr("No CT is shown.");
    case Need::Pet:
      return isTable ? Texts::tr("A table of slices has no PET.") : Texts::tr("No PET is shown.");
    case Need::Suv:
      return isTable ? Texts::tr("A table of slices has no PET.") : Texts::tr("The PET has no SUV.");
    case Need::PixelSize:
      return isTable
                 ? Texts::tr("The slices of a table have no pixel size: nothing can be said in millimetres.")
                 : Texts::tr(
                       "This series states no pixel size in space: nothing can be said in millimetres.");
    case Need::Neighbours:
      return isTable ? Texts::tr("The slices of a table have no place in a patient, and no neighbours.")
                     : Texts::tr("This series states no place in a patient: its images are single pictures.");
    case Need::Dicom:
      return Texts::tr("A table of slices is no DICOM study.");
    case Need::SliceTable:
      return Texts::tr("No table of slices is open.");
    case Need::NotBlind:
      return Texts::tr("You read this case blind: finish your own reading first.");
    case Need::SelectedBox:
      return Texts::tr("Select a box first.");
    case Need::SelectedMask:
      return noMask;
    case Need::SelectedLesion:
      return noLesion;
    case Need::EditableMask:
      return met.testFlag(Need::SelectedMask) ? lock : noMask;
    case Need::EditableLesion:
      return met.testFlag(Need::SelectedLesion) ? lock : noLesion;
    case Need::UnsavedChanges:
      return Texts::tr("Nothing is unsaved.");
    case Need::UndoStep:
      return Texts::tr("There is nothing to undo.");
    case Need::RedoStep:
      return Texts::tr("There is nothing to redo.");
    case Need::Hounsfield:
      return met.testFlag(Need::Ct) ? Texts::tr("The image that is shown is not in Hounsfield units.")
                                    : Texts::tr("No CT is shown.");
  }
  return {};
}

bool CaseFacts::offers(Needs needs) const {
  constexpr Needs kNotOfTables = Need::Pet | Need::Suv | Need::PixelSize | Need::Neighbours | Need::Dicom;
  return met.testFlag(Need::SliceTable) ? !(needs & kNotOfTables) : !needs.testFlag(Need::SliceTable);
}

}  // namespace uptake
