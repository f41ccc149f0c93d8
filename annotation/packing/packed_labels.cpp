#include "annotation/packing/packed_labels.h"

#include "annotation/packing/varint.h"

#include <algorithm>
#include <limits>

namespace uptake {

namespace {

/// Parts of the region that are consecutive in the buffer, in order: rows, or whole slices where the region
/// has their full width and height. Positions in the region count through all of them.
template <class Visit>
void forEachPiece(const ImageGrid& grid, const IndexBox& region, Visit visit) {
  const Eigen::Vector3i size = region.last - region.first + Eigen::Vector3i::Ones();
  const bool wholeSlices = size.x() == grid.size().x() && size.y() == grid.size().y();
  for (int k = region.first.z(); k <= region.last.z(); ++k) {
    if (wholeSlices) {
      visit(grid.offset(0, 0, k), grid.sliceVoxelCount());
      continue;
    }
    for (int j = region.first.y(); j <= region.last.y(); ++j)
      visit(grid.offset(region.first.x(), j, k), std::ptrdiff_t{size.x()});
  }
}

}  // namespace

// Runs as distance from the end of the run before, length and label; positions count through the region.
QByteArray packLabels(const LabelMap& labels, const IndexBox& region) {
  QByteArray bytes;
  std::ptrdiff_t passed = 0;  // of the region, by the runs that were put
  // What is put next, by positions in the region: runs that continue each other are put as one.
  std::ptrdiff_t begin = 0;
  std::ptrdiff_t end = 0;
  Label label = 0;
  const auto put = [&] {
    if (begin == end) return;
    putVarint(bytes, static_cast<std::uint64_t>(begin - passed));
    putVarint(bytes, static_cast<std::uint64_t>(end - begin));
    putVarint(bytes, label);
    passed = end;
  };
  for (int k = region.first.z(); k <= region.last.z(); ++k)
    for (const LabelRun& run : labels.runs(k)) {
      const Eigen::Vector3i start = labels.grid().indexOf(run.first);
      const int first = std::max(start.x(), region.first.x());
      const int last = std::min(start.x() + run.length - 1, region.last.x());
      if (start.y() < region.first.y() || start.y() > region.last.y() || first > last) continue;
      const std::ptrdiff_t position = region.position({first, start.y(), k});
      if (position != end || run.label != label) {
        put();
        begin = position;
        label = run.label;
      }
      end = position + last - first + 1;
    }
  put();
  return bytes;
}

bool unpackLabels(QByteArrayView packed, const IndexBox& region, LabelMap& labels) {
  const IndexBox bounds = labels.grid().bounds();
  if (region.isEmpty() || !bounds.contains(region.first) || !bounds.contains(region.last)) return false;
  VarintReader in(packed);
  std::uint64_t start = 0;  // of the run that comes next, in the region; then what is left of it
  std::uint64_t left = 0;
  Label label = 0;
  const auto nextRun = [&](std::uint64_t end) {
    if (in.atEnd()) return false;
    start = end + in.next();
    left = in.next();
    const std::uint64_t number = in.next();
    label = static_cast<Label>(number);
    return in.ok() && left > 0 && number > 0 && number <= std::numeric_limits<Label>::max();
  };
  bool more = nextRun(0);
  std::uint64_t passed = 0;
  forEachPiece(labels.grid(), region, [&](std::ptrdiff_t first, std::ptrdiff_t length) {
    const std::uint64_t end = passed + static_cast<std::uint64_t>(length);
    labels.fill(first, length, 0);
    while (more && start < end) {
      const std::uint64_t count = std::min(left, end - start);
      labels.fill(first + static_cast<std::ptrdiff_t>(start - passed), static_cast<std::ptrdiff_t>(count),
                  label);
      left -= count;
      start += count;
      if (left == 0) more = nextRun(start);
    }
    passed = end;
  });
  return in.ok() && in.atEnd() && !more;
}

QByteArray packRuns(const std::vector<LabelEdit>& runs) {
  QByteArray bytes;
  std::ptrdiff_t end = 0;
  for (const LabelEdit& run : runs) {
    putVarint(bytes, static_cast<std::uint64_t>(run.first - end));
    putVarint(bytes, static_cast<std::uint64_t>(run.length));
    putVarint(bytes, run.before);
    putVarint(bytes, run.after);
    end = run.first + run.length;
  }
  bytes.squeeze();
  return bytes;
}

std::vector<LabelEdit> unpackRuns(QByteArrayView packed) {
  std::vector<LabelEdit> runs;
  runs.reserve(static_cast<std::size_t>(packed.size()) / 4);
  VarintReader in(packed);
  std::ptrdiff_t end = 0;
  while (!in.atEnd() && in.ok()) {
    LabelEdit run;
    run.first = end + static_cast<std::ptrdiff_t>(in.next());
    run.length = static_cast<std::int32_t>(in.next());
    run.before = static_cast<Label>(in.next());
    run.after = static_cast<Label>(in.next());
    end = run.first + run.length;
    runs.push_back(run);
  }
  return runs;
}

std::vector<LabelEdit> runsBetween(const LabelMap& from, const LabelMap& to) {
  std::vector<LabelEdit> runs;
  const Eigen::Vector3i size = from.grid().size();
  for (int k = 0; k < size.z(); ++k) {
    const bool areShared = from.slice(k).data() == to.slice(k).data();
    if (areShared || (!from.isOccupied(k) && !to.isOccupied(k))) continue;
    for (int j = 0; j < size.y(); ++j) {
      const std::ptrdiff_t first = from.grid().offset(0, j, k);
      const Label* const before = from.voxels(first, size.x()).data();
      const Label* const after = to.voxels(first, size.x()).data();
      if (std::equal(before, before + size.x(), after)) continue;
      for (int i = 0; i < size.x();) {
        const int start = i;
        while (i < size.x() && before[i] == before[start] && after[i] == after[start]) ++i;
        if (before[start] != after[start])
          runs.push_back({first + start, i - start, before[start], after[start]});
      }
    }
  }
  return runs;
}

}  // namespace uptake
