#pragma once

#include "core/error.h"
#include "core/volume/series_source.h"
#include "io/dicom/padding_p.h"

#include <cstdint>
#include <span>

namespace uptake::dicom {

/// What a slice becomes.
struct SliceForm {
  int rows = 0;
  int columns = 0;
  double factor = 1.0;     ///< of float slices: the value after slope and intercept times this
  double fillValue = 0.0;  ///< the most that padding (0028,0120), where nothing was measured, may become
  bool isHounsfield = false;
};

/// Reads the pixels of an image as values: `voxels` has rows × columns of them, rows from the top. Whole
/// Hounsfield units as 16 bit (clamped), anything else as float. Says what of the padding lies inside, see
/// cutPadding(). See readStoredSlice() for the errors.
Result<PaddingInside> readSlice(const SliceSource& source, const SliceForm& form,
                                std::span<std::int16_t> voxels);
Result<PaddingInside> readSlice(const SliceSource& source, const SliceForm& form, std::span<float> voxels);

}  // namespace uptake::dicom
