#include "viewer/volume/volume_pick.h"

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <limits>

namespace uptake {

namespace {

constexpr double kInfinite = std::numeric_limits<double>::infinity();

struct Range {
  double first = -kInfinite;
  double last = kInfinite;
  bool isEmpty() const { return !(first <= last); }

  /// What of it lies in low … high along a coordinate that is `start` at 0 and grows by `slope`.
  void cut(double start, double slope, double low, double high) {
    if (std::abs(slope) < 1e-12) {
      if (start < low || start > high) last = -kInfinite;
      return;
    }
    // By value: the other form would give references to what is gone.
    const auto [near, far] = std::minmax({(low - start) / slope, (high - start) / slope});
    first = std::max(first, near);
    last = std::min(last, far);
  }
};

Range rangeIn(const VolumeBox& box, const SightLine& line) {
  Range range;
  for (int axis = 0; axis < 3; ++axis)
    range.cut(line.origin[axis], line.into[axis], box.low[axis], box.high[axis]);
  return range;
}

/// Where a line passes through the voxels of an image, as far as the box lets it.
Range rangeIn(const ImageGrid& grid, const SightLine& line, const std::optional<VolumeBox>& box) {
  Range range = box ? rangeIn(*box, line) : Range();
  const Eigen::Vector3d start = grid.toIndex(line.origin);
  const Eigen::Vector3d slope = grid.toIndex(line.at(1.0)) - start;
  for (int axis = 0; axis < 3; ++axis) range.cut(start[axis], slope[axis], -0.5, grid.size()[axis] - 0.5);
  return range;
}

/// Calls visit(voxel, depth) for the voxels along a line, until it says false.
template <class Visit>
void forVoxelsOn(const Volume& image, const SightLine& line, const std::optional<VolumeBox>& box,
                 Visit visit) {
  const ImageGrid& grid = image.grid();
  const Range range = rangeIn(grid, line, box);
  if (range.isEmpty()) return;
  const double step = grid.spacing().minCoeff() / 3.0;
  Eigen::Vector3i last = Eigen::Vector3i::Constant(-1);
  for (double depth = range.first; depth <= range.last; depth += step) {
    const Eigen::Vector3i voxel = grid.nearestVoxel(line.at(depth));
    if (voxel == last || !grid.contains(voxel)) continue;
    last = voxel;
    if (image.sliceState(voxel.z()) != Volume::SliceState::Loaded) continue;
    if (!visit(voxel, depth)) return;
  }
}

double opacityAt(const std::vector<SceneStop>& stops, double value) {
  if (stops.empty()) return 0.0;
  const auto next = std::ranges::upper_bound(stops, value, {}, &SceneStop::value);
  if (next == stops.begin()) return stops.front().opacity;
  if (next == stops.end()) return stops.back().opacity;
  const SceneStop& before = *(next - 1);
  const double part = (value - before.value) / (next->value - before.value);
  return before.opacity + part * (next->opacity - before.opacity);
}

/// Whether the line passes within the surface's box at all: most do not.
bool mayMeet(const SurfaceMesh& mesh, const SightLine& line) {
  const auto [low, high] = mesh.extent();
  return !rangeIn(VolumeBox{low, high}, line).isEmpty();
}

/// Möller and Trumbore, Fast, minimum storage ray/triangle intersection, 1997.
std::optional<double> depthOf(const Eigen::Vector3d& a, const Eigen::Vector3d& b, const Eigen::Vector3d& c,
                              const SightLine& line) {
  const Eigen::Vector3d ab = b - a;
  const Eigen::Vector3d ac = c - a;
  const Eigen::Vector3d p = line.into.cross(ac);
  const double determinant = ab.dot(p);
  if (std::abs(determinant) < 1e-12) return std::nullopt;
  const Eigen::Vector3d t = line.origin - a;
  const double u = t.dot(p) / determinant;
  if (u < 0.0 || u > 1.0) return std::nullopt;
  const Eigen::Vector3d q = t.cross(ab);
  const double v = line.into.dot(q) / determinant;
  if (v < 0.0 || u + v > 1.0) return std::nullopt;
  return ac.dot(q) / determinant;
}

std::optional<double> depthOf(const SceneCut& cut, const VolumeScene& scene, const SightLine& line) {
  const double slope = line.into.dot(cut.plane.normal());
  if (std::abs(slope) < 1e-6) return std::nullopt;
  const double depth = -cut.plane.distance(line.origin) / slope;
  if (scene.box && !scene.box->contains(line.at(depth))) return std::nullopt;
  const auto& image = scene.cutLook.ct ? scene.cutLook.ct : scene.cutLook.pet;
  if (!image || !image->grid().contains(image->grid().nearestVoxel(line.at(depth)))) return std::nullopt;
  return depth;
}

std::optional<double> nearer(std::optional<double> a, std::optional<double> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

SightLine sightLine(const VolumeCamera& camera, const Eigen::Vector2d& pixel) {
  const double x = (pixel.x() - camera.size.width() / 2.0) * camera.mmPerPixel;
  const double y = (pixel.y() - camera.size.height() / 2.0) * camera.mmPerPixel;
  return {camera.centre + x * camera.right + y * camera.down, camera.into()};
}

std::optional<double> depthOf(const SurfaceMesh& mesh, const SightLine& line,
                              const std::optional<VolumeBox>& box) {
  if (mesh.isEmpty() || !mayMeet(mesh, line)) return std::nullopt;
  const Range range = box ? rangeIn(*box, line) : Range();
  std::optional<double> nearest;
  const auto at = [&mesh](std::int32_t point) -> Eigen::Vector3d {
    return mesh.points[static_cast<std::size_t>(point)].cast<double>();
  };
  for (const auto& [a, b, c] : mesh.triangles) {
    const std::optional<double> depth = depthOf(at(a), at(b), at(c), line);
    if (depth && *depth >= range.first && *depth <= range.last) nearest = nearer(nearest, depth);
  }
  return nearest;
}

std::optional<HottestVoxel> hottestOn(const Volume& image, const SightLine& line,
                                      const std::optional<VolumeBox>& box) {
  std::optional<HottestVoxel> hottest;
  forVoxelsOn(image, line, box, [&](const Eigen::Vector3i& voxel, double) {
    const double value = image.value(voxel);
    if (!hottest || value > hottest->value)
      hottest = HottestVoxel{image.grid().toPatient(voxel.cast<double>()), value};
    return true;
  });
  return hottest;
}

std::optional<Point> firstOpaque(const SceneVolume& volume, const SightLine& line,
                                 const std::optional<VolumeBox>& box) {
  std::optional<Point> found;
  double light = 1.0;
  double before = -kInfinite;
  forVoxelsOn(*volume.image, line, box, [&](const Eigen::Vector3i& voxel, double depth) {
    const double way = std::isfinite(before) ? depth - before : 0.0;
    before = depth;
    light *= std::pow(1.0 - opacityAt(volume.stops, volume.image->value(voxel)), way / kStopThickness);
    if (light > 0.5) return true;
    found = line.at(depth);
    return false;
  });
  return found;
}

std::optional<Point> placeUnder(const VolumeScene& scene, const SightLine& line) {
  std::optional<double> depth;
  for (const SceneSurface& surface : scene.surfaces)
    if (surface.opacity > 0.0) depth = nearer(depth, depthOf(*surface.mesh, line, scene.box));
  for (const SceneCut& cut : scene.cuts) depth = nearer(depth, depthOf(cut, scene, line));
  if (depth) return line.at(*depth);
  for (const SceneVolume& volume : scene.volumes) {
    if (!volume.isProjection) continue;
    const std::optional<HottestVoxel> hottest = hottestOn(*volume.image, line, scene.box);
    if (hottest && opacityAt(volume.stops, hottest->value) > 0.0) return hottest->place;
  }
  for (const SceneVolume& volume : scene.volumes)
    if (!volume.isProjection)
      if (const std::optional<Point> opaque = firstOpaque(volume, line, scene.box)) return opaque;
  return std::nullopt;
}

}  // namespace uptake
