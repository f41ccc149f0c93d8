#pragma once

#include "core/geometry/image_grid.h"
#include "core/volume/slice_resampler.h"
#include "io/dicom/instance_header_p.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// Indexes into slices whose positions repeat, each list ascending.
struct OnePerPosition {
  std::vector<int> kept;     ///< the first in input order at each position
  std::vector<int> leftOut;  ///< the others
};
OnePerPosition onePerPosition(const std::vector<const InstanceHeader*>& slices);

/// An irregular stack on a regular grid of its orientation and pixel spacing.
struct ResampledStack {
  ImageGrid grid;
  SliceResampling stack;
  std::vector<int> order;  ///< of stack.slices, index into the input
  QString offer;           ///< what would be done
  QStringList warnings;    ///< what was done
};

/// How to resample slices without geometryDefect() and without repeated positions. Along the normal the grid
/// runs from the first to the last slice, in the spacing of the closest ones that are usual in the stack; in
/// the plane it holds all slices, the first one's pixels as they are. Nothing when that would be out of all
/// proportion to what is stored.
std::optional<ResampledStack> resampledStack(const std::vector<const InstanceHeader*>& slices);

}  // namespace uptake::dicom
