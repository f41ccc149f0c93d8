#include "io/dicom/study_index.h"

#include "io/dicom/file_walk_p.h"
#include "io/dicom/instance_header_p.h"
#include "io/dicom/parallel_p.h"
#include "io/dicom/series_builder_p.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <atomic>
#include <map>
#include <tuple>

namespace uptake {

namespace {

using dicom::HeaderReading;
using dicom::InstanceHeader;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StudyIndex)
};

std::vector<HeaderReading> readHeaders(const QStringList& files, JobControl& control) {
  std::vector<HeaderReading> readings(static_cast<std::size_t>(files.size()));
  std::atomic<qint64> done{0};
  dicom::forEachInParallel(static_cast<int>(files.size()), control, [&](int i) {
    readings[static_cast<std::size_t>(i)] = dicom::readInstanceHeader(files.at(i));
    control.setProgress(++done, files.size(), Texts::tr("Reading DICOM headers"));
  });
  return readings;
}

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

std::vector<PatientEntry> buildPatients(std::vector<InstanceHeader> headers) {
  std::map<PatientKey, StudyHeaders> grouped;
  for (InstanceHeader& header : headers) {
    auto& series = grouped[patientKey(header)][header.studyInstanceUid][header.seriesInstanceUid];
    series.push_back(std::move(header));
  }
  std::vector<PatientEntry> patients;
  for (auto& [key, studies] : grouped) {
    PatientEntry patient;
    const InstanceHeader& first = studies.begin()->second.begin()->second.front();
    patient.id = first.patientId;
    patient.name = first.patientName;
    for (auto& [uid, series] : studies) patient.studies.push_back(buildStudy(uid, series));
    std::stable_sort(patient.studies.begin(), patient.studies.end(),
                     [](const StudyEntry& a, const StudyEntry& b) { return a.date < b.date; });
    patients.push_back(std::move(patient));
  }
  return patients;
}

}  // namespace

Result<StudyIndex> scanStudies(const QStringList& paths, JobControl& control) {
  dicom::FileWalk walk = dicom::walkFiles(paths, control);
  if (control.isCancelled()) return JobControl::cancelledError();
  if (walk.existingRoots == 0)
    return Error{ErrorKind::FileUnreadable,
                 paths.isEmpty() ? Texts::tr("No file or folder was named.")
                                 : Texts::tr("There is no such file or folder."),
                 paths.join(QStringLiteral(", "))};

  std::vector<HeaderReading> readings = readHeaders(walk.candidates, control);
  if (control.isCancelled()) return JobControl::cancelledError();

  StudyIndex index;
  for (const QString& path : paths)
    if (QFileInfo::exists(path)) index.roots.append(QFileInfo(path).absoluteFilePath());
  index.vocFiles = std::move(walk.vocFiles);
  index.problems = std::move(walk.problems);
  std::vector<InstanceHeader> headers;
  for (std::size_t i = 0; i < readings.size(); ++i) {
    HeaderReading& reading = readings[i];
    if (reading.outcome == HeaderReading::Outcome::Read)
      std::move(reading.headers.begin(), reading.headers.end(), std::back_inserter(headers));
    else if (reading.outcome == HeaderReading::Outcome::Damaged)
      index.problems.push_back({walk.candidates.at(static_cast<qsizetype>(i)), reading.reason});
  }
  index.patients = buildPatients(std::move(headers));
  return index;
}

}  // namespace uptake
