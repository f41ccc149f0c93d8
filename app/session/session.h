#pragma once

#include "app/session/annotations/box_import.h"
#include "app/session/annotations/deidentified_files.h"
#include "app/session/annotations/keeper.h"
#include "app/session/annotations/mask_files.h"
#include "app/session/annotations/predictions.h"
#include "app/session/case/open_case.h"
#include "app/session/images/study_images.h"
#include "app/session/images/suv_session.h"
#include "app/session/messages.h"
#include "app/session/project/project.h"
#include "app/session/schemes/class_schemes.h"

#include <QObject>

#include <memory>
#include <vector>

namespace uptake {

class ReviewController;

/// What is true while the program runs: the opened folders, the case that is open with its images and its
/// annotations, and the review of the project. It owns the parts and says what follows from what; each part
/// tells of its own changes. Everything slow runs in jobs; this object lives on the UI thread.
class Session : public QObject {
  Q_OBJECT

 public:
  explicit Session(QObject* parent = nullptr);
  ~Session() override;

  Messages& messages() { return messages_; }
  /// The class schemes of boxes.
  ClassSchemes& schemes() { return schemes_; }
  OpenCase& openCase() { return openCase_; }
  Project& project() { return project_; }
  /// What is drawn on the open case and lies on the disk.
  Keeper& annotations() { return annotations_; }
  SuvSession& suv() { return suv_; }
  StudyImages& images() { return images_; }
  MaskFiles& maskFiles() { return maskFiles_; }
  BoxImport& boxImport() { return boxImport_; }
  Predictions& predictions() { return predictions_; }
  DeidentifiedFiles& deidentifiedFiles() { return deidentifiedFiles_; }
  ReviewController& review() { return *review_; }

  const Messages& messages() const { return messages_; }
  const OpenCase& openCase() const { return openCase_; }
  const Project& project() const { return project_; }
  const Keeper& annotations() const { return annotations_; }
  const SuvSession& suv() const { return suv_; }
  const StudyImages& images() const { return images_; }

  /// Scans the paths and opens the best study in them, or of the first ones found where the scan takes
  /// longer. Unsaved work is the caller's business.
  void open(const QStringList& paths) { project_.scan(paths); }
  /// Opens a study of the index; says so when there is none of that name.
  void openStudy(const StudyRef& study);

  /// Keeps the annotations of what is open in another folder, where all of them count as unsaved, and
  /// remembers it. Inconsistent when it lies inside an opened folder, or the case is read blind.
  Result<void> setAnnotationFolder(const QString& path);

  /// True when nothing is being scanned or read.
  bool isSettled() const;
  /// Stops scanning and reading. What was read so far stays; messages tell.
  void cancelLoading();
  /// The jobs whose progress a window shows.
  std::vector<JobRunner*> visibleJobs();

 private:
  void closeStudy();
  void fillCase();
  void showFound(bool isComplete);
  void annotationsRead();
  void openPredictionOfCase();

  // The parts, each after those that it knows.
  Messages messages_;
  ClassSchemes schemes_;
  OpenCase openCase_{messages_};
  Project project_{openCase_, messages_};
  Keeper annotations_{openCase_.toolContext(), openCase_.revisions(), messages_};
  SuvSession suv_;
  StudyImages images_{openCase_, project_, suv_, messages_};
  MaskFiles maskFiles_{openCase_, project_, messages_};
  BoxImport boxImport_;
  Predictions predictions_;
  DeidentifiedFiles deidentifiedFiles_{openCase_, annotations_, project_, messages_};
  std::unique_ptr<ReviewController> review_;
};

}  // namespace uptake
