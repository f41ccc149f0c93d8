#include "app/case/case_controller.h"

// The part of CaseController that saves.

namespace uptake {

std::set<QString> CaseController::segFilesOfDocument() const {
  std::set<QString> files;
  for (const auto& mask : document_.masks())
    if (!mask->provenance.file.isEmpty()) files.insert(mask->provenance.file);
  return files;
}

Result<SaveRequest> CaseController::snapshot() {
  SaveRequest request;
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
    if (asRead_.contains(mask->id) && superseded.contains(mask->provenance.predecessorUid)) {
      asRead_.erase(mask->id);
      dirtyMasks_.insert(mask->id);
    }
  for (const auto& mask : document_.masks()) {
    if (!dirtyMasks_.contains(mask->id)) continue;
    Result<LabelMap> labels = mask->labels.copy();
    if (!labels) return labels.error();
    request.masks.push_back({mask->id, mask->name, labels.take(), mask->segments, mask->source,
                             mask->provenance, mask->warnings});
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
  const std::set<QString> present = segFilesOfDocument();
  for (const QString& file : knownSegFiles_)
    if (!present.contains(file)) request.removedSegFiles.append(file);
  return request;
}

void CaseController::save() {
  if (!study() || isSaving()) return;
  if (!annotationsRead_) {
    // Saving now could replace boxes that nobody has seen.
    Q_EMIT saveFailed(
        annotationJob_.isRunning()
            ? tr("The annotations on disk are still being read; save again when they are there.")
            : tr("The annotations on disk were not all read. Choose another folder to save in, or "
                 "open the study again."));
    return;
  }
  Result<SaveRequest> request = snapshot();
  if (!request) {
    Q_EMIT saveFailed(request.error().text());
    return;
  }
  // From here on, what is drawn while the job writes is unsaved again.
  dirtyImages_.clear();
  dirtyMasks_.clear();
  dirtyMeasurements_ = false;
  dirtyBoxLinks_ = false;
  auto shared = std::make_shared<SaveRequest>(request.take());
  saveJob_.start<SaveReport>(
      [shared](JobControl& control) { return saveAnnotations(*shared, control); },
      [this, shared, undoIndex = undoStack_.index(), number = caseNumber_](Result<SaveReport> report) {
        if (number != caseNumber_) return;
        if (report) noteProvenance(*report);
        if (report && report->problems.empty()) {
          if (undoStack_.index() == undoIndex) undoStack_.setClean();
          Q_EMIT saved(report->files, report->notes);
          return;
        }
        // Nothing counts as saved: the next save writes all of it again.
        for (const ImageBoxes& image : shared->images) dirtyImages_.insert(image.sopInstanceUid);
        for (const MaskLayer& mask : shared->masks) dirtyMasks_.insert(mask.id);
        dirtyMeasurements_ = dirtyMeasurements_ || shared->measurements.has_value();
        dirtyBoxLinks_ = dirtyBoxLinks_ || shared->boxLinks.has_value();
        const QString reason =
            report ? report->problems.front().file + QStringLiteral(": ") + report->problems.front().reason
                   : report.error().text();
        if (report) addProblems(report->problems);
        Q_EMIT saveFailed(reason);
      });
}

void CaseController::noteProvenance(const SaveReport& report) {
  adopting_ = true;  // noting where a mask lies is no edit
  for (const auto& [id, provenance] : report.maskProvenance)
    if (document_.mask(id)) document_.setMaskProvenance(id, provenance);
  adopting_ = false;
  // The files of removed masks are asked for again until they could be set aside.
  if (report.problems.empty()) knownSegFiles_.clear();
  knownSegFiles_.merge(segFilesOfDocument());
  knownVocFiles_.insert(report.files.begin(), report.files.end());
  if (report.files.contains(folder_.measurementFile(patient()->id, study()->uid)))
    knowsMeasurementFile_ = true;
  if (report.files.contains(folder_.boxLinkFile(patient()->id, study()->uid))) knowsBoxLinkFile_ = true;
}

}  // namespace uptake
