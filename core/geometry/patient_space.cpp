#include "core/geometry/patient_space.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace uptake {

SlicePlane standardPlane(PlaneOrientation orientation, const Point& point) {
  switch (orientation) {
    case PlaneOrientation::Coronal:
      return {point, Direction::UnitX(), -Direction::UnitZ()};
    case PlaneOrientation::Sagittal:
      return {point, Direction::UnitY(), -Direction::UnitZ()};
    case PlaneOrientation::Axial:
      break;
  }
  return {point, Direction::UnitX(), Direction::UnitY()};
}

QString orientationLetters(const Direction& direction, double threshold) {
  const double length = direction.norm();
  if (length == 0.0) return {};
  struct Component {
    double magnitude;
    QChar letter;
  };
  constexpr char kPositive[] = "LPH";
  constexpr char kNegative[] = "RAF";
  std::vector<Component> components;
  for (int axis = 0; axis < 3; ++axis) {
    const double value = direction[axis] / length;
    if (std::abs(value) >= threshold)
      components.push_back({std::abs(value), QLatin1Char(value > 0 ? kPositive[axis] : kNegative[axis])});
  }
  std::stable_sort(components.begin(), components.end(),
                   [](const Component& a, const Component& b) { return a.magnitude > b.magnitude; });
  QString letters;
  for (const Component& component : components) letters += component.letter;
  return letters;
}

EdgeLetters edgeLetters(const SlicePlane& plane) {
  // Two letters tell where an edge points; a third, always the smallest part, only asks to be read.
  const auto letters = [](const Direction& direction) { return orientationLetters(direction).left(2); };
  return {letters(-plane.right), letters(plane.right), letters(-plane.down), letters(plane.down)};
}

}  // namespace uptake
