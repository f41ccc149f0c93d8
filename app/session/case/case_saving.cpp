#include "app/session/case/case_controller.h"
#include "io/slicetable/slice_table_store.h"

#include <algorithm>
#include <utility>

// The part of CaseController that saves.

namespace uptake {

std::set<QString> CaseController::segFilesOfDocument() const {
  std::set<QString> files;
  for (const auto& mask : document_.masks())
    if (!mask->provenance.file.isEmpty()) files.insert(mask->provenance.file);
  return files;
}

namespace {

/// A mask that is no longer the one in its file but an edited version of it.
void makeNew(MaskProvenance& provenance) {
  if (provenance.file.isEmpty()) return;  // it is new, or a version of what others made, already
  if (!provenance.sopInstanceUid.isEmpty()) {
    provenance.predecessorUid = provenance.sopInstanceUid;
    provenance.predecessorSeriesUid = provenance.seriesInstanceUid;
    provenance.predecessorClassUid.clear();
  }
  provenance.file.clear();
  provenance.sopInstanceUid.clear();
  provenance.seriesInstanceUid.clear();
}

}  // namespace

/// A save: what was asked for, and what the document held then.
struct CaseController::Saving {
  StudyRef study;
  int caseNumber = 0;
  SaveMode mode = SaveMode::Update;
  qint64 revision = 0;
  std::optional<qint64> savedBefore;  ///< the revision that the files held until then
  SaveRequest request;                ///< without the masks, which the job adds
  std::vector<MaskSnapshot> masks;
};

std::shared_ptr<CaseController::Saving> CaseController::snapshot(SaveMode mode) {
  auto saving = std::make_shared<Saving>();
  saving->study = studyRef();
  saving->caseNumber = caseNumber_;
  saving->mode = mode;
  saving->revision = revisions_.current();
  saving->savedBefore = revisions_.saved();
  SaveRequest& request = saving->request;
  request.known = stamps_;
  request.replaceChanged = mode == SaveMode::Replace;
  request.folder = AnnotationFolder(folder_.path(), project_.guardedPaths(*study()));
  request.patientId = patient()->id;
  request.study = *study();
  for (const QString& image : dirtyImages_) {
    const auto original = vocOriginals_.find(image);
    const bool known = knownVocFiles_.contains(folder_.vocFile(request.patientId, image));
    request.images.push_back({image, document_.boxesOn(image),
                              original == vocOriginals_.end() ? QByteArray() : original->second, known});
  }
  bringMasksOfTheirFile();
  for (const auto& mask : document_.masks()) {
    // Of a table of slices all is saved at once.
    if (!dirtyMasks_.contains(mask->id) && !sliceTable()) continue;
    saving->masks.emplace_back(*mask);
    if (mode == SaveMode::AsNew) makeNew(saving->masks.back().provenance);
  }
  if (dirtyMeasurements_) {
    MeasurementsToSave& wanted = request.measurements.emplace();
    for (const auto& [id, measurement] : document_.measurements()) wanted.measurements.push_back(measurement);
    wanted.original = measurementsOriginal_;
    wanted.mayReplace = knowsMeasurementFile_;
  }
  if (dirtyBoxLinks_)
    request.boxLinks = {linksOf(document_.boxes(), document_.boxTies()), unresolvedLinks_, boxLinksOriginal_,
                        knowsBoxLinkFile_};
  if (dirtyDecisions_) {
    DecisionsToSave& wanted = request.decisions.emplace();
    for (const auto& [lesion, decision] : document_.decisions()) wanted.decisions.push_back(decision);
    wanted.original = decisionsOriginal_;
    wanted.mayReplace = knowsDecisionFile_;
  }
  request.sliceClasses = document_.sliceClasses();
  const std::set<QString> present = segFilesOfDocument();
  for (const QString& file : knownSegFiles_)
    if (!present.contains(file)) request.removedSegFiles.append(file);
  return saving;
}

/// A saved mask stands for the file that it was made from, all of it: other masks of that file come along.
void CaseController::bringMasksOfTheirFile() {
  std::set<QString> superseded;
  for (const auto& mask : document_.masks())
    if (dirtyMasks_.contains(mask->id) && mask->provenance.file.isEmpty())
      superseded.insert(mask->provenance.predecessorUid);
  superseded.erase(QString());
  for (const auto& mask : document_.masks())
    if (!mask->prediction && asRead_.contains(mask->id) &&
        superseded.contains(mask->provenance.predecessorUid)) {
      asRead_.erase(mask->id);
      dirtyMasks_.insert(mask->id);
    }
}

void CaseController::save(SaveMode mode) {
  waitingSaves_.push_back(mode);
  beginNextSave();
}

/// Why nothing can be saved now, or empty.
QString CaseController::saveRefusal() const {
  if (!study()) return tr("There is nothing to save: no study is open.");
  if (annotationsRead_) return {};
  // Saving now could replace boxes that nobody has seen.
  return annotationJob_.isRunning()
             ? tr("The annotations on disk are still being read; save again when they are there.")
             : tr("The annotations on disk were not all read. Choose another folder to save in, or "
                  "open the study again.");
}

void CaseController::beginNextSave() {
  if (const QString refusal = saveRefusal(); !refusal.isEmpty()) return giveUpWaitingSaves(refusal);
  if (saving_ || waitingSaves_.empty()) return;
  const SaveMode mode = waitingSaves_.front();
  waitingSaves_.pop_front();
  saving_ = snapshot(mode);
  // From here on, what is drawn while the job writes is unsaved again; and until it ends, the files may hold
  // what they held or what is written.
  dirtyImages_.clear();
  dirtyMasks_.clear();
  dirtyMeasurements_ = false;
  dirtyBoxLinks_ = false;
  dirtyDecisions_ = false;
  dirtySliceClasses_ = false;
  if (saving_->revision != saving_->savedBefore) revisions_.setSaved(std::nullopt);
  saveJob_.start<SaveReport>(
      [saving = saving_, isTable = sliceTable() != nullptr](JobControl& control) -> Result<SaveReport> {
        for (const MaskSnapshot& mask : saving->masks) {
          Result<MaskLayer> layer = mask.toLayer();
          if (!layer) return layer.error();
          saving->request.masks.push_back(layer.take());
        }
        return isTable ? saveSliceTable(saving->request, control) : saveAnnotations(saving->request, control);
      },
      [this](Result<SaveReport> report) {
        const std::shared_ptr<Saving> saving = std::exchange(saving_, nullptr);
        finishSave(*saving, std::move(report));
      });
}

void CaseController::finishSave(const Saving& saving, Result<SaveReport> report) {
  const bool isOpenStill = saving.caseNumber == caseNumber_;
  if (report && report->problems.empty()) {
    if (isOpenStill) takeReport(saving, *report);
    // Before anyone hears of it: who waits for all saves sees that there is another.
    beginNextSave();
    Q_EMIT saved(report->files, report->notes, saving.study);
    return;
  }
  SaveFailure failure;
  if (!report) {
    failure.reason = report.error().text();
  } else {
    failure.reason = report->problems.front().file + QStringLiteral(": ") + report->problems.front().reason;
    failure.conflicts = report->conflicts;
    failure.onlyMasks = std::ranges::all_of(report->conflicts, [&](const QString& file) {
      return std::ranges::any_of(saving.masks,
                                 [&](const MaskSnapshot& mask) { return mask.provenance.file == file; });
    });
  }
  if (isOpenStill) {
    if (report) takeReport(saving, *report);
    takeDirtyBack(saving);
    // Nothing was replaced where someone else changed a file.
    if (!failure.conflicts.isEmpty()) revisions_.setSaved(saving.savedBefore);
    if (report) addProblems(report->problems);
    if (report && !report->files.isEmpty()) rebaseJournal();
  }
  beginNextSave();
  failSave(failure, saving.study);
}

/// Nothing counts as saved: the next save writes all of it again.
void CaseController::takeDirtyBack(const Saving& saving) {
  const SaveRequest& request = saving.request;
  for (const ImageBoxes& image : request.images) dirtyImages_.insert(image.sopInstanceUid);
  for (const MaskSnapshot& mask : saving.masks)
    if (document_.mask(mask.id)) dirtyMasks_.insert(mask.id);
  dirtyMeasurements_ = dirtyMeasurements_ || request.measurements.has_value();
  dirtyBoxLinks_ = dirtyBoxLinks_ || request.boxLinks.has_value();
  dirtyDecisions_ = dirtyDecisions_ || request.decisions.has_value();
  dirtySliceClasses_ = dirtySliceClasses_ || !request.sliceClasses.isEmpty();
}

/// Later: whoever asked for the save listens only afterwards, and what is being closed is closed then.
void CaseController::failSave(const SaveFailure& failure, const StudyRef& study) {
  QMetaObject::invokeMethod(
      this,
      [this, failure, study] {
        saveFailure_ = failure;
        Q_EMIT saveFailed(failure.reason, study);
      },
      Qt::QueuedConnection);
}

void CaseController::giveUpWaitingSaves(const QString& reason) {
  for (; !waitingSaves_.empty(); waitingSaves_.pop_front()) failSave({reason, {}, false}, studyRef());
}

/// Of files that were written.
void CaseController::takeReport(const Saving& saving, const SaveReport& report) {
  const bool isWhole = report.problems.empty();
  // Saved elsewhere by now: what lies in the folder of then says nothing about this one.
  if (saving.request.folder != folder_) return;
  if (saving.mode == SaveMode::AsNew)
    // The files that the new ones were made from stay.
    for (const auto& [id, provenance] : report.maskProvenance)
      if (const MaskLayer* mask = document_.mask(id)) knownSegFiles_.erase(mask->provenance.file);
  noteProvenance(report);
  if (!isWhole) return;
  revisions_.setSaved(saving.revision);
  rebaseJournal();
}

void CaseController::noteProvenance(const SaveReport& report) {
  setAdopting(true);  // noting where a mask lies is no edit
  for (const auto& [id, provenance] : report.maskProvenance)
    if (document_.mask(id)) document_.setMaskProvenance(id, provenance);
  setAdopting(false);
  for (const auto& [file, stamp] : report.stamps) stamps_[file] = stamp;
  // The files of removed masks are asked for again until they could be set aside.
  if (report.problems.empty()) knownSegFiles_.clear();
  knownSegFiles_.merge(segFilesOfDocument());
  // Also of masks that were removed while they were being saved: the next save sets those aside.
  for (const auto& [id, provenance] : report.maskProvenance) knownSegFiles_.insert(provenance.file);
  knownVocFiles_.insert(report.files.begin(), report.files.end());
  if (report.files.contains(folder_.measurementFile(patient()->id, study()->uid)))
    knowsMeasurementFile_ = true;
  if (report.files.contains(folder_.boxLinkFile(patient()->id, study()->uid))) knowsBoxLinkFile_ = true;
  if (report.files.contains(folder_.decisionFile(patient()->id, study()->uid))) knowsDecisionFile_ = true;
}

}  // namespace uptake
