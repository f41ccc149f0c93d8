#include "core/units.h"
#include "io/dicom/slice_stack_p.h"

#include <QCoreApplication>

#include <Eigen/Geometry>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace uptake::dicom {

namespace {

/// Unit length and right angle of ImageOrientationPatient as stated: values rounded to three decimals pass.
constexpr double kOrientationRounding = 2e-3;
/// A slice may sit this part of a pixel off the line along the normal before the stack counts as sheared.
constexpr double kLateralPixelTolerance = 0.1;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

QString mm(double value) {
  return QString::number(std::round(value * 1000.0) / 1000.0, 'g', 9);
}

/// "1, 2, 3 … (12 in all)": a message stays one line.
QString listed(const std::vector<double>& values) {
  constexpr std::size_t kShown = 12;
  QStringList texts;
  for (std::size_t i = 0; i < std::min(values.size(), kShown); ++i) texts.append(mm(values[i]));
  QString text = texts.join(QStringLiteral(", "));
  if (values.size() > kShown) text += Texts::tr(" … (%1 in all)").arg(values.size());
  return text;
}

struct Axes {
  Direction row, column, normal;
};

/// Right angles and unit lengths exactly, from values rounded in a file.
Axes exactAxes(const InstanceHeader& header) {
  const Direction row = header.row->normalized();
  const Direction column = (*header.column - header.column->dot(row) * row).normalized();
  return {row, column, row.cross(column)};
}

struct Placed {
  int index;
  double along;   ///< position along the normal, mm
  Point lateral;  ///< the rest of the position
};

std::vector<Placed> placed(const std::vector<const InstanceHeader*>& slices, const Direction& normal) {
  std::vector<Placed> result;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const double along = slices[i]->position->dot(normal);
    result.push_back({static_cast<int>(i), along, *slices[i]->position - along * normal});
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Placed& a, const Placed& b) { return a.along < b.along; });
  return result;
}

/// The text for slices that share positions, or empty.
QString duplicateRefusal(const std::vector<Placed>& stack) {
  std::vector<double> repeated;
  for (std::size_t i = 1; i < stack.size(); ++i)
    if (stack[i].along - stack[i - 1].along < kDuplicatePositionMm) repeated.push_back(stack[i].along);
  if (repeated.empty()) return {};
  if (repeated.size() + 1 == stack.size())
    return Texts::tr(
               "All %n slices lie at one position (%1 mm along the slice normal): a series over time, not a "
               "volume.",
               nullptr, static_cast<int>(stack.size()))
        .arg(mm(stack.front().along));
  return Texts::
      tr("%n slice(s) lie at a position that another slice has too, and nothing in the headers tells them "
         "apart (along the slice normal, mm: %1).",
         nullptr, static_cast<int>(repeated.size()))
          .arg(listed(repeated));
}

/// The text for a stack that leans or whose slices are shifted sideways, or empty.
QString shearRefusal(const std::vector<Placed>& stack, double pixel) {
  const Placed& first = stack.front();
  const Placed& last = stack.back();
  double worst = 0.0;
  double offLine = 0.0;
  for (const Placed& slice : stack) {
    const double part = (slice.along - first.along) / (last.along - first.along);
    worst = std::max(worst, (slice.lateral - first.lateral).norm());
    offLine =
        std::max(offLine, (slice.lateral - first.lateral - part * (last.lateral - first.lateral)).norm());
  }
  if (worst <= kLateralPixelTolerance * pixel) return {};
  if (offLine <= kLateralPixelTolerance * pixel) {
    const double angle = std::atan2((last.lateral - first.lateral).norm(), last.along - first.along) * 180.0 /
                         std::numbers::pi;
    return Texts::
        tr("The gantry was tilted: the stack leans by %1° against the slice normal, so its voxels are not "
           "rectangular. It is not straightened unasked.")
            .arg(QString::number(angle, 'f', 2));
  }
  return Texts::tr("Slices are shifted sideways against each other by up to %1 mm.").arg(mm(worst));
}

struct Spacing {
  double mm = 0.0;
  std::vector<int> steps;  ///< between neighbours, 1 where none is missing
  QString refusal;
};

Spacing evenSpacing(const std::vector<Placed>& stack) {
  std::vector<double> distances;
  for (std::size_t i = 1; i < stack.size(); ++i) distances.push_back(stack[i].along - stack[i - 1].along);
  const auto extremes = std::minmax_element(distances.begin(), distances.end());
  const double least = *extremes.first;
  const double most = *extremes.second;

  Spacing spacing;
  const auto uneven = [&] {
    spacing.refusal = Texts::tr(
                          "The slices are unevenly spaced: their distances run from %1 to %2 mm and are no "
                          "multiples of one spacing within 1 %.")
                          .arg(mm(least), mm(most));
    return spacing;
  };
  qint64 total = 0;
  for (const double distance : distances) {
    const double steps = std::round(distance / least);
    if (steps > 65535.0) return uneven();
    spacing.steps.push_back(static_cast<int>(steps));
    total += spacing.steps.back();
  }
  spacing.mm = (stack.back().along - stack.front().along) / static_cast<double>(total);
  // Positions are stated in decimals; a micrometre of rounding is no unevenness.
  const double tolerance = kSpacingTolerance * spacing.mm + kDuplicatePositionMm;
  for (std::size_t i = 0; i < distances.size(); ++i)
    if (std::abs(distances[i] - spacing.steps[i] * spacing.mm) > tolerance) return uneven();
  const auto missing = total - static_cast<qint64>(distances.size());
  if (missing > static_cast<qint64>(stack.size()))
    spacing.refusal = Texts::tr("Of %1 slices %2 are missing (spacing %3 mm): too many for one volume.")
                          .arg(total + 1)
                          .arg(missing)
                          .arg(mm(spacing.mm));
  return spacing;
}

SliceStack refused(QString reason) {
  SliceStack stack;
  stack.refusal = std::move(reason);
  return stack;
}

void finish(SliceStack& result, const InstanceHeader& first, const Axes& axes, double spacing) {
  const Eigen::Vector3i size(first.columns, first.rows, static_cast<int>(result.order.size()));
  Eigen::Matrix3d directions;
  directions << axes.row, axes.column, axes.normal;
  // PixelSpacing states the distance between rows first (PS3.3 10.7.1.3), which is along j.
  auto grid = ImageGrid::create(size, {(*first.pixelSpacing)[1], (*first.pixelSpacing)[0], spacing},
                                *first.position, directions);
  if (grid)
    result.grid = grid.take();
  else
    result = refused(grid.error().message);
}

SliceStack singleSlice(const InstanceHeader& slice, const Axes& axes) {
  SliceStack result;
  result.order = {0};
  double thickness = slice.sliceThickness.value_or(0.0);
  if (thickness <= 0.0) {
    thickness = 1.0;
    result.warnings.append(Texts::tr(
        "One slice without SliceThickness (0018,0050): it is shown as 1 mm thick, volumes are not valid."));
  }
  finish(result, slice, axes, thickness);
  return result;
}

QString gapWarning(const std::vector<double>& missing) {
  return Texts::tr("%n slice(s) are missing and stay empty (position along the slice normal, mm: %1).",
                   nullptr, static_cast<int>(missing.size()))
      .arg(listed(missing));
}

}  // namespace

QString geometryDefect(const InstanceHeader& header) {
  if (!header.position)
    return Texts::tr("ImagePositionPatient (0020,0032) is missing or is not three numbers.");
  if (!header.row) return Texts::tr("ImageOrientationPatient (0020,0037) is missing or is not six numbers.");
  if (!header.pixelSpacing) return Texts::tr("PixelSpacing (0028,0030) is missing or is not two numbers.");
  if ((*header.pixelSpacing)[0] <= 0.0 || (*header.pixelSpacing)[1] <= 0.0)
    return Texts::tr("PixelSpacing (0028,0030) %1\\%2 is not positive.")
        .arg((*header.pixelSpacing)[0])
        .arg((*header.pixelSpacing)[1]);
  if (std::abs(header.row->norm() - 1.0) > kOrientationRounding ||
      std::abs(header.column->norm() - 1.0) > kOrientationRounding ||
      std::abs(header.row->dot(*header.column)) > kOrientationRounding)
    return Texts::tr(
               "ImageOrientationPatient (0020,0037) is not two unit vectors at right angles (lengths %1 and "
               "%2, "
               "product %3).")
        .arg(header.row->norm())
        .arg(header.column->norm())
        .arg(header.row->dot(*header.column));
  return {};
}

SliceStack stackSlices(const std::vector<const InstanceHeader*>& slices) {
  const Axes axes = exactAxes(*slices.front());
  const std::vector<Placed> stack = placed(slices, axes.normal);
  if (stack.size() == 1) return singleSlice(*slices.front(), axes);

  if (QString reason = duplicateRefusal(stack); !reason.isEmpty()) {
    SliceStack result = refused(std::move(reason));
    result.hasDuplicates = stack.back().along - stack.front().along >= kDuplicatePositionMm;
    return result;
  }
  const double pixel = std::min((*slices.front()->pixelSpacing)[0], (*slices.front()->pixelSpacing)[1]);
  if (QString reason = shearRefusal(stack, pixel); !reason.isEmpty()) return refused(std::move(reason));
  const Spacing spacing = evenSpacing(stack);
  if (!spacing.refusal.isEmpty()) return refused(spacing.refusal);

  SliceStack result;
  std::vector<double> missing;
  for (std::size_t i = 0; i < stack.size(); ++i) {
    if (i > 0) {
      for (int step = 1; step < spacing.steps[i - 1]; ++step) {
        missing.push_back(stack[i - 1].along + step * spacing.mm);
        result.order.push_back(-1);
      }
    }
    result.order.push_back(stack[i].index);
  }
  if (!missing.empty()) result.warnings.append(gapWarning(missing));
  finish(result, *slices[static_cast<std::size_t>(stack.front().index)], axes, spacing.mm);
  return result;
}

}  // namespace uptake::dicom
