#pragma once

#include "viewer/render/raster/compositor.h"
#include "viewer/render/raster/plane_values.h"
#include "viewer/render/view_renderer.h"

#include <array>

namespace uptake {

/// Paints views on the processor: samples each image for the plane, keeps the values, and composes them. It
/// never fails.
class RasterRenderer : public ViewRenderer {
 public:
  Result<void> paint(const ViewPlan& plan, QImage& image, const QRect& part) override;
  void forgetImages() override;

 private:
  /// One image: a lattice of values, or of an image in colour three.
  struct Layer {
    std::array<PlaneValues, 3> channels{PlaneValues(0), PlaneValues(1), PlaneValues(2)};
    std::optional<ImagePass> pass(const std::optional<ImageLayer>& image, const ViewPlan& plan);
  };

  Layer under_;
  Layer over_;
};

}  // namespace uptake
