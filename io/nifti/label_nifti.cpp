#include "io/nifti/label_nifti.h"

#include "io/nifti/nifti_image_p.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSaveFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace uptake {

namespace {

// NIfTI stores its geometry in single precision.
constexpr double kCornerToleranceMm = 0.01;
constexpr double kMaximumLabel = std::numeric_limits<Label>::max();

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelNifti)
};

QString geometryText(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing, const Point& first,
                     const Point& last) {
  const auto numbers = [](const Eigen::Vector3d& v) {
    return QStringLiteral("(%1, %2, %3)").arg(v.x(), 0, 'f', 3).arg(v.y(), 0, 'f', 3).arg(v.z(), 0, 'f', 3);
  };
  return Texts::tr("%1 × %2 × %3 voxels of %4 mm from %5 to %6 mm")
      .arg(size.x())
      .arg(size.y())
      .arg(size.z())
      .arg(numbers(spacing), numbers(first), numbers(last));
}

/// The file's lattice as vectors.
struct FileLattice {
  explicit FileLattice(const nifti::Lattice& lattice)
      : size(lattice.size.data()), spacing(lattice.spacing.data()), origin(lattice.origin.data()) {
    for (int axis = 0; axis < 3; ++axis)
      axes.col(axis) = Eigen::Vector3d(lattice.axes[static_cast<std::size_t>(axis)].data());
  }
  Point toPatient(const Eigen::Vector3d& index) const { return origin + axes * spacing.cwiseProduct(index); }
  Eigen::Vector3i last() const { return size - Eigen::Vector3i::Ones(); }

  Eigen::Vector3i size;
  Eigen::Vector3d spacing;
  Point origin;
  Eigen::Matrix3d axes;  ///< unit directions as columns
};

/// Where the file's voxels go in the grid's buffer.
struct AxisMap {
  std::ptrdiff_t first = 0;                     ///< place of the file's first voxel
  std::array<std::ptrdiff_t, 3> step{1, 1, 1};  ///< along each file axis
};

std::optional<AxisMap> mapAxes(const FileLattice& file, const ImageGrid& grid) {
  const Eigen::Vector3i first = grid.nearestVoxel(file.origin);
  AxisMap map;
  Eigen::Matrix3i steps;
  for (int axis = 0; axis < 3; ++axis) {
    const int along = grid.axisAlong(file.axes.col(axis));
    const bool backwards = grid.axis(along).dot(file.axes.col(axis)) < 0.0;
    if (file.size[axis] != grid.size()[along]) return {};
    steps.col(axis) = Eigen::Vector3i::Unit(along) * (backwards ? -1 : 1);
    map.step[static_cast<std::size_t>(axis)] = grid.offset(steps.col(axis).eval());
  }
  if ((steps.cwiseAbs().rowwise().sum().array() != 1).any()) return {};
  for (int corner = 0; corner < 8; ++corner) {
    const Eigen::Vector3i index =
        file.last().cwiseProduct(Eigen::Vector3i(corner & 1, (corner >> 1) & 1, (corner >> 2) & 1));
    const Eigen::Vector3i voxel = first + steps * index;
    if (!grid.contains(voxel)) return {};
    const double away = (file.toPatient(index.cast<double>()) - grid.toPatient(voxel.cast<double>())).norm();
    if (!(away <= kCornerToleranceMm)) return {};
  }
  map.first = grid.offset(first);
  return map;
}

/// Copies values into labels; the first value that is no label comes back.
template <class T>
std::optional<double> copyValues(const std::vector<T>& values, const FileLattice& file, const AxisMap& map,
                                 LabelMap& labels) {
  auto next = values.begin();
  for (int k = 0; k < file.size.z(); ++k)
    for (int j = 0; j < file.size.y(); ++j) {
      const std::ptrdiff_t row = map.first + j * map.step[1] + k * map.step[2];
      for (int i = 0; i < file.size.x(); ++i, ++next) {
        if (*next == T{0}) continue;
        const auto value = static_cast<double>(*next);
        if (!(value > 0.0 && value <= kMaximumLabel) || value != std::floor(value)) return value;
        labels.fill(row + i * map.step[0], 1, static_cast<Label>(value));
      }
    }
  return {};
}

nifti::Lattice latticeOf(const ImageGrid& grid) {
  nifti::Lattice lattice;
  for (int axis = 0; axis < 3; ++axis) {
    const auto at = static_cast<std::size_t>(axis);
    lattice.size[at] = grid.size()[axis];
    lattice.spacing[at] = grid.spacing()[axis];
    lattice.origin[at] = grid.origin()[axis];
    const Direction direction = grid.axis(axis);
    std::copy_n(direction.data(), 3, lattice.axes[at].begin());
  }
  return lattice;
}

Result<void> writeWhole(const LabelMap& labels, const QString& file) {
  Label highest = 0;
  for (int k = 0; k < labels.grid().size().z(); ++k)
    if (labels.isOccupied(k)) highest = std::max(highest, std::ranges::max(labels.slice(k)));
  const auto voxels = labels.labels();
  const nifti::Lattice lattice = latticeOf(labels.grid());
  if (highest > std::numeric_limits<std::uint8_t>::max())
    return nifti::writeImage(file, lattice, voxels.data());
  const std::vector<std::uint8_t> narrow(voxels.begin(), voxels.end());
  return nifti::writeImage(file, lattice, narrow.data());
}

/// Copies `from` to `file`, whole or not at all.
Result<void> publish(const QString& from, const QString& file) {
  const auto failed = [&](const QString& reason) {
    return Error{ErrorKind::FileUnreadable, Texts::tr("The file cannot be written (%1).").arg(reason), file};
  };
  QFile input(from);
  if (!input.open(QIODevice::ReadOnly)) return failed(input.errorString());
  QSaveFile output(file);
  if (!output.open(QIODevice::WriteOnly)) return failed(output.errorString());
  while (!input.atEnd()) {
    const QByteArray block = input.read(1 << 20);
    if (block.isEmpty() || output.write(block) != block.size()) return failed(output.errorString());
  }
  if (!output.commit()) return failed(output.errorString());
  return {};
}

QString suffixOf(const QString& file) {
  for (const QString& suffix : {QStringLiteral(".nii.gz"), QStringLiteral(".nii")})
    if (file.endsWith(suffix, Qt::CaseInsensitive)) return suffix;
  return {};
}

}  // namespace

Result<LabelMap> readLabelNifti(const QString& file, const ImageGrid& grid) {
  const auto lattice = nifti::readLattice(file);
  if (!lattice) return lattice.error();
  const FileLattice found(*lattice);
  const auto map = mapAxes(found, grid);
  if (!map)
    return Error{
        ErrorKind::Inconsistent,
        Texts::tr("The mask does not lie on the voxels of the series: it has %1; the series has %2 (LPS).")
            .arg(geometryText(found.size, found.spacing, found.origin,
                              found.toPatient(found.last().cast<double>())),
                 geometryText(grid.size(), grid.spacing(), grid.origin(),
                              grid.toPatient((grid.size() - Eigen::Vector3i::Ones()).cast<double>()))),
        file};
  // The size is that of the series by now, so the caller can expect what this takes.
  const auto values = nifti::readValues(file);
  if (!values) return values.error();
  Result<LabelMap> labels = LabelMap::create(grid);
  if (!labels) return labels;
  const auto bad =
      std::visit([&](const auto& numbers) { return copyValues(numbers, found, *map, *labels); }, *values);
  if (bad)
    return Error{
        ErrorKind::Inconsistent,
        Texts::tr("The mask holds the value %1; labels are whole numbers from 0 to 65535.").arg(*bad), file};
  return labels;
}

Result<void> writeLabelNifti(const LabelMap& labels, const QString& file) {
  const auto failed = [&](ErrorKind kind, const QString& reason) {
    return Error{kind, Texts::tr("The file cannot be written (%1).").arg(reason), file};
  };
  const QString suffix = suffixOf(file);
  if (suffix.isEmpty())
    return failed(ErrorKind::NotSupported, Texts::tr("its name must end in .nii or .nii.gz"));
  if ((labels.grid().size().array() > std::numeric_limits<std::int16_t>::max()).any())
    return failed(ErrorKind::NotSupported, Texts::tr("NIfTI holds at most 32767 voxels on a side"));
  const QString folder = QFileInfo(file).absolutePath();
  if (!QDir().mkpath(folder))
    return failed(ErrorKind::FileUnreadable, Texts::tr("the folder %1 cannot be made").arg(folder));
  // ITK may fail half-way; only what is whole goes to the real name.
  const QTemporaryDir temporary;
  if (!temporary.isValid()) return failed(ErrorKind::FileUnreadable, temporary.errorString());
  const QString whole = temporary.filePath(QStringLiteral("labels") + suffix);
  if (const auto written = writeWhole(labels, whole); !written)
    return Error{written.error().kind, written.error().message, file};
  return publish(whole, file);
}

}  // namespace uptake
