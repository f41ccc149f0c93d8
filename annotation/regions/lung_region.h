#pragma once

#include "annotation/regions/voxel_region.h"
#include "core/jobs/job_runner.h"
#include "core/volume/volume.h"

namespace uptake {

/// Both lungs of a CT, and what was not as it should be.
struct Lungs {
  VoxelRegion region;         ///< on the CT's grid
  bool withoutAirway = true;  ///< false: no trachea was found to be left out
};

/// The lungs of a CT in HU: air (below −400 HU) inside the body, without trachea and main bronchi, with
/// vessels and the hilum closed in. An aid for clipping, not a measurement: a lobe that is consolidated up to
/// the pleura is not air and stays out.
///
/// Found on blocks of voxels of up to 2 mm: air that reaches the edge of its axial image is outside; of the
/// rest the largest part counts, and the second largest beside it, when what surrounds them at 5 to 9 mm is
/// tissue (a hollow table is not) and they are not mostly gas (bowel is). The trachea is the narrow upper
/// end; it is grown downwards through air until it would leak into the lung, and goes with 2.5 mm of its
/// wall. Each lung is then closed with a ball of 10 mm and its holes are filled. At the border the CT's own
/// voxels decide.
///
/// NotSupported when the CT is not in HU or no lung is in it; the message says which. Cancelled when asked.
Result<Lungs> lungRegion(const Volume& ct, JobControl& control);

}  // namespace uptake
