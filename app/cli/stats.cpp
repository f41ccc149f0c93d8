#include "annotation/lesions/lesion_csv.h"
#include "app/cli/command.h"
#include "app/cli/mask_series.h"
#include "app/session/evaluation/mask_input.h"
#include "core/identity/image_key.h"
#include "io/dicom/volume_loader.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <iterator>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describeStats(QCommandLineParser& parser) {
  parser.setApplicationDescription(Texts::tr(
      "Measures the lesions of a mask in a PET series: volume (MTV), SUV by body weight (maximum, mean, "
      "minimum,\n"
      "median, peak) and TLG, each and all together. The mask is a label image (NIfTI, NRRD, MetaImage), a "
      "DICOM\n"
      "SEG or an RTSTRUCT; where it has other voxels than the PET, each voxel of the PET takes the nearest, "
      "which is said.\n"
      "\n"
      "SUVpeak is the highest mean over a sphere of 1 cm³ (partial voxels weighted) about a voxel of the "
      "lesion;\n"
      "TLG is the sum of SUV × voxel volume. A PET without a valid SUV scale is refused with the reason.\n"
      "Longest and perpendicular diameter are those of the axial slice with the longest, on the outline "
      "along "
      "the\n"
      "edges of the voxels; x, y, z (LPS) is the middle of the lesion in the slice that holds most of it, "
      "image "
      "that\n"
      "slice's number. HU, with --ct, are of all voxels of the CT in the lesion.\n"
      "\n"
      "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read."));
  parser.addOption({QStringLiteral("pet"),
                    Texts::tr("Folder of the PET series, which holds exactly one volume, or an image file "
                              "(NIfTI, MetaImage, NRRD)."),
                    QStringLiteral("SERIES")});
  parser.addOption({QStringLiteral("mask"), Texts::tr("The mask."), QStringLiteral("M")});
  parser.addOption(
      {QStringLiteral("ct"),
       Texts::tr("Folder of a CT series in the PET's frame of reference, or an image file, for HU."),
       QStringLiteral("SERIES")});
  addPetUnitOption(parser);
  parser.addOption({QStringLiteral("json"), Texts::tr("Write JSON.")});
  parser.addOption({QStringLiteral("csv"), Texts::tr("Write CSV.")});
}

QByteArray asJson(const LesionFiguresTable& table, const LesionNames& names) {
  QJsonArray lesions;
  for (const LesionFigures& lesion : table.lesions) {
    QJsonObject object = lesionJson(lesion, names);
    const auto name = names.names.find(lesion.label);
    object[QStringLiteral("label")] = lesion.label;
    object[QStringLiteral("name")] = name == names.names.end() ? QString() : name->second;
    lesions.append(object);
  }
  return QJsonDocument(QJsonObject{{QStringLiteral("lesions"), lesions},
                                   {QStringLiteral("total"), lesionJson(table.all, names)}})
      .toJson();
}

QByteArray asText(const LesionFiguresTable& table, const LesionNames& names) {
  const auto shown = [](const std::optional<double>& value) {
    return value ? QLocale().toString(*value, 'f', 2) : QStringLiteral("–");
  };
  QString text;
  const auto line = [&](const QString& name, const LesionFigures& lesion) {
    const LesionStatistics& suv = *lesion.uptake;
    const auto value = [&](double LesionStatistics::*member) {
      return shown(suv.state == RegionState::Measured ? std::optional(suv.*member) : std::nullopt);
    };
    text += Texts::tr("%1: %2 ml, SUVmax %3, mean %4, min %5, median %6, peak %7, TLG %8 g")
                .arg(name, shown(lesion.volumeMl), value(&LesionStatistics::maximum),
                     value(&LesionStatistics::mean), value(&LesionStatistics::minimum),
                     value(&LesionStatistics::median),
                     shown(suv.peak ? std::optional(suv.peak->value) : std::nullopt),
                     value(&LesionStatistics::total));
    if (lesion.shape)
      text += Texts::tr(", %1 × %2 mm")
                  .arg(QLocale().toString(lesion.shape->longest.lengthMm(), 'f', 1),
                       QLocale().toString(lesion.shape->perpendicular.lengthMm(), 'f', 1));
    if (lesion.density && lesion.density->state == RegionState::Measured)
      text += Texts::tr(", HU mean %1 (%2 to %3)")
                  .arg(QLocale().toString(lesion.density->mean, 'f', 1),
                       QLocale().toString(lesion.density->minimum, 'f', 0),
                       QLocale().toString(lesion.density->maximum, 'f', 0));
    text += QLatin1Char('\n');
  };
  for (const LesionFigures& lesion : table.lesions) {
    const auto name = names.names.find(lesion.label);
    line(QStringLiteral("%1 %2")
             .arg(lesion.label)
             .arg(name == names.names.end() ? QString() : name->second)
             .trimmed(),
         lesion);
  }
  line(Texts::tr("all"), table.all);
  return text.toUtf8();
}

/// Why a lesion has no HU; empty when it has them.
QString remarkOnHu(const LesionFigures& figures) {
  if (!figures.density) return {};
  switch (figures.density->state) {
    case RegionState::Measured:
      return {};
    case RegionState::SliceMissing:
    case RegionState::SliceReading:
      return Texts::tr(
                 "label %1 reaches into a slice of the CT that is missing or could not be read; it has no HU")
          .arg(figures.label);
    case RegionState::NoPixel:
    case RegionState::OutsideImage:
      break;
  }
  return Texts::tr("label %1 reaches beyond the CT; it has no HU").arg(figures.label);
}

/// Why a lesion has no SUV, or not all of them; empty when it has.
QString remarkOnSuv(const LesionFigures& figures) {
  const LesionStatistics& lesion = *figures.uptake;
  switch (lesion.state) {
    case RegionState::Measured:
      break;
    case RegionState::SliceMissing:
    case RegionState::SliceReading:
      return Texts::
          tr("label %1 reaches into a slice of the PET that is missing or could not be read; it has no SUV")
              .arg(lesion.label);
    case RegionState::NoPixel:
    case RegionState::OutsideImage:
      return Texts::tr("label %1 reaches beyond the PET; it has no SUV").arg(lesion.label);
  }
  if (!lesion.peak)
    return Texts::tr("label %1: no 1 cm³ about it lies in the PET; it has no peak").arg(lesion.label);
  if (lesion.peak->restricted)
    return Texts::tr("label %1: its peak is not of voxels at the edge of the PET").arg(lesion.label);
  return {};
}

/// Null, with the reason on standard error, when there is no memory for it; slices that could not be read are
/// problems.
std::shared_ptr<Volume> readVolume(const SeriesEntry& series, QStringList& problems) {
  auto volume = allocateVolume(series);
  if (!volume) {
    printError(volume.error().text());
    return nullptr;
  }
  JobControl control;
  QStringList remarks;
  if (const auto unread = loadSlices(series, **volume, 0, control, {}, &remarks))
    for (const FileProblem& problem : *unread)
      problems.append(QStringLiteral("%1: %2").arg(problem.file, problem.reason));
  for (const QString& remark : remarks)
    problems.append(
        QStringLiteral("%1 %2: %3").arg(series.source.modality, series.source.seriesDescription, remark));
  return volume.take();
}

/// Each segment whole, also where several overlap; all together with no voxel twice.
LesionFiguresTable figuresOf(const evaluation::MaskInput& mask, const Volume* pet, const Volume* ct,
                             const JobControl& control) {
  LesionFiguresTable table = lesionFigures(mask.labels, pet, ct, control);
  if (mask.layers.empty()) return table;
  table.lesions.clear();
  for (const LabelMap& layer : mask.layers)
    std::ranges::move(lesionFigures(layer, pet, ct, control).lesions, std::back_inserter(table.lesions));
  std::ranges::sort(table.lesions, {}, &LesionFigures::label);
  return table;
}

/// Why HU of this series are none of what lies in the PET; empty when they are.
QString refusalOfCt(const SeriesEntry& series, const SeriesSource& pet) {
  const SeriesSource& ct = series.source;
  if (series.isColour) return Texts::tr("it holds pictures in colour, no HU");
  if (ct.modality != QLatin1String("CT")) return Texts::tr("it is a %1 series, not CT").arg(ct.modality);
  // Files that state no frame are laid over each other by their positions, as a person asks.
  if (isImageKey(ct.frameOfReferenceUid) || isImageKey(pet.frameOfReferenceUid)) return {};
  if (!ct.frameOfReferenceUid.isEmpty() && !pet.frameOfReferenceUid.isEmpty() &&
      ct.frameOfReferenceUid != pet.frameOfReferenceUid)
    return Texts::tr("it has another frame of reference than the PET");
  return {};
}

}  // namespace

int runStats(const QStringList& arguments) {
  QCommandLineParser parser;
  describeStats(parser);
  if (const auto exitCode = parseArguments(parser, QStringLiteral("stats"), arguments)) return *exitCode;
  const QString folder = parser.value(QStringLiteral("pet"));
  const QString file = parser.value(QStringLiteral("mask"));
  const bool json = parser.isSet(QStringLiteral("json"));
  const bool csv = parser.isSet(QStringLiteral("csv"));
  if (folder.isEmpty() || file.isEmpty() || !parser.positionalArguments().isEmpty() || (json && csv)) {
    printError(Texts::tr(
        "stats needs --pet and --mask, and at most one of --json and --csv; see uptake-cli stats --help"));
    return kWrongUsage;
  }
  const StatedPetUnit petUnit = statedPetUnit(parser);
  if (petUnit.isWrong) return kWrongUsage;
  int exitCode = kDone;
  const std::optional<SeriesEntry> series = onlyVolumeSeries(folder, exitCode, petUnit.unit);
  if (!series) return exitCode;
  if (!series->suv || !series->suv->isValid()) {
    printError(QStringLiteral("%1: %2").arg(
        folder, series->suv        ? Texts::tr("no SUV: %1").arg(series->suv->refused)
                : series->isColour ? Texts::tr("it holds pictures in colour, not PET")
                                   : Texts::tr("it is a %1 series, not PET").arg(series->source.modality)));
    return kNothingRead;
  }
  JobControl control;
  const Result<evaluation::MaskInput> mask = evaluation::readMaskOf(file, *series, control);
  if (!mask) {
    printError(mask.error().text());
    return kNothingRead;
  }
  QStringList problems;
  for (const QString& warning : mask->warnings) problems.append(QStringLiteral("%1: %2").arg(file, warning));
  for (const QString& warning : series->suv->warnings)
    problems.append(QStringLiteral("%1: %2").arg(folder, warning));
  const std::shared_ptr<Volume> pet = readVolume(*series, problems);
  if (!pet) return kNothingRead;
  std::shared_ptr<Volume> ct;
  if (const QString ctFolder = parser.value(QStringLiteral("ct")); !ctFolder.isEmpty()) {
    const std::optional<SeriesEntry> ctSeries = onlyVolumeSeries(ctFolder, exitCode);
    if (!ctSeries) return exitCode;
    if (const QString why = refusalOfCt(*ctSeries, series->source); !why.isEmpty()) {
      printError(QStringLiteral("%1: %2").arg(ctFolder, why));
      return kNothingRead;
    }
    ct = readVolume(*ctSeries, problems);
    if (!ct) return kNothingRead;
  }

  const LesionFiguresTable table = figuresOf(*mask, pet.get(), ct.get(), control);
  for (const LesionFigures& lesion : table.lesions)
    for (const QString& why : {remarkOnSuv(lesion), remarkOnHu(lesion)})
      if (!why.isEmpty()) problems.append(QStringLiteral("%1: %2").arg(file, why));
  const LesionNames names{mask->names, PetColumns::Suv, {}, true, {}};
  for (const QString& problem : problems) printError(problem);
  printOutput(json ? asJson(table, names) : csv ? lesionCsv(table, names) : asText(table, names));
  return problems.isEmpty() ? kDone : kDoneWithProblems;
}

}  // namespace uptake::cli
