#pragma once

#include "app/session/evaluation/evaluated_case.h"
#include "core/statistics/sample_statistics.h"

#include <optional>
#include <vector>

namespace uptake::evaluation {

/// How two measurements agree.
struct Agreement {
  int count = 0;
  std::optional<double> pearson;
  std::optional<BlandAltman> differences;  ///< predicted − true
};

/// The figures of a group of cases. A figure is described over the cases in which it is defined.
struct GroupFigures {
  QString diagnosis;  ///< empty for all cases, and for those of no known diagnosis
  int cases = 0;
  int casesWithoutTruth = 0;  ///< whose truth is empty: Dice, surface Dice and FNV are undefined there
  int women = 0, men = 0;
  SampleSummary age;  ///< years
  SampleSummary dice, surfaceDice;
  SampleSummary fpvMl, fnvMl;
  // Of cases with a true lesion.
  SampleSummary mtvMl, suvMean, tlg;  ///< ml, SUVbw, g
  int lesionTp = 0, lesionFp = 0, lesionFn = 0;
  RatioOfSums lesionF1;  ///< over the sums of all cases, as autoPET V ranks
};

/// True lesions of one size and what became of them.
struct SizeClass {
  double fromMl = 0.0;
  std::optional<double> toMl;  ///< below it; std::nullopt: without end
  int lesions = 0;
  int detected = 0;  ///< that any predicted voxel overlaps
  int matched = 0;   ///< see LesionAgreement::matched
  RatioOfSums detectedShare, matchedShare;
};

/// What is said of all cases together.
struct EvaluationFigures {
  GroupFigures all;
  std::vector<GroupFigures> groups;  ///< by diagnosis, those without one last; none where none is known
  std::vector<SizeClass> sizes;
  Agreement volume;         ///< of cases, ml
  Agreement lesionVolume;   ///< of true lesions with all that overlaps them, ml; of detected ones only
  Agreement lesionSuvMean;  ///< likewise, SUVbw
};
EvaluationFigures figuresOf(const std::vector<EvaluatedCase>& cases);

/// The figures of some of the cases; see GroupFigures.
GroupFigures groupFigures(const std::vector<const EvaluatedCase*>& cases, const QString& diagnosis);

}  // namespace uptake::evaluation
