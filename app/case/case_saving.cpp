#include "app/case/case_controller.h"
#include "io/slicetable/slice_table_store.h"

#include <algorithm>

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

Result<SaveRequest> CaseController::snapshot(SaveMode mode) {
  SaveRequest request;
  request.known = stamps_;
  request.replaceChanged = mode == SaveMode::Replace;
  request.folder = folder_;
  request.patientId = patient()->id;
  request.study = *study();
  for (const QString& image : dirtyImages_) {
    const auto original = vocOriginals_.find(image);
    const bool known = knownVocFiles_.contains(folder_.vocFile(request.patientId, image));
    request.images.push_back({image, document_.boxesOn(image),
                              original == vocOriginals_.end() ? QByteArray() : original->second, known});
  }
  // A saved mask stands for the file that it was made from, all of it: other masks of that file come along.
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
  for (const auto& mask : document_.masks()) {
    // Of a table of slices all is saved at once.
    if (!dirtyMasks_.contains(mask->id) && !sliceTable()) continue;
    Result<LabelMap> labels = mask->labels.copy();
    if (!labels) return labels.error();
    request.masks.push_back({mask->id, mask->name, labels.take(), mask->segments, mask->source,
                             mask->provenance, mask->warnings});
    if (mode == SaveMode::AsNew) makeNew(request.masks.back().provenance);
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
  return request;
}

void CaseController::save(SaveMode mode) {
  if (!study() || isSaving()) return;
  saveFailure_ = {};
  if (!annotationsRead_) {
    // Saving now could replace boxes that nobody has seen.
    saveFailure_.reason =
        annotationJob_.isRunning()
            ? tr("The annotations on disk are still being read; save again when they are there.")
            : tr("The annotations on disk were not all read. Choose another folder to save in, or "
                 "open the study again.");
    Q_EMIT saveFailed(saveFailure_.reason);
    return;
  }
  Result<SaveRequest> request = snapshot(mode);
  if (!request) {
    Q_EMIT saveFailed(request.error().text());
    return;
  }
  // From here on, what is drawn while the job writes is unsaved again.
  dirtyImages_.clear();
  dirtyMasks_.clear();
  dirtyMeasurements_ = false;
  dirtyBoxLinks_ = false;
  dirtyDecisions_ = false;
  dirtySliceClasses_ = false;
  auto shared = std::make_shared<SaveRequest>(request.take());
  saveJob_.start<SaveReport>(
      [shared, isTable = sliceTable() != nullptr](JobControl& control) {
        return isTable ? saveSliceTable(*shared, control) : saveAnnotations(*shared, control);
      },
      [this, shared, mode, undoIndex = undoStack_.index(), number = caseNumber_](Result<SaveReport> report) {
        if (number == caseNumber_) finishSave(*shared, mode, undoIndex, std::move(report));
      });
}

void CaseController::finishSave(const SaveRequest& request, SaveMode mode, int undoIndex,
                                Result<SaveReport> report) {
  if (report && mode == SaveMode::AsNew)
    // The files that the new ones were made from stay.
    for (const auto& [id, provenance] : report->maskProvenance)
      if (const MaskLayer* mask = document_.mask(id)) knownSegFiles_.erase(mask->provenance.file);
  if (report) noteProvenance(*report);
  if (report && report->problems.empty()) {
    if (undoStack_.index() == undoIndex) undoStack_.setClean();
    rebaseJournal();
    Q_EMIT saved(report->files, report->notes);
    return;
  }
  // Nothing counts as saved: the next save writes all of it again.
  for (const ImageBoxes& image : request.images) dirtyImages_.insert(image.sopInstanceUid);
  for (const MaskLayer& mask : request.masks)
    if (document_.mask(mask.id)) dirtyMasks_.insert(mask.id);
  dirtyMeasurements_ = dirtyMeasurements_ || request.measurements.has_value();
  dirtyBoxLinks_ = dirtyBoxLinks_ || request.boxLinks.has_value();
  dirtyDecisions_ = dirtyDecisions_ || request.decisions.has_value();
  dirtySliceClasses_ = dirtySliceClasses_ || !request.sliceClasses.isEmpty();
  if (!report) {
    saveFailure_.reason = report.error().text();
  } else {
    saveFailure_.reason =
        report->problems.front().file + QStringLiteral(": ") + report->problems.front().reason;
    saveFailure_.conflicts = report->conflicts;
    saveFailure_.onlyMasks = std::ranges::all_of(report->conflicts, [&](const QString& file) {
      return std::ranges::any_of(request.masks,
                                 [&](const MaskLayer& mask) { return mask.provenance.file == file; });
    });
    addProblems(report->problems);
    if (!report->files.isEmpty()) rebaseJournal();
  }
  Q_EMIT saveFailed(saveFailure_.reason);
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
  knownVocFiles_.insert(report.files.begin(), report.files.end());
  if (report.files.contains(folder_.measurementFile(patient()->id, study()->uid)))
    knowsMeasurementFile_ = true;
  if (report.files.contains(folder_.boxLinkFile(patient()->id, study()->uid))) knowsBoxLinkFile_ = true;
  if (report.files.contains(folder_.decisionFile(patient()->id, study()->uid))) knowsDecisionFile_ = true;
}

}  // namespace uptake
