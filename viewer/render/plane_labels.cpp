#include "viewer/render/plane_labels.h"

#include "core/jobs/parallel.h"

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

/// The layers that a slab about a (continuous) depth cuts, the nearest first; without thickness the one that
/// the plane lies in. `half` is in layers.
std::vector<int> layersAt(double depth, double half, int count) {
  // Positions are exact to far less than this; the border of two layers must not flicker between them.
  constexpr double kSlack = 1e-6;
  const int middle = static_cast<int>(std::floor(depth + 0.5 + kSlack));
  int first = middle;
  int last = middle;
  if (half > 0.0) {
    first = static_cast<int>(std::floor(depth - half + 0.5 + kSlack));
    last = static_cast<int>(std::ceil(depth + half - 0.5 - kSlack));
  }
  std::vector<int> layers;
  for (int layer = std::max(first, 0); layer <= std::min(last, count - 1); ++layer) layers.push_back(layer);
  std::ranges::stable_sort(layers, {}, [&](int layer) { return std::abs(layer - depth); });
  return layers;
}

/// How far the samples through an oblique slab lie behind its plane: the plane itself first, then outwards,
/// so close that no voxel of ordinary shape slips between.
std::vector<double> depthsWithin(double thickness, double spacing) {
  const int steps = static_cast<int>(std::ceil(thickness / spacing - 1e-6));  // to either side
  std::vector<double> depths{0.0};
  for (int step = 1; step <= steps; ++step)
    for (const double side : {-0.5, 0.5}) depths.push_back(side * thickness * step / steps);
  return depths;
}

}  // namespace

bool PlaneLabels::update(const LabelMap& labels, const ScreenPlane& screen, double thickness) {
  if (screen.size.isEmpty()) return false;
  const ImageGrid& grid = labels.grid();
  const IndexPlane index(grid, screen);
  const std::optional<PlaneAxes> axes = planeAxes(grid, screen);
  Key key{&labels, axes, {}, thickness, screen.corner, screen.right, screen.down, screen.size};
  if (axes) {
    placement_ = placementOf(index, *axes, screen.size);
    const double half = thickness / 2.0 * std::abs(index.normal[axes->through]);
    key = {key.labels,
           axes,
           layersAt(depthOf(index, *axes, screen.size), half, grid.size()[axes->through]),
           thickness,
           Point::Zero(),
           Point::Zero(),
           Point::Zero(),
           QSize()};
  } else {
    placement_ = {};
  }
  if (key_ != key) {
    key_ = key;
    ++revision_;
    usedColumns_ = usedRows_ = {};
    if (!axes)
      sampleOblique(labels, screen, thickness);
    else
      takeLayers(labels, *axes, key_->layers);
    if (!labels_.empty()) findUsed();
  }
  return !usedColumns_.isEmpty();
}

void PlaneLabels::takeLayers(const LabelMap& labels, const PlaneAxes& axes, const std::vector<int>& layers) {
  if (layers.empty()) {
    labels_ = {};
    return;
  }
  const ImageGrid& grid = labels.grid();
  columns_ = grid.size()[axes.across];
  rows_ = grid.size()[axes.downwards];
  const auto indexOf = [&](int column, int row) {
    Eigen::Vector3i at;
    at[axes.across] = column;
    at[axes.downwards] = row;
    at[axes.through] = layers.front();
    return at;
  };
  origin_ = grid.toPatient(indexOf(0, 0).cast<double>());
  alongRow_ = grid.toPatient(indexOf(1, 0).cast<double>()) - origin_;
  alongColumn_ = grid.toPatient(indexOf(0, 1).cast<double>()) - origin_;

  labels_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), Label{0});
  for (const int layer : layers) addLayer(labels, axes, layer);
}

void PlaneLabels::addLayer(const LabelMap& labels, const PlaneAxes& axes, int layer) {
  const ImageGrid& grid = labels.grid();
  // Slice by slice: only those that were ever written to hold anything, and only they may be read.
  const auto takeFrom = [&](int k) {
    if (!labels.isOccupied(k)) return;
    const int firstColumn = axes.across == 2 ? k : 0;
    const int endColumn = axes.across == 2 ? k + 1 : columns_;
    const int firstRow = axes.downwards == 2 ? k : 0;
    const int endRow = axes.downwards == 2 ? k + 1 : rows_;
    const std::ptrdiff_t step = axes.across == 0 ? 1 : axes.across == 1 ? grid.size().x() : 0;
    for (int row = firstRow; row < endRow; ++row) {
      Eigen::Vector3i at;
      at[axes.across] = firstColumn;
      at[axes.downwards] = row;
      at[axes.through] = layer;
      const Label* from = labels.slice(k).data() + grid.offset(at.x(), at.y(), 0);
      Label* to = labels_.data() + static_cast<std::ptrdiff_t>(row) * columns_ + firstColumn;
      for (int column = firstColumn; column < endColumn; ++column, from += step, ++to)
        if (*to == 0) *to = *from;
    }
  };
  if (axes.through == 2)
    takeFrom(layer);
  else
    for (int k = 0; k < grid.size().z(); ++k) takeFrom(k);
}

void PlaneLabels::sampleOblique(const LabelMap& labels, const ScreenPlane& screen, double thickness) {
  const ImageGrid& grid = labels.grid();
  const IndexPlane index(grid, screen);
  columns_ = screen.size.width();
  rows_ = screen.size.height();
  origin_ = screen.corner;
  alongRow_ = screen.right;
  alongColumn_ = screen.down;
  int firstK = 0;
  int lastK = grid.size().z() - 1;
  while (firstK <= lastK && !labels.isOccupied(firstK)) ++firstK;
  while (lastK >= firstK && !labels.isOccupied(lastK)) --lastK;
  labels_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), Label{0});
  const Eigen::Vector3d low(-0.5, -0.5, firstK - 0.5);
  const Eigen::Vector3d high(grid.size().x() - 0.5, grid.size().y() - 0.5, lastK + 0.5);
  const std::vector<double> depths = depthsWithin(thickness, grid.spacing().minCoeff());
  forRangesInParallel(rows_, kBandRows, paintThreads(), {}, [&](int first, int end) {
    for (int row = first; row < end; ++row) {
      Label* out = labels_.data() + static_cast<std::ptrdiff_t>(row) * columns_;
      for (const double behind : depths) {
        const Eigen::Vector3d start = index.base + row * index.down + behind * index.normal;
        PixelRange inside{0, columns_ - 1};
        for (int axis = 0; axis < 3; ++axis) {
          const PixelRange range =
              pixelsBetween(start[axis], index.right[axis], low[axis], high[axis], columns_);
          inside = {std::max(inside.first, range.first), std::min(inside.last, range.last)};
        }
        for (int x = inside.first; x <= inside.last; ++x) {
          if (out[x] != 0) continue;
          const Eigen::Vector3d at = start + x * index.right;
          const Eigen::Vector3i voxel(static_cast<int>(std::floor(at.x() + 0.5)),
                                      static_cast<int>(std::floor(at.y() + 0.5)),
                                      static_cast<int>(std::floor(at.z() + 0.5)));
          if (grid.contains(voxel) && labels.isOccupied(voxel.z())) out[x] = labels.at(voxel);
        }
      }
    }
  });
}

void PlaneLabels::findUsed() {
  int left = columns_;
  int right = -1;
  int top = rows_;
  int bottom = -1;
  for (int row = 0; row < rows_; ++row) {
    const Label* labels = this->row(row);
    unsigned any = 0;
    for (int column = 0; column < columns_; ++column) any |= labels[column];
    if (any == 0) continue;
    top = std::min(top, row);
    bottom = row;
    const auto isLabel = [](Label label) { return label != 0; };
    left = std::min(left, static_cast<int>(std::find_if(labels, labels + columns_, isLabel) - labels));
    int last = columns_ - 1;
    while (labels[last] == 0) --last;
    right = std::max(right, last);
  }
  usedColumns_ = {left, right};
  usedRows_ = {top, bottom};
}

}  // namespace uptake
