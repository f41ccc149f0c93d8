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

std::int16_t inSixteenBits(std::int64_t value) {
  constexpr std::int64_t kLeast = std::numeric_limits<std::int16_t>::min();
  constexpr std::int64_t kMost = std::numeric_limits<std::int16_t>::max();
  return static_cast<std::int16_t>(value < kLeast ? kLeast : value > kMost ? kMost : value);
}

/// Writes valueOf(stored) for every pixel.
template <class T, class ValueOf>
void convert(const StoredSlice& stored, T* out, const ValueOf& valueOf) {
  forEachStoredValue(stored, [=](std::size_t i, int value) { out[i] = valueOf(value); });
}

/// CT as nearly all scanners write it: slope 1, and no value that leaves 16 bits on the way. False for
/// others.
bool convertWords(const StoredSlice& stored, int intercept, std::int16_t* out) {
  if (!hasStoredWords(stored.form)) return false;
  const int bits = stored.form.bitsStored;
  const int least = (stored.form.isSigned ? -(1 << (bits - 1)) : 0) + intercept;
  const int most = (1 << (stored.form.isSigned ? bits - 1 : bits)) - 1 + intercept;
  if (least != inSixteenBits(least) || most != inSixteenBits(most)) return false;
  const auto shift = static_cast<std::int16_t>(intercept);
  forEachStoredWord(
      stored, [=](std::size_t i, std::int16_t value) { out[i] = static_cast<std::int16_t>(value + shift); });
  return true;
}

/// Floating point pixels. What is no number, or has the padding value, was not measured; of such pixels those
/// are counted that no path of them connects to a corner of the slice.
PaddingInside convertFloats(const StoredSlice& stored, const SliceForm& form, float* out) {
  const PixelForm& pixels = stored.form;
  std::vector<std::size_t> unmeasured;
  const auto convertAs = [&](auto zero) {
    for (std::size_t i = 0; i < pixels.pixelCount(); ++i) {
      auto value = zero;
      std::memcpy(&value, stored.bytes + i * sizeof value, sizeof value);
      const auto number = static_cast<double>(value);
      const bool isMeasured = std::isfinite(number) && number != pixels.floatPadding;
      if (!isMeasured) unmeasured.push_back(i);
      out[i] = static_cast<float>(isMeasured ? (pixels.slope * number + pixels.intercept) * form.factor
                                             : form.fillValue);
    }
  };
  if (pixels.bitsAllocated == 32)
    convertAs(0.0F);
  else
    convertAs(0.0);
  if (unmeasured.empty()) return {};
  std::vector<PaddingMark> marks(pixels.pixelCount(), PaddingMark::None);
  for (const std::size_t i : unmeasured) marks[i] = PaddingMark::Inside;
  markOutside(marks, static_cast<std::size_t>(pixels.rows), static_cast<std::size_t>(pixels.columns));
  return {0, 0, static_cast<int>(std::ranges::count(marks, PaddingMark::Inside))};
}

/// The most that tissue and what is implanted in it measures on the usual scale of 12 bits; and for PET
/// nothing above what padding becomes.
template <class T>
T keptUpTo(const SliceForm& form) {
  constexpr double kHighestHounsfield = 3071.0;
  return static_cast<T>(form.isHounsfield ? kHighestHounsfield : form.fillValue);
}

}  // namespace

Result<PaddingInside> readSlice(const SliceSource& source, const SliceForm& form,
                                std::span<std::int16_t> voxels) {
  const auto stored = readStoredSlice(source, form.rows, form.columns);
  if (!stored) return stored.error();
  if (auto whole = checkWholeness(stored->form, source.file); !whole) return whole.error();
  // Any stored value of 16 bits, rescaled so, stays far inside 64 bits.
  constexpr double kLargestSlope = 32767.0;
  constexpr double kLargestIntercept = 1e9;
  const PixelForm& pixels = stored->form;
  if (std::abs(pixels.slope) > kLargestSlope || std::abs(pixels.intercept) > kLargestIntercept)
    return Error{ErrorKind::NotSupported,
                 Texts::tr("RescaleSlope %1 and RescaleIntercept %2 give no Hounsfield units.")
                     .arg(pixels.slope)
                     .arg(pixels.intercept),
                 source.file};
  const auto slope = static_cast<std::int64_t>(pixels.slope);
  const auto intercept = static_cast<std::int64_t>(pixels.intercept);
  const auto fill = static_cast<std::int16_t>(form.fillValue);
  const auto valueOf = [=](int value) { return inSixteenBits(slope * value + intercept); };
  if (slope != 1 || !convertWords(*stored, static_cast<int>(intercept), voxels.data()))
    convert(*stored, voxels.data(), valueOf);
  return cutPadding(*stored, fill, keptUpTo<std::int16_t>(form), voxels.data(), valueOf);
}

Result<PaddingInside> readSlice(const SliceSource& source, const SliceForm& form, std::span<float> voxels) {
  const auto stored = readStoredSlice(source, form.rows, form.columns);
  if (!stored) return stored.error();
  const double slope = stored->form.slope;
  const double intercept = stored->form.intercept;
  // In double and rounded once: small slopes times small factors would lose digits in float.
  const double factor = form.factor;
  if (stored->form.isFloat) return convertFloats(*stored, form, voxels.data());
  const auto valueOf = [=](int value) { return static_cast<float>((slope * value + intercept) * factor); };
  convert(*stored, voxels.data(), valueOf);
  return cutPadding(*stored, static_cast<float>(form.fillValue), keptUpTo<float>(form), voxels.data(),
                    valueOf);
}

}  // namespace uptake::dicom
