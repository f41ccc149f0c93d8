#include "app/session/evaluation/evaluation_figures.h"

#include <algorithm>
#include <array>
#include <map>

namespace uptake::evaluation {

namespace {

using CaseList = std::vector<const EvaluatedCase*>;

/// From here on a size class, ml.
constexpr std::array<double, 7> kSizesMl{0.0, 0.5, 1.0, 2.0, 5.0, 10.0, 50.0};

template <class Figure>
SampleSummary described(const CaseList& cases, Figure figure) {
  std::vector<double> values;
  for (const EvaluatedCase* each : cases)
    if (const std::optional<double> value = figure(*each)) values.push_back(*value);
  return summaryOfSample(values);
}

Agreement agreementOfPairs(const std::vector<double>& truth, const std::vector<double>& predicted) {
  return {static_cast<int>(truth.size()), pearsonCorrelation(truth, predicted),
          blandAltman(truth, predicted)};
}

std::vector<SizeClass> sizeClassesOf(const std::vector<EvaluatedCase>& cases) {
  std::vector<SizeClass> classes(kSizesMl.size());
  std::vector<std::vector<RatioPart>> detected(classes.size(), std::vector<RatioPart>(cases.size()));
  auto matched = detected;
  for (std::size_t n = 0; n < cases.size(); ++n)
    for (const LesionAgreement& lesion : cases[n].agreement.lesions) {
      if (lesion.truth < 0) continue;
      const auto size =
          static_cast<std::size_t>(std::ranges::upper_bound(kSizesMl, lesion.truthMl) - kSizesMl.begin() - 1);
      const bool isDetected = lesion.fate == LesionFate::Detected;
      ++classes[size].lesions;
      classes[size].detected += isDetected ? 1 : 0;
      classes[size].matched += lesion.matched ? 1 : 0;
      detected[size][n].denominator += 1.0;
      detected[size][n].numerator += isDetected ? 1.0 : 0.0;
      matched[size][n].denominator += 1.0;
      matched[size][n].numerator += lesion.matched ? 1.0 : 0.0;
    }
  for (std::size_t size = 0; size < classes.size(); ++size) {
    classes[size].fromMl = kSizesMl[size];
    if (size + 1 < kSizesMl.size()) classes[size].toMl = kSizesMl[size + 1];
    classes[size].detectedShare = ratioOfSums(detected[size]);
    classes[size].matchedShare = ratioOfSums(matched[size]);
  }
  return classes;
}

std::vector<GroupFigures> groupsByDiagnosis(const CaseList& cases) {
  std::map<QString, CaseList> byDiagnosis;
  for (const EvaluatedCase* each : cases)
    byDiagnosis[each->metadata ? each->metadata->diagnosis : QString()].push_back(each);
  std::vector<GroupFigures> groups;
  for (const auto& [diagnosis, own] : byDiagnosis)
    if (!diagnosis.isEmpty()) groups.push_back(groupFigures(own, diagnosis));
  const auto unknown = byDiagnosis.find(QString());
  if (!groups.empty() && unknown != byDiagnosis.end()) groups.push_back(groupFigures(unknown->second, {}));
  return groups;
}

}  // namespace

GroupFigures groupFigures(const CaseList& cases, const QString& diagnosis) {
  GroupFigures group;
  group.diagnosis = diagnosis;
  group.cases = static_cast<int>(cases.size());
  std::vector<RatioPart> f1;
  for (const EvaluatedCase* each : cases) {
    const MaskAgreement& a = each->agreement;
    group.casesWithoutTruth += a.dice ? 0 : 1;
    group.lesionTp += a.lesionTp;
    group.lesionFp += a.lesionFp;
    group.lesionFn += a.lesionFn;
    f1.push_back({2.0 * a.lesionTp, 2.0 * a.lesionTp + a.lesionFp + a.lesionFn});
    if (!each->metadata) continue;
    group.women += each->metadata->sex == QLatin1String("F") ? 1 : 0;
    group.men += each->metadata->sex == QLatin1String("M") ? 1 : 0;
  }
  group.lesionF1 = ratioOfSums(f1);
  const auto ifTrue = [](const EvaluatedCase& each, std::optional<double> value) {
    return each.agreement.truthComponents > 0 ? value : std::nullopt;
  };
  group.age = described(
      cases, [](const EvaluatedCase& each) { return each.metadata ? each.metadata->age : std::nullopt; });
  group.dice = described(cases, [](const EvaluatedCase& each) { return each.agreement.dice; });
  group.surfaceDice = described(cases, [](const EvaluatedCase& each) { return each.agreement.surfaceDice; });
  group.fpvMl =
      described(cases, [](const EvaluatedCase& each) { return std::optional(each.agreement.fpvMl); });
  group.fnvMl = described(cases, [](const EvaluatedCase& each) { return each.agreement.fnvMl; });
  group.mtvMl =
      described(cases, [&](const EvaluatedCase& each) { return ifTrue(each, each.agreement.truthMl); });
  group.suvMean =
      described(cases, [&](const EvaluatedCase& each) { return ifTrue(each, each.agreement.truthSuvMean); });
  group.tlg =
      described(cases, [&](const EvaluatedCase& each) { return ifTrue(each, each.agreement.truthTlg); });
  return group;
}

EvaluationFigures figuresOf(const std::vector<EvaluatedCase>& cases) {
  CaseList all;
  std::vector<double> truth, predicted, lesionTruth, lesionPredicted, suvTruth, suvPredicted;
  for (const EvaluatedCase& each : cases) {
    all.push_back(&each);
    truth.push_back(each.agreement.truthMl);
    predicted.push_back(each.agreement.predictedMl);
    for (const LesionAgreement& lesion : each.agreement.lesions) {
      if (lesion.fate != LesionFate::Detected) continue;
      lesionTruth.push_back(lesion.truthMl);
      lesionPredicted.push_back(lesion.predictedMl);
      if (!lesion.truthSuvMean || !lesion.predictedSuvMean) continue;
      suvTruth.push_back(*lesion.truthSuvMean);
      suvPredicted.push_back(*lesion.predictedSuvMean);
    }
  }
  return {groupFigures(all, {}),
          groupsByDiagnosis(all),
          sizeClassesOf(cases),
          agreementOfPairs(truth, predicted),
          agreementOfPairs(lesionTruth, lesionPredicted),
          agreementOfPairs(suvTruth, suvPredicted)};
}

}  // namespace uptake::evaluation
