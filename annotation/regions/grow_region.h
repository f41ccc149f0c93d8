#pragma once

#include "annotation/regions/voxel_region.h"
#include "core/jobs/job_runner.h"

namespace uptake {

// Morphology with a ball of a radius in mm, measured between voxel centres, so that its shape does not depend
// on the voxels'. A computation that is cancelled ends soon; its result is not valid. ITK's signed distance
// map of the lesion's box and a threshold take about twice as long (bench_operations,
// a lesion of 60 mm).

/// Every voxel of the grid whose centre lies within `radius` of the centre of a voxel of the set.
VoxelRegion grownBy(const VoxelRegion& region, const ImageGrid& grid, Millimetres radius,
                    const JobControl& control);

/// The voxels of the set that keep more than `radius` between their centre and the centre of every voxel
/// that is not in it. Nothing is taken away at the edge of the grid: what lies beyond is not known.
VoxelRegion shrunkBy(const VoxelRegion& region, const ImageGrid& grid, Millimetres radius,
                     const JobControl& control);

/// Grown and shrunk again: gaps narrower than about twice the radius are closed, nothing else changes.
VoxelRegion closedBy(const VoxelRegion& region, const ImageGrid& grid, Millimetres radius,
                     const JobControl& control);

}  // namespace uptake
