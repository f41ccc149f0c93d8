#pragma once

#include "core/error.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace uptake::dicom {

/// The byte planes of one frame in DICOM's run-length coding (PS3.5 annex G): one plane for each byte of a
/// pixel, most significant first. Each holds what the code says, at most `limit` bytes. Inconsistent when the
/// header of the frame contradicts its length, or when a plane's code breaks off or codes more than `limit`
/// bytes: behind them only padding may follow.
///
/// DCMTK's own decoder refuses pixels of one bit, takes the code 128, which means nothing, for a run, and
/// fills up a plane that ends early without a word.
Result<std::vector<std::vector<std::uint8_t>>> decodeRle(std::span<const std::uint8_t> frame,
                                                         std::size_t limit);

}  // namespace uptake::dicom
