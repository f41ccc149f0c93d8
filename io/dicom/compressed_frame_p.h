#pragma once

#include "core/error.h"
#include "io/dicom/stored_slice_p.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace uptake::dicom {

/// Decodes one JPEG, JPEG-LS or JPEG 2000 frame of grey values into pixels of `format.bitsAllocated` bits.
/// The code stream is checked first (complete, of the stated size, every code valid), because the decoders
/// fill up missing pixels and continue after damage without an error, and abort the process on some of it.
Result<std::vector<std::uint8_t>> decodeFrame(const std::vector<std::uint8_t>& frame,
                                              const QString& transferSyntaxUid, const PixelForm& format);

}  // namespace uptake::dicom
