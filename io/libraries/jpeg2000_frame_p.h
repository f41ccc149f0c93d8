#pragma once

#include "core/error.h"
#include "io/dicom/stored_slice_p.h"

#include <cstdint>
#include <vector>

namespace uptake::libraries {

/// Decodes a JPEG 2000 code stream (ITU-T T.800) of one component, whose size was checked, into pixels of
/// `format.bitsAllocated` bits. FileUnreadable for every warning of the decoder, and for a code block that is
/// longer or shorter than its coded values.
Result<std::vector<std::uint8_t>> decodeJpeg2000(const std::vector<std::uint8_t>& frame,
                                                 const dicom::PixelForm& format);

}  // namespace uptake::libraries
