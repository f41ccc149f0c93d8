#include "io/dicom/palette_p.h"
#include "io/dicom/slice_reading_p.h"
#include "io/dicom/stored_slice_p.h"

#include <algorithm>
#include <cmath>

namespace uptake::dicom {

namespace {

std::uint8_t inEightBits(double value) {
  return static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0, 255.0)));
}

/// PS3.3 C.7.6.3.1.2, YBR_FULL, solved for RGB (the matrix of ITU-R BT.601 as JFIF has it).
RgbVoxel rgbOf(std::uint8_t y, std::uint8_t cb, std::uint8_t cr) {
  const double blue = cb - 128.0;
  const double red = cr - 128.0;
  return {inEightBits(y + 1.402 * red), inEightBits(y - 0.344136 * blue - 0.714136 * red),
          inEightBits(y + 1.772 * blue)};
}

/// Calls use(pixel, a, b, c) with the three samples of each.
template <class Use>
void forEachTriple(const StoredSlice& slice, const Use& use) {
  const std::size_t count = slice.form.pixelCount();
  const std::uint8_t* bytes = slice.bytes;
  if (slice.form.isPlanar)
    for (std::size_t i = 0; i < count; ++i) use(i, bytes[i], bytes[count + i], bytes[2 * count + i]);
  else
    for (std::size_t i = 0; i < count; ++i) use(i, bytes[3 * i], bytes[3 * i + 1], bytes[3 * i + 2]);
}

}  // namespace

Result<PaddingInside> readSlice(const SliceSource& source, const SliceForm& form,
                                std::span<RgbVoxel> voxels) {
  const auto stored = readStoredSlice(source, form.rows, form.columns, PixelKind::Colours);
  if (!stored) return stored.error();
  switch (stored->form.photometric) {
    case Photometric::Palette:
      forEachStoredValue(*stored, [&](std::size_t i, int value) { voxels[i] = stored->palette->at(value); });
      break;
    case Photometric::YbrFull:
      forEachTriple(*stored, [&](std::size_t i, std::uint8_t y, std::uint8_t cb, std::uint8_t cr) {
        voxels[i] = rgbOf(y, cb, cr);
      });
      break;
    case Photometric::YbrFull422:
      // Y of two pixels, then the chrominance of both. (Two pixels are always of one row: columns are even.)
      for (std::size_t i = 0; i < voxels.size(); ++i) {
        const std::uint8_t* pair = stored->bytes + i / 2 * 4;
        voxels[i] = rgbOf(pair[i % 2], pair[2], pair[3]);
      }
      break;
    case Photometric::Rgb:
    case Photometric::Grey:
      forEachTriple(*stored, [&](std::size_t i, std::uint8_t red, std::uint8_t green, std::uint8_t blue) {
        voxels[i] = {red, green, blue};
      });
      break;
  }
  return PaddingInside{};
}

}  // namespace uptake::dicom
