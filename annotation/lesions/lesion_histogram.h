#pragma once

#include <cstddef>
#include <vector>

namespace uptake {

/// How the values of a lesion are spread.
struct LesionHistogram {
  double minimum = 0.0;
  double median = 0.0;  ///< of an even number of values, the mean of the middle two
  double maximum = 0.0;
  /// How many values lie in each of equal parts of minimum … maximum; each part holds its lower end, the last
  /// one both ends. A single part where all values are the same.
  std::vector<std::ptrdiff_t> counts;

  bool isEmpty() const { return counts.empty(); }
  double width() const { return (maximum - minimum) / static_cast<double>(counts.size()); }
};

/// As many parts as Freedman and Diaconis advise (Z Wahrscheinlichkeitstheorie 1981; 57: 453; a width of
/// 2 · interquartile range / ∛n), but at least 5 and at most 60; empty for no values. `whole`: the values are
/// whole numbers (HU), which no part may be narrower than one of.
LesionHistogram lesionHistogram(std::vector<float> values, bool whole);

}  // namespace uptake
