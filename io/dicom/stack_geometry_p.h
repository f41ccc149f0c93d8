#pragma once

#include "io/dicom/instance_header_p.h"

#include <QString>

#include <vector>

namespace uptake::dicom {

/// A slice may sit this part of a pixel off the line along the normal before the stack counts as sheared.
inline constexpr double kLateralPixelTolerance = 0.1;

using Slices = std::vector<const InstanceHeader*>;

struct SliceAxes {
  Direction row, column, normal;
};

/// Right angles and unit lengths exactly, from values rounded in files: their mean where they differ.
SliceAxes exactAxes(const Slices& slices);

struct PlacedSlice {
  int index;        ///< into the input
  double along;     ///< position along the normal, mm
  Point lateral;    ///< the rest of the position
  double rounding;  ///< what rounding of the stated position may hide along the normal, mm
};

/// By position along the normal; slices at one position keep their order.
std::vector<PlacedSlice> placedSlices(const Slices& slices, const Direction& normal);

/// How far the slices of a stack lie off the line along the normal.
struct StackLean {
  double farthest = 0.0;  ///< of any slice from the first, sideways, mm
  double offLine = 0.0;   ///< of any slice from the line that joins the first and the last, mm
  double degrees = 0.0;   ///< between that line and the normal
};
StackLean leanOf(const std::vector<PlacedSlice>& stack);

/// One spacing for a stack without repeated positions.
struct EvenSpacing {
  bool even = false;
  double mm = 0.0;
  std::vector<int> steps;  ///< between neighbours, 1 where none is missing
  double rounding = 0.0;   ///< when it is even only as far as positions were rounded: by how much, mm
  qint64 missing = 0;      ///< slices in the gaps
};

/// Even when all distances are whole multiples of one spacing within kSpacingTolerance; else when all
/// positions lie within the rounding of what the files state of an even lattice, as long as that rounding is
/// small against the spacing (2.0 and 2.1 mm in turn are 2.05 mm stated with one decimal).
EvenSpacing evenSpacing(const std::vector<PlacedSlice>& stack);

/// "1.25", at most three decimals.
QString mmText(double value);
/// "1, 2, 3 … (12 in all)": a message stays one line.
QString listText(const QStringList& values);
QString mmListText(const std::vector<double>& values);

}  // namespace uptake::dicom
