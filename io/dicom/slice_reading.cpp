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
  // Nearly all scanners write slope 1, and a multiplication is half of the work.
  if (slope == 1)
    convert(*stored, fill, voxels.data(), [=](int value) { return inSixteenBits(value + intercept); });
  else
    convert(*stored, fill, voxels.data(),
            [=](int value) { return inSixteenBits(slope * value + intercept); });
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
