#include "app/session/case/case_controller.h"

#include <QCryptographicHash>

#include <algorithm>

// The part of CaseController that keeps a journal of unsaved work and brings it back.

namespace uptake {

namespace {

QByteArray hashOf(const QByteArray& content) {
  return content.isEmpty() ? QByteArray() : QCryptographicHash::hash(content, QCryptographicHash::Sha1);
}

}  // namespace

void CaseController::watchJournal() {
  journal_.setOriginalHash([this](const QString& image) { return originalHash(image); });
  connect(&undoStack_, &QUndoStack::indexChanged, this, [this] { discarded_ = false; });
  connect(&journal_, &JournalRecorder::failed, this, [this](const QString& reason) {
    addProblems({{journal_.folder(), reason}});
    Q_EMIT said(tr("Unsaved work is not protected against a crash now: %1").arg(reason));
  });
  connect(&journal_, &JournalRecorder::recovered, this,
          [this] { Q_EMIT said(tr("Unsaved work is protected against a crash again.")); });
}

QByteArray CaseController::originalHash(const QString& image) const {
  if (image.isEmpty()) return hashOf(measurementsOriginal_);
  const auto original = vocOriginals_.find(image);
  return original == vocOriginals_.end() ? QByteArray() : hashOf(original->second);
}

void CaseController::setAdopting(bool adopting) {
  adopting_ = adopting;
  journal_.setPaused(adopting);
  revisions_.setPaused(adopting);
}

/// What lies on disk now is where the journal starts from.
void CaseController::rebaseJournal() {
  JournalCase about;
  about.studyInstanceUid = study()->uid;
  about.patientId = patient()->id;
  about.patientName = patient()->name;
  about.studyDescription = study()->description;
  about.openedPaths = index_.roots;
  about.annotationFolder = folder_.path();
  for (const auto& [path, stamp] : stamps_) about.files.push_back({path, stamp.size, stamp.hash});
  journal_.rebase(about, {dirtyImages_, dirtyMasks_, dirtyMeasurements_, dirtyBoxLinks_, dirtyDecisions_,
                          dirtySliceClasses_});
}

/// The journal goes with the case; but work that nobody saved or gave up is kept for the next time.
void CaseController::endJournal() {
  const bool isLost = hasUnsavedChanges() && !discarded_;
  journal_.end(isLost ? JournalRecorder::End::Keep : JournalRecorder::End::Remove);
  discarded_ = false;
}

RestoreReport CaseController::restore(JournalState state) {
  RestoreFacts facts;
  facts.originalHash = [this](const QString& image) { return originalHash(image); };
  facts.sourceNow = [this](const SeriesSource& then) {
    for (const SeriesEntry& series : study()->series)
      if (series.source.seriesInstanceUid == then.seriesInstanceUid &&
          series.source.slices.size() == then.slices.size())
        return series.source;
    return then;
  };
  RestoreReport report = restoreJournal(openCase_.toolContext(), std::move(state), facts);
  // A prediction that came back with the work about it is still its file's, unless a person drew on it.
  for (const auto& mask : document_.masks()) {
    const auto isUntouched = [](const Segment& each) {
      return each.algorithm == SegmentAlgorithm::Automatic;
    };
    if (!mask->prediction || !std::ranges::all_of(mask->segments, isUntouched)) continue;
    dirtyMasks_.erase(mask->id);
    asRead_.emplace(mask->id, mask->name);
  }
  return report;
}

}  // namespace uptake
