#pragma once

#include "app/features/review/worklist_model.h"
#include "app/session/evaluation/case_pairs.h"
#include "core/jobs/job_runner.h"
#include "io/dicom/study_index.h"
#include "io/store/annotation_folder.h"

#include <QObject>

#include <deque>
#include <vector>

namespace uptake {

/// Compares the saved masks of a project with predictions, one case after the other in the background: what
/// `uptake-cli evaluate --truth <project>/SEG --prediction <folder>` says, for the worklist.
class PredictionFigures : public QObject {
  Q_OBJECT

 public:
  explicit PredictionFigures(QObject* parent = nullptr) : QObject(parent) {}

  /// Compares all; what was being compared before is given up. Cases of image files that are no DICOM are
  /// compared as their names say (`index`): the saved mask of each, or else that of its folder, with the file
  /// of `predictions` that is named after the case, or else that of its folder.
  void compare(const AnnotationFolder& project, const QString& predictions, const StudyIndex& index);
  /// Where the masks of a case lie: AnnotationFolder::segFolder(), or of image files the path of its mask.
  static QString placeOf(const AnnotationFolder& project, const QString& patientId, const QString& studyUid);
  /// The masks of a case are others now.
  void compareAgain(const QString& patientId, const QString& studyUid);
  void stop();
  bool isRunning() const { return job_.isRunning() || !waiting_.empty(); }
  /// Masks without a partner, and what else could not be compared.
  const QStringList& problems() const { return problems_; }

 Q_SIGNALS:
  /// Of the case whose masks lie there (placeOf()).
  void compared(const QString& place, const uptake::CaseFigures& figures);
  void finished();

 private:
  struct Pair {
    QString place;
    QStringList masks;        ///< the first that is there
    QStringList predictions;  ///< likewise
  };
  static std::vector<Pair> pairsOfImages(const AnnotationFolder& project, const QString& predictions,
                                         const StudyIndex& index);
  void takePairs(const evaluation::CasePairs& pairs, std::vector<Pair> images);
  void compareNext();

  AnnotationFolder project_{QString()};
  QString predictions_;
  std::vector<Pair> pairs_;
  std::deque<Pair> waiting_;
  QString running_;                    ///< the case that is being compared
  bool outdated_ = false;              ///< its masks changed meanwhile: what comes of it does not count
  QHash<QString, CaseFigures> worst_;  ///< of cases with several masks, so far
  QStringList problems_;
  JobRunner job_;
};

}  // namespace uptake
