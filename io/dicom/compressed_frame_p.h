#pragma once

#include "core/error.h"
#include "io/dicom/stored_slice_p.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace uptake::dicom {

/// Decodes one JPEG, JPEG-LS or JPEG 2000 frame of grey values into bytes of `format.bitsAllocated` bits. The
/// code stream is checked as well (whole, size as stated, every code one that can be): decoders fill up what
/// is missing and go on behind damage without a word, and abort on some of it.
Result<std::vector<std::uint8_t>> decodeFrame(const std::vector<std::uint8_t>& frame,
                                              const QString& transferSyntaxUid, const PixelForm& format);

}  // namespace uptake::dicom
