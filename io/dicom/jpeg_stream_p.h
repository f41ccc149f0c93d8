#pragma once

#include "core/error.h"

#include <cstdint>
#include <span>

namespace uptake::dicom {

/// What the frame header of a JPEG code stream says about its image.
struct JpegForm {
  unsigned width = 0;
  unsigned height = 0;
  unsigned components = 0;
  unsigned bits = 0;
  bool isJpegLs = false;  ///< ITU-T T.87; else T.81
};

/// Walks a JPEG or JPEG-LS stream of one image from its first marker to its last. Of JPEG (sequential and
/// lossless, Huffman coded, one component) every code is followed, since decoders go on behind damage: each
/// must exist, the values must be ones that an image of so many bits can have, and together they must make as
/// many pixels as the header states and end where the stream does. FileUnreadable says what does not fit;
/// NotSupported are progressive and arithmetic coding, which cannot be followed so. Of JPEG-LS only the
/// header is read: its decoder counts by itself.
///
/// What a checksum would tell is beyond this: damage after which the codes happen to meet the old ones again,
/// pixel for pixel, remains unseen.
Result<JpegForm> checkJpegStream(std::span<const std::uint8_t> bytes);

}  // namespace uptake::dicom
