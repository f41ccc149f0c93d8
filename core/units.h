#pragma once

#include <compare>

namespace uptake {

/// A number with its unit in the type, so that a dose is never passed for a weight. Made and read explicitly:
/// `Millimetres{4.0}`, `radius.value`.
template <class Unit>
struct Quantity {
  double value = 0.0;
  auto operator<=>(const Quantity&) const = default;
};

using Millimetres = Quantity<struct MillimetreUnit>;
using Millilitres = Quantity<struct MillilitreUnit>;
using Seconds = Quantity<struct SecondUnit>;
using Kilograms = Quantity<struct KilogramUnit>;
using Becquerel = Quantity<struct BecquerelUnit>;

// Tolerances of slice geometry. Two slices are the same position, parallel or evenly spaced within these.
inline constexpr double kDirectionTolerance = 1e-4;        ///< rad, between orientation cosines
inline constexpr double kDuplicatePositionMm = 1e-3;       ///< mm, along the slice normal
inline constexpr double kSpacingTolerance = 0.01;          ///< relative, between slice distances
inline constexpr double kFramePositionToleranceMm = 1e-3;  ///< mm, a SEG frame on a source slice

}  // namespace uptake
