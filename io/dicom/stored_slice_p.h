#pragma once

#include "core/error.h"
#include "core/volume/series_source.h"

#include <QString>

#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

namespace uptake::dicom {

struct Palette;

/// What the samples of a pixel are (PS3.3 C.7.6.3.1.2).
enum class Photometric { Grey, Palette, Rgb, YbrFull, YbrFull422 };

/// Which images a caller takes: of grey values, or of colours (a palette's among them).
enum class PixelKind { Values, Colours };

/// How the pixels of an image are stored and converted to values.
struct PixelForm {
  int rows = 0;
  int columns = 0;
  int bitsAllocated = 0;  ///< 8 or 16; 32 or 64 when isFloat
  int bitsStored = 0;
  int highBit = 0;
  bool isSigned = false;
  double slope = 1.0;
  double intercept = 0.0;
  /// The range of stored values of pixels that were not measured, both ends included (PS3.3 C.7.5.1.1.2).
  struct Padding {
    int least = 0;
    int most = 0;
  };
  std::optional<Padding> padding;
  bool isFloat = false;                ///< FloatPixelData (7FE0,0008), or the double one (7FE0,0009)
  std::optional<double> floatPadding;  ///< then: the value of pixels that were not measured
  Photometric photometric = Photometric::Grey;
  bool isPlanar = false;  ///< three samples: all of the first, then all of the second, then all of the third

  std::size_t pixelCount() const {
    return static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  }
  /// Two pixels of YbrFull422 share the chrominance of the first.
  std::size_t bytesAPixel() const {
    if (photometric == Photometric::YbrFull422) return 2;
    const bool isSingle = photometric == Photometric::Grey || photometric == Photometric::Palette;
    return static_cast<std::size_t>(bitsAllocated / 8) * (isSingle ? 1 : 3);
  }
  std::size_t byteCount() const { return pixelCount() * bytesAPixel(); }
};

/// One image as stored, decompressed.
struct StoredSlice {
  PixelForm form;
  /// form.byteCount() bytes in the native byte order, rows from the top.
  const std::uint8_t* bytes = nullptr;
  std::shared_ptr<const void> owner;                 ///< keeps `bytes` alive
  std::shared_ptr<const Palette> palette = nullptr;  ///< of Photometric::Palette
};

/// Reads and decodes a file, or one frame of it. Fails when it is of the other kind, when the file no longer
/// holds `source.sopInstanceUid`, when its size is not rows × columns or its pixel format is not supported,
/// or when the pixel data is short, damaged or in an unknown transfer syntax. Each thread keeps its last file
/// of several frames open for the next frame.
Result<StoredSlice> readStoredSlice(const SliceSource& source, int rows, int columns,
                                    PixelKind kind = PixelKind::Values);

/// Calls use(pixel, value) for every pixel in order, whole numbers of one sample, with the stored bits sign
/// extended. Conditions that are the same for all pixels are evaluated outside the loops, because a study has
/// 10⁸ pixels.
template <class Use>
void forEachStoredValue(const StoredSlice& slice, const Use& use) {
  const PixelForm& form = slice.form;
  const auto below = static_cast<unsigned>(form.highBit + 1 - form.bitsStored);
  const auto above = static_cast<unsigned>(32 - form.bitsStored);
  const std::size_t count = form.pixelCount();
  const auto loop = [&](const auto& rawAt) {
    if (form.isSigned)
      for (std::size_t i = 0; i < count; ++i)
        use(i, static_cast<std::int32_t>((rawAt(i) >> below) << above) >> above);
    else
      for (std::size_t i = 0; i < count; ++i)
        use(i, static_cast<std::int32_t>(((rawAt(i) >> below) << above) >> above));
  };
  const std::uint8_t* bytes = slice.bytes;
  if (form.bitsAllocated == 8) {
    loop([bytes](std::size_t i) -> std::uint32_t { return bytes[i]; });
  } else {
    loop([bytes](std::size_t i) -> std::uint32_t {
      std::uint16_t word = 0;
      std::memcpy(&word, bytes + 2 * i, sizeof word);
      return word;
    });
  }
}

/// Whether every possible stored value fits 16 signed bits, as forEachStoredWord() requires.
inline bool hasStoredWords(const PixelForm& form) {
  return form.bitsAllocated == 16 && (form.isSigned || form.bitsStored < 16);
}

/// Does what forEachStoredValue() does, for pixels with hasStoredWords(), in 16-bit arithmetic, of which a
/// processor handles twice as many values at a time.
template <class Use>
void forEachStoredWord(const StoredSlice& slice, const Use& use) {
  const PixelForm& form = slice.form;
  const auto below = form.highBit + 1 - form.bitsStored;
  const auto above = 16 - form.bitsStored;
  const std::size_t count = form.pixelCount();
  const std::uint8_t* bytes = slice.bytes;
  const auto shifted = [=](std::size_t i) {
    std::uint16_t word = 0;
    std::memcpy(&word, bytes + 2 * i, sizeof word);
    return static_cast<std::uint16_t>(static_cast<std::uint16_t>(word >> below) << above);
  };
  if (form.isSigned)
    for (std::size_t i = 0; i < count; ++i)
      use(i, static_cast<std::int16_t>(static_cast<std::int16_t>(shifted(i)) >> above));
  else
    for (std::size_t i = 0; i < count; ++i) use(i, static_cast<std::int16_t>(shifted(i) >> above));
}

}  // namespace uptake::dicom
