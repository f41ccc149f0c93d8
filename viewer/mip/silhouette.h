#pragma once

#include "core/mask/label_runs.h"
#include "viewer/mip/mip_projector.h"

#include <set>

namespace uptake {

/// A mask as it is seen in a projection: for each pixel of `image` the label of the nearest labelled voxel
/// whose cell the ray meets, 0 where it meets none; hidden labels are looked through. `image.values` is not
/// used. The mask may have any grid.
std::vector<Label> silhouette(const LabelRuns& mask, const MipImage& image,
                              const std::set<Label>& hidden = {});

}  // namespace uptake
