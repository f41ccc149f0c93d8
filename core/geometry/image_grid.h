#pragma once

#include "core/error.h"
#include "core/geometry/index_box.h"
#include "core/geometry/patient_space.h"
#include "core/units.h"

#include <Eigen/Core>

#include <cstddef>

namespace uptake {

/// Where the voxels of a volume lie in the patient: a rectangular lattice with right angles and even spacing.
///
/// An index is (i, j, k): i along a row (DICOM column number), j down a column (row number), k through the
/// slices in the direction that gives a positive spacing. Integer indices are voxel centres. In memory i runs
/// fastest. Valid from construction: sizes ≥ 1, spacings > 0, orthonormal directions.
class ImageGrid {
 public:
  /// `size` in voxels, `spacing` in mm, `origin` the centre of voxel (0,0,0) in LPS mm, `directions` with the
  /// unit directions of i, j, k as columns (left-handed systems are allowed). Inconsistent when a rule is
  /// broken; the message says which.
  static Result<ImageGrid> create(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing,
                                  const Point& origin, const Eigen::Matrix3d& directions);

  const Eigen::Vector3i& size() const { return size_; }
  const Eigen::Vector3d& spacing() const { return spacing_; }
  const Point& origin() const { return origin_; }
  const Eigen::Matrix3d& directions() const { return directions_; }
  Direction axis(int index) const { return directions_.col(index); }

  std::ptrdiff_t voxelCount() const { return std::ptrdiff_t{size_.x()} * size_.y() * size_.z(); }
  std::ptrdiff_t sliceVoxelCount() const { return std::ptrdiff_t{size_.x()} * size_.y(); }
  /// Position of a voxel in the buffer.
  std::ptrdiff_t offset(int i, int j, int k) const {
    return (std::ptrdiff_t{k} * size_.y() + j) * size_.x() + i;
  }
  std::ptrdiff_t offset(const Eigen::Vector3i& index) const {
    return offset(index.x(), index.y(), index.z());
  }
  /// The voxel at a position in the buffer: what offset() was given.
  Eigen::Vector3i indexOf(std::ptrdiff_t position) const {
    const std::ptrdiff_t row = position / size_.x();
    const std::ptrdiff_t slice = row / size_.y();
    return {static_cast<int>(position - row * size_.x()), static_cast<int>(row - slice * size_.y()),
            static_cast<int>(slice)};
  }
  Millilitres voxelVolume() const { return {spacing_.prod() / 1000.0}; }

  /// Patient position of a (continuous) index and back.
  Point toPatient(const Eigen::Vector3d& index) const { return origin_ + indexToPatient_ * index; }
  Eigen::Vector3d toIndex(const Point& point) const { return patientToIndex_ * (point - origin_); }
  /// The voxel whose cell holds the point; it may lie outside the grid, see contains().
  Eigen::Vector3i nearestVoxel(const Point& point) const;

  IndexBox bounds() const { return {Eigen::Vector3i::Zero(), size_ - Eigen::Vector3i::Ones()}; }
  bool contains(const Eigen::Vector3i& index) const { return bounds().contains(index); }
  /// Patient position of the middle of the grid.
  Point centre() const { return toPatient((size_.cast<double>() - Eigen::Vector3d::Ones()) / 2.0); }

  /// The grid axis (0 i, 1 j, 2 k) that runs most nearly along a direction.
  int axisAlong(const Direction& direction) const;
  /// Whether a plane shows stored slices as they are: its normal along k within kDirectionTolerance.
  bool isParallelToSlices(const Direction& normal) const;
  /// The number that people call slice `k` by, from 1: counted from the head, the front or the left,
  /// whichever way the slices are stored. Views and lists both use it.
  int sliceNumber(int k) const;
  /// Same lattice: sizes equal, positions of all corners within `toleranceMm`.
  bool sameAs(const ImageGrid& other, double toleranceMm = kFramePositionToleranceMm) const;

 private:
  ImageGrid(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing, const Point& origin,
            const Eigen::Matrix3d& directions);

  Eigen::Vector3i size_;
  Eigen::Vector3d spacing_;
  Point origin_;
  Eigen::Matrix3d directions_;
  Eigen::Matrix3d indexToPatient_;
  Eigen::Matrix3d patientToIndex_;
};

}  // namespace uptake
