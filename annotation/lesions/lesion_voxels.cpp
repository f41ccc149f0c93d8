#include "annotation/lesions/lesion_voxels.h"

#include <algorithm>

namespace uptake {

LesionVoxels::LesionVoxels(const LabelMap& labels, Label label) : grid_(labels.grid()) {
  for (int k = 0; k < grid_.size().z() && count_ < labels.count(label); ++k) {
    std::vector<VoxelRun> own;
    for (const LabelRun& run : labels.runs(k))
      if (run.label == label) own.push_back(run);
    setSlice(k, std::move(own));
  }
}

IndexBox LesionVoxels::box() const {
  IndexBox box;
  for (const auto& [k, slice] : slices_)
    for (const VoxelRun& run : slice->runs) {
      const Eigen::Vector3i start = grid_.indexOf(run.first);
      box = box.united({start, start + Eigen::Vector3i(run.length - 1, 0, 0)});
    }
  return box;
}

bool LesionVoxels::operator==(const LesionVoxels& other) const {
  const auto isSame = [](const Slices::value_type& a, const Slices::value_type& b) {
    return a.first == b.first && (a.second == b.second || a.second->runs == b.second->runs);
  };
  return count_ == other.count_ && grid_.sameAs(other.grid_) &&
         std::ranges::equal(slices_, other.slices_, isSame);
}

bool LesionVoxels::setSlice(int k, std::vector<VoxelRun> runs) {
  const auto known = slices_.find(k);
  if (known == slices_.end() ? runs.empty() : known->second->runs == runs) return false;
  if (known != slices_.end()) {
    count_ -= known->second->voxels;
    slices_.erase(known);
  }
  if (runs.empty()) return true;
  const std::ptrdiff_t voxels = voxelCount(runs);
  count_ += voxels;
  slices_.emplace(k, std::make_shared<const LesionSlice>(LesionSlice{std::move(runs), voxels}));
  return true;
}

std::set<Label> MaskLesions::update(const LabelMap& labels) {
  LabelRuns now = labels.runs();
  std::set<Label> changed;
  for (int k = 0; k < now.grid().size().z(); ++k) {
    if (now.slice(k).isSameAs(seen_.slice(k))) continue;
    std::map<Label, std::vector<VoxelRun>> runs;
    for (const LabelRun& run : now.slice(k)) runs[run.label].push_back(run);
    // Without runs: labels that may have lost their last one in this slice.
    for (const LabelRun& run : seen_.slice(k)) runs.try_emplace(run.label);
    for (auto& [label, own] : runs)
      if (lesions_.try_emplace(label, now.grid()).first->second.setSlice(k, std::move(own)))
        changed.insert(label);
  }
  std::erase_if(lesions_, [](const auto& lesion) { return lesion.second.isEmpty(); });
  seen_ = std::move(now);
  return changed;
}

}  // namespace uptake
