#pragma once

#include "io/seg/seg_header_p.h"

#include <cstdint>
#include <vector>

namespace uptake::seg {

/// The frames of a SEG whose Pixel Data is encapsulated (PS3.5 A.4): run-length coded, or in one of the
/// lossless JPEG families. Valid while SegFile::format lives.
class EncodedFrames {
 public:
  /// Whether such a file can be read at all; an empty string, or why not.
  static QString refusal(E_TransferSyntax syntax);

  EncodedFrames() = default;
  /// Inconsistent when the fragments cannot be assigned to frames.
  static Result<EncodedFrames> create(const SegFile& seg, DcmPixelData& pixels);

  /// One frame, decoded: bytes, or for 16 bits a pixel two bytes each in this machine's order. A BINARY frame
  /// may come as bytes or as packed bits, as it was coded; its length tells.
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
