#include "viewer/paint/plane_labels.h"

#include "viewer/paint/row_bands.h"

#include <algorithm>
#include <cmath>

namespace uptake {

bool PlaneLabels::update(const LabelMap& labels, const ScreenPlane& screen) {
  if (screen.size.isEmpty()) return false;
  const ImageGrid& grid = labels.grid();
  const IndexPlane index(grid, screen);
  const std::optional<PlaneAxes> axes = planeAxes(grid, screen);
  Key key{labels.labels().data(), axes, 0, screen.corner, screen.right, screen.down, screen.size};
  if (axes) {
    placement_ = placementOf(index, *axes, screen.size);
    // Positions are exact to far less than this; the border of two layers must not flicker between them.
    constexpr double kSlack = 1e-6;
    key = {key.labels,
           axes,
           static_cast<int>(std::floor(depthOf(index, *axes, screen.size) + 0.5 + kSlack)),
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
      sampleOblique(labels, screen);
    else if (!takeLayer(labels, *axes, key.layer))
      labels_ = {};
    if (!labels_.empty()) findUsed();
  }
  return !usedColumns_.isEmpty();
}

bool PlaneLabels::takeLayer(const LabelMap& labels, const PlaneAxes& axes, int layer) {
  const ImageGrid& grid = labels.grid();
  if (layer < 0 || layer >= grid.size()[axes.through]) return false;
  columns_ = grid.size()[axes.across];
  rows_ = grid.size()[axes.downwards];
  const auto indexOf = [&](int column, int row) {
    Eigen::Vector3i at;
    at[axes.across] = column;
    at[axes.downwards] = row;
    at[axes.through] = layer;
    return at;
  };
  origin_ = grid.toPatient(indexOf(0, 0).cast<double>());
  alongRow_ = grid.toPatient(indexOf(1, 0).cast<double>()) - origin_;
  alongColumn_ = grid.toPatient(indexOf(0, 1).cast<double>()) - origin_;

  labels_.assign(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_), Label{0});
  // Slice by slice: only those that were ever written to hold anything, and only they may be read.
  const auto takeFrom = [&](int k) {
    if (!labels.isOccupied(k)) return;
    const int firstColumn = axes.across == 2 ? k : 0;
    const int endColumn = axes.across == 2 ? k + 1 : columns_;
    const int firstRow = axes.downwards == 2 ? k : 0;
    const int endRow = axes.downwards == 2 ? k + 1 : rows_;
    const std::ptrdiff_t step = axes.across == 0 ? 1 : axes.across == 1 ? grid.size().x() : 0;
    for (int row = firstRow; row < endRow; ++row) {
      const Label* from = labels.labels().data() + grid.offset(indexOf(firstColumn, row));
      Label* to = labels_.data() + static_cast<std::ptrdiff_t>(row) * columns_ + firstColumn;
      for (int column = firstColumn; column < endColumn; ++column, from += step) *to++ = *from;
    }
  };
  if (axes.through == 2)
    takeFrom(layer);
  else
    for (int k = 0; k < grid.size().z(); ++k) takeFrom(k);
  return true;
}

void PlaneLabels::sampleOblique(const LabelMap& labels, const ScreenPlane& screen) {
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
  forRowBands(rows_, [&](int first, int end) {
    for (int row = first; row < end; ++row) {
      const Eigen::Vector3d start = index.base + row * index.down;
      PixelRange inside{0, columns_ - 1};
      for (int axis = 0; axis < 3; ++axis) {
        const PixelRange range =
            pixelsBetween(start[axis], index.right[axis], low[axis], high[axis], columns_);
        inside = {std::max(inside.first, range.first), std::min(inside.last, range.last)};
      }
      Label* out = labels_.data() + static_cast<std::ptrdiff_t>(row) * columns_;
      for (int x = inside.first; x <= inside.last; ++x) {
        const Eigen::Vector3d at = start + x * index.right;
        const Eigen::Vector3i voxel(static_cast<int>(std::floor(at.x() + 0.5)),
                                    static_cast<int>(std::floor(at.y() + 0.5)),
                                    static_cast<int>(std::floor(at.z() + 0.5)));
        if (grid.contains(voxel) && labels.isOccupied(voxel.z())) out[x] = labels.at(voxel);
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
