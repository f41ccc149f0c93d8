#pragma once

#include "core/error.h"
#include "viewer/render/view_plan.h"

#include <QImage>
#include <QRect>

namespace uptake {

/// Paints what a view shows. Two do: RasterRenderer on the processor, and vtk::CardRenderer through VTK on a
/// graphics card. Their pictures differ by two grey levels at most, and not in their labels. One a view: it
/// keeps what it sampled.
class ViewRenderer {
 public:
  virtual ~ViewRenderer() = default;

  /// Paints at least `part` of an image of the plan's size, Format_RGB32. The error says, for people, why it
  /// cannot; the image is undefined then.
  virtual Result<void> paint(const ViewPlan& plan, QImage& image, const QRect& part) = 0;
  /// Slices were loaded since, or other images are shown: none is kept, which a hidden view would for long.
  virtual void forgetImages() = 0;
};

}  // namespace uptake
