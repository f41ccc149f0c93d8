#pragma once

#include "core/geometry/image_grid.h"
#include "core/volume/slice_resampler.h"
#include "io/dicom/instance_header_p.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// Slices with repeated positions, as ascending indices into the input.
struct OnePerPosition {
  std::vector<int> kept;     ///< the first in input order at each position
  std::vector<int> leftOut;  ///< the other slices
};
OnePerPosition onePerPosition(const std::vector<const InstanceHeader*>& slices);

/// How an irregular stack is resampled onto a regular grid of its orientation and pixel spacing.
struct ResampledStack {
  ImageGrid grid;
  SliceResampling stack;
  std::vector<int> order;  ///< for each of `stack.slices`, its index in the input
  QString offer;           ///< what resampling would do, for the user who decides on it
  QStringList warnings;    ///< what resampling did
};

/// Plans the resampling of slices without geometryDefect() and without repeated positions. Along the normal
/// the grid reaches from the first to the last slice, with the smallest spacing that is common in the stack;
/// in the plane it covers all slices, on the pixel lattice of the first one. `std::nullopt` when the grid
/// would be out of proportion to the stored slices.
std::optional<ResampledStack> resampledStack(const std::vector<const InstanceHeader*>& slices);

}  // namespace uptake::dicom
