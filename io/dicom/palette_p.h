#pragma once

#include "core/error.h"
#include "core/volume/volume.h"

#include <vector>

class DcmItem;

namespace uptake::dicom {

/// The colours of PALETTE COLOR images (PS3.3 C.7.9).
struct Palette {
  int first = 0;                  ///< the stored value that has the first colour
  std::vector<RgbVoxel> colours;  ///< at least one
  /// Values before the first have its colour, those behind the last the last one's (C.7.6.3.1.5).
  RgbVoxel at(int stored) const {
    const int last = static_cast<int>(colours.size()) - 1;
    const int place = stored <= first ? 0 : stored - first > last ? last : stored - first;
    return colours[static_cast<std::size_t>(place)];
  }
};

/// Reads the three tables with entries of 8 or 16 bits, of which the upper 8 are kept. Inconsistent names the
/// attribute and the rule when a table or its descriptor is missing, short or at odds with the others;
/// NotSupported when the tables are segmented.
Result<Palette> readPalette(DcmItem& dataset);

}  // namespace uptake::dicom
