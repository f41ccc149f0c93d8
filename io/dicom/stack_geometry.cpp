#include "core/units.h"
#include "io/dicom/stack_geometry_p.h"

#include <QCoreApplication>
#include <QStringList>

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace uptake::dicom {

namespace {

/// Rounding above this part of the spacing could pass a stack off as even that is not.
constexpr double kMostRounding = 0.1;
constexpr double kMostSteps = 65535.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

std::vector<double> distancesOf(const std::vector<PlacedSlice>& stack) {
  std::vector<double> distances;
  for (std::size_t i = 1; i < stack.size(); ++i) distances.push_back(stack[i].along - stack[i - 1].along);
  return distances;
}

/// Steps of about `unit` between the slices; false when there are too many.
bool countSteps(const std::vector<double>& distances, double unit, EvenSpacing& spacing) {
  spacing.steps.clear();
  qint64 total = 0;
  for (const double distance : distances) {
    const double steps = std::max(1.0, std::round(distance / unit));
    if (!(steps <= kMostSteps)) return false;
    spacing.steps.push_back(static_cast<int>(steps));
    total += spacing.steps.back();
  }
  spacing.missing = total - static_cast<qint64>(distances.size());
  return true;
}

bool evenWithinTolerance(const std::vector<PlacedSlice>& stack, const std::vector<double>& distances,
                         EvenSpacing& spacing) {
  const double least = *std::min_element(distances.begin(), distances.end());
  if (!countSteps(distances, least, spacing)) return false;
  const auto total = static_cast<double>(spacing.missing + static_cast<qint64>(distances.size()));
  spacing.mm = (stack.back().along - stack.front().along) / total;
  // Positions are stated in decimals; a micrometre of rounding is no unevenness.
  const double tolerance = kSpacingTolerance * spacing.mm + kDuplicatePositionMm;
  for (std::size_t i = 0; i < distances.size(); ++i)
    if (std::abs(distances[i] - spacing.steps[i] * spacing.mm) > tolerance) return false;
  return true;
}

/// Half the width of the band around the lattice with spacing `mm` that holds all positions.
double bandOf(const std::vector<PlacedSlice>& stack, const std::vector<int>& steps, double mm) {
  double least = 0.0;
  double most = 0.0;
  double lattice = stack.front().along;
  for (std::size_t i = 1; i < stack.size(); ++i) {
    lattice += steps[i - 1] * mm;
    least = std::min(least, stack[i].along - lattice);
    most = std::max(most, stack[i].along - lattice);
  }
  return (most - least) / 2.0;
}

bool evenWithinRounding(const std::vector<PlacedSlice>& stack, const std::vector<double>& distances,
                        EvenSpacing& spacing) {
  const double rounding = stack.front().rounding;
  if (rounding <= 0.0 || stack.size() < 3) return false;

  std::vector<double> sorted = distances;
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double typical = *middle;
  // The mean of the distances without a gap knows the spacing better than any one of them.
  double sum = 0.0;
  int count = 0;
  for (const double distance : distances) {
    if (distance > 1.5 * typical) continue;
    sum += distance;
    ++count;
  }
  const double mean = sum / count;
  if (rounding > kMostRounding * mean || !countSteps(distances, mean, spacing)) return false;

  // The band's width is convex in the spacing: its least value by ternary search.
  const auto total = static_cast<double>(spacing.missing + static_cast<qint64>(distances.size()));
  const double chord = (stack.back().along - stack.front().along) / total;
  double low = chord - 2.0 * rounding / total;
  double high = chord + 2.0 * rounding / total;
  for (int i = 0; i < 60; ++i) {
    const double third = (high - low) / 3.0;
    if (bandOf(stack, spacing.steps, low + third) <= bandOf(stack, spacing.steps, high - third))
      high -= third;
    else
      low += third;
  }
  spacing.mm = (low + high) / 2.0;
  if (bandOf(stack, spacing.steps, spacing.mm) > rounding * (1.0 + 1e-6) + 1e-9) return false;
  spacing.rounding = rounding;
  return true;
}

}  // namespace

SliceAxes exactAxes(const Slices& slices) {
  const InstanceHeader& first = *slices.front();
  const bool same = std::all_of(slices.begin(), slices.end(), [&](const InstanceHeader* slice) {
    return slice->row == first.row && slice->column == first.column;
  });
  Direction along = *first.row;
  Direction across = *first.column;
  for (std::size_t i = 1; i < slices.size() && !same; ++i) {
    along += *slices[i]->row;
    across += *slices[i]->column;
  }
  const Direction row = along.normalized();
  const Direction column = (across - across.dot(row) * row).normalized();
  return {row, column, row.cross(column)};
}

std::vector<PlacedSlice> placedSlices(const Slices& slices, const Direction& normal) {
  // A writer drops trailing zeros, so the finest value of each coordinate tells to how many decimals it
  // rounds.
  Eigen::Vector3d rounding = slices.front()->positionRounding;
  for (const InstanceHeader* slice : slices) rounding = rounding.cwiseMin(slice->positionRounding);
  const double roundingAlong = rounding.dot(normal.cwiseAbs());
  std::vector<PlacedSlice> result;
  result.reserve(slices.size());
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const double along = slices[i]->position->dot(normal);
    result.push_back({static_cast<int>(i), along, *slices[i]->position - along * normal, roundingAlong});
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const PlacedSlice& a, const PlacedSlice& b) { return a.along < b.along; });
  return result;
}

StackShear shearOf(const std::vector<PlacedSlice>& stack) {
  const PlacedSlice& first = stack.front();
  const PlacedSlice& last = stack.back();
  StackShear shear;
  for (const PlacedSlice& slice : stack) {
    const double part = (slice.along - first.along) / (last.along - first.along);
    const Point sideways = slice.lateral - first.lateral;
    shear.farthest = std::max(shear.farthest, sideways.norm());
    shear.offLine = std::max(shear.offLine, (sideways - part * (last.lateral - first.lateral)).norm());
  }
  shear.degrees =
      std::atan2((last.lateral - first.lateral).norm(), last.along - first.along) * 180.0 / std::numbers::pi;
  return shear;
}

EvenSpacing evenSpacing(const std::vector<PlacedSlice>& stack) {
  const std::vector<double> distances = distancesOf(stack);
  EvenSpacing spacing;
  spacing.even =
      evenWithinTolerance(stack, distances, spacing) || evenWithinRounding(stack, distances, spacing);
  return spacing;
}

QString mmText(double value) {
  return QString::number(std::round(value * 1000.0) / 1000.0, 'g', 9);
}

QString listText(const QStringList& values) {
  constexpr qsizetype kShown = 12;
  QString text = values.mid(0, kShown).join(QStringLiteral(", "));
  if (values.size() > kShown) text += Texts::tr(" … (%1 in all)").arg(values.size());
  return text;
}

QString mmListText(const std::vector<double>& values) {
  QStringList texts;
  for (const double value : values) texts.append(mmText(value));
  return listText(texts);
}

}  // namespace uptake::dicom
