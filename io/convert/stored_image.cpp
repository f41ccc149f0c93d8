#include "io/convert/stored_image.h"

#include <QCoreApplication>

#include <array>
#include <cmath>
#include <new>

namespace uptake {

namespace {

/// Which axis of a grid runs most nearly left, anterior, superior, and whether backwards.
struct AxisOrder {
  std::array<int, 3> axis{};
  std::array<bool, 3> backwards{};
};

AxisOrder lasOrder(const ImageGrid& grid) {
  // LPS: left is +x, anterior −y, superior +z.
  const Eigen::Vector3d wanted(1, -1, 1);
  AxisOrder order;
  Eigen::Matrix3d left = grid.directions().cwiseAbs();
  for (int n = 0; n < 3; ++n) {
    Eigen::Index patient = 0;
    Eigen::Index axis = 0;
    left.maxCoeff(&patient, &axis);
    left.row(patient).setConstant(-1.0);
    left.col(axis).setConstant(-1.0);
    const auto at = static_cast<std::size_t>(patient);
    order.axis[at] = static_cast<int>(axis);
    order.backwards[at] = grid.directions()(patient, axis) * wanted[patient] < 0.0;
  }
  return order;
}

Result<ImageGrid> orderedGrid(const ImageGrid& grid, const AxisOrder& order) {
  Eigen::Vector3i size;
  Eigen::Vector3d spacing;
  Eigen::Vector3d first = Eigen::Vector3d::Zero();
  Eigen::Matrix3d directions;
  for (int n = 0; n < 3; ++n) {
    const int axis = order.axis[static_cast<std::size_t>(n)];
    const bool backwards = order.backwards[static_cast<std::size_t>(n)];
    size[n] = grid.size()[axis];
    spacing[n] = grid.spacing()[axis];
    directions.col(n) = backwards ? Direction(-grid.axis(axis)) : grid.axis(axis);
    if (backwards) first[axis] = grid.size()[axis] - 1;
  }
  return ImageGrid::create(size, spacing, grid.toPatient(first), directions);
}

template <class T>
Result<StoredImage> ordered(const ImageGrid& grid, std::span<const T> voxels, StoredImage::Type type) {
  const AxisOrder order = lasOrder(grid);
  Result<ImageGrid> target = orderedGrid(grid, order);
  if (!target) return target.error();
  std::array<std::ptrdiff_t, 3> step{};
  std::ptrdiff_t start = 0;
  for (std::size_t n = 0; n < 3; ++n) {
    const std::ptrdiff_t forward = grid.offset(Eigen::Vector3i(Eigen::Vector3i::Unit(order.axis[n])));
    step[n] = order.backwards[n] ? -forward : forward;
    if (order.backwards[n]) start += (grid.size()[order.axis[n]] - 1) * forward;
  }
  try {
    StoredImage image{*target, type,
                      QByteArray(static_cast<qsizetype>(voxels.size_bytes()), Qt::Uninitialized)};
    T* to = reinterpret_cast<T*>(image.voxels.data());
    const Eigen::Vector3i size = target->size();
    for (int k = 0; k < size.z(); ++k)
      for (int j = 0; j < size.y(); ++j) {
        const T* from = voxels.data() + start + j * step[1] + k * step[2];
        for (int i = 0; i < size.x(); ++i, from += step[0]) *to++ = *from;
      }
    return image;
  } catch (const std::bad_alloc&) {
    return Error{
        ErrorKind::NotSupported,
        QCoreApplication::translate("uptake::Conversion", "There is not enough memory for the image."),
        {}};
  }
}

}  // namespace

Result<StoredImage> storedImage(const ImageGrid& grid, std::span<const std::uint8_t> voxels) {
  return ordered(grid, voxels, StoredImage::Type::UInt8);
}

Result<StoredImage> storedImage(const ImageGrid& grid, std::span<const std::int16_t> voxels) {
  return ordered(grid, voxels, StoredImage::Type::Int16);
}

Result<StoredImage> storedImage(const ImageGrid& grid, std::span<const float> voxels) {
  return ordered(grid, voxels, StoredImage::Type::Float32);
}

}  // namespace uptake
