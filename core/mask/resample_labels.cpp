#include "core/mask/resample_labels.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace uptake {

namespace {

// Voxels. Two grids often share cell borders exactly; the sum of rounding errors must not decide there.
constexpr double kTie = 1e-6;
// Voxels. Added before the cast, which truncates towards zero, and taken off after it: cheaper than floor().
constexpr int kShift = 1 << 20;

/// The cell that holds a continuous index; an index far outside gives a cell far outside.
int cellOf(double index) {
  return static_cast<int>(index + (0.5 + kTie + kShift)) - kShift;
}

/// The part of 0…count−1 at which start + n·step lies within first…last, a voxel wider than the sum says.
struct Range {
  int first = 0;
  int last = -1;
};

Range clipped(Range range, double start, double step, double first, double last) {
  if (std::abs(step) < 1e-12) return start < first - 1.0 || start > last + 1.0 ? Range{} : range;
  double from = (first - start) / step;
  double to = (last - start) / step;
  if (from > to) std::swap(from, to);
  // Clamped before the cast: a steep angle must not overflow an int.
  return {static_cast<int>(std::clamp(std::floor(from) - 1.0, double(range.first), range.last + 1.0)),
          static_cast<int>(std::clamp(std::ceil(to) + 1.0, range.first - 1.0, double(range.last)))};
}

/// Index of `source` for an index of `target`: base + i·step[0] + j·step[1] + k·step[2].
struct LabelIndexMap {
  LabelIndexMap(const ImageGrid& source, const ImageGrid& target) : base(source.toIndex(target.origin())) {
    for (int axis = 0; axis < 3; ++axis)
      steps.col(axis) = source.toIndex(source.origin() + target.spacing()[axis] * target.axis(axis));
  }

  Eigen::Vector3d base;
  Eigen::Matrix3d steps;
};

/// The voxels of `target` whose centres can lie in a box of `source` voxels.
IndexBox reach(const ImageGrid& source, const IndexBox& box, const ImageGrid& target) {
  const Eigen::Vector3d low = box.first.cast<double>().array() - 0.5;
  const Eigen::Vector3d high = box.last.cast<double>().array() + 0.5;
  Eigen::Vector3d first = Eigen::Vector3d::Constant(1e9);
  Eigen::Vector3d last = -first;
  for (int corner = 0; corner < 8; ++corner) {
    const Eigen::Vector3d index((corner & 1) ? high.x() : low.x(), (corner & 2) ? high.y() : low.y(),
                                (corner & 4) ? high.z() : low.z());
    const Eigen::Vector3d there = target.toIndex(source.toPatient(index));
    first = first.cwiseMin(there);
    last = last.cwiseMax(there);
  }
  const IndexBox around{(first.array().floor() - 1.0).max(-1e6).min(1e6).matrix().cast<int>(),
                        (last.array().ceil() + 1.0).max(-1e6).min(1e6).matrix().cast<int>()};
  return around.intersected(target.bounds());
}

}  // namespace

Result<LabelMap> resampleLabels(const LabelMap& source, const ImageGrid& target, JobControl& control) {
  Result<LabelMap> result = LabelMap::create(target);
  if (!result) return result;
  const IndexBox labelled = source.extent();
  if (labelled.isEmpty()) return result;
  const IndexBox box = reach(source.grid(), labelled, target);
  if (box.isEmpty()) return result;

  const LabelIndexMap map(source.grid(), target);
  const Eigen::Vector3d step = map.steps.col(0);
  const Eigen::Vector3d low = labelled.first.cast<double>().array() - 0.5;
  const Eigen::Vector3d high = labelled.last.cast<double>().array() + 0.5;
  std::vector<const Label*> slices;
  for (int k = 0; k < source.grid().size().z(); ++k) slices.push_back(source.slice(k).data());
  const std::ptrdiff_t perRow = source.grid().size().x();
  for (int k = box.first.z(); k <= box.last.z(); ++k) {
    if (control.isCancelled()) return JobControl::cancelledError();
    for (int j = box.first.y(); j <= box.last.y(); ++j) {
      const Eigen::Vector3d start = map.base + j * map.steps.col(1) + k * map.steps.col(2);
      Range row{box.first.x(), box.last.x()};
      for (int axis = 0; axis < 3 && row.first <= row.last; ++axis)
        row = clipped(row, start[axis], step[axis], low[axis], high[axis]);
      std::ptrdiff_t runStart = 0;
      Label run = 0;
      const std::ptrdiff_t rowOffset = target.offset(0, j, k);
      for (int i = row.first; i <= row.last; ++i) {
        const int x = cellOf(start.x() + i * step.x());
        const int y = cellOf(start.y() + i * step.y());
        const int z = cellOf(start.z() + i * step.z());
        const bool inside = x >= labelled.first.x() && x <= labelled.last.x() && y >= labelled.first.y() &&
                            y <= labelled.last.y() && z >= labelled.first.z() && z <= labelled.last.z();
        const Label label = inside ? slices[static_cast<std::size_t>(z)][y * perRow + x] : Label{0};
        if (label == run) continue;
        if (run != 0) result->fill(rowOffset + runStart, i - runStart, run);
        run = label;
        runStart = i;
      }
      if (run != 0) result->fill(rowOffset + runStart, row.last + 1 - runStart, run);
    }
  }
  return result;
}

}  // namespace uptake
