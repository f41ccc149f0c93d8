#include "app/session/readers/reading_files_p.h"
#include "app/session/review/audit_report.h"
#include "io/store/annotation_folder.h"
#include "io/voc/voc_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace uptake::readers {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::readers)
};

QString folderOfReader(const QString& project, const QString& reader) {
  return QStringLiteral("%1/readers/%2").arg(project, vocPatientFolder(readerKey(reader)));
}

/// The mask of a finished reading; std::nullopt where it is not known which of several is meant.
std::optional<MaskReading> readingIn(const AnnotationFolder& folder, const AuditReport::Case& each,
                                     QStringList& problems) {
  const QStringList files = folder.segFiles(each.patientId, each.studyInstanceUid);
  if (files.isEmpty()) return MaskReading{};
  if (files.size() == 1) return MaskReading{files.front()};
  problems.append(Texts::tr("%1: the reading has several masks; none of them was taken")
                      .arg(folder.segFolder(each.patientId, each.studyInstanceUid)));
  return std::nullopt;
}

/// The images of a patient: named so that those of two patients differ.
QString imageName(const QString& patientId, const QString& file) {
  return vocPatientFolder(patientId) + QLatin1Char('/') + vocImageName(file);
}

void gatherCases(const AuditReport& report, Readings& readings) {
  for (const AuditReport::Case& each : report.cases) {
    ReadCase made{vocPatientFolder(each.patientId) + QLatin1Char('/') + each.studyInstanceUid, {}};
    for (const QString& reader : readings.readers) {
      std::optional<MaskReading>& reading = made.readings.emplace_back();
      if (each.review.hasRead(reader))
        reading =
            readingIn(AnnotationFolder(folderOfReader(report.project, reader)), each, readings.problems);
    }
    if (std::ranges::count_if(made.readings, [](const auto& reading) { return reading.has_value(); }) > 1)
      readings.cases.push_back(std::move(made));
  }
}

void gatherBoxesOfCases(const AuditReport& report, Readings& readings) {
  std::set<QString> patients;
  for (const AuditReport::Case& each : report.cases) patients.insert(each.patientId);
  std::vector<std::map<QString, QString>> files;
  std::vector<std::set<QString>> notRead;
  std::map<QString, QString> patientOf;
  for (const QString& reader : readings.readers) {
    auto& mine = files.emplace_back();
    for (const QString& patient : patients)
      for (const QString& file : AnnotationFolder(folderOfReader(report.project, reader)).vocFiles(patient)) {
        mine.emplace(imageName(patient, file), file);
        patientOf[imageName(patient, file)] = patient;
      }
  }
  for (const QString& reader : readings.readers) {
    std::set<QString> read;
    for (const AuditReport::Case& each : report.cases)
      if (each.review.hasRead(reader)) read.insert(each.patientId);
    auto& mine = notRead.emplace_back();
    for (const auto& [image, patient] : patientOf)
      if (!read.contains(patient)) mine.insert(image);
  }
  addImages(files, notRead, readings);
}

/// Whether a reader finished the table whose changes lie in a folder: until then its classes are the table's
/// own, of which the reader has said nothing.
bool hasReadTable(const AuditReport& report, const QString& reader, const QString& folder) {
  QFile record(folder + QStringLiteral("/slices.json"));
  if (!record.open(QIODevice::ReadOnly)) return false;
  const QString study =
      QJsonDocument::fromJson(record.readAll()).object()[QStringLiteral("study_instance_uid")].toString();
  return std::ranges::any_of(report.cases, [&](const AuditReport::Case& each) {
    return each.studyInstanceUid == study && each.review.hasRead(reader);
  });
}

void gatherTables(const AuditReport& report, Readings& readings) {
  std::vector<std::map<QString, QString>> tables;
  for (const QString& reader : readings.readers) {
    auto& mine = tables.emplace_back();
    const QString folder = folderOfReader(report.project, reader) + QStringLiteral("/Slices");
    QDirIterator walk(folder, {QStringLiteral("slices.csv")}, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
      const QString file = walk.next();
      const QDir own = QFileInfo(file).dir();
      if (hasReadTable(report, reader, own.path())) mine.emplace(own.dirName(), file);
    }
  }
  addSlices(tables, readings);
}

}  // namespace

Result<Readings> readingsOfProject(const QString& project) {
  const Result<AuditReport> report = readAudit(project);
  if (!report) return report.error();
  Readings readings;
  for (const AuditReport::Case& each : report->cases)
    for (const QString& reader : each.review.readBy)
      if (std::ranges::none_of(readings.readers,
                               [&](const QString& known) { return readerKey(known) == readerKey(reader); }))
        readings.readers.append(reader);
  readings.readers.sort();
  for (const FileProblem& problem : report->problems)
    readings.problems.append(QStringLiteral("%1: %2").arg(problem.file, problem.reason));
  if (readings.readers.size() < 2)
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("fewer than two readers have finished a blind reading of a case"), project};
  gatherCases(*report, readings);
  gatherBoxesOfCases(*report, readings);
  gatherTables(*report, readings);
  return readings;
}

}  // namespace uptake::readers
