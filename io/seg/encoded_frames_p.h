#pragma once

#include "io/seg/seg_header_p.h"

#include <cstdint>
#include <vector>

namespace uptake::seg {

/// The frames of a SEG with encapsulated Pixel Data (PS3.5 A.4): RLE, or lossless JPEG, JPEG-LS or JPEG 2000.
/// Valid while SegFile::format exists.
class EncodedFrames {
 public:
  /// Why frames in this transfer syntax cannot be read; empty when they can.
  static QString refusal(E_TransferSyntax syntax);

  EncodedFrames() = default;
  /// Inconsistent when the fragments cannot be assigned to frames.
  static Result<EncodedFrames> create(const SegFile& seg, DcmPixelData& pixels);

  /// Decodes a frame: one byte per pixel, or two in native byte order for 16 bits allocated. A BINARY frame
  /// is returned as it was encoded, as bytes or as packed bits; its length tells which.
  Result<std::vector<std::uint8_t>> decode(std::size_t frame) const;

 private:
  Result<std::vector<std::uint8_t>> decodeRunLengths(const std::vector<std::uint8_t>& code) const;

  std::vector<std::vector<DcmPixelItem*>> fragments_;  ///< of each frame
  E_TransferSyntax syntax_ = EXS_Unknown;
  int rows_ = 0;
  int columns_ = 0;
  int bytesAPixel_ = 1;
};

}  // namespace uptake::seg
