#pragma once

#include "core/error.h"
#include "io/dicom/stored_slice_p.h"

#include <cstdint>
#include <vector>

namespace uptake::libraries {

/// Decodes a JPEG 2000 code stream (ITU-T T.800) of one component, whose size was checked, into pixels of
/// `format.bitsAllocated` bits. What the decoder warns of is damage, and so is a block of code that is longer
/// or shorter than its values take. FileUnreadable says what it is.
Result<std::vector<std::uint8_t>> decodeJpeg2000(const std::vector<std::uint8_t>& frame,
                                                 const dicom::PixelForm& format);

}  // namespace uptake::libraries
