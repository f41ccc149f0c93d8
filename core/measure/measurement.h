#pragma once

#include "core/geometry/patient_space.h"

#include <QString>

#include <vector>

namespace uptake {

/// Identifies a measurement within a case document. Never reused.
enum class MeasurementId : int { None = 0 };

enum class MeasurementKind { Distance, Angle, Ellipse, Sphere };

/// Something that a person measured: where it lies, not what comes out, which depends on the images.
///
/// `points` (mm, LPS), as many as measurementPointCount() says:
/// - Distance: its two ends.
/// - Angle: the end of one leg, the vertex, the end of the other leg.
/// - Ellipse: the centre, the end of one semi-axis, the end of the other, at a right angle to it.
/// - Sphere: the centre, a point of the surface.
/// All of them lie on `plane`, the plane of section in which it was drawn.
struct Measurement {
  MeasurementId id = MeasurementId::None;
  MeasurementKind kind = MeasurementKind::Distance;
  std::vector<Point> points;
  SlicePlane plane;
  QString frameOfReferenceUid;  ///< in which the positions hold; empty when the images state none
  QString name;                 ///< given by a person; may be empty
  int fileEntry = -1;           ///< position among the entries of the file it was read from, -1 for a new one
  /// It came with the images, as the spheres of LUNA16's annotations.csv do: it is shown and measured, but
  /// neither changed nor saved.
  bool isGiven = false;
  bool operator==(const Measurement& other) const;
};

std::size_t measurementPointCount(MeasurementKind kind);

/// Why a measurement is not valid, translated, to follow "it is left out: "; empty when it is valid. Points
/// must be finite, within 10 m of the origin of the patient's coordinates and on the plane (0.1 mm, spheres
/// included); the plane's directions unit vectors at a right angle; an ellipse's semi-axes at a right angle
/// (1e-3 rad); and no length or radius 0.
QString measurementDefect(const Measurement& measurement);

/// mm; of a Distance.
double distanceMm(const Measurement& distance);
/// Degrees, 0 … 180; of an Angle. Not a number while a leg has no length.
double angleDegrees(const Measurement& angle);
/// mm², π times both semi-axes; of an Ellipse.
double areaMm2(const Measurement& ellipse);
/// mm; of a Sphere.
double radiusMm(const Measurement& sphere);
/// ml; of a Sphere.
double volumeMl(const Measurement& sphere);
/// The middle: what views centre on.
Point measurementCentre(const Measurement& measurement);

/// Whether a slice of this thickness (mm) about this plane shows the measurement: a sphere when the plane
/// cuts it; the others when they were drawn in a parallel plane at most half the thickness away.
bool isInSlice(const Measurement& measurement, const SlicePlane& plane, double thickness);

/// Where it can be grabbed to change it, as a plane that shows it shows them: the points of a distance or an
/// angle, the four ends of an ellipse's axes, four points of a sphere's cut circle (right, down, left, up).
std::vector<Point> measurementHandles(const Measurement& measurement, const SlicePlane& plane);

/// mm; of the circle in which a plane cuts a Sphere, 0 where it does not.
double cutRadiusMm(const Measurement& sphere, const SlicePlane& plane);

}  // namespace uptake
