#include "app/cli/mask_input.h"

#include "core/mask/flattened_layers.h"
#include "core/mask/resample_labels.h"
#include "io/masks/label_image.h"
#include "io/rtstruct/structure_set.h"
#include "io/seg/seg_reader.h"

#include <QCoreApplication>

#include <cmath>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

/// Segments that overlap come as further layers. A voxel can have one label here: the first layer's.
MaskInput inputOf(std::vector<std::unique_ptr<MaskLayer>> layers) {
  FlattenedLayers flat = flattened(std::move(layers));
  MaskInput input{std::move(flat.mask->labels), {}, flat.mask->warnings};
  for (const Segment& segment : flat.mask->segments) input.names[segment.number] = segment.label;
  if (flat.shared > 0)
    input.warnings.append(Texts::tr("%1 voxels belong to several segments; each counts for the first of them")
                              .arg(flat.shared));
  return input;
}

Result<MaskInput> fromLayers(Result<std::vector<std::unique_ptr<MaskLayer>>> layers) {
  if (!layers) return layers.error();
  return inputOf(layers.take());
}

/// Whether every voxel of `other` is a voxel of the endless lattice that `grid` is a part of.
bool isOnLattice(const ImageGrid& other, const ImageGrid& grid) {
  constexpr double kToleranceMm = 0.01;
  if (std::abs(other.spacing().prod() / grid.spacing().prod() - 1.0) > 1e-4) return false;
  const Eigen::Vector3i last = other.bounds().last;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis) index[axis] = (corner >> axis) & 1 ? last[axis] : 0;
    const Eigen::Vector3d there = grid.toIndex(other.toPatient(index));
    const Eigen::Vector3d away = there - there.array().round().matrix();
    if (away.cwiseProduct(grid.spacing()).norm() > kToleranceMm) return false;
  }
  return true;
}

/// The lattice of `grid`, as far as it goes and as far as `box` of `other` does.
Result<ImageGrid> covering(const ImageGrid& grid, const ImageGrid& other, const IndexBox& box) {
  Eigen::Vector3d low = Eigen::Vector3d::Constant(1e9);
  Eigen::Vector3d high = -low;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis)
      index[axis] = (corner >> axis) & 1 ? box.last[axis] + 0.5 : box.first[axis] - 0.5;
    const Eigen::Vector3d there = grid.toIndex(other.toPatient(index));
    low = low.cwiseMin(there);
    high = high.cwiseMax(there);
  }
  // Cells that are only touched hold no voxel's centre.
  constexpr double kSlack = 1e-3;
  const IndexBox reach{(low.array() + 0.5 + kSlack).floor().matrix().cast<int>(),
                       (high.array() - 0.5 - kSlack).ceil().matrix().cast<int>()};
  const IndexBox all = grid.bounds().united(reach);
  return ImageGrid::create(all.last - all.first + Eigen::Vector3i::Ones(), grid.spacing(),
                           grid.toPatient(all.first.cast<double>()), grid.directions());
}

Result<MaskInput> fromImage(Result<LabelImage> image) {
  if (!image) return image.error();
  return MaskInput{std::move(image->labels), {}, std::move(image->warnings)};
}

}  // namespace

bool isLabelImage(const QString& file) {
  return !labelImageSuffix(file).isEmpty();
}

Result<MaskInput> readMask(const QString& file, JobControl& control) {
  if (isLabelImage(file)) return fromImage(readLabelImage(file));
  return fromLayers(readSeg(file, nullptr, control));
}

Result<MaskInput> readMaskOnto(const QString& file, const ImageGrid& grid, JobControl& control) {
  if (isLabelImage(file)) return fromImage(readLabelImage(file, grid, control));
  Result<MaskInput> own = readMask(file, control);
  if (!own || own->labels.grid().sameAs(grid)) return own;
  Result<LabelMap> resampled = resampleLabels(own->labels, grid, control);
  if (!resampled) return resampled.error();
  own->labels = resampled.take();
  own->warnings.append(Texts::tr("it has other voxels, the nearest ones were taken"));
  return own;
}

Result<MaskPair> readMaskPair(const QString& truth, const QString& prediction, JobControl& control) {
  Result<MaskInput> first = readMask(truth, control);
  if (!first) return first.error();
  if (isLabelImage(truth)) {
    Result<MaskInput> second = readMaskOnto(prediction, first->labels.grid(), control);
    if (!second) return second.error();
    return MaskPair{first.take(), second.take()};
  }
  Result<MaskInput> second = readMask(prediction, control);
  if (!second) return second.error();
  MaskPair pair{first.take(), second.take()};
  const ImageGrid own = pair.truth.labels.grid();
  const ImageGrid other = pair.prediction.labels.grid();
  if (other.sameAs(own)) return pair;
  const IndexBox labelled = pair.prediction.labels.extent();
  const Result<ImageGrid> grid = labelled.isEmpty() ? Result<ImageGrid>(own) : covering(own, other, labelled);
  if (!grid) return grid.error();
  for (MaskInput* each : {&pair.truth, &pair.prediction}) {
    if (each->labels.grid().sameAs(*grid)) continue;
    Result<LabelMap> there = resampleLabels(each->labels, *grid, control);
    if (!there) return there.error();
    each->labels = there.take();
  }
  if (!isOnLattice(other, own))
    pair.prediction.warnings.append(Texts::tr("it has other voxels, the nearest ones were taken"));
  return pair;
}

Result<MaskInput> readMaskOf(const QString& file, const SeriesEntry& series, JobControl& control) {
  if (isLabelImage(file)) return fromImage(readLabelImage(file, *series.grid, control));
  // Whichever it is not says so; what it is says what is wrong with it.
  if (readStructureSetReference(file)) return fromLayers(readStructureSet(file, series, control));
  return fromLayers(readSeg(file, &series, control));
}

}  // namespace uptake::cli
