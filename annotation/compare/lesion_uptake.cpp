#include "annotation/compare/mask_agreement.h"
#include "annotation/lesions/lesion_statistics.h"
#include "core/volume/volume.h"

namespace uptake {

namespace {

/// The voxels of a part; runs of different labels that touch become one.
LesionVoxels voxelsOfPart(const std::vector<VoxelRun>& runs, const ImageGrid& grid) {
  LesionVoxels voxels(grid);
  std::vector<VoxelRun> ofSlice;
  int k = 0;
  const auto finishSlice = [&] {
    if (!ofSlice.empty()) voxels.setSlice(k, std::move(ofSlice));
    ofSlice.clear();
  };
  for (const VoxelRun& run : runs) {
    const Eigen::Vector3i start = grid.indexOf(run.first);
    if (start.z() != k) finishSlice();
    k = start.z();
    if (!ofSlice.empty() && ofSlice.back().end() == run.first && start.x() > 0)
      ofSlice.back().length += run.length;
    else
      ofSlice.push_back(run);
  }
  finishSlice();
  return voxels;
}

std::vector<LesionStatistics> statisticsOfParts(const MaskParts& parts, const Volume& pet,
                                                const JobControl& control) {
  std::vector<LesionStatistics> statistics;
  for (const std::vector<VoxelRun>& runs : runsByPart(parts)) {
    if (control.isCancelled()) break;
    statistics.push_back(lesionStatistics(voxelsOfPart(runs, parts.grid), pet, nullptr, control));
  }
  return statistics;
}

/// Of several parts together, where all of them are measured.
std::optional<LesionStatistics> measuredTogether(const std::vector<const LesionStatistics*>& parts) {
  if (parts.empty()) return std::nullopt;
  LesionStatistics all = together(parts);
  return all.state == RegionState::Measured ? std::optional(std::move(all)) : std::nullopt;
}

}  // namespace

bool addUptake(MaskAgreement& agreement, const MaskParts& truth, const MaskParts& prediction,
               const Volume& pet, const JobControl& control) {
  const std::vector<LesionStatistics> ofTruth = statisticsOfParts(truth, pet, control);
  const std::vector<LesionStatistics> ofPrediction = statisticsOfParts(prediction, pet, control);
  if (control.isCancelled()) return false;
  for (LesionAgreement& lesion : agreement.lesions) {
    if (lesion.truth >= 0)
      if (const auto own = measuredTogether({&ofTruth[static_cast<std::size_t>(lesion.truth)]}))
        lesion.truthSuvMean = own->mean;
    std::vector<const LesionStatistics*> predicted;
    for (const int part : lesion.predicted)
      predicted.push_back(&ofPrediction[static_cast<std::size_t>(part)]);
    if (const auto all = measuredTogether(predicted)) lesion.predictedSuvMean = all->mean;
  }
  const auto addAll = [](const std::vector<LesionStatistics>& parts, std::optional<double>& mean,
                         std::optional<double>& tlg) {
    std::vector<const LesionStatistics*> each;
    for (const LesionStatistics& part : parts) each.push_back(&part);
    tlg = each.empty() ? std::optional(0.0) : std::nullopt;
    if (const auto all = measuredTogether(each)) {
      mean = all->mean;
      tlg = all->total;
    }
    return tlg.has_value();
  };
  const bool isTruthWhole = addAll(ofTruth, agreement.truthSuvMean, agreement.truthTlg);
  return addAll(ofPrediction, agreement.predictedSuvMean, agreement.predictedTlg) && isTruthWhole;
}

}  // namespace uptake
