#include "app/session/case/case_controller.h"

#include "core/mask/lesion_colours.h"

#include <QDir>
#include <QFileInfo>

#include <utility>

namespace uptake {

CaseController::CaseController(QObject* parent) : QObject(parent) {
  connect(&messages_, &Messages::said, this, &CaseController::said);
  connect(&messages_, &Messages::refused, this, &CaseController::refused);
  connect(&messages_, &Messages::problemsChanged, this, &CaseController::problemsChanged);
  connect(&openCase_, &OpenCase::studyChanged, this, &CaseController::studyChanged);
  connect(&openCase_, &OpenCase::studyOpened, this, &CaseController::studyOpened);
  connect(&project_, &Project::replacing, this, &CaseController::resetCase);
  connect(&project_, &Project::annotationFolderChanged, this, [this] {
    folder_ = projectFolder_;
    plan_ = {};
    Q_EMIT annotationFolderChanged();
  });
  connect(&project_, &Project::scanned, this, &CaseController::scanned);
  connect(&project_, &Project::found, this, &CaseController::showFound);
  connect(&project_, &Project::keptOpenCase, this, [this](const QStringList& boxFiles) {
    // Whatever was said about unsaved work was said of a case that would go.
    discarded_ = false;
    if (!boxFiles.isEmpty()) boxImport_.importFiles(boxFiles);
  });
  connect(&project_, &Project::indexChanged, this, &CaseController::indexChanged);
  connect(&suv_, &SuvSession::edited, this, &CaseController::keepSuvEdit);
  connect(&suv_, &SuvSession::suvChanged, this, &CaseController::suvChanged);
  connect(&images_, &StudyImages::slicesArrived, this, &CaseController::slicesArrived);
  connect(&images_, &StudyImages::imagesLoaded, this, &CaseController::imagesLoaded);
  connect(&maskFiles_, &MaskFiles::imported, this, &CaseController::maskImported);
  connect(&maskFiles_, &MaskFiles::exported, this, &CaseController::maskExported);
  connect(&boxImport_, &BoxImport::imported, this, &CaseController::boxesImported);
  connect(&predictions_, &Predictions::opened, this, &CaseController::predictionOpened);
  connect(&predictions_, &Predictions::boxesOpened, this, &CaseController::predictedBoxesOpened);
  connect(&deidentifiedFiles_, &DeidentifiedFiles::written, this, &CaseController::exportedWithoutPatient);
  watchDocument();
  watchJournal();
}

CaseController::~CaseController() {
  for (JobRunner* job : visibleJobs()) job->cancelAndWait();
  endJournal();
}

std::vector<JobRunner*> CaseController::visibleJobs() {
  std::vector<JobRunner*> jobs{&project_.job()};
  for (JobRunner* job : images_.jobs()) jobs.push_back(job);
  for (JobRunner* job : {&annotationJob_, &saveJob_, &maskFiles_.job(), &deidentifiedFiles_.job(),
                         &predictions_.job(), &boxImport_.job(), &openCase_.lesionEditor().job()})
    jobs.push_back(job);
  return jobs;
}

Result<void> CaseController::setAnnotationFolder(const QString& path) {
  const AnnotationFolder folder(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
  if (folder.isInside(index_.roots))
    return Error{
        ErrorKind::Inconsistent,
        tr("The folder lies inside the opened one, which is never written to. Choose one beside it."),
        folder.path()};
  if (isReadBlind())
    return Error{ErrorKind::Inconsistent,
                 tr("The case is being read blind, in a folder of its own. Finish the reading first."),
                 folder.path()};
  if (folder == folder_) return {};
  folder_ = folder;
  annotationsRead_ = true;  // nothing there has been read, and nothing that is there is replaced
  // Nothing of this case is there yet.
  for (const auto& [id, box] : document_.boxes()) dirtyImages_.insert(box.sopInstanceUid);
  for (const auto& mask : document_.masks()) {
    // What lies in the opened folder unchanged is found there again.
    if (asRead_.contains(mask->id) && (mask->prediction || otherReadings_.contains(mask->id) ||
                                       seriesOf(mask->provenance.sopInstanceUid) >= 0))
      continue;
    dirtyMasks_.insert(mask->id);
  }
  knownSegFiles_.clear();
  knownVocFiles_.clear();
  stamps_.clear();
  dirtyMeasurements_ = !document_.measurements().empty();
  knowsMeasurementFile_ = false;
  dirtyBoxLinks_ = !document_.boxTies().empty();
  knowsBoxLinkFile_ = false;
  dirtyDecisions_ = !document_.decisions().empty();
  dirtySliceClasses_ = !document_.sliceClasses().isEmpty();
  knowsDecisionFile_ = false;
  for (const auto& [uid, edit] : suv_.edits()) keepSuvEdit(edit);
  if (!dirtyImages_.empty() || !dirtyMasks_.empty() || dirtyMeasurements_ || dirtyBoxLinks_ ||
      dirtyDecisions_ || dirtySliceClasses_)
    revisions_.setSaved(std::nullopt);
  if (study()) rebaseJournal();
  project_.setAnnotationFolder(folder);
  return {};
}

/// Forgets the study, its jobs and everything drawn.
void CaseController::resetCase() {
  images_.close();
  suv_.clear();
  maskFiles_.close();
  for (JobRunner* job : {&annotationJob_, &deidentifiedFiles_.job(), &predictions_.job(), &boxImport_.job()})
    job->discard();
  giveUpWaitingSaves(tr("The case was closed before it was saved."));
  endJournal();
  adopting_ = true;
  journal_.setPaused(true);
  openCase_.close();
  journal_.setPaused(false);
  adopting_ = false;
  vocOriginals_.clear();
  measurementsOriginal_.clear();
  dirtyMeasurements_ = knowsMeasurementFile_ = false;
  unresolvedLinks_.clear();
  boxLinksOriginal_.clear();
  dirtyBoxLinks_ = knowsBoxLinkFile_ = false;
  decisionsOriginal_.clear();
  dirtyDecisions_ = knowsDecisionFile_ = false;
  dirtySliceClasses_ = false;
  dirtyImages_.clear();
  dirtyMasks_.clear();
  asRead_.clear();
  otherReadings_.clear();
  knownSegFiles_.clear();
  knownVocFiles_.clear();
  stamps_.clear();
  annotationsRead_ = false;
  knownSuvFiles_.clear();
  ++caseNumber_;
}

void CaseController::openStudy(const StudyRef& wanted) {
  const StudyIndex::Found found = index_.find(wanted);
  if (!found) return messages_.say(tr("The study is no longer among those that were found."));
  PatientEntry patient{found.patient->id, found.patient->name, {*found.study}};
  resetCase();
  openCase_.open(std::move(patient));
  takeReadingPlan();
  rebaseJournal();
  messages_.setProblems(index_.problems);
  readSuvEdits();
  images_.open();
  Q_EMIT openCase_.studyOpened();
  loadStoredAnnotations();
}

/// There are other studies to open than before, or more of the one that is open.
void CaseController::showFound(bool isComplete) {
  if (project_.hasOpenStudyGrown()) {
    // Nothing is drawn that opening it anew would lose.
    if (undoStack_.count() == 0 && !isSaving()) return openStudy(studyRef());
    messages_.say(tr("More images of the study that is open were found. Open it again to see them."));
  }
  if (study()) return;
  if (const auto best = project_.bestStudy())
    openStudy(*best);
  else if (isComplete)
    project_.sayNothingIsShown();
}

void CaseController::readSuvEdits() {
  std::map<QString, SuvEdit> edits;
  for (const SeriesEntry& series : study()->series) {
    const QString& uid = series.source.seriesInstanceUid;
    if (!series.petValues || edits.contains(uid)) continue;
    const Result<std::optional<SuvEdit>> edit = readSuvEdit(folder_, uid);
    if (!edit) {
      addProblems({{edit.error().file, edit.error().message}});
      continue;
    }
    if (!edit->has_value()) continue;
    edits.emplace(uid, **edit);
    knownSuvFiles_.insert(folder_.suvFile(uid));
  }
  suv_.setEdits(std::move(edits));
}

void CaseController::keepSuvEdit(const SuvEdit& edit) {
  const QString file = folder_.suvFile(edit.seriesInstanceUid);
  const Result<void> written = writeSuvEdit(AnnotationFolder(folder_.path(), project_.guardedPaths(*study())),
                                            edit, knownSuvFiles_.contains(file));
  if (written) {
    knownSuvFiles_.insert(file);
    return;
  }
  addProblems({{written.error().file, written.error().message}});
  messages_.say(tr("The SUV corrections hold until the study is closed; they were not saved: %1")
                    .arg(written.error().message));
}

namespace {

/// Names and colours of masks that are read together differ. Ours keep theirs before those of others do, and
/// their names in any case: those are in our files.
void tellMasksApart(StoredAnnotations& stored) {
  std::vector<Rgb> colours;
  QStringList names;
  const auto isOurs = [](const auto& mask) { return !mask->provenance.file.isEmpty(); };
  const auto take = [&](MaskLayer& mask, ColourChoice choice) {
    separateColours(mask.segments, colours, choice);
    for (const Segment& segment : mask.segments) colours.push_back(segment.colour);
    names.append(mask.name);
  };
  for (const auto& mask : stored.masks)
    if (isOurs(mask)) take(*mask, ColourChoice::KeepChosen);
  for (const auto& mask : stored.masks) {
    if (isOurs(mask)) continue;
    const QString base = mask->name;
    for (int number = 2; names.contains(mask->name); ++number)
      mask->name = QStringLiteral("%1 %2").arg(base).arg(number);
    take(*mask, ColourChoice::KeepNone);
  }
}

}  // namespace

void CaseController::adoptAnnotations(StoredAnnotations stored) {
  setAdopting(true);
  for (Box& box : stored.boxes) document_.insertBox(std::move(box));
  ResolvedLinks links = resolveLinks(stored.boxLinks, document_.boxes());
  for (const auto& [pair, tie] : links.ties) document_.setBoxTie(pair, tie);
  if (!links.unresolved.empty())
    stored.problems.push_back(
        {folder_.boxLinkFile(patient()->id, study()->uid),
         tr("%n link(s) between boxes name boxes that are not there; they stay in the file.", nullptr,
            static_cast<int>(links.unresolved.size()))});
  unresolvedLinks_ = std::move(links.unresolved);
  knowsBoxLinkFile_ = !stored.boxLinksOriginal.isEmpty();
  boxLinksOriginal_ = std::move(stored.boxLinksOriginal);
  tellMasksApart(stored);
  for (auto& mask : stored.masks) {
    if (!mask->provenance.file.isEmpty()) knownSegFiles_.insert(mask->provenance.file);
    const Label first = mask->segments.empty() ? Label{0} : mask->segments.front().number;
    const bool isOurFile = !mask->provenance.file.isEmpty();
    const QString name = mask->name;
    const auto other = stored.othersMasks.find(mask.get());
    const bool isOthers = other != stored.othersMasks.end();
    const MaskId id = document_.insertMask(std::move(mask));
    if (!isOurFile) asRead_.emplace(id, name);
    if (isOthers) otherReadings_.emplace(id, other->second);
    if (isOthers) continue;
    if (selection_.mask() == MaskId::None) selection_.setSegment(id, first);
  }
  if (!stored.othersBoxes.empty()) {
    document_.setPredictedBoxes(std::move(stored.othersBoxes));
    Q_EMIT predictedBoxesOpened();
  }
  for (Measurement& each : stored.measurements) document_.insertMeasurement(std::move(each));
  knowsMeasurementFile_ = !stored.measurementsOriginal.isEmpty();
  measurementsOriginal_ = std::move(stored.measurementsOriginal);
  document_.setSliceClasses(stored.sliceClasses);
  for (const LesionDecision& decision : stored.decisions) document_.setDecision(decision.lesion, decision);
  knowsDecisionFile_ = !stored.decisionsOriginal.isEmpty();
  decisionsOriginal_ = std::move(stored.decisionsOriginal);
  vocOriginals_ = std::move(stored.vocOriginals);
  knownVocFiles_ = {stored.vocFiles.begin(), stored.vocFiles.end()};
  annotationsRead_ = true;
  stamps_ = std::move(stored.stamps);
  setAdopting(false);
  rebaseJournal();
  addProblems(stored.problems);
}

void CaseController::watchDocument() {
  connect(&document_, &CaseDocument::boxesChanged, this, [this](const QString& image) {
    if (adopting_) return;
    dirtyImages_.insert(image);
    // Links name boxes by their places and classes.
    dirtyBoxLinks_ = dirtyBoxLinks_ || !document_.boxTies().empty();
  });
  connect(&document_, &CaseDocument::boxTiesChanged, this, [this] {
    if (!adopting_) dirtyBoxLinks_ = true;
  });
  connect(&document_, &CaseDocument::measurementsChanged, this, [this] {
    if (!adopting_) dirtyMeasurements_ = true;
  });
  connect(&document_, &CaseDocument::decisionsChanged, this, [this] {
    if (!adopting_) dirtyDecisions_ = true;
  });
  connect(&document_, &CaseDocument::sliceClassesChanged, this, [this] {
    if (!adopting_) dirtySliceClasses_ = true;
  });
  const auto touchMask = [this](MaskId id) {
    if (adopting_) return;
    asRead_.erase(id);
    dirtyMasks_.insert(id);
  };
  connect(&document_, &CaseDocument::segmentsChanged, this, touchMask);
  connect(&document_, &CaseDocument::maskVoxelsChanged, this, touchMask);
  connect(&document_, &CaseDocument::masksChanged, this, [this] {
    // Added, renamed or put back: cheap to write again, and never wrong.
    if (adopting_) return;
    for (const auto& mask : document_.masks()) {
      const auto known = asRead_.find(mask->id);
      if (known != asRead_.end() && known->second == mask->name) continue;
      asRead_.erase(mask->id);
      dirtyMasks_.insert(mask->id);
    }
  });
}

/// A mask that lies in a file, which stands for it: no edit.
MaskId CaseController::adoptMask(std::unique_ptr<MaskLayer> mask) {
  adopting_ = true;
  revisions_.setPaused(true);
  const QString name = mask->name;
  const MaskId id = document_.insertMask(std::move(mask));
  asRead_.emplace(id, name);
  adopting_ = false;
  revisions_.setPaused(false);
  return id;
}

bool CaseController::isSettled() const {
  return !project_.isScanning() && !images_.isWorking() && !annotationJob_.isRunning() &&
         !predictions_.isReading();
}

void CaseController::cancelLoading() {
  images_.cancel();
  maskFiles_.cancel();
  for (JobRunner* job : {&project_.job(), &annotationJob_, &deidentifiedFiles_.job(), &predictions_.job(),
                         &boxImport_.job(), &openCase_.lesionEditor().job()})
    job->cancel();
}

}  // namespace uptake
