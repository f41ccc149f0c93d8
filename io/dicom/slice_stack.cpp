#include "core/units.h"
#include "io/dicom/slice_stack_p.h"
#include "io/dicom/stack_geometry_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace uptake::dicom {

namespace {

using Defect = SliceStack::Defect;

/// Unit length and right angle of ImageOrientationPatient as stated: values rounded to three decimals pass.
constexpr double kOrientationRounding = 2e-3;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

SliceStack refused(Defect defect, QString reason) {
  SliceStack stack;
  stack.defect = defect;
  stack.refusal = std::move(reason);
  return stack;
}

/// The refusal of slices that share positions, or nothing.
std::optional<SliceStack> duplicateRefusal(const std::vector<PlacedSlice>& stack) {
  std::vector<double> repeated;
  for (std::size_t i = 1; i < stack.size(); ++i)
    if (stack[i].along - stack[i - 1].along < kDuplicatePositionMm) repeated.push_back(stack[i].along);
  if (repeated.empty()) return std::nullopt;
  if (repeated.size() + 1 == stack.size())
    return refused(Defect::OnePosition,
                   Texts::tr("All %n slices lie at one position (%1 mm along the slice normal): a series "
                             "over time, not a volume.",
                             nullptr, static_cast<int>(stack.size()))
                       .arg(mmText(stack.front().along)));
  return refused(
      Defect::Repeated,
      Texts::tr("%n slice(s) lie at a position that another slice has too, and nothing in the headers tells "
                "them apart (along the slice normal, mm: %1).",
                nullptr, static_cast<int>(repeated.size()))
          .arg(mmListText(repeated)));
}

/// The refusal of a stack that leans or whose slices are shifted sideways, or nothing.
std::optional<SliceStack> shearRefusal(const std::vector<PlacedSlice>& stack, double pixel) {
  const StackShear shear = shearOf(stack);
  if (shear.farthest <= kLateralPixelTolerance * pixel) return std::nullopt;
  if (shear.offLine <= kLateralPixelTolerance * pixel)
    return refused(Defect::Irregular,
                   Texts::tr("The gantry was tilted: the stack leans by %1° against the slice normal, so its "
                             "voxels are not rectangular. It is not straightened unasked.")
                       .arg(QString::number(shear.degrees, 'f', 2)));
  return refused(Defect::Irregular,
                 Texts::tr("Slices are shifted sideways against each other by up to %1 mm.")
                     .arg(mmText(shear.farthest)));
}

SliceStack unevenRefusal(const std::vector<PlacedSlice>& stack) {
  double least = stack[1].along - stack[0].along;
  double most = least;
  for (std::size_t i = 2; i < stack.size(); ++i) {
    least = std::min(least, stack[i].along - stack[i - 1].along);
    most = std::max(most, stack[i].along - stack[i - 1].along);
  }
  return refused(Defect::Irregular,
                 Texts::tr("The slices are unevenly spaced: their distances run from %1 to %2 mm and are no "
                           "multiples of one spacing within 1 %.")
                     .arg(mmText(least), mmText(most)));
}

void finish(SliceStack& result, const InstanceHeader& first, const SliceAxes& axes, double spacing) {
  const Eigen::Vector3i size(first.columns, first.rows, static_cast<int>(result.order.size()));
  Eigen::Matrix3d directions;
  directions << axes.row, axes.column, axes.normal;
  // PixelSpacing states the distance between rows first (PS3.3 10.7.1.3), which is along j.
  auto grid = ImageGrid::create(size, {(*first.pixelSpacing)[1], (*first.pixelSpacing)[0], spacing},
                                *first.position, directions);
  if (grid)
    result.grid = grid.take();
  else
    result = refused(Defect::Other, grid.error().message);
}

SliceStack singleSlice(const InstanceHeader& slice, const SliceAxes& axes) {
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
      .arg(mmListText(missing));
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
               "ImageOrientationPatient (0020,0037) is not two unit vectors at right angles (lengths %1 "
               "and %2, product %3).")
        .arg(header.row->norm())
        .arg(header.column->norm())
        .arg(header.row->dot(*header.column));
  return {};
}

SliceStack stackSlices(const std::vector<const InstanceHeader*>& slices) {
  const SliceAxes axes = exactAxes(slices);
  const std::vector<PlacedSlice> stack = placedSlices(slices, axes.normal);
  if (stack.size() == 1) return singleSlice(*slices.front(), axes);

  if (auto refusal = duplicateRefusal(stack)) return *refusal;
  const double pixel = std::min((*slices.front()->pixelSpacing)[0], (*slices.front()->pixelSpacing)[1]);
  if (auto refusal = shearRefusal(stack, pixel)) return *refusal;
  const EvenSpacing spacing = evenSpacing(stack);
  if (!spacing.even) return unevenRefusal(stack);
  if (spacing.missing > static_cast<qint64>(stack.size()))
    return refused(Defect::Other,
                   Texts::tr("Of %1 slices %2 are missing (spacing %3 mm): too many for one volume.")
                       .arg(spacing.missing + static_cast<qint64>(stack.size()))
                       .arg(spacing.missing)
                       .arg(mmText(spacing.mm)));

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
  if (spacing.rounding > 0.0)
    result.warnings.append(
        Texts::tr(
            "Slice positions are rounded to %1 mm: the distances differ only by that, and the slices are "
            "taken as %2 mm apart.")
            .arg(mmText(2.0 * spacing.rounding), mmText(spacing.mm)));
  finish(result, *slices[static_cast<std::size_t>(stack.front().index)], axes, spacing.mm);
  return result;
}

}  // namespace uptake::dicom
