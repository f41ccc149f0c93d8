#include "core/box/box_masks.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace uptake {

namespace {

/// What of a grid can lie in a box of voxels of another: its corners, cells included, as far as the grid
/// goes.
IndexBox coveredBy(const IndexBox& box, const ImageGrid& from, const ImageGrid& onto) {
  Eigen::Vector3d low = Eigen::Vector3d::Constant(std::numeric_limits<double>::infinity());
  Eigen::Vector3d high = -low;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis)
      index[axis] = (corner >> axis) & 1 ? box.last[axis] + 0.5 : box.first[axis] - 0.5;
    const Eigen::Vector3d place = onto.toIndex(from.toPatient(index));
    low = low.cwiseMin(place);
    high = high.cwiseMax(place);
  }
  // The voxel beside what rounding could miss costs nothing.
  const auto bounded = [](const Eigen::Vector3d& index) -> Eigen::Vector3i {
    return index.cwiseMax(-1e6).cwiseMin(1e6).array().floor().cast<int>();
  };
  return IndexBox{bounded(low), bounded(high) + Eigen::Vector3i::Ones()}.intersected(onto.bounds());
}

/// Grows the rectangle of the label on a slice by a pixel.
void note(std::map<Label, PixelRect>& rects, Label label, int x, int y) {
  const auto [found, isNew] = rects.try_emplace(label, PixelRect{x, y, x, y});
  if (isNew) return;
  PixelRect& rect = found->second;
  rect = {std::min(rect.xmin, x), std::min(rect.ymin, y), std::max(rect.xmax, x), std::max(rect.ymax, y)};
}

Segment segmentOf(const BoxLesion& lesion, Label number, int ofClass, const LabelScheme& scheme) {
  Segment segment;
  segment.number = number;
  segment.label = QStringLiteral("%1 %2").arg(lesion.className).arg(ofClass);
  segment.colour = scheme.colour(lesion.className);
  if (const LabelClass* known = scheme.find(lesion.className)) {
    if (!known->code.value.isEmpty()) segment.type = known->code;
    segment.description = known->fullName;
  }
  return segment;
}

}  // namespace

Result<std::vector<Box>> boxesOfMask(const LabelMap& labels, const std::map<Label, QString>& classes,
                                     const ImageStack& stack, JobControl& control) {
  IndexBox wanted;
  for (const auto& [label, className] : classes)
    if (labels.count(label) > 0) wanted = wanted.united(labels.extent(label));
  std::vector<Box> boxes;
  if (wanted.isEmpty()) return boxes;
  const ImageGrid& from = labels.grid();
  const ImageGrid& onto = stack.grid;
  const bool isSameGrid = from.sameAs(onto);
  const IndexBox region = isSameGrid ? wanted : coveredBy(wanted, from, onto);
  for (int k = region.first.z(); k <= region.last.z(); ++k) {
    if (control.isCancelled()) return JobControl::cancelledError();
    const QString& image = stack.images[static_cast<std::size_t>(k)];
    if (image.isEmpty()) continue;
    std::map<Label, PixelRect> rects;
    for (int y = region.first.y(); y <= region.last.y(); ++y) {
      for (int x = region.first.x(); x <= region.last.x(); ++x) {
        Eigen::Vector3i voxel(x, y, k);
        if (!isSameGrid) voxel = from.nearestVoxel(onto.toPatient(voxel.cast<double>()));
        if (!from.contains(voxel)) continue;
        const Label label = labels.at(voxel);
        if (label != 0 && classes.contains(label)) note(rects, label, x, y);
      }
    }
    for (const auto& [label, rect] : rects) {
      Box box;
      box.sopInstanceUid = image;
      box.className = classes.at(label);
      box.rect = rect;
      boxes.push_back(std::move(box));
    }
  }
  return boxes;
}

Result<MaskOfBoxes> maskOfBoxes(const std::map<BoxId, Box>& boxes, const ImageStacks& images,
                                std::span<const BoxLesion> lesions, int stack, const LabelScheme& scheme,
                                const QString& name, const SeriesSource& source) {
  const ImageGrid& grid = images.all()[static_cast<std::size_t>(stack)].grid;
  Result<LabelMap> made = LabelMap::create(grid);
  if (!made) return made.error();
  LabelMap labels = made.take();
  MaskOfBoxes result;
  std::vector<Segment> segments;
  std::map<QString, int> ofClass;
  for (const BoxLesion& lesion : lesions) {
    if (lesion.stack != stack || segments.size() == std::numeric_limits<Label>::max()) continue;
    const auto number = static_cast<Label>(segments.size() + 1);
    for (const BoxId id : lesion.boxes) {
      const Box& box = boxes.at(id);
      const int k = images.find(box.sopInstanceUid)->slice;
      const PixelRect rect = box.rect.clipped(grid.size().x(), grid.size().y());
      for (int y = rect.ymin; y <= rect.ymax; ++y) {
        for (int x = rect.xmin; x <= rect.xmax; ++x) {
          const Label before = labels.at({x, y, k});
          if (before != 0 && before != number)
            ++result.shared;
          else
            labels.set({x, y, k}, number);
        }
      }
    }
    segments.push_back(segmentOf(lesion, number, ++ofClass[lesion.className.toUpper()], scheme));
  }
  result.mask = std::unique_ptr<MaskLayer>(
      new MaskLayer{MaskId::None, name, std::move(labels), std::move(segments), source, {}, {}});
  return result;
}

QString classOfSegment(const Segment& segment, const LabelScheme& scheme) {
  const QString first = segment.label.section(QLatin1Char(' '), 0, 0);
  const LabelClass* known = scheme.find(first);
  return known ? known->name : QString();
}

}  // namespace uptake
