#include "viewer/slice/mask_outline.h"

#include "viewer/slice/stored_slice.h"

#include <QPainter>

namespace uptake {

namespace {

/// One layer of voxels as rows and columns: `across` and `along` are the grid axes of its rows and of the
/// voxels in a row.
struct Layer {
  const LabelMap& labels;
  StoredSlice slice;
  int along;
  int across;

  int columns() const { return labels.grid().size()[along]; }
  int rows() const { return labels.grid().size()[across]; }
  bool mayHoldLabels(int row) const {
    const int k = slice.axis == 2 ? slice.index : row;
    return row >= 0 && row < rows() && labels.isOccupied(k);
  }
  Label at(int column, int row) const {
    if (column < 0 || column >= columns() || row < 0 || row >= rows()) return 0;
    Eigen::Vector3i index;
    index[slice.axis] = slice.index;
    index[along] = column;
    index[across] = row;
    return labels.at(index);
  }
  Point corner(int column, int row) const {
    Eigen::Vector3d index;
    index[slice.axis] = slice.index;
    index[along] = column - 0.5;
    index[across] = row - 0.5;
    return labels.grid().toPatient(index);
  }
};

}  // namespace

std::map<Label, std::vector<QLineF>> maskOutline(const LabelMap& labels, const SliceGeometry& geometry) {
  std::map<Label, std::vector<QLineF>> lines;
  const ImageGrid& grid = labels.grid();
  const SlicePlane& plane = geometry.plane();
  const std::optional<StoredSlice> stored = storedSliceAt(grid, plane.normal(), plane.origin);
  // storedSliceAt() clamps; beyond the grid nothing of it is shown.
  if (!stored || grid.nearestVoxel(plane.origin)[stored->axis] != stored->index) return lines;
  // Rows run through k where they can: k is what is known to be empty.
  const Layer layer{labels, *stored, stored->axis == 0 ? 1 : 0, stored->axis == 2 ? 1 : 2};
  const auto add = [&](Label label, int column, int row, int toColumn, int toRow) {
    lines[label].emplace_back(geometry.toPixel(layer.corner(column, row)),
                              geometry.toPixel(layer.corner(toColumn, toRow)));
  };
  const auto borderLabel = [](Label a, Label b) -> Label { return a == b ? 0 : b != 0 ? b : a; };

  for (int row = 0; row <= layer.rows(); ++row) {
    const bool here = layer.mayHoldLabels(row);
    if (!here && !layer.mayHoldLabels(row - 1)) continue;
    // Borders along the row, joined while the label is the same; and those across it.
    Label running = 0;
    int start = 0;
    for (int column = 0; column <= layer.columns(); ++column) {
      const Label label = layer.at(column, row);
      const Label above = column < layer.columns() ? borderLabel(layer.at(column, row - 1), label) : Label{0};
      if (above != running) {
        if (running != 0) add(running, start, row, column, row);
        running = above;
        start = column;
      }
      const Label beside = here ? borderLabel(layer.at(column - 1, row), label) : Label{0};
      if (beside != 0) add(beside, column, row, column, row + 1);
    }
  }
  return lines;
}

void paintMaskOutline(QPainter& painter, const MaskLayer& mask, const SliceGeometry& geometry) {
  for (const auto& [label, lines] : maskOutline(mask.labels, geometry)) {
    const Segment* segment = mask.segment(label);
    if (!segment) continue;
    painter.setPen(QPen(QColor(segment->colour.red, segment->colour.green, segment->colour.blue), 1.0));
    painter.drawLines(lines.data(), static_cast<int>(lines.size()));
  }
}

}  // namespace uptake
