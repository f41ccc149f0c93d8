#include "annotation/lesions/lesion_voxels.h"

#include "core/mask/label_runs.h"

#include <algorithm>

namespace uptake {

namespace {

/// Calls visit(run, label) for every run of a label in some rows of a slice.
template <class Visit>
void forEachRun(const LabelMap& labels, int k, int firstI, int lastI, int firstJ, int lastJ, Visit visit) {
  if (!labels.isOccupied(k)) return;
  const ImageGrid& grid = labels.grid();
  for (int j = firstJ; j <= lastJ; ++j) {
    const auto row = labels.voxels(grid.offset(firstI, j, k), lastI - firstI + 1);
    forEachLabelRun(row, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
      visit(VoxelRun{grid.offset(firstI, j, k) + first, static_cast<std::int32_t>(length)}, label);
    });
  }
}

}  // namespace

LesionVoxels::LesionVoxels(const LabelMap& labels, Label label) : grid_(labels.grid()) {
  std::ptrdiff_t left = labels.count(label);
  const Eigen::Vector3i size = grid_.size();
  for (int k = 0; k < size.z() && left > 0; ++k) {
    std::vector<VoxelRun> runs;
    forEachRun(labels, k, 0, size.x() - 1, 0, size.y() - 1, [&](const VoxelRun& run, Label found) {
      if (found == label) runs.push_back(run);
    });
    setSlice(k, std::move(runs));
    if (const auto slice = slices_.find(k); slice != slices_.end()) left -= slice->second->voxels;
  }
}

IndexBox LesionVoxels::box() const {
  IndexBox box;
  for (const auto& [k, slice] : slices_)
    box = box.united({{slice->firstI, grid_.indexOf(slice->runs.front().first).y(), k},
                      {slice->lastI, grid_.indexOf(slice->runs.back().first).y(), k}});
  return box;
}

bool LesionVoxels::operator==(const LesionVoxels& other) const {
  const auto isSame = [](const Slices::value_type& a, const Slices::value_type& b) {
    return a.first == b.first && (a.second == b.second || a.second->runs == b.second->runs);
  };
  return count_ == other.count_ && grid_.sameAs(other.grid_) &&
         std::ranges::equal(slices_, other.slices_, isSame);
}

void LesionVoxels::addSlice(int k, std::vector<VoxelRun> runs) {
  setSlice(k, std::move(runs));
}

void LesionVoxels::setSlice(int k, std::vector<VoxelRun> runs) {
  const auto known = slices_.find(k);
  if (known != slices_.end()) count_ -= known->second->voxels;
  if (runs.empty()) {
    if (known != slices_.end()) slices_.erase(known);
    return;
  }
  auto slice = std::make_shared<LesionSlice>();
  slice->firstI = grid_.size().x();
  for (const VoxelRun& run : runs) {
    const int i = grid_.indexOf(run.first).x();
    slice->firstI = std::min(slice->firstI, i);
    slice->lastI = std::max(slice->lastI, i + run.length - 1);
    slice->voxels += run.length;
  }
  slice->runs = std::move(runs);
  count_ += slice->voxels;
  slices_.insert_or_assign(k, std::move(slice));
}

void LesionVoxels::update(const LabelMap& labels, Label label, const IndexBox& region) {
  const IndexBox inside = region.intersected(grid_.bounds());
  if (inside.isEmpty()) return;
  for (int k = inside.first.z(); k <= inside.last.z(); ++k) {
    const auto known = slices_.find(k);
    int firstI = inside.first.x();
    int lastI = inside.last.x();
    std::vector<VoxelRun> runs;
    std::vector<VoxelRun> below;
    if (known != slices_.end()) {
      // Whole rows, or a run that crosses the region's edge would be cut in two.
      firstI = std::min(firstI, known->second->firstI);
      lastI = std::max(lastI, known->second->lastI);
      for (const VoxelRun& run : known->second->runs) {
        const int j = grid_.indexOf(run.first).y();
        if (j < inside.first.y()) runs.push_back(run);
        if (j > inside.last.y()) below.push_back(run);
      }
    }
    forEachRun(labels, k, firstI, lastI, inside.first.y(), inside.last.y(),
               [&](const VoxelRun& run, Label found) {
                 if (found == label) runs.push_back(run);
               });
    runs.insert(runs.end(), below.begin(), below.end());
    setSlice(k, std::move(runs));
  }
}

std::map<Label, LesionVoxels> lesionVoxels(const LabelMap& labels) {
  std::map<Label, LesionVoxels> lesions;
  const Eigen::Vector3i size = labels.grid().size();
  for (int k = 0; k < size.z(); ++k) {
    std::map<Label, std::vector<VoxelRun>> slice;
    forEachRun(labels, k, 0, size.x() - 1, 0, size.y() - 1,
               [&](const VoxelRun& run, Label label) { slice[label].push_back(run); });
    for (auto& [label, runs] : slice)
      lesions.try_emplace(label, labels.grid()).first->second.addSlice(k, std::move(runs));
  }
  return lesions;
}

}  // namespace uptake
