#include "annotation/compare/mask_parts.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace uptake {

namespace {

/// Sets of runs that belong together, each known by its first one.
class Unions {
 public:
  std::int32_t add() {
    parents_.push_back(static_cast<std::int32_t>(parents_.size()));
    return parents_.back();
  }
  std::int32_t root(std::int32_t run) {
    while (at(run) != run) run = at(run) = at(at(run));
    return run;
  }
  void join(std::int32_t a, std::int32_t b) {
    a = root(a);
    b = root(b);
    at(std::max(a, b)) = std::min(a, b);
  }

 private:
  std::int32_t& at(std::int32_t run) { return parents_[static_cast<std::size_t>(run)]; }
  std::vector<std::int32_t> parents_;
};

/// The runs of a mask, none across a row, and where those of each row begin.
struct Rows {
  std::vector<LabelledRun> runs;
  std::vector<std::size_t> starts;
};

Rows rowsOf(const MaskRuns& mask) {
  const ImageGrid& grid = mask.grid();
  const std::ptrdiff_t width = grid.size().x();
  Rows rows;
  for (int k = 0; k < grid.size().z(); ++k)
    if (const MaskRuns::Slice* slice = mask.slice(k))
      rows.runs.insert(rows.runs.end(), slice->begin(), slice->end());
  const auto count = static_cast<std::size_t>(grid.size().y()) * static_cast<std::size_t>(grid.size().z());
  rows.starts.resize(count + 1, rows.runs.size());
  std::size_t row = 0;
  for (std::size_t run = 0; run < rows.runs.size(); ++run)
    for (const auto its = static_cast<std::size_t>(rows.runs[run].first / width); row <= its; ++row)
      rows.starts[row] = run;
  return rows;
}

/// Joins the runs of two rows that touch, with `slack` voxels of offset allowed along the rows.
void joinRows(Unions& unions, const Rows& rows, std::size_t row, std::size_t other, std::ptrdiff_t width,
              std::ptrdiff_t slack) {
  std::size_t a = rows.starts[row];
  std::size_t b = rows.starts[other];
  const auto shift = (static_cast<std::ptrdiff_t>(row) - static_cast<std::ptrdiff_t>(other)) * width;
  while (a < rows.starts[row + 1] && b < rows.starts[other + 1]) {
    const std::ptrdiff_t here = rows.runs[a].first;
    const std::ptrdiff_t there = rows.runs[b].first + shift;
    const std::ptrdiff_t hereEnd = here + rows.runs[a].length;
    const std::ptrdiff_t thereEnd = there + rows.runs[b].length;
    if (here < thereEnd + slack && there < hereEnd + slack)
      unions.join(static_cast<std::int32_t>(a), static_cast<std::int32_t>(b));
    hereEnd < thereEnd ? ++a : ++b;
  }
}

Unions joined(const Rows& rows, const ImageGrid& grid) {
  Unions unions;
  const std::ptrdiff_t width = grid.size().x();
  const auto height = static_cast<std::size_t>(grid.size().y());
  for (std::size_t run = 0; run < rows.runs.size(); ++run) unions.add();
  for (std::size_t row = 0; row + 1 < rows.starts.size(); ++row) {
    // Two labels side by side.
    for (std::size_t run = rows.starts[row]; run + 1 < rows.starts[row + 1]; ++run)
      if (rows.runs[run].first + rows.runs[run].length == rows.runs[run + 1].first)
        unions.join(static_cast<std::int32_t>(run), static_cast<std::int32_t>(run + 1));
    if (rows.starts[row] == rows.starts[row + 1]) continue;
    const std::size_t j = row % height;
    if (j > 0) joinRows(unions, rows, row, row - 1, width, 1);
    if (row < height) continue;
    joinRows(unions, rows, row, row - height, width, 1);
    if (j > 0) joinRows(unions, rows, row, row - height - 1, width, 0);
    if (j + 1 < height) joinRows(unions, rows, row, row - height + 1, width, 0);
  }
  return unions;
}

IndexBox boxOf(const PartRun& run, const ImageGrid& grid) {
  const auto width = static_cast<std::ptrdiff_t>(grid.size().x());
  const std::ptrdiff_t row = run.first / width;
  const Eigen::Vector3i first(static_cast<int>(run.first % width), static_cast<int>(row % grid.size().y()),
                              static_cast<int>(row / grid.size().y()));
  return {first, first + Eigen::Vector3i(run.length - 1, 0, 0)};
}

}  // namespace

MaskParts partsOf(const LabelMap& labels) {
  return partsOf(MaskRuns(labels));
}

MaskParts partsOf(const MaskRuns& mask) {
  const ImageGrid& grid = mask.grid();
  const Rows rows = rowsOf(mask);
  Unions unions = joined(rows, grid);
  MaskParts result{grid, {}, {}, 0};
  result.runs.reserve(rows.runs.size());
  // A part's root is its first run, so parts come in the order of their first voxels.
  std::vector<std::int32_t> partOf(rows.runs.size(), -1);
  std::vector<std::map<Label, std::ptrdiff_t>> labelsOf;
  for (std::size_t at = 0; at < rows.runs.size(); ++at) {
    const auto root = static_cast<std::size_t>(unions.root(static_cast<std::int32_t>(at)));
    if (partOf[root] < 0) {
      partOf[root] = static_cast<std::int32_t>(result.parts.size());
      result.parts.emplace_back();
      labelsOf.emplace_back();
    }
    const LabelledRun& run = rows.runs[at];
    result.runs.push_back({run.first, run.length, partOf[root]});
    const auto number = static_cast<std::size_t>(partOf[root]);
    MaskPart& part = result.parts[number];
    part.voxels += run.length;
    part.box = part.box.united(boxOf(result.runs.back(), grid));
    labelsOf[number][run.label] += run.length;
    result.voxels += run.length;
  }
  for (std::size_t number = 0; number < result.parts.size(); ++number)
    result.parts[number].label =
        std::ranges::max_element(labelsOf[number], {}, [](const auto& each) { return each.second; })->first;
  return result;
}

std::vector<std::vector<PartRun>> runsByPart(const MaskParts& parts) {
  std::vector<std::vector<PartRun>> runs(parts.parts.size());
  for (const PartRun& run : parts.runs) runs[static_cast<std::size_t>(run.part)].push_back(run);
  return runs;
}

int partAt(const MaskParts& parts, std::ptrdiff_t position) {
  const auto after = std::ranges::upper_bound(parts.runs, position, {}, &PartRun::first);
  if (after == parts.runs.begin()) return -1;
  const PartRun& run = *std::prev(after);
  return position < run.first + run.length ? run.part : -1;
}

Point middleOf(const MaskPart& part, const ImageGrid& grid) {
  return grid.toPatient((part.box.first + part.box.last).cast<double>() / 2.0);
}

}  // namespace uptake
