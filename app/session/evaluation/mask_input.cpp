#include "app/session/evaluation/mask_input.h"

#include "core/geometry/lattice_map.h"
#include "core/mask/flattened_layers.h"
#include "core/mask/placed_labels.h"
#include "io/masks/label_image.h"
#include "io/rtstruct/structure_set.h"
#include "io/seg/seg_reader.h"

#include <QCoreApplication>

#include <cmath>

namespace uptake::evaluation {

namespace {

using Layers = std::vector<std::unique_ptr<MaskLayer>>;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

QString firstCounts() {
  return Texts::tr("%1 voxels belong to several segments; each counts for the first of them");
}

/// Segments that overlap come as further layers. A voxel can have one label here: the first layer's.
/// `remark` says what becomes of the %1 voxels that several segments have.
std::unique_ptr<MaskLayer> flat(Layers layers, const QString& remark = firstCounts()) {
  FlattenedLayers flat = flattened(std::move(layers));
  if (flat.shared > 0) flat.mask->warnings.append(remark.arg(flat.shared));
  return std::move(flat.mask);
}

MaskInput inputOf(std::unique_ptr<MaskLayer> mask) {
  MaskInput input{std::move(mask->labels), {}, std::move(mask->warnings), {}};
  for (const Segment& segment : mask->segments) input.names[segment.number] = segment.label;
  return input;
}

Result<MaskInput> fromLayers(Result<Layers> layers) {
  if (!layers) return layers.error();
  return inputOf(flat(layers.take()));
}

/// The same, with the layers where there are several.
Result<MaskInput> withLayers(Result<Layers> layers) {
  if (!layers || layers->size() < 2) return fromLayers(std::move(layers));
  std::vector<LabelMap> whole;
  for (const auto& layer : *layers) whole.push_back(layer->labels);
  MaskInput input =
      inputOf(flat(layers.take(),
                   Texts::tr("%1 voxels belong to several segments; each segment is measured whole, and all "
                             "together count them once")));
  input.layers = std::move(whole);
  return input;
}

Result<MaskInput> fromImage(Result<LabelImage> image, const QString& file) {
  if (!image) return image.error();
  std::map<Label, QString> names;
  for (const Segment& segment : image->segments) names[segment.number] = segment.label;
  MaskInput input = inputOf(flat(labelImageLayers(image.take(), file, {})));
  // Others are numbers in the file, and only that.
  input.names = std::move(names);
  return input;
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
  constexpr double kFarAway = 1e6;
  if (!(low.cwiseAbs().maxCoeff() < kFarAway && high.cwiseAbs().maxCoeff() < kFarAway))
    return Error{
        ErrorKind::Inconsistent, Texts::tr("truth and prediction lie too far apart to be compared"), {}};
  const IndexBox reach{(low.array() + 0.5 + kSlack).floor().matrix().cast<int>(),
                       (high.array() - 0.5 - kSlack).ceil().matrix().cast<int>()};
  const IndexBox all = grid.bounds().united(reach);
  return ImageGrid::create(all.last - all.first + Eigen::Vector3i::Ones(), grid.spacing(),
                           grid.toPatient(all.first.cast<double>()), grid.directions());
}

/// Puts a mask on a grid that has all of its voxels, or the nearest ones.
Result<void> place(MaskInput& mask, const ImageGrid& grid, JobControl& control) {
  const ImageGrid own = mask.labels.grid();
  if (own.sameAs(grid)) return {};
  Result<PlacedLabels> placed = placeLabels(mask.labels, grid, control);
  if (!placed) return placed.error();
  mask.labels = std::move(placed->labels);
  mask.warnings += placed->placement.warnings(own, grid);
  return {};
}

/// A label image, as masks on one of the targets.
Result<Layers> imageOnto(std::span<const MaskTarget> targets, bool mustBeFirst, const QString& file,
                         JobControl& control) {
  std::size_t chosen = 0;
  if (!mustBeFirst) {
    std::vector<ImageGrid> grids;
    for (const MaskTarget& target : targets) grids.push_back(target.grid);
    const auto own = findLabelImageGrid(file, grids);
    if (!own) return own.error();
    chosen = own->value_or(0);
  }
  Result<LabelImage> image = readLabelImage(file, targets[chosen].grid, control);
  if (!image) return image.error();
  return labelImageLayers(image.take(), file, targets[chosen].source);
}

/// A SEG on the first series on whose voxels it lies; on none: resampled onto the first.
Result<Layers> segOnto(std::span<const MaskTarget> targets, bool mustBeFirst, const QString& file,
                       JobControl& control) {
  std::optional<Error> error;
  for (const OffGrid offGrid : {OffGrid::Refuse, OffGrid::Resample})
    for (const MaskTarget& target : targets) {
      if (!target.series) continue;
      auto layers = readSeg(file, &*target.series, control, mustBeFirst ? OffGrid::Resample : offGrid);
      if (layers || layers.error().kind == ErrorKind::Cancelled) return layers;
      if (!error) error = layers.error();
      if (mustBeFirst) return *error;
    }
  return error ? *error
               : Error{ErrorKind::Inconsistent, Texts::tr("The series that it would lie on is not open."),
                       file};
}

}  // namespace

bool isLabelImage(const QString& file) {
  return canReadLabelImage(file);
}

Result<MaskInput> readMask(const QString& file, JobControl& control) {
  if (isLabelImage(file)) return fromImage(readLabelImage(file), file);
  return fromLayers(readSeg(file, nullptr, control));
}

Result<MaskInput> readMaskOf(const QString& file, const SeriesEntry& series, JobControl& control) {
  if (isLabelImage(file)) return fromImage(readLabelImage(file, *series.grid, control), file);
  // Whichever it is not says so; what it is says what is wrong with it.
  if (readStructureSetReference(file)) return withLayers(readStructureSet(file, series, control));
  return withLayers(readSeg(file, &series, control));
}

Result<std::unique_ptr<MaskLayer>> readMaskOnto(std::span<const MaskTarget> targets, bool mustBeFirst,
                                                const QString& file, JobControl& control) {
  Result<Layers> layers = isLabelImage(file) ? imageOnto(targets, mustBeFirst, file, control)
                                             : segOnto(targets, mustBeFirst, file, control);
  if (!layers) return layers.error();
  std::unique_ptr<MaskLayer> mask = flat(layers.take());
  const MaskTarget& first = targets.front();
  const ImageGrid own = mask->labels.grid();
  if (!mustBeFirst || own.sameAs(first.grid)) return mask;
  Result<PlacedLabels> placed = placeLabels(mask->labels, first.grid, control);
  if (!placed) return placed.error();
  mask->labels = std::move(placed->labels);
  mask->source = first.source;
  mask->warnings += placed->placement.warnings(own, first.grid);
  return mask;
}

Result<std::vector<MaskInput>> readMasksTogether(const QStringList& files, JobControl& control) {
  std::vector<MaskInput> masks;
  for (const QString& file : files) {
    Result<MaskInput> mask = readMask(file, control);
    if (!mask) return mask.error();
    masks.push_back(mask.take());
  }
  const ImageGrid own = masks.front().labels.grid();
  ImageGrid together = own;
  for (std::size_t n = 1; n < masks.size(); ++n) {
    const QString& file = files[static_cast<qsizetype>(n)];
    const ImageGrid other = masks[n].labels.grid();
    if (other.sameAs(own)) continue;
    if (isLabelImage(files.front()) && !LatticeMap::find(own, other)) {
      // A label image states the voxels of its image: what lies on none of them has lost its place.
      const Result<PlacedLabels> placed = placeLabels(masks[n].labels, own, control);
      if (!placed) return placed.error();
      if (placed->placement.isNothingLeft())
        return Error{
            ErrorKind::Inconsistent,
            Texts::tr("it has labels, but none of them lies on the voxels of the truth: it has %1; the truth "
                      "has %2 (LPS)")
                .arg(gridText(other), gridText(own)),
            file};
    }
    const IndexBox labelled = masks[n].labels.extent();
    if (labelled.isEmpty()) continue;
    const Result<ImageGrid> grid = covering(together, other, labelled);
    if (!grid) return Error{grid.error().kind, grid.error().message, file};
    together = *grid;
  }
  for (MaskInput& each : masks)
    if (const auto placed = place(each, together, control); !placed) return placed.error();
  return masks;
}

Result<MaskPair> readMaskPair(const QString& truth, const QString& prediction, JobControl& control) {
  Result<std::vector<MaskInput>> masks = readMasksTogether({truth, prediction}, control);
  if (!masks) return masks.error();
  return MaskPair{std::move(masks->front()), std::move(masks->back())};
}

Result<FileAgreement> compareFiles(const QString& truth, const QString& prediction,
                                   const AgreementOptions& options, JobControl& control) {
  Result<MaskPair> masks = readMaskPair(truth, prediction, control);
  if (!masks) return masks.error();
  Result<MaskAgreement> agreement =
      compareMasks(masks->truth.labels, masks->prediction.labels, options, control);
  if (!agreement) return agreement.error();
  return FileAgreement{agreement.take(), std::move(masks->truth.warnings),
                       std::move(masks->prediction.warnings)};
}

}  // namespace uptake::evaluation
