#include "viewer/render/slab_layers.h"

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

// As far as rounding of positions goes.
constexpr double kDepthSlack = 1e-6;

std::vector<SlabLayer> layersCut(double depth, double half, int count) {
  const int first = std::max(0, static_cast<int>(std::floor(depth - half + 0.5 + kDepthSlack)));
  const int last = std::min(count - 1, static_cast<int>(std::ceil(depth + half - 0.5 - kDepthSlack)));
  std::vector<SlabLayer> layers;
  double sum = 0.0;
  for (int layer = first; layer <= last; ++layer) {
    const double part = std::min(depth + half, layer + 0.5) - std::max(depth - half, layer - 0.5);
    if (part <= 0.0) continue;
    layers.push_back({layer, static_cast<float>(part)});
    sum += part;
  }
  for (SlabLayer& each : layers) each.weight = static_cast<float>(each.weight / sum);
  return layers;
}

}  // namespace

Combine combination(const Slab& slab) {
  if (slab.thickness <= 0.0 || slab.mode == Slab::Mode::Mean) return Combine::Weighted;
  return slab.mode == Slab::Mode::Largest ? Combine::Largest : Combine::Smallest;
}

std::vector<SlabLayer> slabLayers(const IndexPlane& index, const PlaneAxes& axes, double depth,
                                  const Slab& slab, bool smooth, int count) {
  if (slab.thickness > 0.0)
    return layersCut(depth, slab.thickness / 2.0 * std::abs(index.normal[axes.through]), count);
  if (depth < -0.5 - kDepthSlack || depth > count - 0.5 + kDepthSlack) return {};
  if (!smooth) return {{std::clamp(static_cast<int>(std::floor(depth + 0.5)), 0, count - 1), 1.0F}};
  const double within = std::clamp(depth, 0.0, count - 1.0);
  const int before = static_cast<int>(within + kDepthSlack);
  const double rest = within - before;
  if (rest < 1e-4) return {{before, 1.0F}};
  return {{before, static_cast<float>(1.0 - rest)}, {before + 1, static_cast<float>(rest)}};
}

SlabSamples slabSamples(const ImageGrid& grid, const Slab& slab) {
  const int count =
      std::max(1, static_cast<int>(std::ceil(slab.thickness / grid.spacing().minCoeff() - 1e-6)));
  return {count, (0.5 / count - 0.5) * slab.thickness, slab.thickness / count};
}

}  // namespace uptake
