#pragma once

#include "core/error.h"
#include "core/volume/series_source.h"

#include <QString>

#include <cstdint>
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

/// `stored` value of a pixel: the stored bits alone, sign extended.
inline int storedValue(const StoredSlice& slice, std::size_t pixel) {
  std::uint32_t raw = 0;
  if (slice.bitsAllocated == 8)
    raw = slice.bytes[pixel];
  else
    raw = reinterpret_cast<const std::uint16_t*>(slice.bytes.data())[pixel];
  raw >>= static_cast<unsigned>(slice.highBit + 1 - slice.bitsStored);
  const auto unusedBits = static_cast<unsigned>(32 - slice.bitsStored);
  return slice.isSigned ? static_cast<std::int32_t>(raw << unusedBits) >> unusedBits
                        : static_cast<int>((raw << unusedBits) >> unusedBits);
}

}  // namespace uptake::dicom
