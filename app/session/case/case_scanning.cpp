#include "app/session/case/case_controller.h"
#include "io/slicetable/slice_table.h"
#include "io/voc/voc_matching.h"

#include <QFileInfo>

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

/// The study to start with: PET with CT before CT alone before PET alone.
std::optional<StudyRef> bestStudy(const StudyIndex& index, const PairingPreferences& pairing) {
  int bestScore = 0;
  std::optional<StudyRef> best;
  for (const PatientEntry& patient : index.patients) {
    for (const StudyEntry& study : patient.studies) {
      const ImagePair pair = choosePair(study, -1, pairing);
      const int score = (pair.ct >= 0 ? 2 : 0) + (pair.pet >= 0 ? 1 : 0);
      if (score <= bestScore) continue;
      bestScore = score;
      best = patient.refOf(study);
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
  const auto project = std::make_shared<std::function<void()>>();
  const auto soFar = [this, number, project](StudyIndex found) {
    // A scan that another one replaced may have sent this before.
    QMetaObject::invokeMethod(
        this,
        [this, number, project, index = std::make_shared<StudyIndex>(std::move(found))] {
          if (number == scanNumber_ && scanJob_.isRunning()) showIndex(std::move(*index), false, project);
        },
        Qt::QueuedConnection);
  };
  const QString root = paths.isEmpty() ? QString() : QFileInfo(paths.front()).absoluteFilePath();
  scanJob_.discard();
  scanJob_.start<StudyIndex>(
      [paths, soFar, project, read = projectReader_,
       folder = projectFolderOf(root).path()](JobControl& control) {
        if (read) *project = read(folder);
        return scanWithSummary(paths, control, soFar);
      },
      [this, project](Result<StudyIndex> result) { finishScan(std::move(result), project); });
}

void CaseController::finishScan(Result<StudyIndex> result, const Projects& project) {
  if (result) return showIndex(result.take(), true, project);
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

void CaseController::showIndex(StudyIndex index, bool isComplete, const Projects& project) {
  const bool isFirst = !isScanShown_;
  // The open case makes room only for something that can be shown, as it is or by a remedy.
  if (isFirst && study() && !bestStudy(index, pairing_) && !hasRemedy(index)) {
    if (isComplete) keepCase(index);
    return;
  }
  isScanShown_ = true;
  if (isFirst) {
    resetCase();
    remedies_.clear();
    index_ = std::move(index);
    problems_ = index_.problems;
    if (*project) (*project)();
    chooseFolder();
  } else {
    replaceIndex(std::move(index));
  }
  Q_EMIT problemsChanged();
  Q_EMIT scanned();
  if (hasGrown()) {
    // Nothing is drawn that opening it anew would lose.
    if (undoStack_.count() == 0 && !isSaving()) return openStudy(studyRef());
    Q_EMIT said(tr("More images of the study that is open were found. Open it again to see them."));
  }
  if (study()) return;
  if (const auto best = bestStudy(index_, pairing_))
    openStudy(*best);
  else if (isComplete)
    sayNothingIsShown();
}

/// Takes a more complete index of the same folders. What a person chose for a series of it holds on.
void CaseController::replaceIndex(StudyIndex index) {
  const auto known = static_cast<std::ptrdiff_t>(std::min(index_.problems.size(), problems_.size()));
  problems_.erase(problems_.begin(), problems_.begin() + known);
  problems_.insert(problems_.begin(), index.problems.begin(), index.problems.end());
  index_ = std::move(index);
  for (const auto& [study, series] : remedies_) (void)remedyIndex(study, series);
}

/// Whether more of the study that is open was found than it was opened with.
bool CaseController::hasGrown() const {
  if (!study()) return false;
  const StudyIndex::Found found = index_.find(studyRef());
  return found && instancesOf(*found.study) != instancesOf(*study());
}

bool CaseController::applyRemedy(const StudyRef& study, const SeriesRef& series) {
  if (const Result<void> applied = remedyIndex(study, series); !applied) {
    Q_EMIT said(applied.error().text());
    return false;
  }
  remedies_.emplace_back(study, series);
  Q_EMIT indexChanged();
  return true;
}

Result<void> CaseController::remedyIndex(const StudyRef& study, const SeriesRef& series) {
  for (PatientEntry& patient : index_.patients)
    for (StudyEntry& entry : patient.studies) {
      if (patient.refOf(entry) != study) continue;
      const int position = entry.positionOf(series);
      if (position < 0) break;
      SeriesEntry& known = entry.series[static_cast<std::size_t>(position)];
      Result<SeriesEntry> applied = uptake::applyRemedy(known);
      if (!applied) return applied.error();
      known = applied.take();
      return {};
    }
  return Error{ErrorKind::Inconsistent, tr("The series is no longer among those that were found."), {}};
}

}  // namespace uptake
