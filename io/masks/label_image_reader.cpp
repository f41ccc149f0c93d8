#include "core/mask/resample_labels.h"
#include "io/masks/image_file_p.h"
#include "io/masks/image_format_p.h"
#include "io/masks/label_image.h"
#include "io/reader/here_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

namespace uptake {

namespace {

// NIfTI stores its geometry in single precision.
constexpr double kCornerToleranceMm = 0.01;
// A quaternion in single precision, as NIfTI has it, is good to 3e-4.
constexpr double kDirectionRounding = 1e-3;
constexpr double kMaximumLabel = std::numeric_limits<Label>::max();

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelImage)
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
  explicit FileLattice(const masks::Lattice& lattice)
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

Error badValue(double value, const QString& file) {
  return {ErrorKind::Inconsistent,
          Texts::tr("The mask holds the value %1; labels are whole numbers from 0 to 65535.").arg(value),
          file};
}

/// Reads the values into the buffer of `grid`.
Result<LabelMap> readOnto(const QString& file, const FileLattice& lattice, const ImageGrid& grid,
                          const AxisMap& map) {
  const auto values = masks::readValues(file, masks::formatOf(file));
  if (!values) return Error{values.error().kind, values.error().message, file};
  Result<LabelMap> labels = LabelMap::create(grid);
  if (!labels) return labels;
  const auto bad =
      std::visit([&](const auto& numbers) { return copyValues(numbers, lattice, map, *labels); }, *values);
  if (bad) return badValue(*bad, file);
  return labels;
}

/// The file's own grid. Directions written in single precision are at right angles to 1e-6 at best; a grid
/// that is not rectangular by more than rounding is refused by ImageGrid.
Result<ImageGrid> gridOf(const FileLattice& lattice, const QString& file) {
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

QString gridText(const ImageGrid& grid) {
  return geometryText(grid.size(), grid.spacing(), grid.origin(),
                      grid.toPatient((grid.size() - Eigen::Vector3i::Ones()).cast<double>()));
}

/// How many voxels with a label have their centre outside of `target`, and the labels in use.
struct Census {
  std::ptrdiff_t outside = 0;
  std::set<Label> labels;
};

Census takeCensus(const LabelMap& labels, const ImageGrid& target) {
  Census census;
  const ImageGrid& grid = labels.grid();
  for (int k = 0; k < grid.size().z(); ++k) {
    if (!labels.isOccupied(k)) continue;
    const Label* label = labels.slice(k).data();
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i, ++label) {
        if (*label == 0) continue;
        census.labels.insert(*label);
        if (!target.contains(target.nearestVoxel(grid.toPatient(Eigen::Vector3d(i, j, k))))) ++census.outside;
      }
  }
  return census;
}

}  // namespace

namespace here {

Result<LabelImage> readLabelImage(const QString& file) {
  const auto lattice = masks::readLattice(file, masks::formatOf(file));
  if (!lattice) return lattice.error();
  const FileLattice found(*lattice);
  const Result<ImageGrid> grid = gridOf(found, file);
  if (!grid) return grid.error();
  AxisMap map;
  for (int axis = 0; axis < 3; ++axis)
    map.step[static_cast<std::size_t>(axis)] = grid->offset(Eigen::Vector3i::Unit(axis).eval());
  Result<LabelMap> labels = readOnto(file, found, *grid, map);
  if (!labels) return labels.error();
  return LabelImage{labels.take(), {}};
}

Result<std::optional<std::size_t>> findLabelImageGrid(const QString& file, std::span<const ImageGrid> grids) {
  const auto lattice = masks::readLattice(file, masks::formatOf(file));
  if (!lattice) return lattice.error();
  const FileLattice found(*lattice);
  for (std::size_t i = 0; i < grids.size(); ++i)
    if (mapAxes(found, grids[i])) return std::optional<std::size_t>(i);
  return std::optional<std::size_t>();
}

Result<LabelImage> readLabelImage(const QString& file, const ImageGrid& grid, JobControl& control) {
  const auto lattice = masks::readLattice(file, masks::formatOf(file));
  if (!lattice) return lattice.error();
  const FileLattice found(*lattice);
  if (const auto map = mapAxes(found, grid)) {
    Result<LabelMap> labels = readOnto(file, found, grid, *map);
    if (!labels) return labels.error();
    return LabelImage{labels.take(), {}};
  }
  if (control.isCancelled()) return JobControl::cancelledError();

  Result<LabelImage> own = readLabelImage(file);
  if (!own) return own;
  const Census census = takeCensus(own->labels, grid);
  Result<LabelMap> labels = resampleLabels(own->labels, grid, control);
  if (!labels) return labels.error();
  const QString geometries =
      Texts::tr("it has %1; the series has %2 (LPS)").arg(gridText(own->labels.grid()), gridText(grid));
  QStringList lost;
  for (const Label label : census.labels)
    if (labels->count(label) == 0) lost.append(QString::number(label));
  if (!census.labels.empty() && static_cast<std::size_t>(lost.size()) == census.labels.size())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("The mask has labels, but none of them lies on the voxels of the series: %1.")
                     .arg(geometries),
                 file};
  QStringList warnings{
      Texts::tr("The mask lies on another grid and was resampled (nearest voxel): %1.").arg(geometries)};
  if (!lost.isEmpty())
    warnings.append(
        Texts::tr("Nothing is left of the label(s) %1 on the series.").arg(lost.join(QStringLiteral(", "))));
  if (census.outside > 0)
    warnings.append(Texts::tr("Labelled voxels of the mask that lie outside the series and are lost: %1.")
                        .arg(census.outside));
  return LabelImage{labels.take(), warnings};
}

}  // namespace here

}  // namespace uptake
