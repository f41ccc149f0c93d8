#pragma once

#include "core/mesh/surface_mesh.h"
#include "core/volume/volume.h"
#include "viewer/volume/volume_scene.h"

#include <optional>

namespace uptake {

/// A line of sight.
struct SightLine {
  Point origin = Point::Zero();
  Direction into = Direction::UnitY();  ///< away from the viewer
  Point at(double depth) const { return origin + depth * into; }
};

/// The line behind a pixel of a picture; its origin lies in the plane of the camera's centre.
SightLine sightLine(const VolumeCamera& camera, const Eigen::Vector2d& pixel);

/// How deep (mm, from the origin; negative is before it) a line first meets a surface inside the box.
std::optional<double> depthOf(const SurfaceMesh& mesh, const SightLine& line,
                              const std::optional<VolumeBox>& box);
/// The middle of the voxel with the highest value on a line inside the box, and that value; nothing where the
/// line does not meet loaded slices. The first of several equal ones.
struct HottestVoxel {
  Point place = Point::Zero();
  double value = 0.0;
};
std::optional<HottestVoxel> hottestOn(const Volume& image, const SightLine& line,
                                      const std::optional<VolumeBox>& box);
/// Where a volume is as good as opaque: half of the light is gone.
std::optional<Point> firstOpaque(const SceneVolume& volume, const SightLine& line,
                                 const std::optional<VolumeBox>& box);

/// What a click on a scene means: the nearest surface or cut on the line; else the hottest voxel of a
/// projection where that is seen; else where a volume is opaque. Nothing where nothing is seen.
std::optional<Point> placeUnder(const VolumeScene& scene, const SightLine& line);

}  // namespace uptake
