#pragma once

#include "viewer/render/screen_plane.h"
#include "viewer/state/view_state.h"

#include <vector>

namespace uptake {

/// How the values through the depth of a slab become one.
enum class Combine { Weighted, Largest, Smallest };
Combine combination(const Slab& slab);

/// A layer of voxels that contributes to what a plane of stored voxels, or a slab about it, shows.
struct SlabLayer {
  int index = 0;  ///< along PlaneAxes::through
  float weight = 1.0F;
  bool operator==(const SlabLayer&) const = default;
};
/// The layers at `depth` (see depthOf()) of `count`: of a slab all that it cuts, each weighted by its part
/// inside; of a plane the nearest, or when `smooth` the two that it lies between. Empty outside the grid.
std::vector<SlabLayer> slabLayers(const IndexPlane& index, const PlaneAxes& axes, double depth,
                                  const Slab& slab, bool smooth, int count);

/// Where a slab that lies oblique to a grid is sampled: `count` times, about every smallest spacing, sample n
/// at first + n · step mm behind the plane.
struct SlabSamples {
  int count = 1;
  double first = 0.0;
  double step = 0.0;
};
SlabSamples slabSamples(const ImageGrid& grid, const Slab& slab);

}  // namespace uptake
