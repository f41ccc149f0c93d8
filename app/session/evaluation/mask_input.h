#pragma once

#include "annotation/compare/mask_agreement.h"
#include "core/mask/mask_layer.h"
#include "io/dicom/study_index.h"

#include <QString>
#include <QStringList>

#include <map>
#include <memory>
#include <span>
#include <vector>

/// How masks are read, placed, paired, compared and reported, wherever that is asked for: by the window, the
/// worklist or a command. No widgets here.
namespace uptake::evaluation {

/// A mask with one label a voxel, whatever file it came from.
struct MaskInput {
  LabelMap labels;
  std::map<Label, QString> names;  ///< as a SEG, an RTSTRUCT or an NRRD gives them
  QStringList warnings;            ///< what was tolerated or resampled
  std::vector<LabelMap> layers;    ///< of readMaskOf(), where segments overlap: all of them, each whole
};

/// Whether the name is that of a label image; anything else is taken for DICOM.
bool isLabelImage(const QString& file);

/// Reads a label image or a SEG on its own voxels.
Result<MaskInput> readMask(const QString& file, JobControl& control);

/// Reads a label image, a SEG or the contours of an RTSTRUCT onto the voxels of a series. Segments of the
/// last two that overlap are in `layers`, too, so that each can be measured whole.
Result<MaskInput> readMaskOf(const QString& file, const SeriesEntry& series, JobControl& control);

/// Voxels that a mask may be put on.
struct MaskTarget {
  ImageGrid grid;
  SeriesSource source;
  std::optional<SeriesEntry> series = std::nullopt;  ///< as its folder has it; a SEG needs it
};

/// Reads a label image or a SEG onto the target whose voxels it has, the first where it has those of none;
/// with `mustBeFirst` onto the first in any case. Segments that overlap share their voxels with the first of
/// them. Warnings say what was resampled, shared or lost.
Result<std::unique_ptr<MaskLayer>> readMaskOnto(std::span<const MaskTarget> targets, bool mustBeFirst,
                                                const QString& file, JobControl& control);

/// A truth and a prediction on the same voxels.
struct MaskPair {
  MaskInput truth;
  MaskInput prediction;
};

/// Reads masks onto the voxels of the first, which is called the truth. A file holds no more of an image than
/// its writer kept: of a SEG the slices with segments, of a cropped label image a box. Where others label
/// places beyond them, the first one's lattice goes on that far, so that what is labelled there counts. A
/// mask on other voxels is resampled, nearest voxel, with a warning. Inconsistent when it is, and none of it
/// lies on a first one that is a label image.
Result<std::vector<MaskInput>> readMasksTogether(const QStringList& files, JobControl& control);

/// The same of a truth and a prediction.
Result<MaskPair> readMaskPair(const QString& truth, const QString& prediction, JobControl& control);

/// What a comparison of two files says.
struct FileAgreement {
  MaskAgreement agreement;
  QStringList truthWarnings;
  QStringList predictionWarnings;
};
Result<FileAgreement> compareFiles(const QString& truth, const QString& prediction,
                                   const AgreementOptions& options, JobControl& control);

}  // namespace uptake::evaluation
