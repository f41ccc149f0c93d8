#pragma once

#include "core/geometry/image_grid.h"
#include "core/geometry/index_box.h"
#include "core/jobs/job_runner.h"
#include "core/mask/label_runs.h"
#include "core/mesh/surface_mesh.h"

#include <vector>

namespace uptake {

/// A set of voxels as a closed surface.
struct LesionSurface {
  SurfaceMesh mesh;
  Millilitres voxels;     ///< what the voxels measure: their number by the volume of one
  bool isSmooth = false;  ///< else it runs along the faces of the voxels
};

/// The share by which the volume of a surface may differ from that of its voxels.
inline constexpr double kSurfaceVolumeTolerance = 0.02;

/// The runs of one label of a mask, ascending.
std::vector<VoxelRun> runsOfLabel(const LabelRuns& labels, Label label);

/// The box around runs of voxels, empty without any.
IndexBox extentOf(const ImageGrid& grid, const std::vector<VoxelRun>& runs);

/// The surface of some voxels of a grid (ascending runs that do not overlap), smoothed so that no step of the
/// voxels is seen: half-way between voxels inside and outside (VTK's flying edges), low-pass filtered
/// (Taubin, Zhang, Golub, Optimal surface smoothing as filter design, ECCV 1996), then moved along its
/// normals until it encloses the volume of the voxels to a tenth of kSurfaceVolumeTolerance. Where slices lie
/// more than twice as far apart as voxels within them, borders are blurred by half that distance before.
///
/// Where the volume is not met, or a point came to lie further than the diagonal of a voxel from where it was
/// before the filter, the surface runs along the faces of the voxels instead: no shape is shown that
/// smoothing invented. Regions of more than some million voxels (organs) are made of blocks of voxels.
///
/// Empty without voxels. Cancelled when `control` says so.
Result<LesionSurface> lesionSurface(const ImageGrid& grid, const std::vector<VoxelRun>& runs,
                                    const JobControl& control);

}  // namespace uptake
