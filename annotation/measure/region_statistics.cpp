#include "annotation/measure/region_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace uptake {

namespace {

/// A centre on the border counts, whichever way sums are rounded.
constexpr double kOnBorder = 1.0 + 1e-9;

/// Gathers values one by one (Welford's recurrence: no cancellation in the variance).
class Gatherer {
 public:
  void add(double value) {
    ++count_;
    const double away = value - mean_;
    mean_ += away / static_cast<double>(count_);
    squares_ += away * (value - mean_);
    minimum_ = std::min(minimum_, value);
    maximum_ = std::max(maximum_, value);
  }
  /// False when the slice's values are absent.
  bool canRead(const Volume& image, int k) {
    const Volume::SliceState state = image.sliceState(k);
    missing_ |= state == Volume::SliceState::Missing;
    reading_ |= state == Volume::SliceState::Pending;
    return state == Volume::SliceState::Loaded;
  }
  RegionStatistics statistics(bool clipped) const {
    RegionStatistics result;
    result.clipped = clipped;
    if (reading_ || missing_) {
      result.state = reading_ ? RegionState::SliceReading : RegionState::SliceMissing;
      return result;
    }
    result.state = count_ > 0 ? RegionState::Measured : RegionState::NoPixel;
    if (count_ == 0) return result;
    result.count = count_;
    result.mean = mean_;
    result.sd = std::sqrt(squares_ / static_cast<double>(count_));
    result.minimum = minimum_;
    result.maximum = maximum_;
    return result;
  }

 private:
  std::ptrdiff_t count_ = 0;
  double mean_ = 0.0;
  double squares_ = 0.0;
  double minimum_ = std::numeric_limits<double>::infinity();
  double maximum_ = -std::numeric_limits<double>::infinity();
  bool missing_ = false;
  bool reading_ = false;
};

/// The voxels that a region about `centre` with half extents `half` (both continuous indices) can hold.
struct Extent {
  IndexBox box;
  bool clipped = false;  ///< the region reaches beyond the cells of the grid
};

Extent extentOf(const ImageGrid& grid, const Eigen::Vector3d& centre, const Eigen::Vector3d& half) {
  const Eigen::Array3d low = centre.array() - half.array();
  const Eigen::Array3d high = centre.array() + half.array();
  const Eigen::Array3d last = grid.size().cast<double>().array() - 1.0;
  Extent extent;
  extent.clipped = (low < -0.5 - 1e-9).any() || (high > last + 0.5 + 1e-9).any();
  // One more each way: the exact test decides. Bounded before the cast.
  extent.box.first = (low.floor() - 1.0).max(0.0).min(1e6).matrix().cast<int>();
  extent.box.last = (high.ceil() + 1.0).min(last).max(-1.0).matrix().cast<int>();
  return extent;
}

/// Whether a point lies in an ellipse, seen along the plane's normal.
class EllipseTest {
 public:
  explicit EllipseTest(const Measurement& ellipse)
      : centre_(ellipse.points[0]),
        first_((ellipse.points[1] - centre_) / (ellipse.points[1] - centre_).squaredNorm()),
        second_((ellipse.points[2] - centre_) / (ellipse.points[2] - centre_).squaredNorm()) {}
  bool contains(const Point& point) const {
    const double u = first_.dot(point - centre_);
    const double v = second_.dot(point - centre_);
    return u * u + v * v <= kOnBorder;
  }

 private:
  Point centre_;
  Eigen::Vector3d first_;
  Eigen::Vector3d second_;
};

RegionStatistics ofLayer(const Measurement& ellipse, const Volume& image, int axis,
                         const JobControl& control) {
  const ImageGrid& grid = image.grid();
  const Eigen::Vector3d centre = grid.toIndex(ellipse.points[0]);
  const int layer = grid.nearestVoxel(ellipse.points[0])[axis];
  if (layer < 0 || layer >= grid.size()[axis]) return {};
  const Eigen::Vector3d first = grid.directions().transpose() * (ellipse.points[1] - ellipse.points[0]);
  const Eigen::Vector3d second = grid.directions().transpose() * (ellipse.points[2] - ellipse.points[0]);
  Eigen::Vector3d half = (first.cwiseAbs2() + second.cwiseAbs2()).cwiseSqrt().cwiseQuotient(grid.spacing());
  half[axis] = 0.0;
  Eigen::Vector3d inLayer = centre;
  inLayer[axis] = layer;
  Extent extent = extentOf(grid, inLayer, half);
  extent.box.first[axis] = extent.box.last[axis] = layer;
  if (extent.box.isEmpty()) return {};
  const EllipseTest test(ellipse);
  Gatherer values;
  bool any = false;
  for (int k = extent.box.first.z(); k <= extent.box.last.z() && !control.isCancelled(); ++k)
    for (int j = extent.box.first.y(); j <= extent.box.last.y(); ++j)
      for (int i = extent.box.first.x(); i <= extent.box.last.x(); ++i) {
        const Eigen::Vector3i index(i, j, k);
        if (!test.contains(grid.toPatient(index.cast<double>()))) continue;
        any = true;
        if (values.canRead(image, k)) values.add(image.value(index));
      }
  if (!any && extent.clipped && !grid.contains(grid.nearestVoxel(ellipse.points[0]))) return {};
  return values.statistics(extent.clipped);
}

RegionStatistics ofSamples(const Measurement& ellipse, const Volume& image, const JobControl& control) {
  const ImageGrid& grid = image.grid();
  const double step = grid.spacing().minCoeff();
  const Eigen::Vector3d first = ellipse.points[1] - ellipse.points[0];
  const Eigen::Vector3d second = ellipse.points[2] - ellipse.points[0];
  const int columns = static_cast<int>(std::min(first.norm() / step, 1e5));
  const int rows = static_cast<int>(std::min(second.norm() / step, 1e5));
  const Eigen::Vector3d along = first.normalized() * step;
  const Eigen::Vector3d down = second.normalized() * step;
  const EllipseTest test(ellipse);
  Gatherer values;
  bool inside = false;
  bool outside = false;
  for (int row = -rows; row <= rows && !control.isCancelled(); ++row)
    for (int column = -columns; column <= columns; ++column) {
      const Point point = ellipse.points[0] + column * along + row * down;
      if (!test.contains(point)) continue;
      const Eigen::Vector3i index = grid.nearestVoxel(point);
      const bool contained = grid.contains(index);
      (contained ? inside : outside) = true;
      if (contained && values.canRead(image, index.z())) values.add(image.value(index));
    }
  if (!inside) return {};
  RegionStatistics result = values.statistics(outside);
  result.sampled = true;
  return result;
}

}  // namespace

RegionStatistics ellipseStatistics(const Measurement& ellipse, const Volume& image,
                                   const JobControl& control) {
  const ImageGrid& grid = image.grid();
  const Direction normal = ellipse.plane.normal().normalized();
  const int axis = grid.axisAlong(normal);
  const bool isParallel = grid.axis(axis).cross(normal).norm() <= kDirectionTolerance;
  return isParallel ? ofLayer(ellipse, image, axis, control) : ofSamples(ellipse, image, control);
}

RegionStatistics sphereStatistics(const Measurement& sphere, const Volume& image, const JobControl& control) {
  const ImageGrid& grid = image.grid();
  const Eigen::Vector3d centre = grid.toIndex(sphere.points[0]);
  const double radius = radiusMm(sphere);
  const Extent extent = extentOf(grid, centre, radius * grid.spacing().cwiseInverse());
  if (extent.box.isEmpty()) return {};
  // Directions are orthonormal: distances are those of the indices times the spacing.
  const double squared = radius * radius * kOnBorder;
  const Eigen::Vector3d& spacing = grid.spacing();
  Gatherer values;
  bool any = false;
  for (int k = extent.box.first.z(); k <= extent.box.last.z() && !control.isCancelled(); ++k) {
    const double dz = (k - centre.z()) * spacing.z();
    for (int j = extent.box.first.y(); j <= extent.box.last.y(); ++j) {
      const double dy = (j - centre.y()) * spacing.y();
      const double room = squared - dz * dz - dy * dy;
      if (room < 0.0) continue;
      for (int i = extent.box.first.x(); i <= extent.box.last.x(); ++i) {
        const double dx = (i - centre.x()) * spacing.x();
        if (dx * dx > room) continue;
        any = true;
        if (values.canRead(image, k)) values.add(image.value({i, j, k}));
      }
    }
  }
  if (!any && extent.clipped && !grid.contains(grid.nearestVoxel(sphere.points[0]))) return {};
  RegionStatistics result = values.statistics(extent.clipped);
  result.volumeMl = static_cast<double>(result.count) * grid.voxelVolume().value;
  return result;
}

}  // namespace uptake
