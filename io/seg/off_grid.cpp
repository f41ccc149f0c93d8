#include "core/mask/resample_labels.h"
#include "io/seg/grid_of_frames_p.h"
#include "io/seg/layer_builder_p.h"
#include "io/seg/off_grid_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <limits>

namespace uptake::seg {

namespace {

constexpr int kLastLabel = std::numeric_limits<Label>::max();

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

QString gridText(const ImageGrid& grid) {
  return Texts::tr("%1 × %2 × %3 voxels of %4 × %5 × %6 mm")
      .arg(grid.size().x())
      .arg(grid.size().y())
      .arg(grid.size().z())
      .arg(grid.spacing().x(), 0, 'g', 4)
      .arg(grid.spacing().y(), 0, 'g', 4)
      .arg(grid.spacing().z(), 0, 'g', 4);
}

/// Labelled voxels whose centres lie outside of a grid.
std::ptrdiff_t outside(const LabelMap& labels, const ImageGrid& target) {
  const IndexBox box = labels.extent();
  std::ptrdiff_t count = 0;
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j)
      for (int i = box.first.x(); i <= box.last.x(); ++i)
        if (labels.at({i, j, k}) != 0 &&
            !target.contains(target.nearestVoxel(labels.grid().toPatient(Eigen::Vector3d(i, j, k)))))
          ++count;
  return count;
}

/// Follows what becomes of the labels.
class Losses {
 public:
  void before(const LabelMap& labels, const ImageGrid& target) {
    outside_ += outside(labels, target);
    count(labels, before_);
  }
  void after(const LabelMap& labels) { count(labels, after_); }

  bool isAll() const {
    return std::ranges::all_of(after_, [](std::ptrdiff_t count) { return count == 0; }) &&
           std::ranges::any_of(before_, [](std::ptrdiff_t count) { return count != 0; });
  }

  QStringList warnings(const SegFile& seg) const {
    QStringList texts;
    if (outside_ > 0)
      texts.append(
          Texts::tr("%n voxel(s) of the segmentation lie outside of the series and are not shown.", nullptr,
                    static_cast<int>(std::min<std::ptrdiff_t>(outside_, std::numeric_limits<int>::max()))));
    for (int label = 1; label <= kLastLabel; ++label) {
      const auto position = static_cast<std::size_t>(label);
      if (before_[position] == 0 || after_[position] != 0) continue;
      const auto segment = std::ranges::find(seg.segments, static_cast<Label>(label), &Segment::number);
      texts.append(Texts::tr("Segment %1 \"%2\" lies on no voxel of the series any more (%3 voxels in the "
                             "file); it is smaller than the series' voxels or outside of it.")
                       .arg(label)
                       .arg(segment == seg.segments.end() ? QString() : segment->label)
                       .arg(before_[position]));
    }
    return texts;
  }

 private:
  using Counts = std::vector<std::ptrdiff_t>;
  static void count(const LabelMap& labels, Counts& counts) {
    for (int label = 1; label <= kLastLabel; ++label)
      counts[static_cast<std::size_t>(label)] += labels.count(static_cast<Label>(label));
  }

  std::ptrdiff_t outside_ = 0;
  Counts before_ = Counts(std::size_t{kLastLabel} + 1, 0);
  Counts after_ = Counts(std::size_t{kLastLabel} + 1, 0);
};

/// How thick each plane's frames are taken to be, in mm: as far apart as slices are stated to be, but never
/// reaching into the next frame.
std::vector<double> slabThickness(const SegFile& seg, const ImageGrid& target) {
  std::vector<double> result;
  for (std::size_t plane = 0; plane < seg.planes.size(); ++plane) {
    const FramePlane& each = seg.planes[plane];
    const Direction normal = each.row.cross(each.column).normalized();
    std::vector<double> positions;
    for (const SegFrame& frame : seg.frames)
      if (frame.plane == plane) positions.push_back(normal.dot(frame.position));
    std::ranges::sort(positions);
    double thickness = each.sliceSpacing > 0.0 ? each.sliceSpacing : each.thickness;
    for (std::size_t i = 1; i < positions.size(); ++i) {
      const double distance = positions[i] - positions[i - 1];
      if (distance <= kDuplicatePositionMm) continue;
      thickness = thickness > 0.0 ? std::min(thickness, distance) : distance;
    }
    if (thickness <= 0.0) thickness = target.spacing()[target.axisAlong(normal)];
    result.push_back(thickness);
  }
  return result;
}

/// One frame as a mask of one slice.
Result<LabelMap> frameLabels(const SegFile& seg, FramePixels& pixels, std::size_t frame, double thickness) {
  const FramePlane& plane = seg.planes[seg.frames[frame].plane];
  Eigen::Matrix3d directions;
  directions << plane.row, plane.column, plane.row.cross(plane.column).normalized();
  const auto grid =
      ImageGrid::create({plane.columns, plane.rows, 1}, {plane.columnSpacing, plane.rowSpacing, thickness},
                        seg.frames[frame].position, directions);
  if (!grid) return Error{grid.error().kind, grid.error().message, seg.path};
  Result<LabelMap> labels = LabelMap::create(*grid);
  if (!labels) return labels;
  if (const auto loaded = pixels.load(frame); !loaded) return loaded.error();
  pixels.forEachRun(seg.frames[frame].segment, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
    labels->fill(first, length, label);
  });
  return labels;
}

bool meet(const LabelMap& a, const LabelMap& b) {
  for (int k = 0; k < a.grid().size().z(); ++k)
    for (const LabelRun& run : a.runs(k))
      if (std::ranges::any_of(b.voxels(run.first, run.length), [](Label label) { return label != 0; }))
        return true;
  return false;
}

void addTo(LabelMap& target, const LabelMap& labels) {
  for (int k = 0; k < labels.grid().size().z(); ++k)
    for (const LabelRun& run : labels.runs(k)) target.fill(run.first, run.length, run.label);
}

Result<std::vector<LabelMap>> frameByFrame(const SegFile& seg, FramePixels& pixels, const ImageGrid& target,
                                           Losses& losses, JobControl& control) {
  const std::vector<double> thickness = slabThickness(seg, target);
  std::vector<LabelMap> layers;
  for (const auto& [segment, frames] : framesBySegment(seg)) {
    Result<LabelMap> part = LabelMap::create(target);
    if (!part) return part.error();
    for (const std::size_t frame : frames) {
      const Result<LabelMap> own = frameLabels(seg, pixels, frame, thickness[seg.frames[frame].plane]);
      if (!own) return own.error();
      losses.before(*own, target);
      const Result<LabelMap> moved = resampleLabels(*own, target, control);
      if (!moved) return moved.error();
      addTo(*part, *moved);
    }
    losses.after(*part);
    const auto layer = std::ranges::find_if(layers, [&](const LabelMap& map) { return !meet(*part, map); });
    if (layer == layers.end())
      layers.push_back(part.take());
    else
      addTo(*layer, *part);
  }
  return layers;
}

}  // namespace

FramePlacer::SlicePositions framePositions(const SegFile& seg, const ImageGrid& grid) {
  FramePlacer::SlicePositions positions(static_cast<std::size_t>(grid.size().z()));
  for (const SegFrame& frame : seg.frames) {
    const int k = grid.nearestVoxel(frame.position).z();
    if (k >= 0 && k < grid.size().z()) positions[static_cast<std::size_t>(k)] = frame.position;
  }
  return positions;
}

Result<std::vector<FramePlacement>> placeFrames(
    const SegFile& seg, const ImageGrid& grid,
    const std::function<FramePlacer::SlicePositions()>& slicePositions, JobControl& control) {
  std::vector<FramePlacer> placers;
  for (const FramePlane& plane : seg.planes) placers.emplace_back(grid, plane, slicePositions);
  std::vector<FramePlacement> places;
  for (const SegFrame& frame : seg.frames) {
    if (control.isCancelled()) return JobControl::cancelledError();
    const auto place = placers[frame.plane].place(frame.position);
    // Then the positions of the slices were not all read.
    if (!place && control.isCancelled()) return JobControl::cancelledError();
    if (!place) return Error{place.error().kind, place.error().message, seg.path};
    places.push_back(*place);
  }
  return places;
}

Result<std::vector<LabelMap>> readOffGrid(SegFile& seg, FramePixels& pixels, const ImageGrid& target,
                                          JobControl& control) {
  Losses losses;
  const auto finished = [&](std::vector<LabelMap> layers,
                            const QString& from) -> Result<std::vector<LabelMap>> {
    if (losses.isAll())
      return Error{ErrorKind::Inconsistent,
                   Texts::tr("No voxel of the segmentation (%1, first frame at %2) lies on the series (%3).")
                       .arg(from, pointText(seg.frames.front().position), gridText(target)),
                   seg.path};
    seg.warnings.append(
        Texts::tr("The segmentation (%1) does not lie on the voxels of the series (%2): each voxel of the "
                  "series got the label of the nearest one. The file stays as it is.")
            .arg(from, gridText(target)));
    seg.warnings.append(losses.warnings(seg));
    return layers;
  };

  QStringList doubts;
  if (const Result<ImageGrid> grid = gridOfFrames(seg, doubts); grid) {
    auto places = placeFrames(
        seg, *grid, [&] { return framePositions(seg, *grid); }, control);
    if (!places && places.error().kind == ErrorKind::Cancelled) return places.error();
    if (places) {
      Result<std::vector<LabelMap>> own = buildLayers(seg, pixels, places.take(), *grid, control);
      if (!own) return own;
      std::vector<LabelMap> layers;
      for (const LabelMap& labels : *own) {
        losses.before(labels, target);
        Result<LabelMap> moved = resampleLabels(labels, target, control);
        if (!moved) return moved.error();
        losses.after(*moved);
        layers.push_back(moved.take());
      }
      seg.warnings.append(doubts);
      return finished(std::move(layers), gridText(*grid));
    }
  }
  Result<std::vector<LabelMap>> layers = frameByFrame(seg, pixels, target, losses, control);
  if (!layers) return layers;
  return finished(layers.take(), Texts::tr("%1 frames of %2 × %3 pixels of %4 × %5 mm that span no even grid")
                                     .arg(seg.frames.size())
                                     .arg(seg.plane.columns)
                                     .arg(seg.plane.rows)
                                     .arg(seg.plane.columnSpacing, 0, 'g', 4)
                                     .arg(seg.plane.rowSpacing, 0, 'g', 4));
}

}  // namespace uptake::seg
