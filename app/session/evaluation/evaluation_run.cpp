#include "app/session/evaluation/evaluation_run.h"

#include "app/session/evaluation/finished_cases.h"
#include "app/session/evaluation/mask_input.h"
#include "core/jobs/parallel.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <atomic>
#include <mutex>

namespace uptake::evaluation {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

FinishedCase evaluateFiles(const CasePair& pair, const PetSource& source, AgreementOptions options,
                           JobControl& control) {
  FinishedCase finished;
  std::shared_ptr<Volume> pet;
  if (!source.isEmpty()) {
    auto read = readPet(source, control, finished.problems);
    if (read)
      pet = read.take();
    else
      finished.problems.append(read.error().text());
    options.pet = pet.get();
  }
  auto compared = compareFiles(pair.truth, pair.prediction, options, control);
  if (!compared) {
    finished.problems.append(compared.error().text());
    return finished;
  }
  const auto note = [&](const QString& file, const QStringList& warnings) {
    for (const QString& warning : warnings)
      finished.problems.append(QStringLiteral("%1: %2").arg(file, warning));
  };
  note(pair.truth, compared->truthWarnings);
  note(pair.prediction, compared->predictionWarnings);
  finished.agreement = std::move(compared->agreement);
  if (pet && (!finished.agreement->truthTlg || !finished.agreement->predictedTlg))
    finished.problems.append(
        Texts::tr("%1: lesions reach beyond the PET, or into a slice that could not be read; those have no "
                  "SUV")
            .arg(source.name()));
  return finished;
}

/// Counts what is done, and how long the rest may take.
class Pace {
 public:
  Pace(int total, const EvaluationProgress& progress) : total_(total), progress_(progress) { time_.start(); }

  void finished(bool wasTaken) {
    const std::lock_guard lock(mutex_);
    ++done_;
    evaluated_ += wasTaken ? 0 : 1;
    if (!progress_) return;
    std::optional<double> left;
    if (evaluated_ > 0) left = static_cast<double>(time_.elapsed()) / 1000.0 / evaluated_ * (total_ - done_);
    progress_(done_, total_, left);
  }

 private:
  const int total_;
  const EvaluationProgress& progress_;
  QElapsedTimer time_;
  std::mutex mutex_;
  int done_ = 0;
  int evaluated_ = 0;
};

}  // namespace

QStringList addMetadata(std::vector<EvaluatedCase>& cases, const MetadataTable& table) {
  QStringList unknown;
  for (EvaluatedCase& each : cases) {
    each.metadata = table.of(each.files);
    if (!each.metadata) unknown.append(each.name);
  }
  return unknown;
}

Result<EvaluationOutcome> evaluateCases(const EvaluationRun& run, JobControl& control,
                                        const EvaluationProgress& progress) {
  Result<std::unique_ptr<FinishedCases>> opened = FinishedCases::open(run.resumeFile);
  if (!opened) return opened.error();
  FinishedCases& known = **opened;
  const auto count = static_cast<int>(run.pairs.size());
  std::vector<FinishedCase> finished(run.pairs.size());
  std::vector<PetSource> pets = run.pets;
  pets.resize(run.pairs.size());
  std::atomic<int> taken = 0;
  Pace pace(count, progress);
  forEachInParallel(count, control, [&](int number) {
    const auto n = static_cast<std::size_t>(number);
    const QByteArray key = FinishedCases::keyOf(run.pairs[n], pets[n], run.detail, run.surfaceTolerance);
    if (auto before = known.find(key)) {
      finished[n] = std::move(*before);
      ++taken;
      return pace.finished(true);
    }
    finished[n] = evaluateFiles(run.pairs[n], pets[n],
                                {.detail = run.detail, .surfaceTolerance = run.surfaceTolerance}, control);
    // What failed is tried again.
    if (!control.isCancelled() && finished[n].agreement) known.keep(key, finished[n]);
    pace.finished(false);
  });
  if (control.isCancelled()) return JobControl::cancelledError();
  if (!known.failure().isEmpty()) return Error{ErrorKind::FileUnreadable, known.failure(), run.resumeFile};
  EvaluationOutcome outcome;
  outcome.taken = taken;
  for (std::size_t n = 0; n < finished.size(); ++n) {
    outcome.problems += finished[n].problems;
    if (!finished[n].agreement) continue;
    EvaluatedCase each{run.pairs[n].name, std::move(*finished[n].agreement)};
    each.files = run.pairs[n];
    each.pet = pets[n];
    outcome.cases.push_back(std::move(each));
  }
  return outcome;
}

}  // namespace uptake::evaluation
