#include "annotation/compare/mask_agreement.h"

#include "annotation/compare/surface_distance.h"

#include <QCoreApplication>

#include <algorithm>
#include <future>
#include <map>
#include <set>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MaskAgreement)
};

/// How many voxels a true and a predicted part share.
using Overlaps = std::map<std::pair<int, int>, std::ptrdiff_t>;

Overlaps overlapsOf(const MaskParts& truth, const MaskParts& prediction) {
  Overlaps overlaps;
  auto t = truth.runs.begin();
  auto p = prediction.runs.begin();
  while (t != truth.runs.end() && p != prediction.runs.end()) {
    const std::ptrdiff_t first = std::max(t->first, p->first);
    const std::ptrdiff_t tEnd = t->first + t->length;
    const std::ptrdiff_t pEnd = p->first + p->length;
    if (first < std::min(tEnd, pEnd)) overlaps[{t->part, p->part}] += std::min(tEnd, pEnd) - first;
    tEnd < pEnd ? ++t : ++p;
  }
  return overlaps;
}

Point middleOf(const MaskPart& part, const ImageGrid& grid) {
  return grid.toPatient((part.box.first + part.box.last).cast<double>() / 2.0);
}

/// The runs of every part, so that one is found without looking at the others.
std::vector<std::vector<PartRun>> runsByPart(const MaskParts& parts) {
  std::vector<std::vector<PartRun>> runs(parts.parts.size());
  for (const PartRun& run : parts.runs) runs[static_cast<std::size_t>(run.part)].push_back(run);
  return runs;
}

void put(VoxelRegion& region, const std::vector<PartRun>& runs, const ImageGrid& grid) {
  const auto width = static_cast<std::ptrdiff_t>(grid.size().x());
  for (const PartRun& run : runs) {
    const std::ptrdiff_t row = run.first / width;
    const Eigen::Vector3i first(static_cast<int>(run.first % width), static_cast<int>(row % grid.size().y()),
                                static_cast<int>(row / grid.size().y()));
    std::fill_n(region.inside.data() + region.position(first), run.length, std::uint8_t{1});
  }
}

void addSurfaces(MaskAgreement& agreement, const MaskParts& truth, const MaskParts& prediction,
                 const JobControl& control) {
  const auto trueRuns = runsByPart(truth);
  const auto predictedRuns = runsByPart(prediction);
  for (LesionAgreement& lesion : agreement.lesions) {
    if (lesion.fate != LesionFate::Detected || control.isCancelled()) continue;
    IndexBox box = truth.parts[static_cast<std::size_t>(lesion.truth)].box;
    for (const int part : lesion.predicted)
      box = box.united(prediction.parts[static_cast<std::size_t>(part)].box);
    VoxelRegion here(box);
    VoxelRegion there(box);
    put(here, trueRuns[static_cast<std::size_t>(lesion.truth)], truth.grid);
    for (const int part : lesion.predicted)
      put(there, predictedRuns[static_cast<std::size_t>(part)], prediction.grid);
    lesion.surface = surfaceDistance(here, there, truth.grid.spacing(), control);
  }
}

MaskAgreement agreementOf(const MaskParts& truth, const MaskParts& prediction) {
  const Overlaps overlaps = overlapsOf(truth, prediction);
  std::vector<LesionAgreement> lesions(truth.parts.size());
  std::vector<int> truthsOf(prediction.parts.size());
  std::ptrdiff_t shared = 0;
  std::vector<std::ptrdiff_t> sharedOf(truth.parts.size());
  std::vector<std::ptrdiff_t> predictedOf(truth.parts.size());
  for (const auto& [pair, voxels] : overlaps) {
    const auto part = static_cast<std::size_t>(pair.first);
    const auto predicted = static_cast<std::size_t>(pair.second);
    lesions[part].predicted.push_back(pair.second);
    sharedOf[part] += voxels;
    predictedOf[part] += prediction.parts[predicted].voxels;
    ++truthsOf[predicted];
    shared += voxels;
  }

  MaskAgreement result;
  result.truthComponents = static_cast<int>(truth.parts.size());
  result.predictedComponents = static_cast<int>(prediction.parts.size());
  result.truthMl = truth.millilitres(truth.voxels);
  result.predictedMl = prediction.millilitres(prediction.voxels);
  result.overlapMl = truth.millilitres(shared);
  std::ptrdiff_t missed = 0;
  for (std::size_t part = 0; part < lesions.size(); ++part) {
    LesionAgreement& lesion = lesions[part];
    const std::ptrdiff_t voxels = truth.parts[part].voxels;
    lesion.truth = static_cast<int>(part);
    lesion.fate = lesion.predicted.empty() ? LesionFate::Missed : LesionFate::Detected;
    lesion.split = lesion.predicted.size() > 1;
    lesion.merged = std::ranges::any_of(
        lesion.predicted, [&](int each) { return truthsOf[static_cast<std::size_t>(each)] > 1; });
    lesion.truthMl = truth.millilitres(voxels);
    lesion.predictedMl = prediction.millilitres(predictedOf[part]);
    lesion.overlapMl = truth.millilitres(sharedOf[part]);
    lesion.position = middleOf(truth.parts[part], truth.grid);
    if (lesion.fate == LesionFate::Missed)
      missed += voxels;
    else
      lesion.dice =
          2.0 * static_cast<double>(sharedOf[part]) / static_cast<double>(voxels + predictedOf[part]);
  }
  std::ptrdiff_t invented = 0;
  for (std::size_t part = 0; part < prediction.parts.size(); ++part) {
    if (truthsOf[part] > 0) continue;
    const std::ptrdiff_t voxels = prediction.parts[part].voxels;
    invented += voxels;
    LesionAgreement lesion;
    lesion.fate = LesionFate::FalsePositive;
    lesion.predicted = {static_cast<int>(part)};
    lesion.predictedMl = prediction.millilitres(voxels);
    lesion.position = middleOf(prediction.parts[part], prediction.grid);
    lesions.push_back(std::move(lesion));
  }
  result.fpvMl = prediction.millilitres(invented);
  if (truth.voxels > 0) {
    result.dice = 2.0 * static_cast<double>(shared) / static_cast<double>(truth.voxels + prediction.voxels);
    result.fnvMl = truth.millilitres(missed);
  }
  result.lesions = std::move(lesions);
  return result;
}

}  // namespace

Result<MaskAgreement> compareMasks(const LabelMap& truth, const LabelMap& prediction, AgreementDetail detail,
                                   const JobControl& control) {
  if (!truth.grid().sameAs(prediction.grid()))
    return Error{ErrorKind::Inconsistent, Texts::tr("truth and prediction lie on different voxels"), {}};
  auto other = std::async(std::launch::async, [&] { return partsOf(prediction); });
  const MaskParts trueParts = partsOf(truth);
  const MaskParts predictedParts = other.get();
  MaskAgreement agreement = agreementOf(trueParts, predictedParts);
  if (detail == AgreementDetail::Surfaces) addSurfaces(agreement, trueParts, predictedParts, control);
  if (control.isCancelled()) return JobControl::cancelledError();
  return agreement;
}

}  // namespace uptake
