#pragma once

#include "core/mask/label_map.h"
#include "viewer/render/screen_plane.h"

#include <optional>
#include <vector>

namespace uptake {

/// The labels of a mask that a plane shows, on a lattice: the layer of voxels on a plane of stored voxels,
/// the nearest voxels at screen pixels on an oblique one. Of a slab, whatever its combination of values, it
/// shows all lesions in it, the one nearest to the plane where several lie behind each other.
class PlaneLabels {
 public:
  /// Takes the labels up for a screen and the thickness of its slab in mm. False when it shows none.
  /// Otherwise cheap until the plane or, told by forget(), the labels change.
  bool update(const LabelMap& labels, const ScreenPlane& screen, double thickness = 0.0);
  void forget() { key_.reset(); }

  int columns() const { return columns_; }
  int rows() const { return rows_; }
  /// 0 outside the lattice.
  Label at(int column, int row) const {
    return column < 0 || column >= columns_ || row < 0 || row >= rows_ ? Label{0} : this->row(row)[column];
  }
  const Label* row(int row) const { return labels_.data() + static_cast<std::ptrdiff_t>(row) * columns_; }
  /// The columns and rows that hold any labels.
  const PixelRange& usedColumns() const { return usedColumns_; }
  const PixelRange& usedRows() const { return usedRows_; }
  const LatticePlacement& placement() const { return placement_; }
  /// A (continuous) place on the lattice in patient space; whole numbers are the middles of its cells.
  Point toPatient(double column, double row) const {
    return origin_ + column * alongRow_ + row * alongColumn_;
  }
  /// Counts up whenever the labels were taken up anew.
  int revision() const { return revision_; }

 private:
  struct Key {
    const LabelMap* labels;
    std::optional<PlaneAxes> axes;
    std::vector<int> layers;
    double thickness;
    Point corner;
    Eigen::Vector3d right, down;
    QSize size;
    bool operator==(const Key&) const = default;
  };

  void takeLayers(const LabelMap& labels, const PlaneAxes& axes, const std::vector<int>& layers);
  void addLayer(const LabelMap& labels, const PlaneAxes& axes, int layer);
  void sampleOblique(const LabelMap& labels, const ScreenPlane& screen, double thickness);
  void findUsed();

  std::optional<Key> key_;
  int columns_ = 0;
  int rows_ = 0;
  std::vector<Label> labels_;
  PixelRange usedColumns_, usedRows_;
  LatticePlacement placement_;
  Point origin_ = Point::Zero();
  Eigen::Vector3d alongRow_ = Eigen::Vector3d::Zero();
  Eigen::Vector3d alongColumn_ = Eigen::Vector3d::Zero();
  int revision_ = 0;
};

}  // namespace uptake
