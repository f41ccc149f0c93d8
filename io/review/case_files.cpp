#include "io/review/case_files.h"

#include "core/identity/image_key.h"
#include "io/hdf5/hdf5_place.h"
#include "io/images/image_file.h"
#include "io/store/file_stamp.h"
#include "io/voc/voc_file.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace uptake {

namespace {

const QString kSource = QStringLiteral("source/");

JudgedFile judged(const QString& name, const QString& path) {
  return {name, stampOf(path).hash.toHex()};
}

void sort(std::vector<JudgedFile>& files) {
  std::ranges::sort(files, {}, &JudgedFile::file);
}

/// Of image files, `query.images` are their keys.
QStringList vocFilesOf(const AnnotationFolder& folder, const CaseFilesQuery& query) {
  QStringList files;
  if (!isImageKey(query.studyInstanceUid)) {
    for (const QString& path : folder.vocFiles(query.patientId))
      if (query.images.contains(vocImageName(path))) files.append(path);
    return files;
  }
  for (const QString& image : query.images) files += folder.vocFilesOfImage(image);
  files.sort();
  return files;
}

}  // namespace

CaseFilesQuery caseFilesQuery(const PatientEntry& patient, const StudyEntry& study,
                              const QHash<QString, QString>& vocFiles) {
  CaseFilesQuery query{patient.id, study.uid, {}, {}, {}};
  for (const CaseMaskFile& mask : study.maskFiles)
    if (!mask.isPrediction) query.sourceMasks.append(hdf5::fileOf(mask.file));
  for (const SeriesEntry& series : study.series) {
    if (series.imageFile) {
      query.images.insert(sliceKeyStem(*series.imageFile));
      continue;
    }
    const bool isMask =
        series.source.modality == QLatin1String("SEG") || series.source.modality == QLatin1String("RTSTRUCT");
    for (const SliceSource& slice : series.source.slices) {
      if (isMask) {
        query.sourceMasks.append(slice.file);
        continue;
      }
      if (slice.sopInstanceUid.isEmpty()) continue;
      query.images.insert(slice.sopInstanceUid);
      if (const auto voc = vocFiles.find(slice.sopInstanceUid); voc != vocFiles.end())
        query.sourceVoc.append(*voc);
    }
  }
  query.sourceVoc.removeDuplicates();
  query.sourceMasks.removeDuplicates();
  return query;
}

std::vector<JudgedFile> judgedFiles(const AnnotationFolder& folder, const CaseFilesQuery& query) {
  const QDir root(folder.path());
  std::vector<JudgedFile> files;
  const auto add = [&](const QString& path) { files.push_back(judged(root.relativeFilePath(path), path)); };
  for (const QString& path : folder.segFiles(query.patientId, query.studyInstanceUid)) add(path);
  QSet<QString> drawn;
  for (const QString& path : vocFilesOf(folder, query)) {
    drawn.insert(vocImageName(path));
    add(path);
  }
  if (const QString links = folder.boxLinkFile(query.patientId, query.studyInstanceUid);
      QFileInfo::exists(links))
    add(links);
  for (const QString& path : query.sourceVoc)
    if (!drawn.contains(vocImageName(path)))
      files.push_back(judged(kSource + QFileInfo(path).fileName(), path));
  for (const QString& path : query.sourceMasks)
    files.push_back(judged(kSource + QFileInfo(path).fileName(), path));
  sort(files);
  return files;
}

std::vector<JudgedFile> judgedFilesAlone(const AnnotationFolder& folder, const QString& patientId,
                                         const QString& studyInstanceUid,
                                         const std::vector<JudgedFile>& known,
                                         const QSet<QString>& ofPatient) {
  const QDir root(folder.path());
  QSet<QString> names;
  for (const JudgedFile& each : known) names.insert(each.file);
  std::vector<JudgedFile> files;
  QSet<QString> drawn;
  const auto add = [&](const QString& path) { files.push_back(judged(root.relativeFilePath(path), path)); };
  for (const QString& path : folder.segFiles(patientId, studyInstanceUid)) add(path);
  for (const QString& path : folder.vocFiles(patientId)) {
    const QString name = root.relativeFilePath(path);
    if (!names.contains(name) && ofPatient.contains(name)) continue;  // another study's
    drawn.insert(vocImageName(path));
    add(path);
  }
  if (const QString links = folder.boxLinkFile(patientId, studyInstanceUid); QFileInfo::exists(links))
    add(links);
  for (const JudgedFile& each : known)
    if (each.file.startsWith(kSource) && !drawn.contains(vocImageName(each.file))) files.push_back(each);
  sort(files);
  return files;
}

}  // namespace uptake
