#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "core/jobs/job_runner.h"

#include <cstdint>
#include <span>
#include <vector>

namespace uptake {

/// Voxels of one grid (i fastest) drawn anew on another by cubic B-spline interpolation (M. Unser, "Splines:
/// a perfect fit for signal and image processing", IEEE Signal Processing Magazine 16(6), 1999): the spline
/// passes through every voxel, and its coefficients assume that the image goes on mirrored about its
/// outermost voxels. Places beyond the centres of the outermost voxels get `outside`; one within a millionth
/// of a voxel of them counts as lying on them. That is scipy.ndimage.affine_transform(order=3,
/// mode="constant", cval=outside) of scipy 1.6 and later, which nilearn.image.resample_to_img() calls.
///
/// The values are those of `target`'s voxels, i fastest; computed in double and rounded once. Runs on all
/// cores. NotSupported when there is no memory; Cancelled when `control` says so.
Result<std::vector<float>> resampledCubic(std::span<const std::int16_t> voxels, const ImageGrid& source,
                                          const ImageGrid& target, double outside, const JobControl& control);
Result<std::vector<float>> resampledCubic(std::span<const float> voxels, const ImageGrid& source,
                                          const ImageGrid& target, double outside, const JobControl& control);

}  // namespace uptake
