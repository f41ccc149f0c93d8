#pragma once

#include "annotation/regions/voxel_region.h"
#include "core/jobs/job_runner.h"

namespace uptake {

// Morphology with a ball of a radius in mm, measured between voxel centres, so that anisotropic voxels change
// nothing about its shape. A computation that was cancelled ends soon; its result then means nothing.

/// Every voxel of the grid whose centre lies within `radius` of the centre of a voxel of the set.
VoxelRegion grownBy(const VoxelRegion& region, const ImageGrid& grid, Millimetres radius,
                    const JobControl& control);

/// The voxels of the set that keep more than `radius` between their centre and the centre of every voxel
/// that is not in it. The edge of the grid takes nothing away: what lies beyond is not known.
VoxelRegion shrunkBy(const VoxelRegion& region, const ImageGrid& grid, Millimetres radius,
                     const JobControl& control);

/// Grown and shrunk again: gaps narrower than about twice the radius are closed, nothing else changes.
VoxelRegion closedBy(const VoxelRegion& region, const ImageGrid& grid, Millimetres radius,
                     const JobControl& control);

}  // namespace uptake
