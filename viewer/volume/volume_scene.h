#pragma once

#include "core/mask/segment.h"
#include "core/mesh/surface_mesh.h"
#include "core/volume/volume.h"
#include "viewer/state/view_state.h"

#include <QImage>
#include <QSize>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// From where a scene is seen: parallel projection, as in slices.
struct VolumeCamera {
  Point centre = Point::Zero();          ///< in the middle of the picture
  Direction right = Direction::UnitX();  ///< of the screen
  Direction down = -Direction::UnitZ();  ///< at right angles to it
  double mmPerPixel = 1.0;               ///< of a pixel of the picture
  QSize size;                            ///< of the picture, pixels
  /// Away from the viewer.
  Direction into() const { return right.cross(down); }
  bool operator==(const VolumeCamera&) const = default;
};

/// A surface as it is shown. Transparent ones show what lies behind them.
struct SceneSurface {
  std::shared_ptr<const SurfaceMesh> mesh;
  Rgb colour;
  double opacity = 1.0;
  bool isLit = false;  ///< brighter than the others: it is selected
  bool operator==(const SceneSurface&) const = default;
};

/// How a value of an image is seen; between stops everything is linear.
struct SceneStop {
  double value = 0.0;
  Rgb colour;
  double opacity = 0.0;  ///< of kStopThickness; of a projection: of the maximum
  bool operator==(const SceneStop&) const = default;
};
/// mm that are as opaque as a stop says.
inline constexpr double kStopThickness = 2.0;

/// An image as a volume. Its values before the first stop and behind the last are seen like those stops.
struct SceneVolume {
  std::shared_ptr<const Volume> image;  ///< int16 or float32, every slice loaded or missing
  std::vector<SceneStop> stops;         ///< ascending
  bool isProjection = false;            ///< the maximum along each ray, else light through all of it
  bool operator==(const SceneVolume&) const = default;
};

/// A cut through the images, as slices show it.
struct SceneCut {
  SlicePlane plane;
  Rgb frame;  ///< colour of the line around it
  bool operator==(const SceneCut& other) const {
    return plane.origin == other.plane.origin && plane.right == other.plane.right &&
           plane.down == other.plane.down && frame == other.frame;
  }
};

/// What cuts show: the images, and how.
struct CutLook {
  std::shared_ptr<const Volume> ct;
  std::shared_ptr<const Volume> pet;
  Window ctWindow;
  Window petWindow;
  Palette palette = Palette::HotIron;
  double fusion = 0.5;
  double petThreshold = 0.5;
  bool operator==(const CutLook&) const = default;
};

/// A box along the patient's axes, LPS mm.
struct VolumeBox {
  Point low = Point::Zero();
  Point high = Point::Zero();
  bool contains(const Point& point) const {
    return (point.array() >= low.array()).all() && (point.array() <= high.array()).all();
  }
  Eigen::Vector3d size() const { return high - low; }
  bool operator==(const VolumeBox&) const = default;
};

/// All that a three-dimensional view shows but overlays. A value: what it points to never changes.
struct VolumeScene {
  std::vector<SceneSurface> surfaces;
  std::vector<SceneVolume> volumes;  ///< each over those before it
  std::vector<SceneCut> cuts;
  CutLook cutLook;
  std::optional<VolumeBox> box;  ///< what lies outside is not shown
  QRgb ground = 0xff000000U;
  bool operator==(const VolumeScene&) const = default;
};

/// What a cut covers: the rectangle in its plane around everything that the images hold of it, with a
/// picture.
struct CutPicture {
  Point corner = Point::Zero();                     ///< the outer corner of the first pixel
  Eigen::Vector3d right = Eigen::Vector3d::Zero();  ///< mm, along the whole upper edge
  Eigen::Vector3d down = Eigen::Vector3d::Zero();
  QImage image;  ///< Format_RGB32
  Rgb frame;
};

}  // namespace uptake
