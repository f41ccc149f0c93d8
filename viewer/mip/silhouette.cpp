#include "viewer/mip/silhouette.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace uptake {

std::vector<Label> silhouette(const LabelRuns& mask, const MipImage& image, const std::set<Label>& hidden) {
  const auto count = static_cast<std::size_t>(image.columns) * static_cast<std::size_t>(image.rows);
  std::vector<Label> labels(count, 0);
  if (mask.isEmpty()) return labels;
  std::vector<float> depths(count, std::numeric_limits<float>::infinity());

  const ImageGrid& grid = mask.grid();
  const Eigen::Matrix3d steps = grid.directions() * grid.spacing().asDiagonal();
  // Column, row and depth of a voxel are linear in its index.
  Eigen::Matrix3d toImage;
  toImage.row(0) = image.plane.right.transpose() * steps / image.columnSpacing;
  toImage.row(1) = image.plane.down.transpose() * steps / image.rowSpacing;
  toImage.row(2) = image.plane.normal().transpose() * steps;
  const Eigen::Vector2d corner = image.indexOf(grid.origin());
  const Eigen::Vector3d origin{corner.x(), corner.y(),
                               image.plane.normal().dot(grid.origin() - image.plane.origin)};
  // Half of the cell's bounding rectangle; at least the nearest pixel is met, however small the cell.
  const Eigen::Vector3d half = (toImage.cwiseAbs() * Eigen::Vector3d::Constant(0.5)).cwiseMax(0.5);

  for (int k = 0; k < grid.size().z(); ++k) {
    for (const LabelRun& run : mask.slice(k)) {
      if (hidden.contains(run.label)) continue;
      Eigen::Vector3d index = grid.indexOf(run.first).cast<double>();
      for (std::int32_t n = 0; n < run.length; ++n, ++index.x()) {
        const Eigen::Vector3d at = origin + toImage * index;
        const int left = std::max(0, static_cast<int>(std::ceil(at.x() - half.x())));
        const int right = std::min(image.columns - 1, static_cast<int>(std::floor(at.x() + half.x())));
        const int top = std::max(0, static_cast<int>(std::ceil(at.y() - half.y())));
        const int bottom = std::min(image.rows - 1, static_cast<int>(std::floor(at.y() + half.y())));
        const auto depth = static_cast<float>(at.z());
        for (int row = top; row <= bottom; ++row) {
          for (int column = left; column <= right; ++column) {
            const auto pixel = static_cast<std::size_t>(row) * static_cast<std::size_t>(image.columns) +
                               static_cast<std::size_t>(column);
            if (depth >= depths[pixel]) continue;
            depths[pixel] = depth;
            labels[pixel] = run.label;
          }
        }
      }
    }
  }
  return labels;
}

}  // namespace uptake
