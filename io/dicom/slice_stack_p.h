#pragma once

#include "core/geometry/image_grid.h"
#include "io/dicom/instance_header_p.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// Slices of one orientation, size and pixel spacing, put in order along their normal.
struct SliceStack {
  /// Why there is no grid. OnePosition: all slices lie in one plane. Repeated: some positions occur more than
  /// once. Irregular: sheared, shifted or unevenly spaced, so a regular grid takes resampling.
  enum class Trouble { None, OnePosition, Repeated, Irregular, Other };

  std::optional<ImageGrid> grid;
  std::vector<int>
      order;        ///< k ascending, index into the input; -1 where a slice is missing. Empty without grid
  QString refusal;  ///< why there is no grid, in words
  Trouble trouble = Trouble::None;
  QStringList warnings;
};

/// ImageOrientationPatient of slices of one stack may differ by this (a twentieth of a degree): the rounding
/// of files, no other stack.
inline constexpr double kOrientationJitter = 1e-3;

/// The reason why a slice has no usable place in space (PS3.3 C.7.6.2), with the value, or empty.
QString geometryDefect(const InstanceHeader& header);

/// Stacks slices without geometryDefect(). The third axis of the grid is row × column, each the mean of what
/// the slices state within kOrientationJitter. Positions are neither averaged nor straightened: an uneven or
/// sheared stack is refused; distances that are whole multiples of the spacing are gaps, which stay in the
/// grid.
SliceStack stackSlices(const std::vector<const InstanceHeader*>& slices);

}  // namespace uptake::dicom
