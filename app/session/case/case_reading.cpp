#include "app/session/case/case_controller.h"
#include "io/slicetable/slice_table_store.h"

#include <algorithm>

// The part of CaseController that reads annotations: the project's, or a reader's own beside those of others.

namespace uptake {

namespace {

bool isSliceTable(const StudyEntry& study) {
  return !study.series.empty() && study.series.front().table != nullptr;
}

struct ReadingJob {
  QStringList vocFiles;
  std::map<QString, QString> vocPatients;
  StudyEntry study;
  AnnotationFolder folder{QString()};
  ReadingPlan plan;
  LabelScheme scheme;
};

Result<std::shared_ptr<StoredAnnotations>> readAnnotations(const ReadingJob& job, JobControl& control) {
  if (isSliceTable(job.study)) {
    Result<StoredAnnotations> saved = loadSliceTable(job.study.series.front(), job.folder, control);
    if (!saved) return saved.error();
    return std::make_shared<StoredAnnotations>(saved.take());
  }
  // Another patient may have an image of the same UID.
  QStringList vocFiles = job.vocFiles;
  const QString patient = job.study.series.empty() ? QString() : job.study.series.front().source.patientId;
  vocFiles.removeIf([&](const QString& file) {
    const auto owner = job.vocPatients.find(file);
    return owner != job.vocPatients.end() && owner->second != patient;
  });
  StudyEntry withoutMasks = job.study;
  std::erase_if(withoutMasks.series, isMaskSeries);
  const bool isBlind = !job.plan.own.isEmpty();
  Result<StoredAnnotations> stored =
      isBlind ? loadAnnotations({}, withoutMasks, job.folder, control, job.scheme)
              : loadAnnotations(vocFiles, job.study, job.folder, control, job.scheme);
  if (!stored) return stored.error();
  auto result = std::make_shared<StoredAnnotations>(stored.take());
  for (const auto& [reader, folder] : job.plan.others) {
    Result<StoredAnnotations> theirs =
        loadAnnotations({}, withoutMasks, AnnotationFolder(folder), control, job.scheme);
    if (!theirs) return theirs.error();
    for (auto& mask : theirs->masks) {
      mask->name = QStringLiteral("%1: %2").arg(reader, mask->name);
      mask->locks.all = true;
      // A copy to look at and to take lesions from: no version of a file of the project.
      const QString creator = mask->provenance.contentCreatorName;
      mask->provenance = {};
      mask->provenance.contentCreatorName = creator;
      result->othersMasks.emplace(mask.get(), reader);
      result->masks.push_back(std::move(mask));
    }
    result->problems.insert(result->problems.end(), theirs->problems.begin(), theirs->problems.end());
    for (Box& box : theirs->boxes) {
      box.fileObject = -1;  // of their file
      result->othersBoxes.push_back({.box = std::move(box), .reader = reader});
    }
  }
  return result;
}

}  // namespace

void CaseController::takeReadingPlan() {
  // A table of slices is no case of a project.
  plan_ = readingPlan_ && !sliceTable() ? readingPlan_(patient()->id, study()->uid) : ReadingPlan();
  const AnnotationFolder wanted = plan_.own.isEmpty() ? projectFolder_ : AnnotationFolder(plan_.own);
  if (wanted == folder_) return;
  folder_ = wanted;
  Q_EMIT annotationFolderChanged();
}

void CaseController::loadStoredAnnotations() {
  annotationJob_.start<std::shared_ptr<StoredAnnotations>>(
      [job = ReadingJob{index_.vocFiles, index_.vocPatients, *study(), folder_, plan_, schemes_.current()}](
          JobControl& control) { return readAnnotations(job, control); },
      [this](Result<std::shared_ptr<StoredAnnotations>> stored) {
        if (stored) {
          adoptAnnotations(std::move(**stored));
          images_.showPetOfMasks();
        } else {
          Q_EMIT said(tr("The annotations were not read: %1").arg(stored.error().text()));
        }
        Q_EMIT annotationsLoaded();
      });
}

}  // namespace uptake
