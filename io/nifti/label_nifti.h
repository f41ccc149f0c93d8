#pragma once

#include "core/error.h"
#include "core/mask/label_map.h"

#include <QString>

namespace uptake {

/// Reads an integer NIfTI image (.nii, .nii.gz) as labels on `grid`. The file's lattice must be that grid up
/// to the order and direction of its axes (LPS/RAS and flips are resolved by position, tolerance 0.01 mm a
/// corner); Inconsistent names both geometries otherwise, or the value that is no whole number in 0…65535
/// (not-a-number counts as 0, which is how the NIfTI library hands it over).
Result<LabelMap> readLabelNifti(const QString& file, const ImageGrid& grid);

/// Writes labels as NIfTI (uint8 when they fit, else uint16) on the mask's own grid, voxel order unchanged,
/// with sform and qform set; whole or not at all.
Result<void> writeLabelNifti(const LabelMap& labels, const QString& file);

}  // namespace uptake
