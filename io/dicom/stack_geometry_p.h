#pragma once

#include "io/dicom/instance_header_p.h"

#include <QString>

#include <vector>

namespace uptake::dicom {

/// How far a slice may be shifted sideways, as a fraction of a pixel, before the stack counts as sheared.
inline constexpr double kLateralPixelTolerance = 0.1;

using Slices = std::vector<const InstanceHeader*>;

struct SliceAxes {
  Direction row, column, normal;
};

/// Orthonormal axes from the rounded values in files: the mean over the slices, orthonormalised.
SliceAxes exactAxes(const Slices& slices);

struct PlacedSlice {
  int index;        ///< into the input
  double along;     ///< component of the position along the normal, mm
  Point lateral;    ///< component of the position perpendicular to the normal, mm
  double rounding;  ///< possible rounding error of the stated position along the normal, mm
};

/// The slices sorted by position along the normal (stable sort).
std::vector<PlacedSlice> placedSlices(const Slices& slices, const Direction& normal);

/// The shear of a stack: gantry tilt, or slices that are shifted sideways.
struct StackShear {
  double farthest = 0.0;  ///< largest sideways distance of a slice from the first one, mm
  double offLine = 0.0;  ///< largest distance of a slice from the line through the first and the last one, mm
  double degrees = 0.0;  ///< angle between that line and the normal
};
StackShear shearOf(const std::vector<PlacedSlice>& stack);

/// The spacing of a stack without repeated positions.
struct EvenSpacing {
  bool even = false;
  double mm = 0.0;         ///< the spacing
  std::vector<int> steps;  ///< distance of neighbours in spacings; 1 where no slice is missing
  double rounding = 0.0;   ///< assumed rounding of the positions if the spacing is even only within it, mm
  qint64 missing = 0;      ///< number of slices that are missing in gaps
};

/// A stack is even when all distances are whole multiples of one spacing within kSpacingTolerance, or when
/// all positions are within their rounding error of an evenly spaced lattice and that error is small against
/// the spacing (distances of 2.0 and 2.1 mm in turn are 2.05 mm, stated with one decimal).
EvenSpacing evenSpacing(const std::vector<PlacedSlice>& stack);

/// A length for a message, with at most three decimals: "1.25".
QString mmText(double value);
/// A list for a message, shortened to fit in one line: "1, 2, 3 … (12 in all)".
QString listText(const QStringList& values);
QString mmListText(const std::vector<double>& values);

}  // namespace uptake::dicom
