#include "app/features/review/prediction_figures.h"

#include "app/session/evaluation/case_pairs.h"
#include "app/session/evaluation/mask_input.h"

#include <QFileInfo>

#include <algorithm>
#include <memory>

namespace uptake {

namespace {

Result<CaseFigures> figuresOf(const QString& mask, const QString& prediction, JobControl& control) {
  const auto compared = evaluation::compareFiles(mask, prediction, AgreementOptions(), control);
  if (!compared) return compared.error();
  QStringList notes{QStringLiteral("%1 – %2").arg(QFileInfo(mask).fileName(), prediction)};
  notes += compared->truthWarnings + compared->predictionWarnings;
  const MaskAgreement& agreement = compared->agreement;
  return CaseFigures{agreement.dice, agreement.fpvMl, agreement.fnvMl, notes.join(QLatin1Char('\n'))};
}

/// Undefined is not worse than a number.
bool isWorse(const CaseFigures& a, const CaseFigures& b) {
  return a.dice && (!b.dice || *a.dice < *b.dice);
}

}  // namespace

void PredictionFigures::compare(const AnnotationFolder& project, const QString& predictions) {
  stop();
  project_ = project;
  predictions_ = predictions;
  const QString truths = project.path() + QStringLiteral("/SEG");
  if (!QFileInfo(truths).isDir()) {
    problems_.append(tr("There is no saved mask to compare with in %1.").arg(project.path()));
    Q_EMIT finished();
    return;
  }
  job_.start<std::shared_ptr<evaluation::CasePairs>>(
      [truths, predictions](JobControl& control) -> Result<std::shared_ptr<evaluation::CasePairs>> {
        control.setProgress(0, 0, tr("Matching predictions"));
        return std::make_shared<evaluation::CasePairs>(evaluation::pairCases(truths, predictions));
      },
      [this](Result<std::shared_ptr<evaluation::CasePairs>> pairs) {
        if (!pairs) return;
        problems_ = (*pairs)->problems;
        for (const evaluation::CasePair& pair : (*pairs)->pairs)
          pairs_.push_back({QFileInfo(pair.truth).path(), pair.truth, pair.prediction});
        waiting_.assign(pairs_.begin(), pairs_.end());
        QMetaObject::invokeMethod(this, &PredictionFigures::compareNext, Qt::QueuedConnection);
      });
}

void PredictionFigures::compareAgain(const QString& patientId, const QString& studyUid) {
  if (predictions_.isEmpty()) return;
  const QString folder = project_.segFolder(patientId, studyUid);
  const bool isIdle = !isRunning();
  outdated_ = outdated_ || (job_.isRunning() && running_ == folder);
  worst_.remove(folder);
  std::erase_if(waiting_, [&](const Pair& pair) { return pair.segFolder == folder; });
  for (const Pair& pair : pairs_)
    if (pair.segFolder == folder) waiting_.push_front(pair);
  if (isIdle) compareNext();
}

void PredictionFigures::stop() {
  job_.discard();
  waiting_.clear();
  pairs_.clear();
  worst_.clear();
  problems_.clear();
  predictions_.clear();
}

void PredictionFigures::compareNext() {
  if (waiting_.empty() || job_.isRunning()) {
    if (!job_.isRunning()) Q_EMIT finished();
    return;
  }
  const Pair pair = waiting_.front();
  waiting_.pop_front();
  running_ = pair.segFolder;
  outdated_ = false;
  job_.start<CaseFigures>(
      [pair](JobControl& control) { return figuresOf(pair.mask, pair.prediction, control); },
      [this, pair](Result<CaseFigures> figures) {
        if (outdated_) {
          // Compared as it was: it waits to be compared again.
        } else if (!figures) {
          problems_.append(figures.error().text());
          Q_EMIT compared(pair.segFolder, CaseFigures{{}, {}, {}, figures.error().text()});
        } else {
          const auto known = worst_.find(pair.segFolder);
          // Of a case with several masks that have predictions, the worst stands for it; its note says which.
          if (known == worst_.end() || isWorse(*figures, *known)) {
            worst_[pair.segFolder] = *figures;
            Q_EMIT compared(pair.segFolder, *figures);
          }
        }
        QMetaObject::invokeMethod(this, &PredictionFigures::compareNext, Qt::QueuedConnection);
      });
}

}  // namespace uptake
