#pragma once

#include "core/error.h"

#include <cstdint>
#include <optional>
#include <span>

namespace uptake::dicom {

/// What the frame header of a JPEG code stream states about its image.
struct JpegForm {
  unsigned width = 0;
  unsigned height = 0;
  unsigned components = 0;
  unsigned bits = 0;
  bool isJpegLs = false;    ///< ITU-T T.87; else T.81
  bool isLossless = false;  ///< process 14 of T.81
  /// Whether the stream itself says of three components that they are YBR (JFIF, Adobe's marker) or RGB.
  std::optional<bool> isYbr = std::nullopt;
};

/// Checks a JPEG or JPEG-LS stream of one image from its first marker to its last. Of JPEG (sequential or
/// lossless, Huffman coded, one component or three) every code is decoded, because decoders continue after
/// damage: each code must exist, the values must be possible for the stated number of bits, and the codes
/// must give exactly the stated number of pixels and end with the stream. FileUnreadable says what is wrong.
/// NotSupported for progressive and arithmetic coding, which this check cannot decode. Of JPEG-LS only the
/// header is checked, because its decoder counts the pixels itself.
///
/// This is no checksum: damage that leaves valid codes for the right number of pixels is not found.
Result<JpegForm> checkJpegStream(std::span<const std::uint8_t> bytes);

}  // namespace uptake::dicom
