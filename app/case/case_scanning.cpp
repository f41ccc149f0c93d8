#include "app/case/case_controller.h"
#include "io/slicetable/slice_table.h"
#include "io/voc/voc_matching.h"

#include <algorithm>
#include <iterator>

// Scanning of opened folders, whose studies come as they are found.
namespace uptake {

namespace {

/// Scans, and adds to the problems how many annotation files have no image: their names alone tell. A table
/// of slices among the paths is read instead.
Result<StudyIndex> scanWithSummary(const QStringList& paths, JobControl& control,
                                   const std::function<void(StudyIndex)>& soFar) {
  const auto table = std::ranges::find_if(paths, isSliceTableFile);
  if (table != paths.end()) {
    Result<StudyIndex> slices = openSliceTable(*table, control);
    if (slices && paths.size() > 1)
      slices->problems.push_back(
          {*table, CaseController::tr("A table of slices is opened alone; what was named with it is not.")});
    return slices;
  }
  Result<StudyIndex> index = scanStudies(paths, control, soFar);
  if (!index || index->vocFiles.isEmpty()) return index;
  VocNames names = sortVocNames(*index, index->vocFiles);
  index->vocPatients = std::move(names.patients);
  std::ranges::move(names.ambiguous, std::back_inserter(index->problems));
  if (!names.withoutImage.isEmpty())
    index->problems.push_back(
        {index->roots.value(0),
         CaseController::tr(
             "Of %1 annotation files (.xml), %2 are named after an image that was found and %3 are "
             "not, such as %4.")
             .arg(index->vocFiles.size())
             .arg(names.withImage)
             .arg(names.withoutImage.size())
             .arg(names.withoutImage.first())});
  return index;
}

struct StudyPlace {
  int patient = -1;
  int study = -1;
};

StudyPlace placeOf(const StudyIndex& index, const PatientEntry& patient, const QString& studyUid) {
  for (std::size_t p = 0; p < index.patients.size(); ++p) {
    const PatientEntry& each = index.patients[p];
    if (each.id != patient.id || (each.id.isEmpty() && each.name != patient.name)) continue;
    for (std::size_t s = 0; s < each.studies.size(); ++s)
      if (each.studies[s].uid == studyUid) return {static_cast<int>(p), static_cast<int>(s)};
  }
  return {};
}

/// The study to start with: PET with CT before CT alone before PET alone.
StudyPlace bestStudy(const StudyIndex& index, const PairingPreferences& pairing) {
  int bestScore = 0;
  StudyPlace best;
  for (std::size_t p = 0; p < index.patients.size(); ++p) {
    for (std::size_t s = 0; s < index.patients[p].studies.size(); ++s) {
      const ImagePair pair = choosePair(index.patients[p].studies[s], -1, pairing);
      const int score = (pair.ct >= 0 ? 2 : 0) + (pair.pet >= 0 ? 1 : 0);
      if (score <= bestScore) continue;
      bestScore = score;
      best = {static_cast<int>(p), static_cast<int>(s)};
    }
  }
  return best;
}

bool hasRemedy(const StudyIndex& index) {
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      if (std::ranges::any_of(study.series,
                              [](const SeriesEntry& series) { return series.remedy.has_value(); }))
        return true;
  return false;
}

/// Files of all series, to see whether a study grew.
qint64 instancesOf(const StudyEntry& study) {
  qint64 count = 0;
  for (const SeriesEntry& series : study.series) count += series.instances;
  return count;
}

}  // namespace

void CaseController::open(const QStringList& paths) {
  const int number = ++scanNumber_;
  isScanShown_ = false;
  const auto soFar = [this, number](StudyIndex found) {
    // A scan that another one replaced may have sent this before.
    QMetaObject::invokeMethod(
        this,
        [this, number, index = std::make_shared<StudyIndex>(std::move(found))] {
          if (number == scanNumber_ && scanJob_.isRunning()) showIndex(std::move(*index), false);
        },
        Qt::QueuedConnection);
  };
  scanJob_.discard();
  scanJob_.start<StudyIndex>(
      [paths, soFar](JobControl& control) { return scanWithSummary(paths, control, soFar); },
      [this](Result<StudyIndex> result) { finishScan(std::move(result)); });
}

void CaseController::finishScan(Result<StudyIndex> result) {
  if (result) return showIndex(result.take(), true);
  if (result.error().kind == ErrorKind::Cancelled && isScanShown_)
    addProblems({{index_.roots.value(0),
                  tr("The search was stopped: more images may lie here than are listed. Open the folder "
                     "again to find them.")}});
  if (result.error().kind == ErrorKind::Cancelled)
    Q_EMIT said(result.error().text());
  else
    Q_EMIT refused(study() ? tr("Nothing was opened; the case stays open.") : tr("Nothing was opened."),
                   {result.error().text()});
  Q_EMIT scanned();
}

void CaseController::showIndex(StudyIndex index, bool isComplete) {
  const bool isFirst = !isScanShown_;
  // The open case makes room only for something that can be shown, as it is or by a remedy.
  if (isFirst && study() && bestStudy(index, pairing_).patient < 0 && !hasRemedy(index)) {
    if (isComplete) keepCase(index);
    return;
  }
  isScanShown_ = true;
  if (isFirst) {
    resetCase();
    laterStudy_.reset();
    index_ = std::move(index);
    problems_ = index_.problems;
    chooseFolder();
  } else {
    replaceIndex(std::move(index));
  }
  Q_EMIT problemsChanged();
  Q_EMIT scanned();
  if (laterStudy_ && study() && laterStudy_->uid == study()->uid) {
    // Nothing is drawn that opening it anew would lose.
    if (undoStack_.count() == 0 && !isSaving()) return openStudy(patientPosition_, studyPosition_);
    Q_EMIT said(tr("More images of the study that is open were found. Open it again to see them."));
  }
  if (study()) return;
  if (const StudyPlace best = bestStudy(index_, pairing_); best.patient >= 0)
    openStudy(best.patient, best.study);
  else if (isComplete)
    sayNothingIsShown();
}

/// Takes a more complete index of the same folders. The study that is open stays as it is: what is shown and
/// drawn rests on it.
void CaseController::replaceIndex(StudyIndex index) {
  const auto known = static_cast<std::ptrdiff_t>(std::min(index_.problems.size(), problems_.size()));
  problems_.erase(problems_.begin(), problems_.begin() + known);
  problems_.insert(problems_.begin(), index.problems.begin(), index.problems.end());
  if (study()) {
    const StudyPlace place = placeOf(index, *patient(), study()->uid);
    if (place.patient < 0) return;  // it was found, so it is found again
    StudyEntry& found = index.patients[static_cast<std::size_t>(place.patient)]
                            .studies[static_cast<std::size_t>(place.study)];
    StudyEntry& open = index_.patients[static_cast<std::size_t>(patientPosition_)]
                           .studies[static_cast<std::size_t>(studyPosition_)];
    std::swap(found, open);
    // Now `open` is the newer one, in the index that goes.
    if (instancesOf(open) != instancesOf(found)) laterStudy_ = std::move(open);
    patientPosition_ = place.patient;
    studyPosition_ = place.study;
  }
  index_ = std::move(index);
}

/// A study that grew while it was open is opened as it is now.
void CaseController::takeLaterStudy(int patient, int study) {
  StudyEntry& entry =
      index_.patients[static_cast<std::size_t>(patient)].studies[static_cast<std::size_t>(study)];
  if (!laterStudy_ || laterStudy_->uid != entry.uid) return;
  entry = std::move(*laterStudy_);
  laterStudy_.reset();
  Q_EMIT indexChanged();
}

}  // namespace uptake
