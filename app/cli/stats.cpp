#include "annotation/lesions/lesion_statistics.h"
#include "app/cli/command.h"
#include "app/cli/evaluation_report.h"
#include "app/cli/mask_input.h"
#include "app/cli/mask_series.h"
#include "io/dicom/volume_loader.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

void describe(QCommandLineParser& parser) {
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
      "\n"
      "Exit status: 0 done, 1 done with problems listed, 2 wrong usage, 3 nothing could be read."));
  parser.addOption({QStringLiteral("pet"),
                    Texts::tr("Folder of the PET series, which holds exactly one volume."),
                    QStringLiteral("SERIESDIR")});
  parser.addOption({QStringLiteral("mask"), Texts::tr("The mask."), QStringLiteral("M")});
  parser.addOption({QStringLiteral("json"), Texts::tr("Write JSON.")});
  parser.addOption({QStringLiteral("csv"), Texts::tr("Write CSV.")});
}

/// A figure of a lesion, as it is called in the output.
struct Figure {
  const char* name;
  std::optional<double> (*value)(const LesionStatistics&);
};

template <double LesionStatistics::*member>
std::optional<double> ifMeasured(const LesionStatistics& lesion) {
  if (lesion.state != RegionState::Measured) return std::nullopt;
  return lesion.*member;
}

constexpr Figure kFigures[] = {
    {"volume_ml", [](const LesionStatistics& each) { return std::optional(each.volumeMl); }},
    {"suv_max", ifMeasured<&LesionStatistics::maximum>},
    {"suv_mean", ifMeasured<&LesionStatistics::mean>},
    {"suv_min", ifMeasured<&LesionStatistics::minimum>},
    {"suv_median", ifMeasured<&LesionStatistics::median>},
    {"suv_peak",
     [](const LesionStatistics& each) { return each.peak ? std::optional(each.peak->value) : std::nullopt; }},
    {"tlg_g", ifMeasured<&LesionStatistics::total>},
};

QString nameOf(const LesionStatistics& lesion, const MaskInput& mask) {
  const auto found = mask.names.find(lesion.label);
  return found == mask.names.end() ? QString() : found->second;
}

QByteArray asJson(const LesionTable& table, const MaskInput& mask) {
  const auto object = [&](const LesionStatistics& lesion, bool isTotal) {
    QJsonObject result;
    if (!isTotal) {
      result[QStringLiteral("label")] = lesion.label;
      result[QStringLiteral("name")] = nameOf(lesion, mask);
    }
    for (const Figure& figure : kFigures) {
      const std::optional<double> value = figure.value(lesion);
      result[QLatin1String(figure.name)] = value ? QJsonValue(*value) : QJsonValue();
    }
    result[QStringLiteral("voxels")] = static_cast<qint64>(lesion.voxels);
    return result;
  };
  QJsonArray lesions;
  for (const LesionStatistics& lesion : table.lesions) lesions.append(object(lesion, false));
  return QJsonDocument(QJsonObject{{QStringLiteral("lesions"), lesions},
                                   {QStringLiteral("total"), object(table.all, true)}})
      .toJson();
}

QByteArray asCsv(const LesionTable& table, const MaskInput& mask) {
  QByteArray text = "label,name";
  for (const Figure& figure : kFigures) text += QByteArray(",") + figure.name;
  text += ",voxels\n";
  const auto row = [&](const QByteArray& label, const QString& name, const LesionStatistics& lesion) {
    text += label + ',' + csvField(name);
    for (const Figure& figure : kFigures) text += ',' + csvNumber(figure.value(lesion));
    text += ',' + QByteArray::number(static_cast<qint64>(lesion.voxels)) + '\n';
  };
  for (const LesionStatistics& lesion : table.lesions)
    row(QByteArray::number(lesion.label), nameOf(lesion, mask), lesion);
  row("total", {}, table.all);
  return text;
}

QByteArray asText(const LesionTable& table, const MaskInput& mask) {
  const auto shown = [](const std::optional<double>& value) {
    return value ? QLocale().toString(*value, 'f', 2) : QStringLiteral("–");
  };
  QString text;
  const auto line = [&](const QString& name, const LesionStatistics& lesion) {
    text += Texts::tr("%1: %2 ml, SUVmax %3, mean %4, min %5, median %6, peak %7, TLG %8 g")
                .arg(name, shown(kFigures[0].value(lesion)), shown(kFigures[1].value(lesion)),
                     shown(kFigures[2].value(lesion)), shown(kFigures[3].value(lesion)),
                     shown(kFigures[4].value(lesion)), shown(kFigures[5].value(lesion)),
                     shown(kFigures[6].value(lesion))) +
            QLatin1Char('\n');
  };
  for (const LesionStatistics& lesion : table.lesions)
    line(QStringLiteral("%1 %2").arg(lesion.label).arg(nameOf(lesion, mask)).trimmed(), lesion);
  line(Texts::tr("all"), table.all);
  return text.toUtf8();
}

/// Why a lesion has no numbers; empty when it has all.
QString remark(const LesionStatistics& lesion) {
  switch (lesion.state) {
    case RegionState::Measured:
      break;
    case RegionState::SliceMissing:
    case RegionState::SliceReading:
      return Texts::tr("label %1 reaches into a slice that could not be read; it has no SUV")
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

}  // namespace

int runStats(const QStringList& arguments) {
  QCommandLineParser parser;
  describe(parser);
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
  int exitCode = kDone;
  const std::optional<SeriesEntry> series = onlyVolumeSeries(folder, exitCode);
  if (!series) return exitCode;
  if (!series->suv || !series->suv->isValid()) {
    printError(QStringLiteral("%1: %2").arg(
        folder, series->suv ? Texts::tr("no SUV: %1").arg(series->suv->refused)
                            : Texts::tr("it is a %1 series, not PET").arg(series->source.modality)));
    return kNothingRead;
  }
  JobControl control;
  const Result<MaskInput> mask = readMaskOf(file, *series, control);
  if (!mask) {
    printError(mask.error().text());
    return kNothingRead;
  }
  const auto volume = allocateVolume(*series);
  if (!volume) {
    printError(volume.error().text());
    return kNothingRead;
  }
  const auto unread = loadSlices(*series, **volume, 0, control);
  QStringList problems;
  for (const QString& warning : mask->warnings) problems.append(QStringLiteral("%1: %2").arg(file, warning));
  for (const QString& warning : series->suv->warnings)
    problems.append(QStringLiteral("%1: %2").arg(folder, warning));
  if (unread)
    for (const FileProblem& problem : *unread)
      problems.append(QStringLiteral("%1: %2").arg(problem.file, problem.reason));

  const LesionTable table = lesionTable(mask->labels, **volume, control);
  for (const LesionStatistics& lesion : table.lesions)
    if (const QString why = remark(lesion); !why.isEmpty())
      problems.append(QStringLiteral("%1: %2").arg(file, why));
  for (const QString& problem : problems) printError(problem);
  printOutput(json ? asJson(table, *mask) : csv ? asCsv(table, *mask) : asText(table, *mask));
  return problems.isEmpty() ? kDone : kDoneWithProblems;
}

}  // namespace uptake::cli
