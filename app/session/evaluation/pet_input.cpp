#include "app/session/evaluation/pet_input.h"

#include "app/session/evaluation/mask_input.h"
#include "io/collections/find_studies.h"
#include "io/dicom/image_pair.h"
#include "io/dicom/volume_loader.h"
#include "io/images/image_file.h"
#include "io/masks/label_image.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>

#include <map>

namespace uptake::evaluation {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

bool isNamedSuv(const QString& file) {
  return maskName(QFileInfo(file).fileName()).compare(QLatin1String("SUV"), Qt::CaseInsensitive) == 0;
}

/// Such a file of the collection holds activity concentrations.
bool isNamedPet(const QString& file) {
  return maskName(QFileInfo(file).fileName()).compare(QLatin1String("PET"), Qt::CaseInsensitive) == 0;
}

/// The only image file SUV.* directly in a folder.
QString suvIn(const QString& folder) {
  QStringList found;
  for (const QFileInfo& file : QDir(folder).entryInfoList(QDir::Files))
    if (isLabelImage(file.filePath()) && isNamedSuv(file.filePath())) found.append(file.filePath());
  return found.size() == 1 ? found.front() : QString();
}

/// Image files by their path within the folder, without the ending.
std::map<QString, QString> imageFilesIn(const QString& folder) {
  std::map<QString, QString> files;
  QDirIterator walk(folder, QDir::Files, QDirIterator::Subdirectories);
  while (walk.hasNext()) {
    const QString path = walk.next();
    if (isLabelImage(path)) files.emplace(maskName(pathWithin(folder, path)), path);
  }
  return files;
}

QString imageFileOf(const CasePair& pair, const std::map<QString, QString>& files, const QString& folder,
                    bool isOnlyCase) {
  const QString place = pair.name.contains(QLatin1Char('/'))
                            ? pair.name.section(QLatin1Char('/'), 0, -2) + QLatin1Char('/')
                            : QString();
  const auto isMask = [&](const QString& file) {
    const QString path = QFileInfo(file).absoluteFilePath();
    return path == QFileInfo(pair.truth).absoluteFilePath() ||
           path == QFileInfo(pair.prediction).absoluteFilePath();
  };
  for (const QString& name : {pair.name + QStringLiteral("_0001"), place + QStringLiteral("SUV"),
                              place + QStringLiteral("suv"), pair.name})
    if (const auto found = files.find(name); found != files.end() && !isMask(found->second))
      return found->second;
  return isOnlyCase ? suvIn(folder) : QString();
}

/// The studies of a folder by the words that a case may name them by.
class DicomPets {
 public:
  explicit DicomPets(StudyIndex index) : index_(std::move(index)) {}

  PetSource find(const CasePair& pair, bool isOnlyCase, QString& why) const {
    const QStringList words = pair.name.split(QLatin1Char('/')) + pair.truth.split(QLatin1Char('/'));
    const StudyEntry* ofPatient = nullptr;
    int candidates = 0;
    for (const PatientEntry& patient : index_.patients)
      for (const StudyEntry& study : patient.studies) {
        if (study.uid == pair.studyUid || words.contains(study.uid)) return petOf(study, why);
        const bool isNamed = !patient.id.isEmpty() && words.contains(patient.id);
        QString ignored;
        if ((!isNamed && !isOnlyCase) || petOf(study, ignored).isEmpty()) continue;
        ofPatient = &study;
        ++candidates;
      }
    if (candidates == 1) return petOf(*ofPatient, why);
    why = candidates > 1 ? Texts::tr("several studies may belong to it, none was taken")
                         : Texts::tr("no study belongs to it");
    return {};
  }

 private:
  StudyIndex index_;
};

}  // namespace

QStringList PetSource::files() const {
  if (!file.isEmpty()) return labelImageFiles(file);
  QStringList files;
  if (series)
    for (const SliceSource& slice : series->source.slices)
      if (!slice.file.isEmpty() && (files.isEmpty() || files.back() != slice.file)) files.append(slice.file);
  return files;
}

QString PetSource::name() const {
  if (!file.isEmpty()) return file;
  return series ? QFileInfo(files().value(0)).path() : QString();
}

PetSource petOf(const StudyEntry& study, QString& why) {
  const int position = choosePair(study).pet;
  if (position < 0) {
    why = Texts::tr("the study has no PET that is a volume");
    return {};
  }
  const SeriesEntry& series = study.series[static_cast<std::size_t>(position)];
  if (!series.suv || !series.suv->isValid()) {
    why = Texts::tr("no SUV: %1").arg(series.suv ? series.suv->refused : QString());
    return {};
  }
  return {{}, std::make_shared<const SeriesEntry>(series)};
}

std::vector<PetSource> petsOf(const std::vector<CasePair>& pairs, const QString& path, QStringList& problems,
                              JobControl& control) {
  std::vector<PetSource> pets(pairs.size());
  const bool isOnlyCase = pairs.size() == 1;
  if (path.isEmpty()) {
    for (std::size_t n = 0; n < pairs.size(); ++n)
      if (isLabelImage(pairs[n].truth)) pets[n].file = suvIn(QFileInfo(pairs[n].truth).path());
    return pets;
  }
  const QFileInfo given(path);
  if (!given.exists() || (given.isFile() && (!isOnlyCase || !isLabelImage(path)))) {
    problems.append(!given.exists()
                        ? Texts::tr("%1: no such file or folder").arg(path)
                        : Texts::tr("%1: of several cases, or of DICOM, give the folder").arg(path));
    return pets;
  }
  std::map<QString, QString> files;
  if (given.isDir()) files = imageFilesIn(path);
  std::optional<DicomPets> studies;
  for (std::size_t n = 0; n < pairs.size() && !control.isCancelled(); ++n) {
    QString why;
    pets[n].file = given.isFile() ? path : imageFileOf(pairs[n], files, path, isOnlyCase);
    if (isNamedPet(pets[n].file)) {
      why = Texts::tr("%1 holds Bq/ml; give images in SUV").arg(pets[n].file);
      pets[n].file.clear();
    } else if (maskName(pets[n].file).endsWith(QLatin1String("_0001")) && !isSuvChannel(pets[n].file)) {
      why = Texts::tr("%1: neither dataset.json nor the name of the case says that this channel is SUV")
                .arg(pets[n].file);
      pets[n].file.clear();
    } else if (pets[n].isEmpty()) {
      if (!studies) {
        auto index = scanStudies({path}, control);
        studies.emplace(index ? index.take() : StudyIndex());
      }
      pets[n] = studies->find(pairs[n], isOnlyCase, why);
    }
    if (pets[n].isEmpty()) problems.append(Texts::tr("%1: no PET: %2").arg(pairs[n].name, why));
  }
  return pets;
}

namespace {

/// An image file as a series in SUV.
Result<SeriesEntry> suvSeries(const QString& file, const JobControl& control) {
  ImageFile image;
  image.file = QFileInfo(file).absoluteFilePath();
  image.name = QFileInfo(file).fileName();
  image.unit = ImageUnit::SuvBodyWeight;
  StudyEntry study;
  study.series.push_back(imageSeries(std::move(image), QStringLiteral("PT"), QString()));
  if (const auto read = readImageHeaders({&study}, control); !read) return read.error();
  if (study.series.size() != 1)
    return Error{ErrorKind::NotSupported, Texts::tr("it holds several images, not one"), file};
  if (!study.series.front().isVolume())
    return Error{ErrorKind::NotSupported, study.series.front().refusal, file};
  return std::move(study.series.front());
}

Result<std::shared_ptr<Volume>> readSuvFile(const QString& file, JobControl& control, QStringList& remarks) {
  const auto series = suvSeries(file, control);
  if (!series) return series.error();
  auto volume = allocateVolume(*series);
  if (!volume) return volume;
  const auto unread = loadSlices(*series, **volume, 0, control, {}, &remarks);
  if (!unread) return unread.error();
  if (!unread->empty()) return Error{ErrorKind::FileUnreadable, unread->front().reason, file};
  return volume;
}

}  // namespace

Result<std::shared_ptr<Volume>> readPet(const PetSource& source, JobControl& control, QStringList& remarks) {
  if (!source.series) return readSuvFile(source.file, control, remarks);
  auto volume = allocateVolume(*source.series);
  if (!volume) return volume.error();
  QStringList more;
  const auto unread = loadSlices(*source.series, **volume, 0, control, {}, &more);
  if (!unread) return unread.error();
  for (const FileProblem& problem : *unread)
    remarks.append(QStringLiteral("%1: %2").arg(problem.file, problem.reason));
  for (const QString& text : source.series->suv->warnings + more)
    remarks.append(QStringLiteral("%1: %2").arg(source.name(), text));
  return volume.take();
}

}  // namespace uptake::evaluation
