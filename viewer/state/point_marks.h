#pragma once

#include "core/geometry/patient_space.h"
#include "core/mask/segment.h"

#include <QString>

#include <map>
#include <vector>

namespace uptake {

/// A place in the patient with a text beside it. Slices show it that hold it.
struct PointMark {
  Point position = Point::Zero();
  QString text;  ///< one line, shortened where it is long; may be empty
  Rgb colour;    ///< made lighter or darker where it could not be read
  bool isSelected = false;
  bool operator==(const PointMark&) const = default;
};

/// By whose they are, such as the id of a kind of annotation.
using PointMarks = std::map<QString, std::vector<PointMark>>;

}  // namespace uptake
