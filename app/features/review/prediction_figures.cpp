#include "app/features/review/prediction_figures.h"

#include "app/session/evaluation/mask_input.h"
#include "core/identity/image_key.h"
#include "io/masks/label_image.h"

#include <QDir>
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

QString firstThere(const QStringList& files) {
  const auto found =
      std::ranges::find_if(files, [](const QString& file) { return QFileInfo(file).isFile(); });
  return found == files.end() ? QString() : *found;
}

/// Undefined is not worse than a number.
bool isWorse(const CaseFigures& a, const CaseFigures& b) {
  return a.dice && (!b.dice || *a.dice < *b.dice);
}

}  // namespace

QString PredictionFigures::placeOf(const AnnotationFolder& project, const QString& patientId,
                                   const QString& studyUid) {
  return isImageKey(studyUid) ? project.maskImage(studyUid, 1, {}) : project.segFolder(patientId, studyUid);
}

std::vector<PredictionFigures::Pair> PredictionFigures::pairsOfImages(const AnnotationFolder& project,
                                                                      const QString& predictions,
                                                                      const StudyIndex& index) {
  std::vector<Pair> pairs;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies) {
      if (!study.isOfImageFiles()) continue;
      const QString suffix = labelImageSuffix(study.maskName);
      Pair pair{placeOf(project, {}, study.uid), {project.maskImage(study.uid, 1, suffix)}, {}};
      const QDir folder(predictions);
      pair.predictions = {folder.filePath(study.maskName),
                          folder.filePath(QFileInfo(study.maskName).fileName())};
      for (const CaseMaskFile& mask : study.maskFiles)
        (mask.isPrediction ? pair.predictions : pair.masks).append(mask.file);
      pairs.push_back(std::move(pair));
    }
  return pairs;
}

void PredictionFigures::compare(const AnnotationFolder& project, const QString& predictions,
                                const StudyIndex& index) {
  stop();
  project_ = project;
  predictions_ = predictions;
  std::vector<Pair> images = pairsOfImages(project, predictions, index);
  const QString truths = project.path() + QStringLiteral("/SEG");
  if (!QFileInfo(truths).isDir()) {
    if (!images.empty()) return takePairs({}, std::move(images));
    problems_.append(tr("There is no saved mask to compare with in %1.").arg(project.path()));
    Q_EMIT finished();
    return;
  }
  job_.start<std::shared_ptr<evaluation::CasePairs>>(
      [truths, predictions](JobControl& control) -> Result<std::shared_ptr<evaluation::CasePairs>> {
        control.setProgress(0, 0, tr("Matching predictions"));
        return std::make_shared<evaluation::CasePairs>(evaluation::pairCases(truths, predictions));
      },
      [this, images = std::move(images)](const Result<std::shared_ptr<evaluation::CasePairs>>& pairs) {
        if (pairs) takePairs(**pairs, images);
      });
}

void PredictionFigures::takePairs(const evaluation::CasePairs& pairs, std::vector<Pair> images) {
  problems_ = pairs.problems;
  pairs_ = std::move(images);
  for (const evaluation::CasePair& pair : pairs.pairs)
    pairs_.push_back({QFileInfo(pair.truth).path(), {pair.truth}, {pair.prediction}});
  waiting_.assign(pairs_.begin(), pairs_.end());
  QMetaObject::invokeMethod(this, &PredictionFigures::compareNext, Qt::QueuedConnection);
}

void PredictionFigures::compareAgain(const QString& patientId, const QString& studyUid) {
  if (predictions_.isEmpty()) return;
  const QString place = placeOf(project_, patientId, studyUid);
  const bool isIdle = !isRunning();
  outdated_ = outdated_ || (job_.isRunning() && running_ == place);
  worst_.remove(place);
  std::erase_if(waiting_, [&](const Pair& pair) { return pair.place == place; });
  for (const Pair& pair : pairs_)
    if (pair.place == place) waiting_.push_front(pair);
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
  running_ = pair.place;
  outdated_ = false;
  job_.start<CaseFigures>(
      [pair](JobControl& control) -> Result<CaseFigures> {
        const QString mask = firstThere(pair.masks), prediction = firstThere(pair.predictions);
        if (!mask.isEmpty() && !prediction.isEmpty()) return figuresOf(mask, prediction, control);
        return Error{ErrorKind::FileUnreadable,
                     mask.isEmpty() ? tr("There is no mask of this case.")
                                    : tr("There is no prediction of this case."),
                     pair.place};
      },
      [this, pair](Result<CaseFigures> figures) {
        if (outdated_) {
          // Compared as it was: it waits to be compared again.
        } else if (!figures) {
          problems_.append(figures.error().text());
          Q_EMIT compared(pair.place, CaseFigures{{}, {}, {}, figures.error().text()});
        } else {
          const auto known = worst_.find(pair.place);
          // Of a case with several masks that have predictions, the worst stands for it; its note says which.
          if (known == worst_.end() || isWorse(*figures, *known)) {
            worst_[pair.place] = *figures;
            Q_EMIT compared(pair.place, *figures);
          }
        }
        QMetaObject::invokeMethod(this, &PredictionFigures::compareNext, Qt::QueuedConnection);
      });
}

}  // namespace uptake
