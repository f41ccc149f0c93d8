#include "io/collections/find_studies.h"

#include "io/collections/case_names_p.h"
#include "io/collections/dataset_json_p.h"
#include "io/collections/folder_forms_p.h"
#include "io/collections/hdf5_cases_p.h"
#include "io/hdf5/hdf5_place.h"
#include "io/images/image_header_p.h"

#include <QFileInfo>

#include <iterator>

namespace uptake {

namespace {

std::vector<StudyEntry*> studiesOf(std::vector<PatientEntry>& patients) {
  std::vector<StudyEntry*> studies;
  for (PatientEntry& patient : patients)
    for (StudyEntry& study : patient.studies) studies.push_back(&study);
  return studies;
}

void addCases(StudyIndex& index, const collections::CaseFinder& cases,
              const std::vector<PatientEntry>& patients) {
  index.forms = cases.forms;
  index.problems.insert(index.problems.end(), cases.problems.begin(), cases.problems.end());
  index.patients.insert(index.patients.end(), patients.begin(), patients.end());
}

}  // namespace

Result<StudyIndex> findStudies(const QStringList& paths, JobControl& control,
                               const std::function<void(StudyIndex)>& soFar, const StatedFiles& stated) {
  // Datasets of HDF5 files are named by paths of their own.
  QStringList files, datasets;
  for (const QString& path : paths) {
    files.append(hdf5::fileOf(path));
    if (files.back() != path) datasets.append(QFileInfo(path).absoluteFilePath());
  }
  files.removeDuplicates();
  Result<StudyIndex> index = scanStudies(files, control, soFar);
  if (!index) return index;
  if (const auto added = collections::addHdf5Images(*index, datasets, control); !added) return added.error();
  if (index->imageFiles.isEmpty()) return index;
  collections::CaseFinder cases(*index);
  cases.recogniseCases();
  std::vector<PatientEntry> patients = std::move(cases.patients);
  applyStatedFiles(patients, stated);
  const std::vector<StudyEntry*> studies = studiesOf(patients);
  constexpr std::size_t kSoon = 1;
  if (soFar && studies.size() > kSoon) {
    if (auto read = readImageHeaders({studies.begin(), studies.begin() + kSoon}, control); !read)
      return read.error();
    StudyIndex found = *index;
    addCases(found, cases, patients);
    soFar(std::move(found));
  }
  if (auto read = readImageHeaders(studies, control); !read) return read.error();
  addCases(*index, cases, patients);
  return index;
}

bool isNamedAsImage(const QString& file) {
  using collections::FileRole;
  const QString name = file.section(QLatin1Char('/'), -1);
  const collections::NamedRole role = collections::roleOfWords(collections::stemOf(name));
  return !role.isUncertain && role.role != FileRole::Mask && role.role != FileRole::Prediction;
}

bool isSuvChannel(const QString& file) {
  const QFileInfo info(file);
  const QString stem = collections::stemOf(info.fileName());
  QString problem;
  const auto dataset =
      collections::readDatasetJson(QFileInfo(info.path()).path() + QStringLiteral("/dataset.json"), problem);
  const auto channels = dataset ? dataset->channels : std::map<int, QString>();
  return collections::roleOfNnUnet(stem.chopped(5), 1, channels).unit == ImageUnit::SuvBodyWeight;
}

void statePetUnit(StudyIndex& index, ImageUnit unit, const QString& from, bool isPet) {
  for (StudyEntry* study : studiesOf(index.patients))
    for (SeriesEntry& series : study->series) {
      if (!series.imageFile) continue;
      if (isPet && series.imageFile->isUncertain) series.source.modality = QStringLiteral("PT");
      if (series.source.modality != QLatin1String("PT")) continue;
      ImageFile image = *series.imageFile;
      image.unit = unit;
      image.unitFrom = from;
      series.suv = images::suvScaleOf(image);
      series.imageFile = std::make_shared<const ImageFile>(std::move(image));
    }
}

}  // namespace uptake
