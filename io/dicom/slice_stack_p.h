#pragma once

#include "core/geometry/image_grid.h"
#include "io/dicom/instance_header_p.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// Slices of one orientation, size and pixel spacing, sorted along their normal.
struct SliceStack {
  /// Why there is no grid. OnePosition: all slices lie in one plane. Repeated: some positions occur more than
  /// once. Irregular: the stack is sheared, shifted or unevenly spaced, so that a regular grid needs
  /// resampling.
  enum class Defect { None, OnePosition, Repeated, Irregular, Other };

  std::optional<ImageGrid> grid;
  /// For each k the index of the slice in the input; −1 where a slice is missing. Empty without a grid.
  std::vector<int> order;
  QString refusal;  ///< why there is no grid, translated
  Defect defect = Defect::None;
  QStringList warnings;
};

/// How far components of ImageOrientationPatient may differ between slices of one stack: rounding in files
/// reaches about 1e-3, a twentieth of a degree.
inline constexpr double kOrientationTolerance = 1e-3;

/// Why a slice has no usable position, orientation or spacing (PS3.3 C.7.6.2), with the value; else empty.
QString geometryDefect(const InstanceHeader& header);

/// Stacks slices that have no geometryDefect(). The third axis of the grid is the cross product of row and
/// column direction, each the mean over the slices, which may differ by kOrientationTolerance. Positions are
/// neither averaged nor straightened: an uneven or sheared stack is refused. Distances that are whole
/// multiples of the spacing are gaps, which are part of the grid.
SliceStack stackSlices(const std::vector<const InstanceHeader*>& slices);

}  // namespace uptake::dicom
