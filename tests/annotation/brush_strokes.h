#pragma once

#include "tests/annotation/case_fixture.h"

#include <QRandomGenerator>

namespace uptake::test {

inline void stroke(Tool& tool, const std::vector<SlicePointer>& path) {
  tool.press(path.front());
  for (const SlicePointer& pointer : path) tool.move(pointer);
  tool.release(path.back());
}

/// Points of one plane near the middle of a grid, at most `reach` mm away from it.
inline std::vector<SlicePointer> wander(const ImageGrid& grid, PlaneOrientation orientation, double reach,
                                        QRandomGenerator& random) {
  const auto somewhere = [&] { return (random.generateDouble() * 2.0 - 1.0) * reach; };
  const Point about = grid.centre() + Point(somewhere(), somewhere(), somewhere()) / 3.0;
  std::vector<SlicePointer> path;
  for (int step = 0; step < 4; ++step) {
    SlicePointer pointer = CaseFixture::pointerAt(about, orientation);
    pointer.position += somewhere() * pointer.plane.right + somewhere() * pointer.plane.down;
    path.push_back(pointer);
  }
  return path;
}

inline std::ptrdiff_t countOf(const CaseFixture& open, MaskId mask, Label label) {
  return open.document.mask(mask)->labels.count(label);
}

}  // namespace uptake::test
