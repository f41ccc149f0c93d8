#include "annotation/lesions/lesion_figures.h"

#include <algorithm>

namespace uptake {

namespace {

bool isComplete(const Volume& image) {
  for (int k = 0; k < image.grid().size().z(); ++k)
    if (image.sliceState(k) == Volume::SliceState::Pending) return false;
  return true;
}

bool waits(const LesionStatistics& statistics) {
  return statistics.state == RegionState::SliceReading;
}

}  // namespace

LesionFigures LesionMeasurer::measure(const LesionVoxels& lesion, const JobControl& control) {
  LesionFigures figures;
  figures.voxels = lesion.count();
  figures.volumeMl = lesion.volumeMl();
  if (lesion.isEmpty()) return figures;
  figures.shape = lesionShape(lesion);
  if (pet_) {
    if (!peaks_) peaks_ = std::make_unique<PeakFinder>(*pet_);
    figures.uptake = lesionStatistics(lesion, *pet_, peaks_.get(), control);
    const auto& peak = figures.uptake->peak;
    // A peak that slices stand in the way of may be another one in a moment.
    figures.isWaiting = waits(*figures.uptake) || ((!peak || peak->restricted) && !isComplete(*pet_));
  }
  if (ct_) {
    figures.density = lesionStatistics(lesion, *ct_, nullptr, control);
    figures.isWaiting |= waits(*figures.density);
  }
  return figures;
}

double LesionMeasurer::effort(const LesionVoxels& lesion) const {
  const auto voxels = static_cast<double>(lesion.count());
  double each = 1.0;
  if (pet_) {
    const Eigen::Vector3d& spacing = pet_->grid().spacing();
    constexpr double kSphereMm3 = 1000.0;
    const double taps = kSphereMm3 / spacing.prod();
    const double candidates = std::min(1.0, lesion.grid().spacing().prod() / spacing.prod());
    each += samplesPerVoxel(lesion.grid(), pet_->grid()) + candidates * taps / 8.0;
  }
  if (ct_) each += samplesPerVoxel(lesion.grid(), ct_->grid());
  return voxels * each;
}

LesionFigures together(const std::vector<const LesionFigures*>& lesions) {
  LesionFigures all;
  std::vector<const LesionStatistics*> uptake;
  std::vector<const LesionStatistics*> density;
  for (const LesionFigures* each : lesions) {
    all.voxels += each->voxels;
    all.volumeMl += each->volumeMl;
    all.isWaiting |= each->isWaiting;
    if (each->uptake) uptake.push_back(&*each->uptake);
    if (each->density) density.push_back(&*each->density);
  }
  if (!uptake.empty()) all.uptake = together(uptake);
  if (!density.empty()) all.density = together(density);
  return all;
}

LesionFiguresTable lesionFigures(const std::map<Label, LesionVoxels>& lesions, const Volume* pet,
                                 const Volume* ct, const JobControl& control) {
  LesionFiguresTable table;
  for (const auto& [label, voxels] : lesions) {
    if (control.isCancelled()) return table;
    LesionFigures& figures = table.lesions.emplace_back();
    figures.label = label;
    figures.voxels = voxels.count();
    figures.volumeMl = voxels.volumeMl();
    figures.shape = lesionShape(voxels);
    table.all.voxels += figures.voxels;
  }
  if (!lesions.empty())
    table.all.volumeMl =
        static_cast<double>(table.all.voxels) * lesions.begin()->second.grid().voxelVolume().value;
  const auto take = [&](const Volume& image, bool withPeaks,
                        std::optional<LesionStatistics> LesionFigures::*member) {
    const std::optional<PeakFinder> peaks =
        withPeaks ? std::optional<PeakFinder>(std::in_place, image) : std::nullopt;
    const LesionTable measured = lesionTable(lesions, image, peaks ? &*peaks : nullptr, control);
    for (std::size_t n = 0; n < measured.lesions.size(); ++n) table.lesions[n].*member = measured.lesions[n];
    table.all.*member = measured.all;
  };
  if (pet) take(*pet, true, &LesionFigures::uptake);
  if (ct) take(*ct, false, &LesionFigures::density);
  return table;
}

LesionFiguresTable lesionFigures(const LabelMap& labels, const Volume* pet, const Volume* ct,
                                 const JobControl& control) {
  return lesionFigures(MaskLesions(labels).all(), pet, ct, control);
}

}  // namespace uptake
