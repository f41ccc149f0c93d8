#include "annotation/tools/brush_sweep.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace uptake {

namespace {

/// A centre exactly at the radius is covered on every side, not only where rounding happens to agree.
constexpr double kTouchMm = 1e-6;
/// Places across layers are exact to far less than this; on a border both neighbours must decide alike.
constexpr double kSlackLayers = 1e-6;

/// A straight path in mm along the grid's axes, the centre of voxel (0,0,0) at zero.
struct Path {
  Eigen::Vector3d from;
  Eigen::Vector3d to;
};

struct Interval {
  double low;
  double high;
};

struct Columns {
  int first;
  int last;
  bool isEmpty() const { return last < first; }
};

int cellAt(double place, double spacing) {
  return static_cast<int>(std::floor(place / spacing + 0.5));
}

/// The part of a path whose coordinate along `axis` is within [low, high].
std::optional<Path> clipped(const Path& path, int axis, double low, double high) {
  const Eigen::Vector3d along = path.to - path.from;
  double first = 0.0;
  double last = 1.0;
  if (along[axis] == 0.0) {
    if (path.from[axis] < low || path.from[axis] > high) return std::nullopt;
    return path;
  }
  double enter = (low - path.from[axis]) / along[axis];
  double leave = (high - path.from[axis]) / along[axis];
  if (enter > leave) std::swap(enter, leave);
  first = std::max(first, enter);
  last = std::min(last, leave);
  if (first > last) return std::nullopt;
  return Path{first == 0.0 ? path.from : path.from + first * along,
              last == 1.0 ? path.to : path.from + last * along};
}

/// Where a row (a line along the first axis) runs within `radius` of a path: the union of the spheres about
/// both ends and the cylinder between them, which together are convex, so one interval.
std::optional<Interval> nearRow(const Path& path, double radius, double y, double z) {
  std::optional<Interval> result;
  const auto add = [&](double low, double high) {
    if (low > high) return;
    result =
        result ? Interval{std::min(result->low, low), std::max(result->high, high)} : Interval{low, high};
  };
  for (const Eigen::Vector3d& end : {path.from, path.to}) {
    const double left = radius * radius - (y - end.y()) * (y - end.y()) - (z - end.z()) * (z - end.z());
    if (left >= 0.0) add(end.x() - std::sqrt(left), end.x() + std::sqrt(left));
  }
  const Eigen::Vector3d along = path.to - path.from;
  const double squaredLength = along.squaredNorm();
  if (squaredLength == 0.0) return result;

  // With x from path.from: squared distance to the axis is a x² + 2 b x + c + radius².
  const double dy = y - path.from.y();
  const double dz = z - path.from.z();
  const double onAxis = dy * along.y() + dz * along.z();
  const double a = (along.y() * along.y() + along.z() * along.z()) / squaredLength;
  const double b = -onAxis * along.x() / squaredLength;
  const double c = dy * dy + dz * dz - onAxis * onAxis / squaredLength - radius * radius;
  Interval cylinder{-HUGE_VAL, HUGE_VAL};
  if (a > 1e-12) {
    const double discriminant = b * b - a * c;
    if (discriminant < 0.0) return result;
    const double root = std::sqrt(discriminant);
    cylinder = {(-b - root) / a, (-b + root) / a};
  } else if (c > 0.0) {
    return result;
  }
  // Between the ends' planes: 0 ≤ onAxis + x along.x ≤ squaredLength.
  if (along.x() != 0.0) {
    double enter = -onAxis / along.x();
    double leave = (squaredLength - onAxis) / along.x();
    if (enter > leave) std::swap(enter, leave);
    cylinder = {std::max(cylinder.low, enter), std::min(cylinder.high, leave)};
  } else if (onAxis < 0.0 || onAxis > squaredLength) {
    return result;
  }
  add(path.from.x() + cylinder.low, path.from.x() + cylinder.high);
  return result;
}

/// The voxels of a row whose cells a path crosses.
Columns crossedColumns(const Path& path, const Eigen::Vector3d& spacing, int j, int k) {
  const auto inRow = clipped(path, 1, (j - 0.5) * spacing.y(), (j + 0.5) * spacing.y());
  if (!inRow) return {0, -1};
  const auto inCells = clipped(*inRow, 2, (k - 0.5) * spacing.z(), (k + 0.5) * spacing.z());
  if (!inCells) return {0, -1};
  const auto [low, high] = std::minmax({inCells->from.x(), inCells->to.x()});
  return {cellAt(low, spacing.x()), cellAt(high, spacing.x())};
}

/// Appends what a ball covers along a path, within `bounds`.
void appendSwept(std::vector<VoxelRun>& rows, const ImageGrid& grid, const Path& path, double radius,
                 const IndexBox& bounds) {
  const Eigen::Vector3d& spacing = grid.spacing();
  // A ball wider than any voxel reaches the centre of every cell that its middle crosses.
  const bool mayMissCells = radius < spacing.norm() / 2.0;
  IndexBox box;
  for (int axis = 0; axis < 3; ++axis) {
    const auto [low, high] = std::minmax({path.from[axis], path.to[axis]});
    box.first[axis] = std::min(cellAt(low - radius, spacing[axis]), cellAt(low, spacing[axis]));
    box.last[axis] = std::max(cellAt(high + radius, spacing[axis]), cellAt(high, spacing[axis]));
  }
  box = box.intersected(bounds);

  const auto append = [&](Columns columns, int j, int k) {
    if (!columns.isEmpty())
      rows.push_back({grid.offset(columns.first, j, k), columns.last - columns.first + 1});
  };
  for (int k = box.first.z(); k <= box.last.z(); ++k) {
    for (int j = box.first.y(); j <= box.last.y(); ++j) {
      const auto within = [&](Columns columns) {
        return Columns{std::max(columns.first, box.first.x()), std::min(columns.last, box.last.x())};
      };
      Columns near{0, -1};
      if (const auto interval = nearRow(path, radius, j * spacing.y(), k * spacing.z()))
        near = within({static_cast<int>(std::ceil(interval->low / spacing.x())),
                       static_cast<int>(std::floor(interval->high / spacing.x()))});
      if (mayMissCells) {
        Columns crossed = within(crossedColumns(path, spacing, j, k));
        const bool touch = !near.isEmpty() && !crossed.isEmpty() && crossed.first <= near.last + 1 &&
                           near.first <= crossed.last + 1;
        if (touch)
          near = {std::min(near.first, crossed.first), std::max(near.last, crossed.last)};
        else
          append(crossed, j, k);
      }
      append(near, j, k);
    }
  }
}

/// The same voxels in as few rows as possible, each voxel once.
std::vector<VoxelRun> rowsOf(std::vector<std::ptrdiff_t> voxels, std::ptrdiff_t rowLength) {
  std::ranges::sort(voxels);
  std::vector<VoxelRun> rows;
  for (const std::ptrdiff_t voxel : voxels) {
    if (!rows.empty()) {
      VoxelRun& last = rows.back();
      if (voxel < last.end()) continue;
      if (voxel == last.end() && voxel % rowLength != 0) {
        ++last.length;
        continue;
      }
    }
    rows.push_back({voxel, 1});
  }
  return rows;
}

double distanceTo(const Path& path, const Eigen::Vector3d& point) {
  const Eigen::Vector3d along = path.to - path.from;
  const double squared = along.squaredNorm();
  const double part = squared == 0.0 ? 0.0 : std::clamp((point - path.from).dot(along) / squared, 0.0, 1.0);
  return (point - path.from - part * along).norm();
}

/// What a disc covers on a plane that is oblique to the grid. `normal` in the grid's axes, `thickness` mm
/// along it.
std::vector<VoxelRun> obliqueDisc(const ImageGrid& grid, const Path& path, double radius,
                                  const Eigen::Vector3d& normal, int across, double thickness) {
  const Eigen::Vector3d& spacing = grid.spacing();
  const int a = across == 0 ? 1 : 0;
  const int b = across == 2 ? 1 : 2;
  IndexBox box;
  for (int axis = 0; axis < 3; ++axis) {
    const auto [low, high] = std::minmax({path.from[axis], path.to[axis]});
    box.first[axis] = cellAt(low - radius, spacing[axis]);
    box.last[axis] = cellAt(high + radius, spacing[axis]);
  }
  box = box.intersected(grid.bounds());
  const double layers = thickness / std::abs(normal[across]) / spacing[across];
  std::vector<std::ptrdiff_t> voxels;
  Eigen::Vector3i index;
  for (index[b] = box.first[b]; index[b] <= box.last[b]; ++index[b])
    for (index[a] = box.first[a]; index[a] <= box.last[a]; ++index[a]) {
      Eigen::Vector3d on = Eigen::Vector3d::Zero();
      on[a] = index[a] * spacing[a];
      on[b] = index[b] * spacing[b];
      on[across] = path.from[across] -
                   (normal[a] * (on[a] - path.from[a]) + normal[b] * (on[b] - path.from[b])) / normal[across];
      if (distanceTo(path, on) > radius) continue;
      const LayerRange range = layersWithin(on[across] / spacing[across], layers);
      for (index[across] = std::max(range.first, 0);
           index[across] <= std::min(range.last, grid.size()[across] - 1); ++index[across])
        voxels.push_back(grid.offset(index));
    }
  if (radius < spacing.norm() / 2.0)
    for (int k = box.first.z(); k <= box.last.z(); ++k)
      for (int j = box.first.y(); j <= box.last.y(); ++j) {
        const Columns crossed = crossedColumns(path, spacing, j, k);
        for (int i = std::max(crossed.first, 0); i <= std::min(crossed.last, grid.size().x() - 1); ++i)
          voxels.push_back(grid.offset(i, j, k));
      }
  return rowsOf(std::move(voxels), grid.size().x());
}

}  // namespace

LayerRange layersWithin(double place, double thickness) {
  const double half = std::max(thickness, 1.0) / 2.0;
  return {static_cast<int>(std::floor(place - half + kSlackLayers)) + 1,
          static_cast<int>(std::floor(place + half + kSlackLayers))};
}

std::vector<VoxelRun> sweptRows(const ImageGrid& grid, BrushShape shape, Millimetres radius,
                                const Point& from, const Point& to, const Direction& viewNormal,
                                Millimetres thickness) {
  const Eigen::Vector3d& spacing = grid.spacing();
  const double reach = radius.value + kTouchMm;
  std::vector<VoxelRun> rows;
  std::optional<Path> path = Path{grid.directions().transpose() * (from - grid.origin()),
                                  grid.directions().transpose() * (to - grid.origin())};
  const int across = grid.axisAlong(viewNormal);
  const double layer = spacing[across];
  const double layers = shape == BrushShape::Disc ? thickness.value / layer : 0.0;
  for (int axis = 0; axis < 3 && path; ++axis) {
    // A thick image shows layers that its middle does not pass through.
    const double beyond = axis == across ? std::max(layers, 1.0) / 2.0 : 0.5;
    path = clipped(*path, axis, -beyond * spacing[axis], (grid.size()[axis] - 1 + beyond) * spacing[axis]);
  }
  if (!path) return rows;

  if (shape == BrushShape::Ball) {
    appendSwept(rows, grid, *path, reach, grid.bounds());
    return rows;
  }
  if (grid.axis(across).cross(viewNormal).norm() > kDirectionTolerance)
    return obliqueDisc(grid, *path, reach, grid.directions().transpose() * viewNormal, across,
                       thickness.value);
  const double half = (std::max(layers, 1.0) / 2.0 + 2.0 * kSlackLayers) * layer;
  const auto [low, high] = std::minmax({path->from[across], path->to[across]});
  const int firstSlice = std::max(layersWithin(low / layer, layers).first, 0);
  const int lastSlice = std::min(layersWithin(high / layer, layers).last, grid.size()[across] - 1);
  for (int slice = firstSlice; slice <= lastSlice; ++slice) {
    auto part = clipped(*path, across, slice * layer - half, slice * layer + half);
    if (!part) continue;
    part->from[across] = part->to[across] = slice * layer;
    IndexBox bounds = grid.bounds();
    bounds.first[across] = bounds.last[across] = slice;
    appendSwept(rows, grid, *part, reach, bounds);
  }
  return rows;
}

}  // namespace uptake
