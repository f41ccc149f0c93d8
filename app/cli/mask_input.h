#pragma once

#include "core/mask/label_map.h"
#include "io/dicom/study_index.h"

#include <QString>
#include <QStringList>

#include <map>

namespace uptake::cli {

/// A mask as a command works on it: one label a voxel, whatever file it came from.
struct MaskInput {
  LabelMap labels;
  std::map<Label, QString> names;  ///< as a SEG or RTSTRUCT gives them
  QStringList warnings;            ///< what was tolerated or resampled
};

/// Whether the name is that of a label image; anything else is taken for DICOM.
bool isLabelImage(const QString& file);

/// Reads a label image or a SEG on its own voxels.
Result<MaskInput> readMask(const QString& file, JobControl& control);

/// Reads a label image or a SEG onto a grid; where it has other voxels, each of the grid takes the label of
/// the nearest one, and the warnings say so.
Result<MaskInput> readMaskOnto(const QString& file, const ImageGrid& grid, JobControl& control);

/// A truth and a prediction on the same voxels.
struct MaskPair {
  MaskInput truth;
  MaskInput prediction;
};

/// Reads both onto the truth's voxels, see readMaskOnto(). A SEG holds no more of the image than the slices
/// with segments; where the prediction labels places beyond them, the truth's lattice goes on that far, so
/// that what is predicted there counts.
Result<MaskPair> readMaskPair(const QString& truth, const QString& prediction, JobControl& control);

/// Reads a label image, a SEG or the contours of an RTSTRUCT onto the voxels of a series.
Result<MaskInput> readMaskOf(const QString& file, const SeriesEntry& series, JobControl& control);

}  // namespace uptake::cli
