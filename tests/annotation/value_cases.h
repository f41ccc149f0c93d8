#pragma once

#include "tests/annotation/brush_strokes.h"
#include "tests/annotation/tool_case.h"

#include <QSignalSpy>

#include <cmath>
#include <vector>

namespace uptake::test {

inline const Point kSpot(2.3, 4.1, 112.4);

inline double oneSpot(const Point& at) {
  return 0.5 + ToolCase::ball(at, kSpot, 12.0, 8.0);
}
/// HU that differ everywhere.
inline double waves(const Point& at) {
  return std::round(100.0 * std::sin(at.x() / 5.0) + 80.0 * std::cos(at.y() / 4.0) + 5.0 * (at.z() - 110.0));
}

inline Eigen::Vector3i hottest(const Volume& pet) {
  Eigen::Vector3i best(0, 0, 0);
  const Eigen::Vector3i size = pet.grid().size();
  for (int k = 0; k < size.z(); ++k)
    for (int j = 0; j < size.y(); ++j)
      for (int i = 0; i < size.x(); ++i)
        if (pet.value({i, j, k}) > pet.value(best)) best = {i, j, k};
  return best;
}

inline std::vector<ImageGrid> grids() {
  return {CaseFixture::ctGrid(), ToolCase::petGrid(), ToolCase::turnedGrid()};
}

inline std::vector<SlicePointer> pointersAt(const Point& point) {
  return {CaseFixture::pointerAt(point), CaseFixture::pointerAt(point, PlaneOrientation::Coronal),
          CaseFixture::pointerAt(point, PlaneOrientation::Sagittal), ToolCase::obliqueAt(point)};
}

inline void click(Tool& tool, const SlicePointer& pointer) {
  tool.move(pointer);
  tool.press(pointer);
  tool.release(pointer);
}

inline QString lastSaid(QSignalSpy& said) {
  return said.isEmpty() ? QString() : said.takeLast().at(0).toString();
}

/// The voxels of `grid` whose centres lie in voxels of `own` that are in a set.
inline auto lyingIn(const ImageGrid& grid, const ImageGrid& own, const std::vector<bool>& set) {
  return [&grid, &own, &set](const Eigen::Vector3i& index) {
    const Eigen::Vector3i voxel = own.nearestVoxel(grid.toPatient(index.cast<double>()));
    return own.contains(voxel) && set[static_cast<std::size_t>(own.offset(voxel))];
  };
}

}  // namespace uptake::test
