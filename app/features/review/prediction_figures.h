#pragma once

#include "app/features/review/worklist_model.h"
#include "core/jobs/job_runner.h"
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

  /// Compares all; what was being compared before is given up.
  void compare(const AnnotationFolder& project, const QString& predictions);
  /// The masks of a case are others now.
  void compareAgain(const QString& patientId, const QString& studyUid);
  void stop();
  bool isRunning() const { return job_.isRunning() || !waiting_.empty(); }
  /// Masks without a partner, and what else could not be compared.
  const QStringList& problems() const { return problems_; }

 Q_SIGNALS:
  /// Of the case whose masks lie in this folder (AnnotationFolder::segFolder()).
  void compared(const QString& segFolder, const uptake::CaseFigures& figures);
  void finished();

 private:
  struct Pair {
    QString segFolder;
    QString mask;
    QString prediction;
  };
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
