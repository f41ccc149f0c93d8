#include "io/collections/stated_files.h"

#include "io/masks/label_image.h"

#include <QCoreApplication>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Collections)
};

struct RoleName {
  CaseFileRole role;
  const char* name;
  const char* modality;
};
constexpr RoleName kStatedRoles[] = {
    {CaseFileRole::Ct, "ct", "CT"},     {CaseFileRole::Pet, "pet", "PT"},
    {CaseFileRole::Mr, "mr", "MR"},     {CaseFileRole::OtherImage, "image", "OT"},
    {CaseFileRole::Mask, "mask", ""},   {CaseFileRole::Prediction, "prediction", ""},
    {CaseFileRole::LeftOut, "none", ""}};

struct UnitName {
  ImageUnit unit;
  const char* name;
};
constexpr UnitName kStatedUnits[] = {{ImageUnit::Unknown, "unknown"},
                                     {ImageUnit::SuvBodyWeight, "suvbw"},
                                     {ImageUnit::BecquerelPerMillilitre, "bqml"},
                                     {ImageUnit::Hounsfield, "hu"}};

const RoleName& nameOf(CaseFileRole role) {
  return *std::ranges::find(kStatedRoles, role, &RoleName::role);
}

bool isImage(CaseFileRole role) {
  return *nameOf(role).modality != '\0';
}

/// What is known of an image of a case.
StatedFile whatIs(const SeriesEntry& series) {
  const auto role = std::ranges::find_if(kStatedRoles, [&](const RoleName& each) {
    return series.source.modality == QLatin1String(each.modality);
  });
  return {role == std::end(kStatedRoles) ? CaseFileRole::OtherImage : role->role,
          series.source.modality == QLatin1String("PT") ? series.imageFile->unit : ImageUnit::Unknown};
}

SeriesEntry asImage(ImageFile image, const StatedFile& what, const StudyEntry& study) {
  image.unit = what.role == CaseFileRole::Ct    ? ImageUnit::Hounsfield
               : what.role == CaseFileRole::Pet ? what.unit
                                                : ImageUnit::Unknown;
  image.unitFrom = Texts::tr("it was stated for this folder");
  image.isUncertain = false;
  return imageSeries(std::move(image), QLatin1String(nameOf(what.role).modality), study.uid);
}

void applyTo(StudyEntry& study, const QString& folder, const StatedFiles& stated) {
  std::vector<SeriesEntry> series;
  std::vector<CaseMaskFile> masks;
  const auto addMask = [&](const QString& file, const QString& name, CaseFileRole role,
                           const std::map<int, QString>& labels) {
    if (canReadLabelImage(file)) masks.push_back({file, name, role == CaseFileRole::Prediction, labels});
  };
  for (SeriesEntry& each : study.series) {
    const ImageFile& image = *each.imageFile;
    const auto what = stated.find(fileKind(image.name, folder));
    if (what == stated.end())
      series.push_back(std::move(each));
    else if (isImage(what->second.role))
      series.push_back(asImage(image, what->second, study));
    else if (what->second.role != CaseFileRole::LeftOut)
      addMask(image.file, image.name, what->second.role, {});
  }
  for (const CaseMaskFile& mask : study.maskFiles) {
    const auto what = stated.find(fileKind(mask.name, folder));
    if (what == stated.end()) {
      masks.push_back(mask);
    } else if (isImage(what->second.role)) {
      ImageFile image;
      image.file = mask.file;
      image.name = mask.name;
      series.push_back(asImage(std::move(image), what->second, study));
    } else if (what->second.role != CaseFileRole::LeftOut) {
      addMask(mask.file, mask.name, what->second.role, mask.labels);
    }
  }
  int number = 0;
  for (SeriesEntry& each : series) {
    each.number = ++number;
    each.source.frameOfReferenceUid = study.uid;
  }
  study.series = std::move(series);
  study.maskFiles = std::move(masks);
}

}  // namespace

QString fileKind(const QString& name, const QString& folder) {
  const QString file = name.section(QLatin1Char('/'), -1);
  if (folder.isEmpty() || !file.contains(folder)) return QStringLiteral("*/") + file;
  QString kind = name.section(QLatin1Char('/'), -2, -2);
  if (!kind.isEmpty()) kind += QLatin1Char('/');
  return kind + QString(file).replace(folder, QStringLiteral("*"));
}

std::vector<CaseFile> filesOf(const PatientEntry& patient, const StudyEntry& study) {
  std::vector<CaseFile> files;
  for (const SeriesEntry& series : study.series)
    if (series.imageFile && series.imageFile->volume == 0)
      files.push_back(
          {series.imageFile->name, fileKind(series.imageFile->name, patient.folder), whatIs(series)});
  for (const CaseMaskFile& mask : study.maskFiles)
    files.push_back(
        {mask.name,
         fileKind(mask.name, patient.folder),
         {mask.isPrediction ? CaseFileRole::Prediction : CaseFileRole::Mask, ImageUnit::Unknown}});
  return files;
}

void applyStatedFiles(std::vector<PatientEntry>& patients, const StatedFiles& stated) {
  if (stated.empty()) return;
  for (PatientEntry& patient : patients)
    for (StudyEntry& study : patient.studies)
      if (study.isOfImageFiles()) applyTo(study, patient.folder, stated);
}

QStringList statedLines(const StatedFiles& stated) {
  QStringList lines;
  for (const auto& [kind, what] : stated)
    lines.append(QStringLiteral("%1 %2 %3")
                     .arg(QLatin1String(nameOf(what.role).name),
                          QLatin1String(std::ranges::find(kStatedUnits, what.unit, &UnitName::unit)->name),
                          kind));
  return lines;
}

StatedFiles statedFilesIn(const QStringList& lines) {
  StatedFiles stated;
  for (const QString& line : lines) {
    const QString roleText = line.section(QLatin1Char(' '), 0, 0);
    const QString unitText = line.section(QLatin1Char(' '), 1, 1);
    const QString kind = line.section(QLatin1Char(' '), 2);
    const auto role = std::ranges::find_if(
        kStatedRoles, [&](const RoleName& each) { return roleText == QLatin1String(each.name); });
    const auto unit = std::ranges::find_if(
        kStatedUnits, [&](const UnitName& each) { return unitText == QLatin1String(each.name); });
    if (role != std::end(kStatedRoles) && unit != std::end(kStatedUnits) && !kind.isEmpty())
      stated[kind] = {role->role, unit->unit};
  }
  return stated;
}

}  // namespace uptake
