#include "core/units.h"
#include "io/dicom/stack_geometry_p.h"
#include "io/dicom/stack_remedy_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace uptake::dicom {

namespace {

/// A target grid above this many times the stored one, in any direction, is mostly made up.
constexpr double kMostGrowth = 3.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

SliceResampling stored(const Slices& slices, const std::vector<PlacedSlice>& placed, const SliceAxes& axes) {
  const InstanceHeader& first = *slices.front();
  SliceResampling stack;
  stack.columns = first.columns;
  stack.rows = first.rows;
  stack.columnSpacing = (*first.pixelSpacing)[1];
  stack.rowSpacing = (*first.pixelSpacing)[0];
  stack.row = axes.row;
  stack.column = axes.column;
  for (const PlacedSlice& slice : placed) {
    const InstanceHeader& header = *slices[static_cast<std::size_t>(slice.index)];
    stack.slices.push_back({header.sopInstanceUid, header.sopClassUid, header.file, header.frame});
    stack.positions.push_back(*header.position);
  }
  return stack;
}

double distanceAfter(const SliceResampling& stack, int slice) {
  return stack.along(slice + 1) - stack.along(slice);
}

/// Where slices are missing. In an even stack that is known; else a distance is a gap when it is at least
/// twice those on either side (a stack that goes over from 5 to 10 mm has none).
std::vector<int> gapsOf(const SliceResampling& stack, const EvenSpacing& even) {
  const int distances = static_cast<int>(stack.positions.size()) - 1;
  std::vector<int> gaps;
  for (int i = 0; i < distances; ++i) {
    double neighbour = i > 0 ? distanceAfter(stack, i - 1) : 0.0;
    if (i + 1 < distances) neighbour = std::max(neighbour, distanceAfter(stack, i + 1));
    const bool gap =
        even.even ? even.steps[static_cast<std::size_t>(i)] > 1
                  : neighbour > 0.0 && distanceAfter(stack, i) >= 2.0 * (1.0 - kSpacingTolerance) * neighbour;
    if (gap) gaps.push_back(i);
  }
  return gaps;
}

/// The smallest distance that is at least half the usual one: a single pair of close slices must not multiply
/// the grid.
double targetSpacing(const SliceResampling& stack) {
  std::vector<double> distances;
  for (int i = 0; i + 1 < static_cast<int>(stack.positions.size()); ++i)
    if (!std::binary_search(stack.gaps.begin(), stack.gaps.end(), i))
      distances.push_back(distanceAfter(stack, i));
  double mean = 0.0;
  for (const double distance : distances) mean += distance / static_cast<double>(distances.size());
  double spacing = *std::max_element(distances.begin(), distances.end());
  for (const double distance : distances)
    if (distance >= mean / 2.0) spacing = std::min(spacing, distance);
  return spacing;
}

/// First pixel and size of a grid along one in-plane axis that holds every slice: `offsets` in pixels.
struct Extent {
  int first = 0;
  int size = 0;
};
std::optional<Extent> extentOf(const std::vector<double>& offsets, int size) {
  constexpr double kRounding = 1e-6;
  const auto [least, most] = std::minmax_element(offsets.begin(), offsets.end());
  if (*most - *least > kMostGrowth * size) return std::nullopt;
  const int first = static_cast<int>(std::floor(*least + kRounding));
  const int last = static_cast<int>(std::ceil(*most - kRounding)) + size - 1;
  return Extent{first, last - first + 1};
}

/// What is irregular about the stack, as one clause.
QString irregularity(const StackShear& shear, const EvenSpacing& spacing,
                     const std::vector<PlacedSlice>& placed, double pixel) {
  QStringList parts;
  if (shear.farthest > kLateralPixelTolerance * pixel)
    parts.append(shear.offLine <= kLateralPixelTolerance * pixel
                     ? Texts::tr("the stack leans by %1°").arg(QString::number(shear.degrees, 'f', 2))
                     : Texts::tr("slices are shifted sideways by up to %1 mm").arg(mmText(shear.farthest)));
  if (!spacing.even) {
    double least = placed[1].along - placed[0].along;
    double most = least;
    for (std::size_t i = 2; i < placed.size(); ++i) {
      least = std::min(least, placed[i].along - placed[i - 1].along);
      most = std::max(most, placed[i].along - placed[i - 1].along);
    }
    parts.append(Texts::tr("slice distances run from %1 to %2 mm").arg(mmText(least), mmText(most)));
  }
  return parts.join(Texts::tr(" and "));
}

void describe(ResampledStack& result, const QString& irregular) {
  const double spacing = result.grid.spacing().z();
  result.offer = Texts::tr("Resample to slices %1 mm apart at right angles, by linear interpolation (%2).")
                     .arg(mmText(spacing), irregular);
  result.warnings.append(
      Texts::tr("Resampled to slices %1 mm apart at right angles, because %2: the values are interpolated "
                "(linear) between stored pixels, and the slices are no stored images.")
          .arg(mmText(spacing), irregular));
  int empty = 0;
  for (int k = 0; k < result.grid.size().z(); ++k)
    if (blendOf(result.stack, result.grid, k).isEmpty()) ++empty;
  if (empty > 0)
    result.warnings.append(
        Texts::tr("%n slice(s) lie where stored slices are missing and stay empty.", nullptr, empty));
}

}  // namespace

OnePerPosition onePerPosition(const Slices& slices) {
  const std::vector<PlacedSlice> placed = placedSlices(slices, exactAxes(slices).normal);
  OnePerPosition result;
  for (std::size_t i = 0; i < placed.size();) {
    std::size_t end = i + 1;
    int first = placed[i].index;
    for (; end < placed.size() && placed[end].along - placed[end - 1].along < kDuplicatePositionMm; ++end)
      first = std::min(first, placed[end].index);
    for (; i < end; ++i) (placed[i].index == first ? result.kept : result.leftOut).push_back(placed[i].index);
  }
  std::sort(result.kept.begin(), result.kept.end());
  std::sort(result.leftOut.begin(), result.leftOut.end());
  return result;
}

std::optional<ResampledStack> resampledStack(const Slices& slices) {
  const SliceAxes axes = exactAxes(slices);
  const std::vector<PlacedSlice> placed = placedSlices(slices, axes.normal);
  if (placed.size() < 2) return std::nullopt;
  SliceResampling stack = stored(slices, placed, axes);

  const EvenSpacing even = evenSpacing(placed);
  stack.gaps = gapsOf(stack, even);
  const double extent = placed.back().along - placed.front().along;
  const double wanted = even.even ? even.mm : targetSpacing(stack);
  const double steps = std::max(1.0, std::round(extent / wanted));
  if (!(steps <= kMostGrowth * static_cast<double>(placed.size()))) return std::nullopt;

  std::vector<double> columns, rows;
  for (const Point& position : stack.positions) {
    columns.push_back((position - stack.positions.front()).dot(axes.row) / stack.columnSpacing);
    rows.push_back((position - stack.positions.front()).dot(axes.column) / stack.rowSpacing);
  }
  const auto across = extentOf(columns, stack.columns);
  const auto down = extentOf(rows, stack.rows);
  if (!across || !down) return std::nullopt;

  Eigen::Matrix3d directions;
  directions << axes.row, axes.column, axes.normal;
  const Point origin = stack.positions.front() + across->first * stack.columnSpacing * axes.row +
                       down->first * stack.rowSpacing * axes.column;
  auto grid = ImageGrid::create({across->size, down->size, static_cast<int>(steps) + 1},
                                {stack.columnSpacing, stack.rowSpacing, extent / steps}, origin, directions);
  if (!grid) return std::nullopt;

  ResampledStack result{grid.take(), std::move(stack), {}, {}, {}};
  for (const PlacedSlice& slice : placed) result.order.push_back(slice.index);
  const double pixel = std::min(result.stack.columnSpacing, result.stack.rowSpacing);
  describe(result, irregularity(shearOf(placed), even, placed, pixel));
  return result;
}

}  // namespace uptake::dicom
