#pragma once

#include "app/session/evaluation/evaluated_case.h"
#include "core/error.h"
#include "core/jobs/job_runner.h"

#include <QString>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace uptake::evaluation {

/// Which cases are to be evaluated, and how.
struct EvaluationRun {
  std::vector<CasePair> pairs;
  std::vector<PetSource> pets;  ///< one a pair, or none at all
  AgreementDetail detail = AgreementDetail::Volumes;
  std::optional<Millimetres> surfaceTolerance;
  /// Where finished cases are kept, a line each, so that a run that ended early goes on; empty: nowhere. A
  /// case is taken from there when paths, sizes and times of all of its files and what was asked for are as
  /// they were.
  QString resumeFile;
};

struct EvaluationOutcome {
  std::vector<EvaluatedCase> cases;  ///< in the order of the pairs, without those that failed
  QStringList problems;              ///< what was tolerated or failed, with its file
  int taken = 0;                     ///< cases that were finished before
};

/// Gives each case what the table says of it. Returns the names of those that the table does not have.
QStringList addMetadata(std::vector<EvaluatedCase>& cases, const MetadataTable& table);

/// Called on the threads of the cases, one at a time. `secondsLeft` is known once a case was evaluated.
using EvaluationProgress = std::function<void(int done, int total, std::optional<double> secondsLeft)>;

/// Evaluates the cases, on all cores. Each core has one case at a time in memory. FileUnreadable when the
/// file of finished cases cannot be written or is none; Cancelled when `control` says so: what was finished
/// by then is kept in that file.
Result<EvaluationOutcome> evaluateCases(const EvaluationRun& run, JobControl& control,
                                        const EvaluationProgress& progress = {});

}  // namespace uptake::evaluation
