#include "core/identity/image_key.h"
#include "io/collections/case_names_p.h"
#include "io/collections/dataset_json_p.h"
#include "io/collections/folder_forms_p.h"
#include "io/hdf5/hdf5_place.h"
#include "io/images/image_file.h"
#include "io/masks/label_image.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <iterator>
#include <utility>

namespace uptake::collections {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Collections)
};

QString folderNameOf(const QString& folder) {
  return folder.section(QLatin1Char('/'), -1);
}
QString parentOf(const QString& folder) {
  return folder.left(std::max<qsizetype>(folder.lastIndexOf(QLatin1Char('/')), 0));
}
bool isImagesFolder(const QString& folder) {
  static const QSet<QString> kNames{QStringLiteral("imagesTr"), QStringLiteral("imagesTs"),
                                    QStringLiteral("imagesVal")};
  return kNames.contains(folderNameOf(folder));
}
bool isLabelsFolder(const QString& folder) {
  return folderNameOf(folder).startsWith(QLatin1String("labels"));
}
/// "imagesTr" has its labels in "labelsTr".
QString labelsFolderOf(const QString& images) {
  return parentOf(images) + QStringLiteral("/labels") + folderNameOf(images).mid(6);
}

/// The image files of a folder, by name.
QStringList imageFilesIn(const QString& folder) {
  QStringList names;
  for (const QString& name : QDir(folder).entryList(QDir::Files, QDir::Name))
    if (!imageFileSuffix(name).isEmpty() && !name.startsWith(QLatin1Char('.'))) names.append(name);
  return names;
}

/// The ending of a mask on an image with this ending: that of a label image in one file.
QString maskSuffixOf(const QString& image) {
  const QString suffix = imageFileSuffix(image).toLower();
  if (suffix.startsWith(QLatin1String(".mh"))) return QStringLiteral(".mha");
  if (suffix == QLatin1String(".nrrd") || suffix == QLatin1String(".nhdr")) return QStringLiteral(".nrrd");
  return suffix == QLatin1String(".nii") ? suffix : QStringLiteral(".nii.gz");
}

/// Of a DEEP-PSMA case: in the tracer's folder, or in that of the case.
std::optional<double> thresholdBeside(const QString& folder) {
  const auto own = readSuvThreshold(folder + QStringLiteral("/threshold.json"));
  return own ? own : readSuvThreshold(parentOf(folder) + QStringLiteral("/threshold.json"));
}

/// "patient/study/" of a group in an HDF5 file; the file's name of its root.
QString groupFolder(const hdf5::Place& group) {
  const QString path = group.dataset.mid(1);
  return path.isEmpty() ? QFileInfo(group.file).completeBaseName() + QLatin1Char('/') : path;
}

/// What a sentence calls a series.
QString kindText(const SeriesEntry& series) {
  const QString& modality = series.source.modality;
  if (modality != QLatin1String("PT")) return modality == QLatin1String("OT") ? Texts::tr("image") : modality;
  return series.imageFile->unit == ImageUnit::SuvBodyWeight ? QStringLiteral("SUV") : QStringLiteral("PET");
}

/// "nnU-Net dataset, 1,014 cases, CT and SUV".
QString sentenceOf(const QString& form, int cases, QStringList kinds) {
  // As people name them: the CT first.
  static const QStringList kOrder{QStringLiteral("CT"), QStringLiteral("SUV"), QStringLiteral("PET")};
  std::ranges::stable_sort(kinds, {}, [](const QString& kind) {
    const qsizetype place = kOrder.indexOf(kind);
    return place < 0 ? kOrder.size() : place;
  });
  const QString all = kinds.size() < 2
                          ? kinds.join(QString())
                          : Texts::tr("%1 and %2")
                                .arg(kinds.mid(0, kinds.size() - 1).join(QStringLiteral(", ")), kinds.last());
  return Texts::tr("%1, %2, %3", "a form, the number of cases, kinds of images")
      .arg(form, Texts::tr("%Ln case(s)", nullptr, cases), all);
}

}  // namespace

CaseFinder::CaseFinder(const StudyIndex& index) : roots_(index.roots), hasDicom_(!index.patients.empty()) {
  for (const QString& file : index.imageFiles)
    files_[parentOf(file)].append(file.section(QLatin1Char('/'), -1));
  for (QString& root : roots_)
    if (QFileInfo(root).isFile()) root = QFileInfo(root).absolutePath();
  roots_.removeDuplicates();
}

void CaseFinder::recogniseCases() {
  std::vector<QString> folders;
  for (const auto& [folder, names] : files_) folders.push_back(folder);
  for (const QString& folder : folders)
    if (isImagesFolder(folder) && has(folder)) {
      findNnUnet(folder);
      if (has(folder)) findHecktor(folder);
      if (has(folder)) findOneChannel(folder);
    }
  for (const QString& folder : folders) {
    if (has(folder)) findNamedFiles(folder);
    if (has(folder)) findLuna(folder);
  }
  findLoose();
  for (const Recognised& each : recognised_) forms.prepend(sentenceOf(each.form, each.cases, each.kinds));
}

QString CaseFinder::nameOf(const QString& path, const QString& base) const {
  for (const QString& root : roots_)
    if (path.startsWith(root + QLatin1Char('/')) &&
        !(root + QLatin1Char('/')).startsWith(base + QLatin1Char('/')))
      return path.mid(root.size() + 1);
  return path.startsWith(base + QLatin1Char('/')) ? path.mid(base.size() + 1)
                                                  : path.section(QLatin1Char('/'), -1);
}

QString CaseFinder::fileAbove(const QString& folder, const QString& name) const {
  QString at = folder;
  for (;;) {
    const QString path = at + QLatin1Char('/') + name;
    if (QFileInfo(path).isFile()) return path;
    if (at.isEmpty() || roots_.contains(at)) return {};
    at = parentOf(at);
  }
}

QString CaseFinder::freeKey(const QString& name) {
  QString key = name;
  for (int number = 2; !keys_.insert(key).second; ++number)
    key = QStringLiteral("%1/%2").arg(number).arg(name);
  return imageKey(key);
}

void CaseFinder::add(NewCase found) {
  if (found.series.empty()) return;
  StudyEntry study;
  // Annotations of the case are kept under the name of its mask: that is its key.
  const QString suffix = labelImageSuffix(found.maskName);
  study.uid = freeKey(found.maskName.chopped(suffix.size()));
  study.description = found.description;
  study.form = found.form;
  study.maskFiles = std::move(found.masks);
  study.fold = found.fold;
  study.noduleFile = found.noduleFile;
  study.maskName = imageKeyName(study.uid) + suffix;
  // An image with its own resolution before one that was resampled, SUV before the PET that it was made from.
  std::ranges::stable_sort(found.series, {}, [](const SeriesEntry& series) {
    const int order = series.source.modality == QLatin1String("CT")   ? 0
                      : series.source.modality == QLatin1String("PT") ? 2
                                                                      : 4;
    const bool isLater =
        series.imageFile->isDerived || series.imageFile->unit == ImageUnit::BecquerelPerMillilitre;
    return order + (isLater ? 1 : 0);
  });
  int number = 0;
  for (SeriesEntry& series : found.series) {
    series.number = ++number;
    series.source.studyInstanceUid = study.uid;
    series.source.frameOfReferenceUid = study.uid;
    study.series.push_back(std::move(series));
  }
  if (!patients.empty() && patients.back().folder == found.folder && !found.folder.isEmpty()) {
    patients.back().studies.push_back(std::move(study));
    return;
  }
  PatientEntry patient;
  patient.folder = found.folder;
  patient.studies.push_back(std::move(study));
  patients.push_back(std::move(patient));
}

void CaseFinder::addImage(NewCase& found, const QString& path, const QString& base,
                          const NamedRole& role) const {
  ImageFile image;
  image.file = path;
  image.name = nameOf(path, base);
  image.unit = role.unit;
  image.unitFrom = role.unitFrom;
  image.isDerived = role.isDerived;
  image.isUncertain = role.isUncertain;
  SeriesEntry series = imageSeries(std::move(image), modalityOf(role.role), {});
  if (role.isUncertain)
    series.warnings.append(Texts::tr(
        "Nothing says what this image is (CT, PET, a mask): it is shown in the numbers of its file."));
  found.series.push_back(std::move(series));
}

void CaseFinder::addMasksOf(std::map<QString, NewCase>& cases, const QString& base,
                            const QString& labelFolder, const std::map<int, QString>& labels) {
  const auto take = [&](const QString& folder, const QString& name, bool isPrediction) {
    const auto found = cases.find(stemOf(name));
    if (found == cases.end() || labelImageSuffix(name).isEmpty()) return false;
    const QString path = folder + QLatin1Char('/') + name;
    found->second.masks.push_back({path, nameOf(path, base), isPrediction, labels});
    return true;
  };
  for (const QString& name : imageFilesIn(labelFolder)) take(labelFolder, name, false);
  files_.erase(labelFolder);
  // Whatever else is named after the cases are predictions, beside the dataset's folders or opened with it.
  std::set<QString> folders;
  for (const auto& [folder, names] : files_) folders.insert(folder);
  for (const QString& name : QDir(base).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
    folders.insert(base + QLatin1Char('/') + name);
  for (const QString& folder : folders) {
    if (isImagesFolder(folder) || isLabelsFolder(folder)) continue;
    const auto listed = files_.find(folder);
    const QStringList names = listed == files_.end() ? imageFilesIn(folder) : listed->second;
    QStringList left;
    for (const QString& name : names)
      if (!take(folder, name, true)) left.append(name);
    if (listed == files_.end()) continue;
    if (left.isEmpty())
      files_.erase(listed);
    else
      listed->second = left;
  }
}

void CaseFinder::finish(std::map<QString, NewCase>& cases, const QString& form, const QString& base) {
  if (cases.empty()) return;
  auto known = std::ranges::find_if(
      recognised_, [&](const Recognised& each) { return each.form == form && each.base == base; });
  if (known == recognised_.end()) known = recognised_.insert(known, {form, base, 0, {}});
  known->cases += static_cast<int>(cases.size());
  for (auto& [name, found] : cases) {
    for (const SeriesEntry& series : found.series)
      if (const QString kind = kindText(series); !known->kinds.contains(kind) && known->kinds.size() < 6)
        known->kinds.append(kind);
    add(std::move(found));
  }
}

std::map<QString, CaseFinder::NewCase> CaseFinder::takeImages(const ImageFolder& from,
                                                              const Recognise& recognise) {
  std::map<QString, NewCase> cases;
  QStringList left;
  for (const QString& name : files_[from.folder]) {
    const std::optional<NamedImage> image = recognise(name);
    if (!image) {
      left.append(name);
      continue;
    }
    NewCase& found = cases[image->id];
    if (found.maskName.isEmpty()) {
      found.folder = image->id;
      found.form = from.form;
      found.description = folderNameOf(from.folder);
      found.maskName = nameOf(from.maskFolder + QLatin1Char('/') + image->id + maskSuffixOf(name), from.base);
    }
    addImage(found, from.folder + QLatin1Char('/') + name, from.base, image->role);
  }
  if (left.isEmpty())
    files_.erase(from.folder);
  else
    files_[from.folder] = left;
  return cases;
}

/// CASE_0000.nii.gz, CASE_0001.nii.gz, … with the channels of dataset.json.
void CaseFinder::findNnUnet(const QString& folder) {
  static const QRegularExpression kChannel(QStringLiteral("^(.+)_(\\d{4})$"));
  const QString base = parentOf(folder);
  QString problem;
  const QString description = base + QStringLiteral("/dataset.json");
  const DatasetJson dataset = readDatasetJson(description, problem).value_or(DatasetJson());
  if (!problem.isEmpty()) problems.push_back({description, problem});
  const QString form = Texts::tr("nnU-Net dataset");
  auto cases = takeImages(
      {folder, base, form, labelsFolderOf(folder)}, [&](const QString& name) -> std::optional<NamedImage> {
        const auto match = kChannel.match(stemOf(name));
        if (!match.hasMatch()) return std::nullopt;
        const QString id = match.captured(1);
        return NamedImage{id, roleOfNnUnet(id, match.captured(2).toInt(), dataset.channels)};
      });
  if (cases.empty()) return;
  for (const auto& [id, fold] : readFolds(base + QStringLiteral("/splits_final.json")))
    if (const auto found = cases.find(id); found != cases.end()) found->second.fold = fold;
  addMasksOf(cases, base, labelsFolderOf(folder), dataset.labels);
  finish(cases, form, base);
}

/// X__CT.nii.gz and X__PT.nii.gz, of which each has its own voxels.
void CaseFinder::findHecktor(const QString& folder) {
  static const QRegularExpression kHecktor(QStringLiteral("^(.+)__(CT|PT)$"));
  const QString base = parentOf(folder);
  const QString form = Texts::tr("HECKTOR");
  auto cases = takeImages({folder, base, form, labelsFolderOf(folder)},
                          [](const QString& name) -> std::optional<NamedImage> {
                            const auto match = kHecktor.match(stemOf(name));
                            if (!match.hasMatch()) return std::nullopt;
                            const bool isCt = match.captured(2) == QLatin1String("CT");
                            NamedRole role;
                            role.role = isCt ? FileRole::Ct : FileRole::Pet;
                            role.unit = isCt ? ImageUnit::Hounsfield : ImageUnit::SuvBodyWeight;
                            role.unitFrom = Texts::tr("HECKTOR publishes its PT as SUV");
                            return NamedImage{match.captured(1), role};
                          });
  if (cases.empty()) return;
  addMasksOf(cases, base, labelsFolderOf(folder), {{1, QStringLiteral("GTVp")}, {2, QStringLiteral("GTVn")}});
  finish(cases, form, base);
}

/// lung_001.nii.gz with labelsTr/lung_001.nii.gz, as the Medical Segmentation Decathlon has them.
void CaseFinder::findOneChannel(const QString& folder) {
  const QString base = parentOf(folder);
  QString problem;
  const auto dataset = readDatasetJson(base + QStringLiteral("/dataset.json"), problem);
  if (!dataset) return;
  NamedRole role;
  role.isUncertain = true;
  if (dataset->channels.contains(0)) role = roleOfChannel(dataset->channels.at(0));
  const QString form = Texts::tr("Medical Segmentation Decathlon");
  auto cases = takeImages({folder, base, form, labelsFolderOf(folder)}, [&](const QString& name) {
    return std::optional(NamedImage{stemOf(name), role});
  });
  addMasksOf(cases, base, labelsFolderOf(folder), dataset->labels);
  finish(cases, form, base);
}

bool CaseFinder::hasNamedImage(const QString& folder) const {
  const auto names = files_.find(folder);
  return names != files_.end() && std::ranges::any_of(names->second, [](const QString& name) {
           const auto role = roleOfCollectionName(stemOf(name));
           return role && role->role != FileRole::Mask;
         });
}

CaseFinder::NewCase CaseFinder::namedCase(const QString& folder, bool isDeepPsma) const {
  const QString base = parentOf(parentOf(folder));
  const auto suvThreshold = isDeepPsma ? thresholdBeside(folder) : std::nullopt;
  NewCase found;
  found.folder = folderNameOf(parentOf(folder));
  found.description = folderNameOf(folder);
  const auto inHdf5 = hdf5::placeOf(folder + QLatin1Char('/'));
  found.form = isDeepPsma ? Texts::tr("DEEP-PSMA")
               : inHdf5   ? Texts::tr("FDG-PET-CT-Lesions form (HDF5)")
                          : Texts::tr("FDG-PET-CT-Lesions form");
  QString suffix = QStringLiteral(".nii.gz");
  QString mask = isDeepPsma ? QStringLiteral("TTB") : QStringLiteral("SEG");
  for (const QString& name : files_.at(folder)) {
    const QString path = folder + QLatin1Char('/') + name;
    const auto known = roleOfCollectionName(stemOf(name));
    // Others lie beside: predictions, and what their names say.
    NamedRole role = known.value_or(roleOfWords(stemOf(name)));
    if (role.role == FileRole::Mask || role.role == FileRole::Prediction) {
      if (!canReadLabelImage(path)) continue;
      found.masks.push_back({path, nameOf(path, base), role.role == FileRole::Prediction, {}});
      if (known) mask = stemOf(name);
      continue;
    }
    if (known && isDeepPsma && role.role == FileRole::Pet) {
      role.unit = suvThreshold ? ImageUnit::SuvBodyWeight : ImageUnit::Unknown;
      role.unitFrom =
          suvThreshold ? Texts::tr("threshold.json beside it states a SUV threshold (%1)").arg(*suvThreshold)
                       : QString();
    }
    addImage(found, path, base, role);
    if (known) suffix = maskSuffixOf(name);
  }
  // A mask of what is in an HDF5 file lies where the group would be as a folder.
  found.maskName =
      (inHdf5 ? groupFolder(*inHdf5) + mask : nameOf(folder + QLatin1Char('/') + mask, base)) + suffix;
  return found;
}

/// `<patient>/<study>/{CT,CTres,PET,SUV,SEG}` and `<case>/{PSMA,FDG}/{CT,PET,TTB}`. All folders of the form
/// are one collection.
void CaseFinder::findNamedFiles(const QString& first) {
  if (!hasNamedImage(first)) return;
  std::map<QString, NewCase> lesions, tumours, groups;
  std::vector<QString> folders;
  for (const auto& [folder, names] : files_)
    if (hasNamedImage(folder)) folders.push_back(folder);
  for (const QString& folder : folders) {
    const QString study = folderNameOf(folder);
    const QString threshold = QStringLiteral("/threshold.json");
    const bool isDeepPsma =
        (study == QLatin1String("PSMA") || study == QLatin1String("FDG")) &&
        (QFile::exists(folder + threshold) || QFile::exists(parentOf(folder) + threshold));
    NewCase found = namedCase(folder, isDeepPsma);
    const bool isGroup = hdf5::placeOf(folder + QLatin1Char('/')).has_value();
    (isDeepPsma ? tumours : isGroup ? groups : lesions).emplace(folder, std::move(found));
    files_.erase(folder);
  }
  finish(lesions, Texts::tr("FDG-PET-CT-Lesions form"), {});
  finish(groups, Texts::tr("FDG-PET-CT-Lesions form (HDF5)"), {});
  finish(tumours, Texts::tr("DEEP-PSMA"), {});
}

/// `<SeriesInstanceUID>.mhd`, CT.
void CaseFinder::findLuna(const QString& folder) {
  static const QRegularExpression kUid(QStringLiteral("^\\d+(\\.\\d+){5,}$"));
  NamedRole role;
  role.role = FileRole::Ct;
  role.unit = ImageUnit::Hounsfield;
  role.unitFrom = Texts::tr("LUNA16 names its CT after the series");
  const QString form = QStringLiteral("LUNA16");
  auto cases =
      takeImages({folder, folder, form, folder}, [&](const QString& name) -> std::optional<NamedImage> {
        const QString id = stemOf(name);
        if (!kUid.match(id).hasMatch() || !name.endsWith(QLatin1String(".mhd"))) return std::nullopt;
        return NamedImage{id, role};
      });
  if (cases.empty()) return;
  const QString nodules = fileAbove(folder, QStringLiteral("annotations.csv"));
  for (auto& [id, found] : cases) found.noduleFile = nodules;
  finish(cases, form, {});
}

/// Whatever is left: files of one folder whose names differ in the words alone that say what they are.
void CaseFinder::findLoose() {
  const QString form = Texts::tr("Image files");
  std::map<QString, NewCase> cases;
  int ignored = 0;
  QString example;
  for (const auto& [folder, names] : files_)
    for (const QString& name : names) {
      const QString path = folder + QLatin1Char('/') + name;
      const NamedRole role = roleOfWords(stemOf(name));
      // Beside DICOM, a file of which nothing is known may well be a mask of its images.
      if (hasDicom_ && role.isUncertain) {
        ++ignored;
        example = path;
        continue;
      }
      const QString common = caseOfWords(stemOf(name));
      const QString title = common.isEmpty() ? folderNameOf(folder) : common;
      NewCase& found = cases[folder + QLatin1Char('/') + common];
      found.folder = title;
      found.form = form;
      if (role.role == FileRole::Mask || role.role == FileRole::Prediction) {
        if (labelImageSuffix(name).isEmpty()) continue;
        found.masks.push_back({path, nameOf(path, folder), role.role == FileRole::Prediction, {}});
        if (role.role == FileRole::Mask && found.maskName.isEmpty())
          found.maskName = nameOf(folder + QLatin1Char('/') + stemOf(name), folder) + maskSuffixOf(name);
      } else {
        addImage(found, path, folder, role);
      }
    }
  std::erase_if(cases, [](const auto& each) { return each.second.series.empty(); });
  for (auto& [key, found] : cases)
    if (std::ranges::any_of(found.masks, [](const CaseMaskFile& mask) {
          return stemOf(mask.name).endsWith(QLatin1String("_ct_gtvt"));
        }))
      found.form = Texts::tr("HECKTOR");
  for (auto& [key, found] : cases) {
    if (!found.maskName.isEmpty()) continue;
    // Named after the image that masks are drawn on: the PET before the CT.
    const auto pet = std::ranges::find_if(found.series, [](const SeriesEntry& series) {
      return series.source.modality == QLatin1String("PT");
    });
    const QString image = (pet == found.series.end() ? found.series.front() : *pet).imageFile->name;
    found.maskName = image.chopped(imageFileSuffix(image).size()) + maskSuffixOf(image);
  }
  finish(cases, form, {});
  if (ignored > 0)
    forms.append(
        Texts::tr("%Ln image file(s) of which nothing says what they are, such as %1, lie beside DICOM "
                  "and are not listed: open them by name.",
                  nullptr, ignored)
            .arg(example));
}

}  // namespace uptake::collections
