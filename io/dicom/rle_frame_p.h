#pragma once

#include "core/error.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace uptake::dicom {

/// Decodes one frame in DICOM's run-length coding (PS3.5 annex G) into its byte planes: one plane for each
/// byte of a pixel, most significant first, each of at most `limit` bytes. Inconsistent when the header of
/// the frame contradicts its length, or when a plane's code is truncated or yields more than `limit` bytes
/// (only padding may follow).
///
/// DCMTK's decoder is not used, because it refuses pixels of one bit, takes the code 128, which has no
/// meaning, for a run, and fills up a truncated plane without an error.
Result<std::vector<std::vector<std::uint8_t>>> decodeRle(std::span<const std::uint8_t> frame,
                                                         std::size_t limit);

}  // namespace uptake::dicom
