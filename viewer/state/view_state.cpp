#include "viewer/state/view_state.h"

#include <algorithm>

namespace uptake {

SlicePlane ViewState::planeThrough(PlaneOrientation orientation, const Point& point) const {
  SlicePlane plane = standardPlane(orientation, point);
  if (isStraight()) return plane;
  const Direction normal = rotation_ * plane.normal();
  const Eigen::Matrix3d turn = Eigen::Quaterniond::FromTwoVectors(plane.normal(), normal).toRotationMatrix();
  plane.right = turn * plane.right;
  plane.down = turn * plane.down;
  return plane;
}

void ViewState::setRotation(const Eigen::Matrix3d& from, const Direction& axis, double angle) {
  // By way of a quaternion of length 1: many turns must not bend the planes.
  const Eigen::Quaterniond turned(Eigen::AngleAxisd(angle, axis.normalized()) * Eigen::Quaterniond(from));
  const Eigen::Matrix3d rotation = turned.normalized().toRotationMatrix();
  constexpr double kStraight = 1e-9;
  assign(rotation_, rotation.isIdentity(kStraight) ? Eigen::Matrix3d(Eigen::Matrix3d::Identity()) : rotation);
}

void ViewState::setPointMarks(const QString& whose, std::vector<PointMark> marks) {
  std::vector<PointMark>& shown = pointMarks_[whose];
  if (shown == marks) return;
  shown = std::move(marks);
  Q_EMIT pointMarksChanged();
}

void ViewState::setZoomAndPan(double zoom, const Eigen::Vector3d& pan) {
  const double clamped = std::clamp(zoom, kSmallestZoom, kLargestZoom);
  if (clamped == zoom_ && pan == pan_) return;
  zoom_ = clamped;
  pan_ = pan;
  Q_EMIT changed();
}

}  // namespace uptake
