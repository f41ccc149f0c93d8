#include "io/seg/frame_placement_p.h"

#include <QCoreApplication>

#include <cmath>

namespace uptake::seg {

namespace {

// The far corners may be this much of a voxel off: spacing and orientation are written with few digits. The
// first pixel must be exact, so there is no doubt which voxel is meant.
constexpr double kCornerTolerance = 0.05;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Seg)
};

Eigen::Vector3i rounded(const Eigen::Vector3d& index) {
  return index.array().round().max(-1e6).min(1e6).matrix().cast<int>();
}

}  // namespace

QString pointText(const Point& point) {
  return QStringLiteral("(%1, %2, %3) mm")
      .arg(point.x(), 0, 'f', 3)
      .arg(point.y(), 0, 'f', 3)
      .arg(point.z(), 0, 'f', 3);
}

FramePlacer::FramePlacer(const ImageGrid& grid, const FramePlane& plane,
                         std::function<SlicePositions()> slicePositions)
    : grid_(grid), plane_(plane), readSlicePositions_(std::move(slicePositions)) {}

bool FramePlacer::isOn(const Eigen::Vector3d& index) const {
  const Eigen::Vector3d away = index - index.array().round().matrix();
  return away.cwiseProduct(grid_.spacing()).norm() <= kFramePositionToleranceMm;
}

std::optional<Eigen::Vector3i> FramePlacer::firstVoxel(const Point& position) {
  const Eigen::Vector3d index = grid_.toIndex(position);
  if (isOn(index)) return rounded(index);
  if (!slicePositions_) slicePositions_ = readSlicePositions_();
  for (std::size_t k = 0; k < slicePositions_->size(); ++k) {
    const auto& slice = (*slicePositions_)[k];
    if (!slice) continue;
    const Eigen::Vector3d shifted =
        grid_.toIndex(position - *slice) - grid_.toIndex(Point::Zero()) + Eigen::Vector3d(0, 0, double(k));
    if (isOn(shifted) && rounded(shifted).z() == static_cast<int>(k)) return rounded(shifted);
  }
  return {};
}

Result<FramePlacement> FramePlacer::place(const Point& position) {
  // Steps of one column and one row, as steps in the grid.
  const Eigen::Vector3d origin = grid_.toIndex(Point::Zero());
  const Eigen::Vector3d columnStep = grid_.toIndex(plane_.row * plane_.columnSpacing) - origin;
  const Eigen::Vector3d rowStep = grid_.toIndex(plane_.column * plane_.rowSpacing) - origin;
  const Eigen::Vector3i wholeColumn = rounded(columnStep), wholeRow = rounded(rowStep);
  const auto fits = [](const Eigen::Vector3d& step, const Eigen::Vector3i& whole, int count) {
    return whole.cwiseAbs().sum() == 1 &&
           (step - whole.cast<double>()).cwiseAbs().maxCoeff() * std::max(1, count - 1) <= kCornerTolerance;
  };
  if (!fits(columnStep, wholeColumn, plane_.columns) || !fits(rowStep, wholeRow, plane_.rows) ||
      wholeColumn.dot(wholeRow) != 0)
    return Error{
        ErrorKind::Inconsistent,
        Texts::tr("The frames (pixels of %1 × %2 mm, first at %3) do not lie on the voxels of the series "
                  "(%4 × %5 × %6 mm).")
            .arg(plane_.columnSpacing)
            .arg(plane_.rowSpacing)
            .arg(pointText(position))
            .arg(grid_.spacing().x())
            .arg(grid_.spacing().y())
            .arg(grid_.spacing().z()),
        {}};
  const auto first = firstVoxel(position);
  if (!first)
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("A frame lies at %1, which is on no slice of the series (within %2 mm).")
                     .arg(pointText(position))
                     .arg(kFramePositionToleranceMm),
                 {}};
  const Eigen::Vector3i last = *first + wholeColumn * (plane_.columns - 1) + wholeRow * (plane_.rows - 1);
  if (!grid_.contains(*first) || !grid_.contains(last))
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("A frame at %1 (%2 × %3 pixels) reaches beyond the series.")
                     .arg(pointText(position))
                     .arg(plane_.columns)
                     .arg(plane_.rows),
                 {}};
  return FramePlacement{grid_.offset(*first), grid_.offset(wholeColumn), grid_.offset(wholeRow)};
}

}  // namespace uptake::seg
