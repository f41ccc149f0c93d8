#include "viewer/mip/label_rows.h"

#include <algorithm>

namespace uptake {

LabelRows::LabelRows(const ImageGrid& grid)
    : grid_(grid), slices_(static_cast<std::size_t>(grid.size().z())) {}

LabelRows::LabelRows(const LabelMap& labels, std::function<bool(Label)> isWanted) : LabelRows(labels.grid()) {
  isWanted_ = std::move(isWanted);
  update(labels, {Eigen::Vector3i::Zero(), grid_.size() - Eigen::Vector3i::Ones()});
}

void LabelRows::update(const LabelMap& labels, const IndexBox& region) {
  const int last = std::min(region.last.z(), grid_.size().z() - 1);
  for (int k = std::max(region.first.z(), 0); k <= last; ++k)
    slices_[static_cast<std::size_t>(k)] = labels.isOccupied(k) ? runsOf(labels, k) : nullptr;
}

void LabelRows::add(const LabelRows& other) {
  for (std::size_t k = 0; k < slices_.size(); ++k) {
    const auto& more = other.slices_[k];
    if (!more) continue;
    if (!slices_[k]) {
      slices_[k] = more;
      continue;
    }
    auto both = std::make_shared<Slice>(*slices_[k]);
    both->insert(both->end(), more->begin(), more->end());
    std::ranges::stable_sort(
        *both, [](const Run& a, const Run& b) { return a.j < b.j || (a.j == b.j && a.first < b.first); });
    slices_[k] = std::move(both);
  }
}

const LabelRows::Slice& LabelRows::slice(int k) const {
  static const Slice kEmpty;
  const auto& runs = slices_[static_cast<std::size_t>(k)];
  return runs ? *runs : kEmpty;
}

bool LabelRows::isEmpty() const {
  return std::ranges::all_of(slices_, [](const auto& slice) { return !slice; });
}

std::shared_ptr<const LabelRows::Slice> LabelRows::runsOf(const LabelMap& labels, int k) const {
  Slice runs;
  const int columns = grid_.size().x();
  const Label* row = labels.slice(k).data();
  for (int j = 0; j < grid_.size().y(); ++j, row += columns) {
    for (int i = 0; i < columns;) {
      const Label label = row[i];
      const int first = i;
      while (i < columns && row[i] == label) ++i;
      if (label != 0 && (!isWanted_ || isWanted_(label))) runs.push_back({j, first, i - 1, label});
    }
  }
  return runs.empty() ? nullptr : std::make_shared<const Slice>(std::move(runs));
}

}  // namespace uptake
