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

/// Samples of three a pixel, one pixel after the other.
struct ColourSamples {
  std::vector<std::uint8_t> samples;
  bool isRgb = false;  ///< the code stream was of YBR, and the decoder made RGB of it
};

/// The same for one JPEG or JPEG 2000 frame of colours. Lossy JPEG is turned into RGB: out of YBR when the
/// stream says so itself (JFIF, or Adobe's marker), and else when `format` is of YBR.
Result<ColourSamples> decodeColours(const std::vector<std::uint8_t>& frame, const QString& transferSyntaxUid,
                                    const PixelForm& format);

}  // namespace uptake::dicom
