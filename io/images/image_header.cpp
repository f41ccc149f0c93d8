#include "core/units.h"
#include "io/images/image_header_p.h"

#include <QCoreApplication>

#include <array>
#include <cmath>
#include <limits>

namespace uptake::images {

using masks::FileLattice;
using masks::NumberType;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ImageFile)
};

/// Which axis of a file runs most nearly to the left, to the back and to the head, and whether it is turned
/// for that.
struct AxisOrder {
  std::array<int, 3> axis{0, 1, 2};
  std::array<bool, 3> isTurned{};
};

AxisOrder orderOf(const Eigen::Matrix3d& axes) {
  AxisOrder best;
  double bestSum = -1.0;
  constexpr std::array<std::array<int, 3>, 6> kOrders{
      {{0, 1, 2}, {1, 0, 2}, {0, 2, 1}, {2, 1, 0}, {1, 2, 0}, {2, 0, 1}}};
  // Rounding decides nothing: of equal ones, that nearer to the order of the file.
  constexpr double kRounding = 1e-6;
  for (const auto& order : kOrders) {
    double sum = 0.0;
    for (int place = 0; place < 3; ++place)
      sum += std::abs(axes(place, order[static_cast<std::size_t>(place)]));
    if (sum <= bestSum + kRounding) continue;
    bestSum = sum;
    best.axis = order;
  }
  for (std::size_t place = 0; place < 3; ++place)
    best.isTurned[place] = axes(static_cast<Eigen::Index>(place), best.axis[place]) < 0.0;
  return best;
}

/// From the voxels of a file to those in another order.
LatticeMap mapOf(const AxisOrder& order, const Eigen::Vector3i& storedSize) {
  LatticeMap map;
  map.steps.setZero();
  for (std::size_t place = 0; place < 3; ++place) {
    const auto row = static_cast<Eigen::Index>(place);
    const int axis = order.axis[place];
    map.steps(row, axis) = order.isTurned[place] ? -1 : 1;
    map.first[row] = order.isTurned[place] ? storedSize[axis] - 1 : 0;
  }
  return map;
}

/// The lattice with its axes in another order.
FileLattice ordered(const FileLattice& lattice, const AxisOrder& order) {
  Eigen::Vector3i size;
  Eigen::Matrix3d steps;
  Point origin = lattice.origin;
  for (std::size_t place = 0; place < 3; ++place) {
    const auto column = static_cast<Eigen::Index>(place);
    const int axis = order.axis[place];
    const Eigen::Vector3d step = lattice.spacing[axis] * lattice.axes.col(axis);
    size[column] = lattice.size[axis];
    steps.col(column) = order.isTurned[place] ? Eigen::Vector3d(-step) : step;
    if (order.isTurned[place]) origin += step * (lattice.size[axis] - 1);
  }
  return FileLattice::create(size, steps, origin);
}

/// Whether every number that can be stored is a whole HU that fits in 16 bit.
bool isWholeInt16(const masks::ImageLayout& layout) {
  if (layout.slope != 1.0 || layout.intercept != std::floor(layout.intercept)) return false;
  double low = 0.0, high = 0.0;
  switch (layout.type) {
    case NumberType::UInt8:
      high = std::numeric_limits<quint8>::max();
      break;
    case NumberType::Int8:
      low = std::numeric_limits<qint8>::min();
      high = std::numeric_limits<qint8>::max();
      break;
    case NumberType::Int16:
      low = std::numeric_limits<qint16>::min();
      high = std::numeric_limits<qint16>::max();
      break;
    case NumberType::UInt16:
    case NumberType::UInt32:
    case NumberType::Int32:
    case NumberType::UInt64:
    case NumberType::Int64:
    case NumberType::Float:
    case NumberType::Double:
      return false;
  }
  // Text may hold anything.
  return layout.encoding != masks::Encoding::Text &&
         low + layout.intercept >= std::numeric_limits<qint16>::min() &&
         high + layout.intercept <= std::numeric_limits<qint16>::max();
}

/// Slices at right angles in themselves whose stack leans can be shown resampled.
void offerResampling(SeriesEntry& series, const FileLattice& lattice) {
  const double leaning = std::abs(lattice.axes.col(0).dot(lattice.axes.col(1)));
  constexpr double kRightAngle = 1e-3;
  if (!(leaning <= kRightAngle) || (lattice.size.array() < 2).any()) return;
  const Direction row = lattice.axes.col(0);
  const Direction column = (lattice.axes.col(1) - lattice.axes.col(1).dot(row) * row).normalized();
  auto stack = std::make_shared<SliceResampling>();
  stack->columns = lattice.size.x();
  stack->rows = lattice.size.y();
  stack->columnSpacing = lattice.spacing.x();
  stack->rowSpacing = lattice.spacing.y();
  stack->row = row;
  stack->column = column;
  const Direction normal = stack->normal();
  const Eigen::Vector3d step = lattice.spacing.z() * lattice.axes.col(2);
  const double along = step.dot(normal);
  const int last = lattice.size.z() - 1;
  if (!(along > 0.0)) return;
  for (int k = 0; k <= last; ++k) {
    SliceSource slice;
    slice.file = series.imageFile->file;
    slice.frame = k;
    stack->slices.push_back(slice);
    stack->positions.push_back(lattice.origin + k * step);
  }
  // The smallest grid of the same spacings that holds all slices.
  const double acrossAll = step.dot(row) * last / lattice.spacing.x();
  const double downAll = step.dot(column) * last / lattice.spacing.y();
  const int across = static_cast<int>(std::floor(std::min(0.0, acrossAll)));
  const int down = static_cast<int>(std::floor(std::min(0.0, downAll)));
  const Eigen::Vector3i size(lattice.size.x() + static_cast<int>(std::ceil(std::abs(acrossAll))),
                             lattice.size.y() + static_cast<int>(std::ceil(std::abs(downAll))), last + 1);
  constexpr int kMostGrowth = 3;
  if (size.x() > kMostGrowth * lattice.size.x() || size.y() > kMostGrowth * lattice.size.y()) return;
  Eigen::Matrix3d directions;
  directions << row, column, normal;
  auto grid = ImageGrid::create(
      size, {lattice.spacing.x(), lattice.spacing.y(), along},
      lattice.origin + across * lattice.spacing.x() * row + down * lattice.spacing.y() * column, directions);
  if (!grid) return;
  auto shown = std::make_shared<SeriesEntry>(series);
  shown->refusal.clear();
  shown->grid = grid.take();
  shown->rows = size.y();
  shown->columns = size.x();
  shown->instances = size.z();
  shown->resampling = std::move(stack);
  shown->source.resampledFrom = series.imageFile->file;
  const QString spacing = QString::number(along, 'f', 3);
  shown->warnings.append(
      Texts::tr("Resampled to slices %1 mm apart at right angles, because the axes of the file are not: the "
                "values are interpolated (linear) between its voxels.")
          .arg(spacing));
  series.remedy = SeriesEntry::Remedy{
      SeriesEntry::Remedy::Kind::Resample,
      Texts::tr("Resample to slices %1 mm apart at right angles, by linear interpolation.").arg(spacing),
      std::move(shown)};
}

}  // namespace

Result<ImageHeader> readImageHeader(const QString& file) {
  Result<masks::ImageLayout> layout = masks::readImageLayout(file);
  if (!layout) return layout.error();
  return ImageHeader{layout.take()};
}

void placeSeries(SeriesEntry& series, const ImageHeader& header) {
  const masks::ImageLayout& layout = header.layout;
  const FileLattice& lattice = layout.lattice;
  ImageFile image = *series.imageFile;
  image.isHeaderRead = true;
  image.storedSize = lattice.size;
  image.isSequential = layout.encoding != masks::Encoding::Raw;
  image.voxelBytes = layout.voxelCount() * masks::bytesOf(layout.type);
  const AxisOrder order = orderOf(lattice.axes);
  image.toGrid = mapOf(order, lattice.size);
  const FileLattice turned = ordered(lattice, order);
  series.instances = turned.size.z();
  series.rows = turned.size.y();
  series.columns = turned.size.x();
  series.warnings += layout.warnings;
  const bool isCt = series.source.modality == QLatin1String("CT");
  series.wholeHounsfield = isCt && isWholeInt16(layout);
  const Result<ImageGrid> stored = masks::gridOf(lattice, image.file);
  if (stored) {
    // The same directions in another order.
    FileLattice exact = lattice;
    exact.axes = stored->directions();
    const FileLattice grid = ordered(exact, order);
    if (auto made = masks::gridOf(grid, image.file)) {
      image.stored = *stored;
      series.grid = made.take();
    } else {
      series.refusal = made.error().message;
    }
  }
  series.imageFile = std::make_shared<const ImageFile>(std::move(image));
  if (stored) return;
  series.refusal = Texts::tr("The axes of the file are not at right angles, or a spacing is none (%1).")
                       .arg(stored.error().message);
  offerResampling(series, turned);
}

SuvScale suvScaleOf(const ImageFile& image) {
  SuvScale scale;
  scale.branch = image.unitFrom;
  scale.crossCheck.notMade = Texts::tr("The file states no times.");
  switch (image.unit) {
    case ImageUnit::SuvBodyWeight:
      scale.unit = QStringLiteral("SUVbw");
      scale.factor = 1.0;
      scale.inputs.push_back({Texts::tr("File"), {}, image.name, {}, false, {}, {}});
      scale.steps.push_back(
          {QStringLiteral("SUVbw"), Texts::tr("value of the file × 1"), Texts::tr("value")});
      scale.quantities.push_back(PetQuantity());
      return scale;
    case ImageUnit::BecquerelPerMillilitre:
      scale.unit = QStringLiteral("BQML");
      scale.refused = Texts::tr("The file states neither the injected dose nor the patient's weight.");
      return scale;
    case ImageUnit::Hounsfield:
    case ImageUnit::Unknown:
      break;
  }
  scale.refused = Texts::tr("Nothing says which unit the values of %1 have: they are shown as they are.")
                      .arg(image.name.section(QLatin1Char('/'), -1));
  return scale;
}

}  // namespace uptake::images
