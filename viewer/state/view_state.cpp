#include "viewer/state/view_state.h"

#include <algorithm>

namespace uptake {

void ViewState::setZoomAndPan(double zoom, const Eigen::Vector3d& pan) {
  const double clamped = std::clamp(zoom, kSmallestZoom, kLargestZoom);
  if (clamped == zoom_ && pan == pan_) return;
  zoom_ = clamped;
  pan_ = pan;
  Q_EMIT changed();
}

}  // namespace uptake
