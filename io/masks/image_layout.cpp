#include "io/hdf5/hdf5_image_p.h"
#include "io/masks/image_file_p.h"
#include "io/masks/image_layout_p.h"

#include <QCoreApplication>
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

Result<ImageGrid> gridOf(const FileLattice& lattice, const QString& file) {
  // A quaternion in single precision, as NIfTI has it, is good to 3e-4.
  constexpr double kDirectionRounding = 1e-3;
  Eigen::Matrix3d axes = lattice.axes;
  const Eigen::Matrix3d before = axes;
  axes.col(0).normalize();
  axes.col(1) = (axes.col(1) - axes.col(1).dot(axes.col(0)) * axes.col(0)).normalized();
  const Direction normal = axes.col(0).cross(axes.col(1));
  axes.col(2) = normal.dot(axes.col(2)) < 0.0 ? Direction(-normal) : normal;
  if (!((axes - before).cwiseAbs().maxCoeff() <= kDirectionRounding)) axes = before;
  Result<ImageGrid> grid = ImageGrid::create(lattice.size, lattice.spacing, lattice.origin, axes);
  if (!grid) return Error{grid.error().kind, grid.error().message, file};
  return grid;
}

Result<ImageLayout> readImageLayout(const QString& file) {
  switch (formatOf(file)) {
    case ImageFormat::Nifti:
      return readNiftiLayout(file);
    case ImageFormat::Nrrd:
      return readNrrdLayout(file);
    case ImageFormat::Meta:
      return readMetaLayout(file);
    case ImageFormat::Hdf5:
      return hdf5::readLayout(file);
    case ImageFormat::Unknown:
      break;
  }
  const QString name = file.toLower();
  if (name.endsWith(QLatin1String(".hdr")) || name.endsWith(QLatin1String(".hdr.gz")))
    return readNiftiLayout(file);
  return Error{ErrorKind::NotSupported,
               QCoreApplication::translate("uptake::LabelImage",
                                           "An image is read from a file whose name ends in .nii.gz, .nii, "
                                           ".hdr, .nrrd, .nhdr, .mha or .mhd."),
               file};
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
