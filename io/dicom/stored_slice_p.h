#pragma once

#include "core/error.h"
#include "core/volume/series_source.h"

#include <QString>

#include <cstdint>
#include <cstring>
#include <vector>

namespace uptake::dicom {

/// One image as stored, decompressed: `bytes` holds rows × columns values of bitsAllocated bits in this
/// machine's byte order, rows from the top, and always exactly that many.
struct StoredSlice {
  int rows = 0;
  int columns = 0;
  int bitsAllocated = 0;
  int bitsStored = 0;
  int highBit = 0;
  bool isSigned = false;
  double slope = 1.0;
  double intercept = 0.0;
  std::vector<std::uint8_t> bytes;

  std::size_t pixelCount() const {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  }
};

/// Reads and decodes a file. Needs nothing but its arguments and changes nothing, so that it can run in
/// another process. Fails when the file no longer holds `source.sopInstanceUid`, when size or pixel format is
/// not what is shown, or when the pixel data is short, damaged or in an unknown transfer syntax.
Result<StoredSlice> readStoredSlice(const SliceSource& source, int rows, int columns);

/// Calls use(pixel, value) for every pixel in order, `value` being the stored bits alone, sign extended. What
/// is the same for all pixels is settled outside the loops: a study has 10⁸ of them.
template <class Use>
void forEachStoredValue(const StoredSlice& slice, const Use& use) {
  const auto below = static_cast<unsigned>(slice.highBit + 1 - slice.bitsStored);
  const auto above = static_cast<unsigned>(32 - slice.bitsStored);
  const std::size_t count = slice.pixelCount();
  const auto loop = [&](const auto& rawAt) {
    if (slice.isSigned)
      for (std::size_t i = 0; i < count; ++i)
        use(i, static_cast<std::int32_t>((rawAt(i) >> below) << above) >> above);
    else
      for (std::size_t i = 0; i < count; ++i)
        use(i, static_cast<std::int32_t>(((rawAt(i) >> below) << above) >> above));
  };
  if (slice.bitsAllocated == 8) {
    loop([bytes = slice.bytes.data()](std::size_t i) -> std::uint32_t { return bytes[i]; });
  } else {
    loop([bytes = slice.bytes.data()](std::size_t i) -> std::uint32_t {
      std::uint16_t word = 0;
      std::memcpy(&word, bytes + 2 * i, sizeof word);
      return word;
    });
  }
}

}  // namespace uptake::dicom
