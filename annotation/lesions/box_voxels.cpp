#include "annotation/lesions/box_voxels.h"

#include <algorithm>

namespace uptake {

namespace {

/// The runs of the row from buffer position `row` on, number `j`, that some rectangles cover.
void addRow(std::vector<VoxelRun>& runs, const std::vector<PixelRect>& rects, std::ptrdiff_t row, int j) {
  std::vector<std::pair<int, int>> ranges;
  for (const PixelRect& rect : rects)
    if (j >= rect.ymin && j <= rect.ymax) ranges.emplace_back(rect.xmin, rect.xmax);
  std::ranges::sort(ranges);
  for (const auto& [first, last] : ranges) {
    VoxelRun* const before = !runs.empty() && runs.back().first >= row ? &runs.back() : nullptr;
    if (before && row + first <= before->end())
      before->length = std::max(before->length, static_cast<std::int32_t>(row + last + 1 - before->first));
    else
      runs.push_back({row + first, last - first + 1});
  }
}

}  // namespace

std::optional<LesionVoxels> boxVoxels(const CaseDocument& document, const BoxLesion& lesion) {
  if (lesion.stack < 0) return std::nullopt;
  const ImageGrid& grid = document.imageStacks().all()[static_cast<std::size_t>(lesion.stack)].grid;
  std::map<int, std::vector<PixelRect>> slices;
  for (const BoxId id : lesion.boxes) {
    const Box* box = document.box(id);
    const auto place = box ? document.imageStacks().find(box->sopInstanceUid) : std::nullopt;
    if (!place) continue;
    const PixelRect rect = box->rect.normalized().clipped(grid.size().x(), grid.size().y());
    if (rect.isValid()) slices[place->slice].push_back(rect);
  }
  LesionVoxels voxels(grid);
  for (const auto& [k, rects] : slices) {
    int first = rects.front().ymin;
    int last = rects.front().ymax;
    for (const PixelRect& rect : rects) {
      first = std::min(first, rect.ymin);
      last = std::max(last, rect.ymax);
    }
    std::vector<VoxelRun> runs;
    for (int j = first; j <= last; ++j) addRow(runs, rects, grid.offset(0, j, k), j);
    voxels.setSlice(k, std::move(runs));
  }
  return voxels;
}

BoxSides boxSides(const CaseDocument& document, const BoxLesion& lesion) {
  BoxSides best;
  if (lesion.stack < 0) return best;
  const ImageGrid& grid = document.imageStacks().all()[static_cast<std::size_t>(lesion.stack)].grid;
  for (const BoxId id : lesion.boxes) {
    const Box* box = document.box(id);
    const auto place = box ? document.imageStacks().find(box->sopInstanceUid) : std::nullopt;
    if (!place) continue;
    const PixelRect rect = box->rect.normalized();
    const double x = (rect.xmin + rect.xmax) / 2.0;
    const double y = (rect.ymin + rect.ymax) / 2.0;
    const double k = place->slice;
    Span longer{{grid.toPatient({rect.xmin - 0.5, y, k}), grid.toPatient({rect.xmax + 0.5, y, k})}};
    Span shorter{{grid.toPatient({x, rect.ymin - 0.5, k}), grid.toPatient({x, rect.ymax + 0.5, k})}};
    if (longer.lengthMm() < shorter.lengthMm()) std::swap(longer, shorter);
    const double more = longer.lengthMm() - best.longer.lengthMm();
    if (more > 0.0 || (more == 0.0 && shorter.lengthMm() > best.shorter.lengthMm())) best = {longer, shorter};
  }
  return best;
}

}  // namespace uptake
