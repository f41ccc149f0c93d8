#pragma once

#include <QString>

#include <Eigen/Core>
#include <Eigen/Geometry>

#include <array>
#include <cmath>

namespace uptake {

/// A point in patient coordinates: mm, LPS (x to the patient's left, y to posterior, z to the head; DICOM
/// PS3.3 C.7.6.2.1.1). Every position that passes between rooms is one of these.
using Point = Eigen::Vector3d;
/// A direction in patient coordinates, LPS; a unit vector unless said otherwise.
using Direction = Eigen::Vector3d;

/// The three standard planes of section.
enum class PlaneOrientation { Axial, Coronal, Sagittal };

/// A plane of section as seen on a screen: a point on it and the directions that run to the right and down.
struct SlicePlane {
  Point origin = Point::Zero();
  Direction right = Direction::UnitX();
  Direction down = Direction::UnitY();

  /// Away from the viewer, `right × down`.
  Direction normal() const { return right.cross(down); }
  /// Signed distance in mm of a point from the plane, positive along normal().
  double distance(const Point& point) const { return normal().dot(point - origin); }
  /// Whether a slice of this thickness (mm) about the plane holds the point, its faces included.
  bool isInSlice(const Point& point, double thickness) const {
    constexpr double kRounding = 1e-6;  // positions that went through a file or a sum keep their slice
    return std::abs(distance(point)) <= thickness / 2.0 + kRounding;
  }
  /// The nearest point on the plane.
  Point project(const Point& point) const { return point - distance(point) * normal(); }
};

/// The plane through `point` in radiological convention: axial seen from the feet (patient's right on the
/// screen's left, anterior up), coronal from the front (head up), sagittal from the left side (anterior on
/// the screen's left, head up).
SlicePlane standardPlane(PlaneOrientation orientation, const Point& point);

/// The letters of a direction, most significant first: "L", "PH", … from R/L, A/P, F/H. A component below
/// `threshold` of the vector's length is left out (DICOM PS3.3 C.7.6.1.1.1 names the letters).
QString orientationLetters(const Direction& direction, double threshold = 0.25);

/// The letters at a view's left, right, top and bottom edge.
struct EdgeLetters {
  QString left, right, top, bottom;
};
EdgeLetters edgeLetters(const SlicePlane& plane);

}  // namespace uptake
