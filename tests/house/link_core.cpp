#include "core/geometry/image_grid.h"

int main() {
  const auto grid = uptake::ImageGrid::create({2, 3, 4}, {1, 1, 1}, {0, 0, 0}, Eigen::Matrix3d::Identity());
  return grid && grid->voxelCount() == 24 ? 0 : 1;
}
