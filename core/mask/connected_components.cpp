#include "core/mask/connected_components.h"

#include <algorithm>
#include <numeric>

namespace uptake {

namespace {

/// Sets of runs that belong together, each known by its first one (a disjoint-set forest).
class RunSets {
 public:
  explicit RunSets(std::size_t count) : parents_(count) { std::iota(parents_.begin(), parents_.end(), 0); }

  std::int32_t root(std::int32_t run) {
    while (parent(run) != run) run = parent(run) = parent(parent(run));
    return run;
  }
  void join(std::size_t a, std::size_t b) {
    const std::int32_t first = root(static_cast<std::int32_t>(a));
    const std::int32_t second = root(static_cast<std::int32_t>(b));
    parent(std::max(first, second)) = std::min(first, second);
  }

 private:
  std::int32_t& parent(std::int32_t run) { return parents_[static_cast<std::size_t>(run)]; }
  std::vector<std::int32_t> parents_;
};

/// The runs `begin` … `end` − 1 lie in one row.
struct Row {
  std::ptrdiff_t number;  ///< j + ny · k
  std::size_t begin;
  std::size_t end;
};

template <class Run>
class Joining {
 public:
  Joining(std::span<const Run> runs, const Eigen::Vector3i& size)
      : runs_(runs), size_(size), sets_(runs.size()) {
    const std::ptrdiff_t width = size.x();
    for (std::size_t run = 0; run < runs.size();) {
      const std::ptrdiff_t number = runs[run].first / width;
      const std::ptrdiff_t end = (number + 1) * width;
      const std::size_t begin = run;
      while (run < runs.size() && runs[run].first < end) ++run;
      rows_.push_back({number, begin, run});
    }
  }

  /// Joins runs of a row that follow each other without a gap, as those of two labels can.
  void joinWithinRows() {
    for (const Row& row : rows_)
      for (std::size_t run = row.begin + 1; run < row.end; ++run)
        if (runs_[run - 1].end() == runs_[run].first) sets_.join(run - 1, run);
  }

  /// Joins the runs of every row (j, k) with those of (j + stepJ, k + stepK), an earlier one, where they have
  /// a voxel beside each other; `slack` more voxels of offset along the rows are allowed.
  void joinWithRows(int stepJ, int stepK, int slack) {
    const std::ptrdiff_t back = -(stepJ + std::ptrdiff_t{size_.y()} * stepK);
    auto other = rows_.begin();
    for (const Row& row : rows_) {
      while (other->number < row.number - back) ++other;
      const std::ptrdiff_t j = row.number % size_.y() + stepJ;
      if (other->number == row.number - back && j >= 0 && j < size_.y()) join(row, *other, slack);
    }
  }

  ConnectedComponents components() {
    ConnectedComponents result;
    result.numbers.resize(runs_.size());
    for (std::size_t run = 0; run < runs_.size(); ++run) {
      const auto root = static_cast<std::size_t>(sets_.root(static_cast<std::int32_t>(run)));
      // The root is the first run of its set, so that it has its number already.
      result.numbers[run] = root == run ? result.count++ : result.numbers[root];
    }
    return result;
  }

 private:
  void join(const Row& row, const Row& other, int slack) {
    const std::ptrdiff_t shift = (row.number - other.number) * size_.x();
    std::size_t a = row.begin;
    std::size_t b = other.begin;
    while (a < row.end && b < other.end) {
      const std::ptrdiff_t otherFirst = runs_[b].first + shift;
      const std::ptrdiff_t otherEnd = runs_[b].end() + shift;
      if (runs_[a].first < otherEnd + slack && otherFirst < runs_[a].end() + slack) sets_.join(a, b);
      runs_[a].end() < otherEnd ? ++a : ++b;
    }
  }

  std::span<const Run> runs_;
  Eigen::Vector3i size_;
  RunSets sets_;
  std::vector<Row> rows_;
};

template <class Run>
ConnectedComponents componentsOf(std::span<const Run> runs, const Eigen::Vector3i& size,
                                 Connectivity connectivity, const JobControl& control) {
  Joining<Run> joining(runs, size);
  joining.joinWithinRows();
  const int faceSlack = connectivity == Connectivity::Faces ? 0 : 1;
  joining.joinWithRows(-1, 0, faceSlack);
  if (control.isCancelled()) return {};
  joining.joinWithRows(0, -1, faceSlack);
  if (connectivity != Connectivity::Faces) {
    const int edgeSlack = connectivity == Connectivity::All ? 1 : 0;
    if (control.isCancelled()) return {};
    joining.joinWithRows(-1, -1, edgeSlack);
    if (control.isCancelled()) return {};
    joining.joinWithRows(1, -1, edgeSlack);
  }
  return joining.components();
}

}  // namespace

ConnectedComponents connectedComponents(std::span<const VoxelRun> runs, const Eigen::Vector3i& size,
                                        Connectivity connectivity, const JobControl& control) {
  return componentsOf(runs, size, connectivity, control);
}

ConnectedComponents connectedComponents(std::span<const LabelRun> runs, const Eigen::Vector3i& size,
                                        Connectivity connectivity, const JobControl& control) {
  return componentsOf(runs, size, connectivity, control);
}

}  // namespace uptake
