#include "io/dicom/study_index.h"

#include "core/jobs/parallel.h"
#include "io/dicom/dicom_dir_p.h"
#include "io/dicom/file_walk_p.h"
#include "io/dicom/foreign_files_p.h"
#include "io/dicom/header_scan_p.h"
#include "io/dicom/image_pair.h"
#include "io/dicom/instance_header_p.h"
#include "io/dicom/mask_studies_p.h"
#include "io/dicom/series_builder_p.h"
#include "io/reader/operations_p.h"
#include "io/reader/reader_pool_p.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSet>

#include <algorithm>
#include <map>
#include <tuple>

namespace uptake {

bool isMaskSeries(const SeriesEntry& series) {
  return series.source.modality == QLatin1String("SEG") ||
         series.source.modality == QLatin1String("RTSTRUCT");
}

SeriesRef StudyEntry::refOf(int position) const {
  const SeriesEntry& entry = series[static_cast<std::size_t>(position)];
  const auto isLikeIt = [&](const SeriesEntry& other) {
    return other.source.seriesInstanceUid == entry.source.seriesInstanceUid && other.part == entry.part;
  };
  return {entry.source.seriesInstanceUid, entry.part,
          static_cast<int>(std::count_if(series.begin(), series.begin() + position, isLikeIt))};
}

int StudyEntry::positionOf(const SeriesRef& wanted) const {
  for (int position = 0; position < static_cast<int>(series.size()); ++position)
    if (refOf(position) == wanted) return position;
  return -1;
}

StudyIndex::Found StudyIndex::find(const StudyRef& wanted) const {
  for (const PatientEntry& patient : patients) {
    if (patient.id != wanted.patientId) continue;
    if (!wanted.patientName.isEmpty() && patient.name != wanted.patientName) continue;
    for (const StudyEntry& study : patient.studies)
      if (study.uid == wanted.studyUid) return {&patient, &study};
  }
  return {};
}

namespace {

using dicom::HeaderReading;
using dicom::InstanceHeader;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

/// An anonymous patient is told apart by name.
using PatientKey = std::tuple<QString, QString>;
PatientKey patientKey(const InstanceHeader& header) {
  return {header.patientId, header.patientId.isEmpty() ? header.patientName : QString()};
}

using SeriesHeaders = std::map<QString, std::vector<InstanceHeader>>;
using StudyHeaders = std::map<QString, SeriesHeaders>;

StudyEntry buildStudy(const QString& uid, SeriesHeaders& headers) {
  StudyEntry study;
  study.uid = uid;
  for (auto& [seriesUid, instances] : headers) {
    for (const InstanceHeader& header : instances) {
      if (study.date.isEmpty()) study.date = header.studyDate;
      if (study.description.isEmpty()) study.description = header.studyDescription;
    }
    std::vector<SeriesEntry> entries = dicom::buildSeries(std::move(instances));
    std::move(entries.begin(), entries.end(), std::back_inserter(study.series));
  }
  // Entries of one series keep their order, the largest first.
  std::stable_sort(study.series.begin(), study.series.end(), [](const SeriesEntry& a, const SeriesEntry& b) {
    return std::tie(a.number, a.source.seriesInstanceUid) < std::tie(b.number, b.source.seriesInstanceUid);
  });
  return study;
}

/// The CTs of a study that lie in the frame of reference of a PET.
std::vector<const SeriesEntry*> ctsFor(const SeriesEntry& pet, const StudyEntry& study) {
  std::vector<const SeriesEntry*> cts;
  for (const SeriesEntry& series : study.series)
    if (series.isVolume() && series.isCt() && inOneFrame(series, pet)) cts.push_back(&series);
  return cts;
}

/// Adds the CT to the study of a PET when an archive filed the two as separate studies. If they are of
/// different dates, there is only a warning, because some de-identification programs give all studies of a
/// patient one frame of reference.
void addCtsOfOtherStudies(PatientEntry& patient) {
  struct SharedCt {
    StudyEntry* to;
    SeriesEntry ct;
  };
  std::vector<SharedCt> shared;
  for (StudyEntry& study : patient.studies)
    for (SeriesEntry& pet : study.series) {
      if (!pet.isVolume() || !pet.isPet() || !ctsFor(pet, study).empty()) continue;
      for (const StudyEntry& other : patient.studies) {
        const auto cts = &other == &study ? std::vector<const SeriesEntry*>() : ctsFor(pet, other);
        if (cts.empty()) continue;
        if (other.date != study.date) {
          pet.warnings.append(
              Texts::tr("The PET is filed as study %1 without a CT. The CT of study %2 states the same "
                        "frame of reference, but another date: they are not shown together.")
                  .arg(study.uid, other.uid));
          continue;
        }
        for (const SeriesEntry* ct : cts) {
          const bool known = std::ranges::any_of(shared, [&](const SharedCt& earlier) {
            return earlier.to == &study &&
                   earlier.ct.source.seriesInstanceUid == ct->source.seriesInstanceUid &&
                   earlier.ct.part == ct->part;
          });
          if (known) continue;
          shared.push_back({&study, *ct});
          shared.back().ct.warnings.append(
              Texts::tr(
                  "The CT is filed as study %1 and the PET as study %2. Both state one date and one frame of "
                  "reference, and are shown together.")
                  .arg(other.uid, study.uid));
        }
      }
    }
  for (SharedCt& each : shared) each.to->series.push_back(std::move(each.ct));
}

std::vector<PatientEntry> buildPatients(std::vector<InstanceHeader> headers, const JobControl& control) {
  std::map<PatientKey, StudyHeaders> grouped;
  for (InstanceHeader& header : headers) {
    auto& series = grouped[patientKey(header)][header.studyInstanceUid][header.seriesInstanceUid];
    series.push_back(std::move(header));
  }
  struct Task {
    const QString* uid = nullptr;
    SeriesHeaders* series = nullptr;
    StudyEntry* study = nullptr;
  };
  std::vector<Task> tasks;
  std::vector<PatientEntry> patients(grouped.size());
  auto patient = patients.begin();
  for (auto& [key, studies] : grouped) {
    const InstanceHeader& first = studies.begin()->second.begin()->second.front();
    patient->id = first.patientId;
    patient->name = first.patientName;
    patient->studies.resize(studies.size());
    auto study = patient->studies.begin();
    for (auto& [uid, series] : studies) tasks.push_back({&uid, &series, &*study++});
    ++patient;
  }
  forEachInParallel(static_cast<int>(tasks.size()), control, [&](int i) {
    const Task& task = tasks[static_cast<std::size_t>(i)];
    *task.study = buildStudy(*task.uid, *task.series);
  });
  for (PatientEntry& entry : patients)
    std::stable_sort(entry.studies.begin(), entry.studies.end(),
                     [](const StudyEntry& a, const StudyEntry& b) { return a.date < b.date; });
  for (PatientEntry& entry : patients)
    if (entry.studies.size() > 1) addCtsOfOtherStudies(entry);
  return patients;
}

/// What a DICOMDIR names: an opened one adds its files, any names those that are missing.
void followDirectory(const QString& file, bool opened, dicom::FileWalk& walk, const JobControl& control) {
  const Result<dicom::DicomDirectory> directory = reader::askForDirectory(file, control);
  if (!directory) {
    // The files of a folder are found without it.
    if (opened) walk.problems.push_back({file, directory.error().message});
    return;
  }
  for (const QString& problem : directory->problems) walk.problems.push_back({file, problem});
  dicom::ReferencedFileFinder finder(QFileInfo(file).absolutePath());
  QStringList missing;
  for (const dicom::ReferencedFile& referenced : directory->files) {
    const QString path = finder.find(referenced.components);
    if (path.isEmpty())
      missing.append(referenced.components.join(QLatin1Char('/')));
    else if (opened)
      if (const auto found = dicom::foundFile(path)) walk.candidates.push_back(*found);
  }
  if (missing.isEmpty()) return;
  const int count = static_cast<int>(missing.size());
  if (count > 5) missing = missing.mid(0, 5) << QStringLiteral("…");
  walk.problems.push_back(
      {file, Texts::tr("%n file(s) that the DICOMDIR names are missing: %1. Copy them from the medium.",
                       nullptr, count)
                 .arg(missing.join(QStringLiteral(", ")))});
}

void addStudies(StudyIndex& index, const std::vector<dicom::FoundFile>& files,
                std::vector<HeaderReading> readings, const JobControl& control) {
  std::vector<FileProblem> foreign = dicom::foreignFiles(files, readings);
  std::vector<InstanceHeader> headers;
  headers.reserve(readings.size());
  for (std::size_t i = 0; i < readings.size(); ++i) {
    HeaderReading& reading = readings[i];
    if (reading.outcome == HeaderReading::Outcome::Read)
      std::move(reading.headers.begin(), reading.headers.end(), std::back_inserter(headers));
    else if (reading.outcome == HeaderReading::Outcome::Damaged)
      index.problems.push_back({files[i].path, reading.reason});
  }
  std::move(foreign.begin(), foreign.end(), std::back_inserter(index.problems));
  index.patients = buildPatients(std::move(headers), control);
}

/// The folder directly in an opened one that a file lies in; the opened one itself for files in that.
QStringView partOf(const QString& file, const QStringList& roots) {
  for (const QString& root : roots) {
    if (!file.startsWith(root) || file.size() <= root.size() || file[root.size()] != QLatin1Char('/'))
      continue;
    const auto end = file.indexOf(QLatin1Char('/'), root.size() + 1);
    return QStringView(file).left(end < 0 ? root.size() : end);
  }
  return file;
}

/// What can be told of when the first `count` files are read: all in the parts before the one that was read
/// last, but for studies that go on in that one. A folder of series of one study is so told of as a whole.
std::vector<HeaderReading> wholeStudies(const std::vector<dicom::FoundFile>& files,
                                        const std::vector<HeaderReading>& readings, std::size_t count,
                                        const QStringList& roots) {
  std::size_t start = count;
  const QStringView last = count > 0 ? partOf(files[count - 1].path, roots) : QStringView();
  while (start > 0 && partOf(files[start - 1].path, roots) == last) --start;
  QSet<QString> open;
  for (std::size_t i = start; i < count; ++i)
    for (const InstanceHeader& header : readings[i].headers) open.insert(header.studyInstanceUid);
  std::vector<HeaderReading> told(readings.begin(), readings.begin() + static_cast<std::ptrdiff_t>(start));
  for (HeaderReading& reading : told)
    if (!reading.headers.empty() && open.contains(reading.headers.front().studyInstanceUid)) reading = {};
  return told;
}

}  // namespace

Result<StudyIndex> scanStudies(const QStringList& paths, JobControl& control,
                               const std::function<void(StudyIndex)>& soFar) {
  dicom::FileWalk walk = dicom::walkFiles(paths, control);
  if (control.isCancelled()) return JobControl::cancelledError();
  if (walk.existingRoots == 0)
    return Error{ErrorKind::FileUnreadable,
                 paths.isEmpty() ? Texts::tr("No file or folder was named.")
                                 : Texts::tr("There is no such file or folder."),
                 paths.join(QStringLiteral(", "))};

  for (const QString& file : walk.openedDirectories) followDirectory(file, true, walk, control);
  for (const QString& file : walk.directories) followDirectory(file, false, walk, control);

  StudyIndex index;
  for (const QString& path : paths)
    if (QFileInfo::exists(path)) index.roots.append(QFileInfo(path).absoluteFilePath());
  index.vocFiles = std::move(walk.vocFiles);
  index.imageFiles = std::move(walk.imageFiles);
  index.hdf5Files = std::move(walk.hdf5Files);
  index.problems = std::move(walk.problems);

  std::size_t told = 0;
  const auto tell = [&](const std::vector<HeaderReading>& readings, std::size_t count) {
    StudyIndex found = index;
    // What is told when the scan is cancelled is built all the same.
    const JobControl own;
    addStudies(found, walk.candidates, wholeStudies(walk.candidates, readings, count, index.roots), own);
    std::size_t studies = 0;
    for (const PatientEntry& patient : found.patients) studies += patient.studies.size();
    if (studies == told) return;
    told = studies;
    soFar(std::move(found));
  };
  std::vector<HeaderReading> readings =
      dicom::readHeaders(walk.candidates, control, soFar ? dicom::HeadersSoFar(tell) : nullptr);
  if (control.isCancelled()) return JobControl::cancelledError();
  addStudies(index, walk.candidates, std::move(readings), control);
  dicom::placeMasks(index, control);
  if (control.isCancelled()) return JobControl::cancelledError();
  return index;
}

void prepareReading() {
  reader::ReaderPool::shared().warmUp();
}

}  // namespace uptake
