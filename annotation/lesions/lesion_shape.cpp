#include "annotation/lesions/lesion_shape.h"

#include "annotation/lesions/axial_diameters.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace uptake {

namespace {

/// The voxels of an axial slice, as runs of an image whose rows run along the first of the two axes in it.
struct Layer {
  std::vector<VoxelRun> runs;
  std::ptrdiff_t voxels = 0;
};

/// The axial slices of a lesion, by their index along the axis across them.
class Layers {
 public:
  explicit Layers(const LesionVoxels& lesion)
      : grid_(lesion.grid()), axis_(grid_.axisAlong(Direction::UnitZ())) {
    // Runs of the mask lie along i: where that is the axis across, each voxel is its own run.
    first_ = axis_ == 0 ? 1 : 0;
    second_ = 3 - axis_ - first_;
    for (const auto& [k, slice] : lesion.slices())
      for (const VoxelRun& run : slice->runs) {
        Eigen::Vector3i index = grid_.indexOf(run.first);
        if (axis_ != 0) {
          add(index, run.length);
        } else {
          for (std::int32_t n = 0; n < run.length; ++n, ++index.x()) add(index, 1);
        }
      }
  }

  int axis() const { return axis_; }
  const std::map<int, Layer>& all() const { return layers_; }

  std::vector<PixelStrip> strips(const Layer& layer) const {
    std::vector<PixelStrip> strips;
    strips.reserve(layer.runs.size());
    const Eigen::Vector2d spacing(grid_.spacing()[first_], grid_.spacing()[second_]);
    for (const VoxelRun& run : layer.runs) {
      const auto [first, line] = placeOf(run);
      const Eigen::Vector2d low(first - 0.5, line - 0.5);
      const Eigen::Vector2d high(first + run.length - 0.5, line + 0.5);
      strips.push_back({low.cwiseProduct(spacing), high.cwiseProduct(spacing)});
    }
    return strips;
  }
  /// The longest distance in a layer.
  double longest(const Layer& layer) const {
    // Of each line only its ends can be ends of it.
    std::map<int, std::pair<int, int>> lines;
    for (const VoxelRun& run : layer.runs) {
      const auto [first, number] = placeOf(run);
      const auto [line, isNew] = lines.try_emplace(number, first, first + run.length);
      if (isNew) continue;
      line->second.first = std::min(line->second.first, first);
      line->second.second = std::max(line->second.second, first + run.length);
    }
    std::vector<Eigen::Vector2d> corners;
    corners.reserve(4 * lines.size());
    for (const auto& [other, ends] : lines)
      for (const double x : {ends.first - 0.5, ends.second - 0.5})
        for (const double y : {other - 0.5, other + 0.5})
          corners.emplace_back(x * grid_.spacing()[first_], y * grid_.spacing()[second_]);
    return longestDistance(convexHull(std::move(corners)));
  }
  Point centreOf(int index, const Layer& layer) const {
    Eigen::Vector2d sum = Eigen::Vector2d::Zero();
    for (const VoxelRun& run : layer.runs) {
      const auto [first, line] = placeOf(run);
      sum += run.length * Eigen::Vector2d(first + (run.length - 1) / 2.0, line);
    }
    sum /= static_cast<double>(layer.voxels);
    return toPatient(index, sum.x(), sum.y());
  }
  Span span(int index, const Diameter& diameter) const {
    const auto point = [&](const Eigen::Vector2d& mm) {
      return toPatient(index, mm.x() / grid_.spacing()[first_], mm.y() / grid_.spacing()[second_]);
    };
    return {{point(diameter.ends[0]), point(diameter.ends[1])}};
  }

 private:
  /// `length` voxels from `index` on, along the first axis.
  void add(const Eigen::Vector3i& index, std::int32_t length) {
    Layer& layer = layers_[index[axis_]];
    layer.runs.push_back({index[first_] + std::ptrdiff_t{grid_.size()[first_]} * index[second_], length});
    layer.voxels += length;
  }
  /// Where a run begins along the first axis, and along the second.
  std::pair<int, int> placeOf(const VoxelRun& run) const {
    const std::ptrdiff_t width = grid_.size()[first_];
    return {static_cast<int>(run.first % width), static_cast<int>(run.first / width)};
  }
  Point toPatient(int index, double first, double second) const {
    Eigen::Vector3d at;
    at[axis_] = index;
    at[first_] = first;
    at[second_] = second;
    return grid_.toPatient(at);
  }

  ImageGrid grid_;
  int axis_;
  int first_ = 0;
  int second_ = 1;
  std::map<int, Layer> layers_;
};

Eigen::Vector3d extentOf(const LesionVoxels& lesion) {
  const ImageGrid& grid = lesion.grid();
  const Eigen::Matrix3d cell = grid.directions() * grid.spacing().asDiagonal();
  Eigen::Vector3d low = Eigen::Vector3d::Constant(std::numeric_limits<double>::max());
  Eigen::Vector3d high = -low;
  for (const auto& [k, slice] : lesion.slices())
    for (const VoxelRun& run : slice->runs) {
      const Eigen::Vector3d half(run.length / 2.0, 0.5, 0.5);
      const Eigen::Vector3d first = grid.indexOf(run.first).cast<double>();
      const Point centre = grid.toPatient(first + Eigen::Vector3d((run.length - 1) / 2.0, 0.0, 0.0));
      const Eigen::Vector3d reach = cell.cwiseAbs() * half;
      low = low.cwiseMin(centre - reach);
      high = high.cwiseMax(centre + reach);
    }
  return high - low;
}

}  // namespace

std::optional<LesionShape> lesionShape(const LesionVoxels& lesion) {
  if (lesion.isEmpty()) return std::nullopt;
  const ImageGrid& grid = lesion.grid();
  const Layers layers(lesion);
  LesionShape shape;
  shape.axis = layers.axis();
  shape.extentMm = extentOf(lesion);
  shape.slices = static_cast<int>(layers.all().size());
  std::ptrdiff_t most = 0;
  double longest = -1.0;
  int longestSlice = 0;
  std::vector<int> largest;
  for (const auto& [index, layer] : layers.all()) {
    if (layer.voxels > most) largest.clear();
    most = std::max(most, layer.voxels);
    if (layer.voxels == most) largest.push_back(index);
    constexpr double kEqualMm = 1e-9;
    const double length = layers.longest(layer);
    if (length > longest + kEqualMm) {
      longest = length;
      longestSlice = index;
    }
  }
  shape.largestSlice = largest[(largest.size() - 1) / 2];
  shape.largestAreaMm2 = static_cast<double>(most) * grid.spacing().prod() / grid.spacing()[layers.axis()];
  shape.place = layers.centreOf(shape.largestSlice, layers.all().at(shape.largestSlice));
  if (shape.axis == 2) shape.image = grid.sliceNumber(shape.largestSlice);
  const OutlineDiameters diameters = outlineDiameters(layers.strips(layers.all().at(longestSlice)));
  shape.longest = layers.span(longestSlice, diameters.longest);
  shape.perpendicular = layers.span(longestSlice, diameters.perpendicular);
  return shape;
}

}  // namespace uptake
