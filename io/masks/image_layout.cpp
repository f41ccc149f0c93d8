#include "io/masks/image_layout_p.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace uptake::masks {

int bytesOf(NumberType type) {
  switch (type) {
    case NumberType::UInt8:
    case NumberType::Int8:
      return 1;
    case NumberType::UInt16:
    case NumberType::Int16:
      return 2;
    case NumberType::UInt32:
    case NumberType::Int32:
    case NumberType::Float:
      return 4;
    case NumberType::UInt64:
    case NumberType::Int64:
    case NumberType::Double:
      return 8;
  }
  return 0;
}

FileLattice FileLattice::create(const Eigen::Vector3i& size, const Eigen::Matrix3d& steps,
                                const Point& origin) {
  FileLattice lattice;
  lattice.size = size;
  lattice.origin = origin;
  for (int axis = 0; axis < 3; ++axis) {
    lattice.spacing[axis] = steps.col(axis).norm();
    // A spacing of 0 is refused where the grid is made; the direction only must not become "not a number".
    if (lattice.spacing[axis] > 0.0) lattice.axes.col(axis) = steps.col(axis) / lattice.spacing[axis];
  }
  return lattice;
}

double FileLattice::distanceTo(const FileLattice& other) const {
  double distance = 0.0;
  for (int corner = 0; corner < 8; ++corner) {
    const Eigen::Vector3d index =
        last().cwiseProduct(Eigen::Vector3i(corner & 1, (corner >> 1) & 1, (corner >> 2) & 1)).cast<double>();
    distance = std::max(distance, (toPatient(index) - other.toPatient(index)).norm());
  }
  return distance;
}

QString detachedDataFile(const QString& header, const QString& written) {
  const QString name = written.startsWith(QLatin1String("./")) ? written.mid(2) : written;
  // "%" and "LIST" begin the forms that name several files; ":" is a drive.
  const bool isPlain = !name.isEmpty() && name != QLatin1String(".") && name != QLatin1String("..") &&
                       !name.contains(QLatin1Char('/')) && !name.contains(QLatin1Char('\\')) &&
                       !name.contains(QLatin1Char('%')) && !name.contains(QLatin1Char(':')) &&
                       name != QLatin1String("LIST") && !name.startsWith(QLatin1String("LIST "));
  return isPlain ? QFileInfo(header).dir().filePath(name) : QString();
}

}  // namespace uptake::masks
