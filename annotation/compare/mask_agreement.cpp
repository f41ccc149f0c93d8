#include "annotation/compare/mask_agreement.h"

#include "annotation/compare/surface_dice.h"
#include "annotation/compare/surface_distance.h"
#include "annotation/compare/surface_memory.h"
#include "core/jobs/parallel.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
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
  std::size_t t = 0;
  std::size_t p = 0;
  while (t < truth.runs.size() && p < prediction.runs.size()) {
    const VoxelRun& a = truth.runs[t];
    const VoxelRun& b = prediction.runs[p];
    const std::ptrdiff_t shared = std::min(a.end(), b.end()) - std::max(a.first, b.first);
    if (shared > 0) overlaps[{truth.partOf[t], prediction.partOf[p]}] += shared;
    a.end() < b.end() ? ++t : ++p;
  }
  return overlaps;
}

void put(VoxelRegion& region, const std::vector<VoxelRun>& runs, const ImageGrid& grid) {
  for (const VoxelRun& run : runs)
    std::fill_n(region.inside.data() + region.position(grid.indexOf(run.first)), run.length, std::uint8_t{1});
}

/// Which true and predicted parts are one lesion.
void countMatches(const Overlaps& overlaps, const MaskParts& truth, const MaskParts& prediction,
                  MaskAgreement& agreement, std::vector<LesionAgreement>& lesions) {
  std::set<int> matching;
  for (const auto& [pair, voxels] : overlaps) {
    const std::ptrdiff_t both = truth.parts[static_cast<std::size_t>(pair.first)].voxels +
                                prediction.parts[static_cast<std::size_t>(pair.second)].voxels - voxels;
    if (static_cast<double>(voxels) / static_cast<double>(both) < kLesionMatchIou) continue;
    lesions[static_cast<std::size_t>(pair.first)].matched = true;
    matching.insert(pair.second);
  }
  agreement.lesionTp = static_cast<int>(std::ranges::count_if(lesions, &LesionAgreement::matched));
  agreement.lesionFn = agreement.truthComponents - agreement.lesionTp;
  agreement.lesionFp = agreement.predictedComponents - static_cast<int>(matching.size());
}

/// The runs of the predicted lesions that overlap a true one, part by part.
std::vector<VoxelRun> predictedRunsOf(const LesionAgreement& lesion,
                                      const std::vector<std::vector<VoxelRun>>& predictedRuns) {
  std::vector<VoxelRun> runs;
  for (const int part : lesion.predicted) {
    const auto& more = predictedRuns[static_cast<std::size_t>(part)];
    runs.insert(runs.end(), more.begin(), more.end());
  }
  return runs;
}

}  // namespace

void addSurfaces(MaskAgreement& agreement, const MaskParts& truth, const MaskParts& prediction,
                 const JobControl& control, SurfaceMemory* memory) {
  const auto trueRuns = runsByPart(truth);
  const auto predictedRuns = runsByPart(prediction);
  for (LesionAgreement& lesion : agreement.lesions) {
    if (lesion.fate != LesionFate::Detected || lesion.surface) continue;
    if (control.isCancelled()) return;
    const auto& own = trueRuns[static_cast<std::size_t>(lesion.truth)];
    const std::vector<VoxelRun> predicted = predictedRunsOf(lesion, predictedRuns);
    const QByteArray key = memory ? SurfaceMemory::keyOf(own, predicted) : QByteArray();
    if (memory) lesion.surface = memory->find(key);
    if (lesion.surface) continue;
    IndexBox box = truth.parts[static_cast<std::size_t>(lesion.truth)].box;
    for (const int part : lesion.predicted)
      box = box.united(prediction.parts[static_cast<std::size_t>(part)].box);
    VoxelRegion trueRegion(box);
    VoxelRegion predictedRegion(box);
    put(trueRegion, own, truth.grid);
    put(predictedRegion, predicted, prediction.grid);
    lesion.surface = surfaceDistance(trueRegion, predictedRegion, truth.grid.spacing(), control);
    if (control.isCancelled()) {
      lesion.surface.reset();  // it may be of half the way
      return;
    }
    if (memory && lesion.surface) memory->keep(key, *lesion.surface);
  }
}

bool recallSurfaces(MaskAgreement& agreement, const MaskParts& truth, const MaskParts& prediction,
                    const SurfaceMemory& memory) {
  const auto trueRuns = runsByPart(truth);
  const auto predictedRuns = runsByPart(prediction);
  bool isMissing = false;
  for (LesionAgreement& lesion : agreement.lesions) {
    if (lesion.fate != LesionFate::Detected) continue;
    lesion.surface = memory.find(SurfaceMemory::keyOf(trueRuns[static_cast<std::size_t>(lesion.truth)],
                                                      predictedRunsOf(lesion, predictedRuns)));
    isMissing = isMissing || !lesion.surface;
  }
  return isMissing;
}

std::optional<double> MaskAgreement::lesionF1() const {
  const int all = 2 * lesionTp + lesionFp + lesionFn;
  return all > 0 ? std::optional(2.0 * lesionTp / all) : std::nullopt;
}

MaskAgreement agreementOf(const MaskParts& truth, const MaskParts& prediction) {
  const Overlaps overlaps = overlapsOf(truth, prediction);
  std::vector<LesionAgreement> lesions(truth.parts.size());
  std::vector<int> truthsOf(prediction.parts.size());
  std::ptrdiff_t shared = 0;
  std::vector<std::ptrdiff_t> sharedOf(truth.parts.size());
  std::vector<std::ptrdiff_t> predictedOf(truth.parts.size());
  std::vector<std::ptrdiff_t> coveredOf(prediction.parts.size());  // by any true part
  for (const auto& [pair, voxels] : overlaps) coveredOf[static_cast<std::size_t>(pair.second)] += voxels;
  std::vector<std::ptrdiff_t> besideOf(truth.parts.size());
  for (const auto& [pair, voxels] : overlaps) {
    const auto part = static_cast<std::size_t>(pair.first);
    const auto predicted = static_cast<std::size_t>(pair.second);
    lesions[part].predicted.push_back(pair.second);
    sharedOf[part] += voxels;
    predictedOf[part] += prediction.parts[predicted].voxels;
    besideOf[part] += prediction.parts[predicted].voxels - coveredOf[predicted];
    ++truthsOf[predicted];
    shared += voxels;
  }

  MaskAgreement result;
  result.truthComponents = static_cast<int>(truth.parts.size());
  result.predictedComponents = static_cast<int>(prediction.parts.size());
  result.truthMl = truth.millilitres(truth.voxels);
  result.predictedMl = prediction.millilitres(prediction.voxels);
  result.overlapMl = truth.millilitres(shared);
  countMatches(overlaps, truth, prediction, result, lesions);
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
    lesion.disagreementMl = truth.millilitres(voxels - sharedOf[part] + besideOf[part]);
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
    lesion.disagreementMl = lesion.predictedMl;
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

Result<MaskAgreement> compareMasks(const LabelMap& truth, const LabelMap& prediction,
                                   const AgreementOptions& options, const JobControl& control) {
  if (!truth.grid().sameAs(prediction.grid()))
    return Error{ErrorKind::Inconsistent, Texts::tr("truth and prediction lie on different voxels"), {}};
  std::array<std::optional<MaskParts>, 2> parts;
  forEachInParallel(2, {}, [&](int n) {
    parts[static_cast<std::size_t>(n)] = partsOf((n == 0 ? truth : prediction).runs());
  });
  const MaskParts& trueParts = *parts[0];
  const MaskParts& predictedParts = *parts[1];
  MaskAgreement agreement = agreementOf(trueParts, predictedParts);
  if (options.detail == AgreementDetail::Surfaces) addSurfaces(agreement, trueParts, predictedParts, control);
  if (options.surfaceTolerance)
    agreement.surfaceDice = surfaceDice(trueParts, predictedParts, *options.surfaceTolerance, control);
  if (options.pet) addUptake(agreement, trueParts, predictedParts, *options.pet, control);
  if (control.isCancelled()) return JobControl::cancelledError();
  return agreement;
}

}  // namespace uptake
