#include "annotation/regions/components.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace uptake {

namespace {

/// Voxels of the set that follow each other in a row.
struct Run {
  int first = 0;
  int last = 0;
};

/// Sets of runs that belong together, each known by its first run.
class Unions {
 public:
  explicit Unions(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), 0U); }
  std::size_t root(std::size_t run) {
    while (parent_[run] != run) {
      parent_[run] = parent_[parent_[run]];
      run = parent_[run];
    }
    return run;
  }
  void join(std::size_t a, std::size_t b) {
    a = root(a);
    b = root(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

/// The runs of all rows, and where each row's begin.
struct Rows {
  std::vector<Run> runs;
  std::vector<std::size_t> starts;
};

Rows rowsOf(const VoxelRegion& region) {
  Rows rows;
  const int length = region.size().x();
  rows.starts.push_back(0);
  const std::uint8_t* end = region.inside.data() + region.inside.size();
  for (const std::uint8_t* row = region.inside.data(); row != end; row += length) {
    for (int i = 0; i < length; ++i) {
      if (row[i] == 0) continue;
      const int first = i;
      while (i + 1 < length && row[i + 1] != 0) ++i;
      rows.runs.push_back({first, i});
    }
    rows.starts.push_back(rows.runs.size());
  }
  return rows;
}

/// Joins the runs of two rows that touch, with `slack` voxels of offset allowed along the rows.
void joinRows(Unions& unions, const Rows& rows, std::size_t row, std::size_t other, int slack) {
  std::size_t a = rows.starts[row];
  std::size_t b = rows.starts[other];
  while (a < rows.starts[row + 1] && b < rows.starts[other + 1]) {
    const Run& here = rows.runs[a];
    const Run& there = rows.runs[b];
    if (here.first <= there.last + slack && there.first <= here.last + slack) unions.join(a, b);
    here.last < there.last ? ++a : ++b;
  }
}

}  // namespace

int Components::at(const Eigen::Vector3i& index) const {
  if (box.isEmpty() || !box.contains(index)) return 0;
  const auto from = (index - box.first).cast<std::size_t>().eval();
  const auto extent = (box.last - box.first + Eigen::Vector3i::Ones()).cast<std::size_t>().eval();
  return number[from.x() + extent.x() * (from.y() + extent.y() * from.z())];
}

VoxelRegion Components::part(int wanted) const {
  VoxelRegion whole(box);
  IndexBox used;
  std::size_t at = 0;
  for (int k = box.first.z(); k <= box.last.z(); ++k)
    for (int j = box.first.y(); j <= box.last.y(); ++j)
      for (int i = box.first.x(); i <= box.last.x(); ++i, ++at)
        if (number[at] == wanted) {
          whole.inside[at] = 1;
          used = used.united({{i, j, k}, {i, j, k}});
        }
  if (used.isEmpty()) return {};
  VoxelRegion result(used);
  const int length = result.size().x();
  for (int k = used.first.z(); k <= used.last.z(); ++k)
    for (int j = used.first.y(); j <= used.last.y(); ++j)
      std::copy_n(whole.inside.data() + whole.position({used.first.x(), j, k}), length,
                  result.inside.data() + result.position({used.first.x(), j, k}));
  return result;
}

Components componentsOf(const VoxelRegion& region, Neighbourhood neighbourhood) {
  Components result;
  result.box = region.box;
  result.number.resize(region.inside.size());
  if (region.box.isEmpty()) return result;
  const Rows rows = rowsOf(region);
  Unions unions(rows.runs.size());
  const Eigen::Vector3i size = region.size();
  const int slack = neighbourhood == Neighbourhood::FacesAndEdges ? 1 : 0;
  for (int k = 0; k < size.z(); ++k)
    for (int j = 0; j < size.y(); ++j) {
      const auto row = static_cast<std::size_t>(k * size.y() + j);
      const auto width = static_cast<std::size_t>(size.y());
      if (j > 0) joinRows(unions, rows, row, row - 1, slack);
      if (k > 0) joinRows(unions, rows, row, row - width, slack);
      if (slack == 0 || k == 0) continue;
      if (j > 0) joinRows(unions, rows, row, row - width - 1, 0);
      if (j + 1 < size.y()) joinRows(unions, rows, row, row - width + 1, 0);
    }

  // The first run of a part is its root, so roots come in the order of their first voxels.
  std::vector<std::ptrdiff_t> sizeOf(rows.runs.size());
  for (std::size_t run = 0; run < rows.runs.size(); ++run)
    sizeOf[unions.root(run)] += rows.runs[run].last - rows.runs[run].first + 1;
  std::vector<std::size_t> roots;
  for (std::size_t run = 0; run < rows.runs.size(); ++run)
    if (sizeOf[run] > 0) roots.push_back(run);
  std::ranges::stable_sort(roots, std::greater<>(), [&](std::size_t root) { return sizeOf[root]; });
  std::vector<std::int32_t> numberOf(rows.runs.size());
  for (std::size_t part = 0; part < roots.size(); ++part) {
    numberOf[roots[part]] = static_cast<std::int32_t>(part + 1);
    result.sizes.push_back(sizeOf[roots[part]]);
  }
  for (std::size_t row = 0; row + 1 < rows.starts.size(); ++row)
    for (std::size_t run = rows.starts[row]; run < rows.starts[row + 1]; ++run)
      std::fill_n(result.number.data() + row * static_cast<std::size_t>(size.x()) +
                      static_cast<std::size_t>(rows.runs[run].first),
                  rows.runs[run].last - rows.runs[run].first + 1, numberOf[unions.root(run)]);
  return result;
}

}  // namespace uptake
