#include "app/session/project/project.h"

#include "io/collections/find_studies.h"
#include "io/lidc/lidc_file.h"
#include "io/slicetable/slice_table.h"
#include "io/voc/voc_matching.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>
#include <iterator>
#include <set>

namespace uptake {

namespace {

const QString kKernelsKey = QStringLiteral("pairing/kernels");

/// The settings key under which something is kept for an opened folder.
QString keyOf(const char* group, const QString& root) {
  return QString(QLatin1String(group)) + QLatin1Char('/') +
         QString::fromLatin1(
             root.toUtf8().toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}
/// That of the annotation folder that was chosen.
QString folderKey(const QString& root) {
  return keyOf("annotationFolders", root);
}

StatedFiles statedFor(const QString& root) {
  return statedFilesIn(QSettings().value(keyOf("imageFiles", root)).toStringList());
}

AnnotationFolder folderOf(const QString& root) {
  const QString chosen = QSettings().value(folderKey(root)).toString();
  return chosen.isEmpty() ? AnnotationFolder::defaultFor(root) : AnnotationFolder(chosen);
}

/// Scans, and adds to the problems how many annotation files have no image: their names alone tell. A table
/// of slices among the paths is read instead.
Result<StudyIndex> scanWithSummary(const QStringList& paths, JobControl& control,
                                   const std::function<void(StudyIndex)>& soFar, const StatedFiles& stated) {
  const auto table = std::ranges::find_if(paths, isSliceTableFile);
  if (table != paths.end()) {
    Result<StudyIndex> slices = openSliceTable(*table, control);
    if (slices && paths.size() > 1)
      slices->problems.push_back(
          {*table, Project::tr("A table of slices is opened alone; what was named with it is not.")});
    return slices;
  }
  Result<StudyIndex> index = findStudies(paths, control, soFar, stated);
  if (!index || index->vocFiles.isEmpty()) return index;
  VocNames names = sortVocNames(*index, index->vocFiles);
  // Boxes are named after their image; LIDC's readings are not.
  for (const QString& file : names.withoutImage)
    if (isLidcFile(file)) index->lidcFiles.append(file);
  for (const QString& file : index->lidcFiles) {
    index->vocFiles.removeOne(file);
    names.withoutImage.removeOne(file);
  }
  index->vocPatients = std::move(names.patients);
  std::ranges::move(names.ambiguous, std::back_inserter(index->problems));
  if (!names.withoutImage.isEmpty())
    index->problems.push_back(
        {index->roots.value(0),
         Project::tr("Of %1 annotation files (.xml), %2 are named after an image that was found and %3 are "
                     "not, such as %4.")
             .arg(index->vocFiles.size())
             .arg(names.withImage)
             .arg(names.withoutImage.size())
             .arg(names.withoutImage.first())});
  return index;
}

std::optional<StudyRef> bestOf(const StudyIndex& index, const PairingPreferences& pairing) {
  int bestScore = 0;
  std::optional<StudyRef> best;
  for (const PatientEntry& patient : index.patients) {
    for (const StudyEntry& study : patient.studies) {
      const ImagePair pair = choosePair(study, -1, pairing);
      const auto isCt = [&] { return study.series[static_cast<std::size_t>(pair.ct)].isCt(); };
      // Other images come last, and pictures that nobody has chosen behind them.
      const int score = (pair.ct < 0 ? 0
                         : isCt()    ? 8
                                     : 2) +
                        (pair.pet >= 0 ? 4 : 0) +
                        (std::ranges::any_of(study.series, &SeriesEntry::isVolume) ? 1 : 0);
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

/// Series that cannot be shown, and files that cannot be read, in words.
QStringList reasonsIn(const StudyIndex& index) {
  QStringList reasons;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series) {
        const QString name = series.source.seriesDescription.isEmpty()
                                 ? Project::tr("Series %1").arg(series.number)
                                 : series.source.seriesDescription;
        reasons.append(
            QStringLiteral("%1 (%2): %3")
                .arg(name, series.source.modality,
                     series.refusal.isEmpty()
                         ? Project::tr("a %1 series is no image to show.").arg(series.source.modality)
                         : series.refusal));
      }
  for (const FileProblem& problem : index.problems)
    reasons.append(QStringLiteral("%1: %2").arg(QFileInfo(problem.file).fileName(), problem.reason));
  reasons.removeDuplicates();
  if (index.patients.empty())
    reasons.append(
        Project::tr("CT and PET are opened as DICOM, or as NIfTI, MetaImage or NRRD files. Masks and boxes "
                    "(VOC) alone are added to a case that is open."));
  return reasons;
}

}  // namespace

Project::Project(const OpenCase& open, Messages& messages, QObject* parent)
    : QObject(parent), open_(open), messages_(messages) {
  if (const QSettings settings; settings.contains(kKernelsKey))
    pairing_.kernels = settings.value(kKernelsKey).toStringList();
}

void Project::scan(const QStringList& paths) {
  const int number = ++scanNumber_;
  isTaken_ = false;
  const auto adopt = std::make_shared<std::function<void()>>();
  const auto soFar = [this, number, adopt](StudyIndex found) {
    // A scan that another one replaced may have sent this before.
    QMetaObject::invokeMethod(
        this,
        [this, number, adopt, index = std::make_shared<StudyIndex>(std::move(found))] {
          if (number == scanNumber_ && job_.isRunning()) take(std::move(*index), false, adopt);
        },
        Qt::QueuedConnection);
  };
  const QString root = paths.isEmpty() ? QString() : QFileInfo(paths.front()).absoluteFilePath();
  job_.discard();
  job_.start<StudyIndex>(
      [paths, soFar, adopt, read = reader_, folder = folderOf(root).path(),
       stated = statedFor(root)](JobControl& control) {
        if (read) *adopt = read(folder);
        return scanWithSummary(paths, control, soFar, stated);
      },
      [this, adopt](Result<StudyIndex> result) { finish(std::move(result), adopt); });
}

void Project::finish(Result<StudyIndex> result, const Adopt& adopt) {
  if (result) return take(result.take(), true, adopt);
  const bool isCancelled = result.error().kind == ErrorKind::Cancelled;
  if (isCancelled && isTaken_)
    messages_.addProblems(
        {{index_.roots.value(0),
          tr("The search was stopped: more images may lie here than are listed. Open the folder "
             "again to find them.")}});
  if (isCancelled)
    messages_.say(result.error().text());
  else
    messages_.refuse(
        open_.study() ? tr("Nothing was opened; the case stays open.") : tr("Nothing was opened."),
        {result.error().text()});
  Q_EMIT scanned();
}

void Project::take(StudyIndex index, bool isComplete, const Adopt& adopt) {
  const bool isFirst = !isTaken_;
  // The open case makes room only for something that can be shown, as it is or by a remedy.
  if (isFirst && open_.study() && !bestOf(index, pairing_) && !hasRemedy(index)) {
    if (isComplete) keep(index);
    return;
  }
  isTaken_ = true;
  if (isFirst) {
    Q_EMIT replacing();
    remedies_.clear();
    index_ = std::move(index);
    messages_.setProblems(index_.problems);
    if (*adopt) (*adopt)();
    folder_ = folderOf(index_.roots.value(0));
    Q_EMIT annotationFolderChanged();
  } else {
    replaceIndex(std::move(index));
  }
  if (isComplete && !index_.forms.isEmpty()) messages_.say(index_.forms.join(QStringLiteral("; ")));
  Q_EMIT scanned();
  Q_EMIT found(isComplete);
}

/// Takes a more complete index of the same folders. What a person chose for a series of it holds on.
void Project::replaceIndex(StudyIndex index) {
  messages_.replaceProblems(index_.problems, index.problems);
  index_ = std::move(index);
  for (const auto& [study, series] : remedies_) (void)remedyIndex(study, series);
}

std::optional<StudyRef> Project::bestStudy() const {
  return bestOf(index_, pairing_);
}

bool Project::hasOpenStudyGrown() const {
  if (!open_.study()) return false;
  const StudyIndex::Found now = index_.find(open_.studyRef());
  return now && instancesOf(*now.study) != instancesOf(*open_.study());
}

QString Project::nothingToShow(const StudyIndex& index) const {
  QStringList places;
  for (const QString& root : index.roots) places.append(QDir::toNativeSeparators(root));
  const QString where = places.join(QStringLiteral(", "));
  if (!index.patients.empty())
    return open_.study() ? tr("Nothing in %1 can be shown; the case stays open.").arg(where)
                         : tr("Nothing in %1 can be shown.").arg(where);
  return open_.study() ? tr("No images in %1; the case stays open.").arg(where)
                       : tr("No images in %1.").arg(where);
}

void Project::keep(const StudyIndex& found) {
  const bool isOfBoxes = found.patients.empty() && !found.vocFiles.isEmpty();
  Q_EMIT keptOpenCase(isOfBoxes ? found.vocFiles : QStringList());
  if (!isOfBoxes) messages_.refuse(nothingToShow(found), reasonsIn(found));
  Q_EMIT scanned();
}

void Project::sayNothingIsShown() {
  messages_.refuse(nothingToShow(index_), reasonsIn(index_));
}

bool Project::applyRemedy(const StudyRef& study, const SeriesRef& series) {
  if (const Result<void> applied = remedyIndex(study, series); !applied) {
    messages_.say(applied.error().text());
    return false;
  }
  remedies_.emplace_back(study, series);
  Q_EMIT indexChanged();
  return true;
}

Result<void> Project::remedyIndex(const StudyRef& study, const SeriesRef& series) {
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

void Project::setPairingPreferences(const PairingPreferences& preferences) {
  pairing_ = preferences;
  QSettings().setValue(kKernelsKey, preferences.kernels);
  Q_EMIT pairingChanged();
}

StatedFiles Project::statedFiles() const {
  return statedFor(index_.roots.value(0));
}

void Project::setStatedFiles(const StatedFiles& stated) {
  const QString key = keyOf("imageFiles", index_.roots.value(0));
  if (stated.empty())
    QSettings().remove(key);
  else
    QSettings().setValue(key, statedLines(stated));
}

bool Project::wasAskedForFiles() const {
  return QSettings().value(keyOf("imageFilesAsked", index_.roots.value(0))).toBool();
}

void Project::setAskedForFiles() {
  QSettings().setValue(keyOf("imageFilesAsked", index_.roots.value(0)), true);
}

void Project::setAnnotationFolder(const AnnotationFolder& folder) {
  folder_ = folder;
  QSettings().setValue(folderKey(index_.roots.value(0)), folder.path());
  Q_EMIT annotationFolderChanged();
}

QStringList Project::guardedPaths(const StudyEntry& study) const {
  QStringList paths = index_.roots;
  std::set<QString> folders;
  for (const SeriesEntry& series : study.series)
    for (const SliceSource& slice : series.source.slices)
      if (const qsizetype end = slice.file.lastIndexOf(QLatin1Char('/')); end > 0)
        folders.insert(slice.file.left(end));
  const auto isBelowARoot = [this](const QString& folder) {
    return std::ranges::any_of(
        index_.roots, [&](const QString& root) { return folder.startsWith(root + QLatin1Char('/')); });
  };
  for (const QString& folder : folders)
    if (isBelowARoot(folder)) paths.append(folder);
  return paths;
}

}  // namespace uptake
