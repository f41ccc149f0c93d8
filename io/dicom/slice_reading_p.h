#pragma once

#include "core/error.h"
#include "core/volume/volume.h"
#include "io/dicom/padding_p.h"

#include <cstdint>
#include <span>

namespace uptake::dicom {

/// How the pixels of a slice are converted to values.
struct SliceForm {
  int rows = 0;
  int columns = 0;
  double factor = 1.0;     ///< of float slices: multiplies the value after slope and intercept
  double fillValue = 0.0;  ///< the largest value of pixels with the padding value (0028,0120)
  bool isHounsfield = false;
};

/// Reads an image and converts its pixels into `voxels`, which has rows × columns values, rows from the top:
/// whole Hounsfield units as 16 bit (clamped), anything else as float. Returns what cutPadding() counted.
/// Errors are those of readStoredSlice().
Result<PaddingInside> readSlice(const SliceSource& source, const SliceForm& form,
                                std::span<std::int16_t> voxels);
Result<PaddingInside> readSlice(const SliceSource& source, const SliceForm& form, std::span<float> voxels);
/// Reads an image in colour as RGB (colour_slice.cpp). No padding is looked for.
Result<PaddingInside> readSlice(const SliceSource& source, const SliceForm& form, std::span<RgbVoxel> voxels);

}  // namespace uptake::dicom
