#include "core/geometry/image_grid.h"

#include <QCoreApplication>

#include <cmath>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ImageGrid)
};

Error broken(const QString& message) {
  return {ErrorKind::Inconsistent, message, {}};
}

}  // namespace

Result<ImageGrid> ImageGrid::create(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing,
                                    const Point& origin, const Eigen::Matrix3d& directions) {
  if ((size.array() < 1).any())
    return broken(Texts::tr("The image size %1 × %2 × %3 has an empty side.")
                      .arg(size.x())
                      .arg(size.y())
                      .arg(size.z()));
  // DICOM's rows and columns are 16 bit; a larger side can only come from a damaged header.
  if ((size.array() > 65535).any())
    return broken(Texts::tr("The image size %1 × %2 × %3 is above 65535 on a side.")
                      .arg(size.x())
                      .arg(size.y())
                      .arg(size.z()));
  if (!spacing.allFinite() || (spacing.array() <= 0.0).any())
    return broken(Texts::tr("The voxel spacing %1 × %2 × %3 mm is not positive.")
                      .arg(spacing.x())
                      .arg(spacing.y())
                      .arg(spacing.z()));
  if (!origin.allFinite()) return broken(Texts::tr("The image position is not a number."));
  if (!directions.allFinite() ||
      !(directions.transpose() * directions).isIdentity(10.0 * kDirectionTolerance))
    return broken(Texts::tr("The image orientation is not three unit vectors at right angles."));
  return ImageGrid(size, spacing, origin, directions);
}

ImageGrid::ImageGrid(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing, const Point& origin,
                     const Eigen::Matrix3d& directions)
    : size_(size),
      spacing_(spacing),
      origin_(origin),
      directions_(directions),
      indexToPatient_(directions * spacing.asDiagonal()),
      patientToIndex_(indexToPatient_.inverse()) {}

Eigen::Vector3i ImageGrid::nearestVoxel(const Point& point) const {
  const Eigen::Vector3d index = toIndex(point);
  // Clamped before the cast: a point far outside must not overflow an int.
  return index.array().round().max(-1e6).min(1e6).matrix().cast<int>();
}

int ImageGrid::axisAlong(const Direction& direction) const {
  int best = 0;
  (directions_.transpose() * direction).cwiseAbs().maxCoeff(&best);
  return best;
}

bool ImageGrid::isParallelToSlices(const Direction& normal) const {
  return axis(2).cross(normal.normalized()).norm() <= kDirectionTolerance;
}

int ImageGrid::sliceNumber(int k) const {
  int dominant = 0;
  axis(2).cwiseAbs().maxCoeff(&dominant);
  // Head to feet is −z, left to right −x, front to back +y (LPS).
  const bool rises = dominant == 1 ? axis(2).y() > 0.0 : axis(2)[dominant] < 0.0;
  return rises ? k + 1 : size_.z() - k;
}

bool ImageGrid::sameAs(const ImageGrid& other, double toleranceMm) const {
  if (size_ != other.size_) return false;
  const Eigen::Vector3d end = (size_ - Eigen::Vector3i::Ones()).cast<double>();
  for (int corner = 0; corner < 8; ++corner) {
    const Eigen::Vector3d index((corner & 1) ? end.x() : 0.0, (corner & 2) ? end.y() : 0.0,
                                (corner & 4) ? end.z() : 0.0);
    if ((toPatient(index) - other.toPatient(index)).norm() > toleranceMm) return false;
  }
  return true;
}

}  // namespace uptake
