#include "io/dicom/slice_reading_p.h"
#include "io/dicom/stored_slice_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VolumeLoader)
};

/// A slice of whole Hounsfield units must not meet values that are none.
Result<void> checkWholeness(const PixelForm& form, const QString& file) {
  if (form.slope == std::round(form.slope) && form.intercept == std::round(form.intercept)) return {};
  return Error{
      ErrorKind::Inconsistent,
      Texts::tr(
          "The file changed since the folder was read: RescaleSlope is now %1 and RescaleIntercept %2. Open "
          "the folder again.")
          .arg(form.slope)
          .arg(form.intercept),
      file};
}

std::int16_t inSixteenBits(int value) {
  constexpr int kLeast = std::numeric_limits<std::int16_t>::min();
  constexpr int kMost = std::numeric_limits<std::int16_t>::max();
  return static_cast<std::int16_t>(value < kLeast ? kLeast : value > kMost ? kMost : value);
}

/// Writes valueOf(stored) for every pixel. Padding keeps its value where that is darker than `fill`, as
/// scanners choose it; where it would look like something that was measured it takes `fill`.
template <class T, class ValueOf>
void convert(const StoredSlice& stored, T fill, T* out, const ValueOf& valueOf) {
  if (!stored.form.padding) {
    forEachStoredValue(stored, [=](std::size_t i, int value) { out[i] = valueOf(value); });
    return;
  }
  const auto [least, most] = *stored.form.padding;
  forEachStoredValue(stored, [=](std::size_t i, int value) {
    const T converted = valueOf(value);
    out[i] = value >= least && value <= most ? std::min(fill, converted) : converted;
  });
}

/// CT as nearly all scanners write it: slope 1, and no value that leaves 16 bits on the way. False for
/// others.
bool convertWords(const StoredSlice& stored, int intercept, std::int16_t fill, std::int16_t* out) {
  if (!hasStoredWords(stored.form)) return false;
  const int bits = stored.form.bitsStored;
  const int least = (stored.form.isSigned ? -(1 << (bits - 1)) : 0) + intercept;
  const int most = (1 << (stored.form.isSigned ? bits - 1 : bits)) - 1 + intercept;
  if (least != inSixteenBits(least) || most != inSixteenBits(most)) return false;
  const auto& padding = stored.form.padding;
  if (padding &&
      (padding->least != inSixteenBits(padding->least) || padding->most != inSixteenBits(padding->most)))
    return false;
  const auto shift = static_cast<std::int16_t>(intercept);
  const auto rescaled = [shift](std::int16_t value) { return static_cast<std::int16_t>(value + shift); };
  if (!padding) {
    forEachStoredWord(stored, [=](std::size_t i, std::int16_t value) { out[i] = rescaled(value); });
    return true;
  }
  const std::int16_t first = inSixteenBits(padding->least);
  const std::int16_t last = inSixteenBits(padding->most);
  forEachStoredWord(stored, [=](std::size_t i, std::int16_t value) {
    const std::int16_t converted = rescaled(value);
    const std::int16_t darkest = converted < fill ? converted : fill;
    out[i] = (value >= first) & (value <= last) ? darkest : converted;
  });
  return true;
}

}  // namespace

Result<void> readSlice(const SliceSource& source, const SliceForm& form, std::span<std::int16_t> voxels) {
  const auto stored = readStoredSlice(source, form.rows, form.columns);
  if (!stored) return stored.error();
  if (auto whole = checkWholeness(stored->form, source.file); !whole) return whole;
  // Any stored value of 16 bits, rescaled so, stays far inside an int.
  constexpr double kLargestSlope = 32767.0;
  constexpr double kLargestIntercept = 1e9;
  const PixelForm& pixels = stored->form;
  if (std::abs(pixels.slope) > kLargestSlope || std::abs(pixels.intercept) > kLargestIntercept)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("RescaleSlope %1 and RescaleIntercept %2 give no Hounsfield units.")
                     .arg(pixels.slope)
                     .arg(pixels.intercept),
                 source.file};
  const int slope = static_cast<int>(pixels.slope);
  const int intercept = static_cast<int>(pixels.intercept);
  const auto fill = static_cast<std::int16_t>(form.fillValue);
  if (slope == 1 && convertWords(*stored, intercept, fill, voxels.data())) return {};
  convert(*stored, fill, voxels.data(), [=](int value) { return inSixteenBits(slope * value + intercept); });
  return {};
}

Result<void> readSlice(const SliceSource& source, const SliceForm& form, std::span<float> voxels) {
  const auto stored = readStoredSlice(source, form.rows, form.columns);
  if (!stored) return stored.error();
  const double slope = stored->form.slope;
  const double intercept = stored->form.intercept;
  // In double and rounded once: small slopes times small factors would lose digits in float.
  const double factor = form.factor;
  convert(*stored, static_cast<float>(form.fillValue), voxels.data(),
          [=](int value) { return static_cast<float>((slope * value + intercept) * factor); });
  return {};
}

}  // namespace uptake::dicom
