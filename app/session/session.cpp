#include "app/session/session.h"

#include "app/session/annotations/kinds/masks.h"
#include "app/session/annotations/kinds/suv_edits.h"
#include "app/session/review/review_controller.h"
#include "io/images/image_file.h"

#include <algorithm>
#include <utility>

namespace uptake {

Session::Session(QObject* parent)
    : QObject(parent),
      suv_(openCase_, annotations_.kind<SuvEditsKind>()),
      boxImport_(
          openCase_, schemes_, [this] { return annotations_.isRead(); }, messages_),
      predictions_(
          openCase_, schemes_,
          [this](std::unique_ptr<MaskLayer> mask) {
            return annotations_.kind<MasksKind>().insertPrediction(std::move(mask));
          },
          messages_) {
  connect(&project_, &Project::replacing, this, &Session::closeStudy);
  connect(&project_, &Project::annotationFolderChanged, this,
          [this] { annotations_.useProjectFolder(project_.annotationFolder()); });
  connect(&project_, &Project::found, this, &Session::showFound);
  connect(&project_, &Project::keptOpenCase, this, [this](const QStringList& boxFiles) {
    // Whatever was said about unsaved work was said of a case that would go.
    annotations_.discardUnsaved(false);
    if (!boxFiles.isEmpty()) boxImport_.importFiles(boxFiles);
  });
  // Before others hear of it.
  connect(&annotations_, &Keeper::annotationsLoaded, this, &Session::annotationsRead);
  review_ = std::make_unique<ReviewController>(*this);
  connect(review_.get(), &ReviewController::said, &messages_, &Messages::say);
}

Session::~Session() {
  for (JobRunner* job : visibleJobs()) job->cancelAndWait();
}

void Session::closeStudy() {
  images_.close();
  suv_.clear();
  maskFiles_.close();
  for (JobRunner* job : {&deidentifiedFiles_.job(), &predictions_.job(), &boxImport_.job()}) job->discard();
  annotations_.close();
  openCase_.close();
}

void Session::openStudy(const StudyRef& wanted) {
  const StudyIndex& index = project_.index();
  const StudyIndex::Found found = index.find(wanted);
  if (!found) return messages_.say(tr("The study is no longer among those that were found."));
  PatientEntry patient{found.patient->id, found.patient->name, {*found.study}, found.patient->folder};
  expandSlices(patient.studies.front());
  closeStudy();
  openCase_.open(patient);
  messages_.setProblems(index.problems);
  annotations_.open({std::move(patient), index.roots, project_.guardedPaths(*openCase_.study()),
                     index.vocFiles, index.vocPatients, schemes_.current(), index.lidcFiles});
  // The values of the images depend on what is read first.
  annotations_.readFirst([this] { fillCase(); });
}

void Session::fillCase() {
  suv_.takeEdits();
  images_.open();
  Q_EMIT openCase_.studyOpened();
  annotations_.read();
}

Result<void> Session::setAnnotationFolder(const QString& path) {
  const AnnotationFolder before = annotations_.folder();
  if (Result<void> moved = annotations_.moveTo(path, project_.index().roots); !moved) return moved;
  if (annotations_.folder() != before) project_.setAnnotationFolder(annotations_.folder());
  return {};
}

/// There are other studies to open than before, or more of the one that is open.
void Session::showFound(bool isComplete) {
  if (project_.hasOpenStudyGrown()) {
    // Nothing is drawn that opening it anew would lose.
    if (openCase_.undoStack().count() == 0 && !annotations_.isSaving())
      return openStudy(openCase_.studyRef());
    messages_.say(tr("More images of the study that is open were found. Open it again to see them."));
  }
  if (openCase_.study()) return;
  if (const auto best = project_.bestStudy())
    openStudy(*best);
  else if (isComplete)
    project_.sayNothingIsShown();
}

void Session::annotationsRead() {
  if (!annotations_.isRead()) return;
  // Those of other readers.
  if (!openCase_.document().predictedBoxes().empty()) Q_EMIT predictions_.boxesOpened();
  openPredictionOfCase();
  images_.showPetOfMasks();
}

/// What lies beside a case of image files as its prediction is opened with it.
void Session::openPredictionOfCase() {
  if (!openCase_.study() || annotations_.isReadBlind()) return;
  const auto& masks = openCase_.study()->maskFiles;
  const auto first = std::ranges::find_if(masks, &CaseMaskFile::isPrediction);
  if (first == masks.end()) return;
  const auto isRead = [&](const auto& mask) { return mask->prediction.has_value(); };
  if (std::ranges::any_of(openCase_.document().masks(), isRead)) return;
  predictions_.openMask(first->file, openCase_.selection().mask());
  const auto more = std::ranges::count_if(masks, &CaseMaskFile::isPrediction) - 1;
  if (more > 0)
    messages_.say(
        tr("%Ln more prediction(s) of this case can be opened as files.", nullptr, static_cast<int>(more)));
}

bool Session::isSettled() const {
  return !project_.isScanning() && !images_.isWorking() && !annotations_.isReading() &&
         !predictions_.isReading();
}

void Session::cancelLoading() {
  images_.cancel();
  maskFiles_.cancel();
  annotations_.cancelReading();
  for (JobRunner* job : {&project_.job(), &deidentifiedFiles_.job(), &predictions_.job(), &boxImport_.job(),
                         &openCase_.lesionEditor().job()})
    job->cancel();
}

std::vector<JobRunner*> Session::visibleJobs() {
  std::vector<JobRunner*> jobs{&project_.job()};
  for (JobRunner* job : images_.jobs()) jobs.push_back(job);
  for (JobRunner* job :
       {&annotations_.readJob(), &annotations_.saveJob(), &maskFiles_.job(), &deidentifiedFiles_.job(),
        &predictions_.job(), &boxImport_.job(), &openCase_.lesionEditor().job()})
    jobs.push_back(job);
  return jobs;
}

}  // namespace uptake
