#pragma once

#include "core/error.h"
#include "core/geometry/image_grid.h"
#include "core/jobs/job_runner.h"
#include "core/volume/volume.h"

#include <vector>

namespace uptake {

/// A volume drawn anew on another grid by cubic B-spline interpolation (M. Unser, "Splines: a perfect fit for
/// signal and image processing", IEEE Signal Processing Magazine 16(6), 1999): the spline passes through
/// every voxel, and its coefficients assume that the volume goes on mirrored about its outermost voxels.
/// Places beyond the centres of the outermost voxels get `outside`; one within a millionth of a voxel of them
/// counts as lying on them. That is scipy.ndimage.affine_transform(order=3, mode="constant", cval=outside) of
/// scipy 1.6 and later, which nilearn.image.resample_to_img() calls.
///
/// The values are those of `target`'s voxels, i fastest; computed in double and rounded once. Runs on all
/// cores. Every slice must be loaded: Inconsistent otherwise. NotSupported when there is no memory;
/// Cancelled.
Result<std::vector<float>> resampledCubic(const Volume& source, const ImageGrid& target, double outside,
                                          const JobControl& control);

}  // namespace uptake
