#include "app/cli/inspect_report.h"

#include "core/identity/image_key.h"
#include "io/dicom/suv_evidence.h"
#include "io/hdf5/hdf5_place.h"
#include "io/images/image_file.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

QJsonArray toJson(const Eigen::Vector3d& vector) {
  return {vector.x(), vector.y(), vector.z()};
}

/// null for what has no UID.
QJsonValue uidJson(const QString& id) {
  return isImageKey(id) ? QJsonValue() : QJsonValue(id);
}

QStringList allWarnings(const SeriesEntry& series) {
  QStringList warnings;
  if (!series.refusal.isEmpty()) warnings.append(series.refusal);
  if (!series.part.isEmpty()) warnings.append(Texts::tr("Part of a series: %1.").arg(series.part));
  if (series.remedy) warnings.append(Texts::tr("In the program: %1").arg(series.remedy->text));
  return warnings + series.warnings;
}

QJsonObject toJson(const SuvCrossCheck& check) {
  if (!check.isMade()) return {{QStringLiteral("not_made"), check.notMade}};
  const QString format = QStringLiteral("yyyy-MM-ddTHH:mm:ss.zzz");
  return {{QStringLiteral("difference"), check.difference},
          {QStringLiteral("slice"), check.slice},
          {QStringLiteral("slices"), check.slices},
          {QStringLiteral("reference"), check.reference.toString(format)},
          {QStringLiteral("slice_reference"), check.ownReference.toString(format)}};
}

QJsonObject toJson(const SuvScale& suv) {
  if (!suv.isValid()) {
    QJsonObject refused{{QStringLiteral("unit"), suv.unit}, {QStringLiteral("refused"), suv.refused}};
    if (!suv.branch.isEmpty()) refused[QStringLiteral("branch")] = suv.branch;
    return refused;
  }
  QJsonObject inputs;
  QJsonObject tags;
  for (const SuvInput& input : suv.inputs) {
    inputs.insert(input.keyword, input.value);
    tags.insert(input.keyword, input.tag);
  }
  QJsonArray calculation;
  for (const SuvStep& step : suv.steps)
    calculation.append(QJsonObject{{QStringLiteral("name"), step.name},
                                   {QStringLiteral("expression"), step.expression},
                                   {QStringLiteral("result"), step.result}});
  QJsonObject object{{QStringLiteral("unit"), suv.unit},
                     {QStringLiteral("factor"), suv.factor ? QJsonValue(*suv.factor) : QJsonValue()},
                     {QStringLiteral("branch"), suv.branch},
                     {QStringLiteral("inputs"), inputs},
                     {QStringLiteral("input_tags"), tags},
                     {QStringLiteral("calculation"), calculation},
                     {QStringLiteral("cross_check"), toJson(suv.crossCheck)},
                     {QStringLiteral("warnings"), QJsonArray::fromStringList(suv.warnings)}};
  if (!suv.factor) {
    QJsonArray factors;
    for (const double factor : suv.sliceFactors)
      factors.append(std::isfinite(factor) ? QJsonValue(factor) : QJsonValue());
    object.insert(QStringLiteral("factors"), factors);
  }
  return object;
}

/// The file, and the dataset in it where it is HDF5.
void insertFile(QJsonObject& object, const QString& path) {
  object.insert(QStringLiteral("file"), hdf5::fileOf(path));
  if (const auto place = hdf5::placeOf(path)) object.insert(QStringLiteral("dataset"), place->dataset);
}

QJsonObject toJson(const SeriesEntry& series) {
  const bool image = series.rows > 0 && series.columns > 0;
  QJsonObject object{{QStringLiteral("uid"), uidJson(series.source.seriesInstanceUid)},
                     {QStringLiteral("modality"), series.source.modality},
                     {QStringLiteral("description"), series.source.seriesDescription},
                     {QStringLiteral("instances"), series.instances},
                     {QStringLiteral("rows"), image ? QJsonValue(series.rows) : QJsonValue()},
                     {QStringLiteral("columns"), image ? QJsonValue(series.columns) : QJsonValue()},
                     {QStringLiteral("slices"), QJsonValue()},
                     {QStringLiteral("spacing_mm"), QJsonValue()},
                     {QStringLiteral("first_position_mm"), QJsonValue()},
                     {QStringLiteral("last_position_mm"), QJsonValue()},
                     {QStringLiteral("frame_of_reference_uid"), uidJson(series.source.frameOfReferenceUid)},
                     {QStringLiteral("warnings"), QJsonArray::fromStringList(allWarnings(series))}};
  if (const auto& grid = series.grid) {
    object[QStringLiteral("slices")] = grid->size().z();
  }
  if (const auto& grid = series.grid; grid && series.source.hasPlace()) {
    object[QStringLiteral("spacing_mm")] = toJson(grid->spacing());
    object[QStringLiteral("first_position_mm")] = toJson(grid->origin());
    object[QStringLiteral("last_position_mm")] =
        toJson(grid->toPatient(Eigen::Vector3d(0.0, 0.0, grid->size().z() - 1)));
  }
  if (series.suv) object.insert(QStringLiteral("suv"), toJson(*series.suv));
  if (series.imageFile) insertFile(object, series.imageFile->file);
  return object;
}

QJsonArray masksJson(const StudyEntry& study) {
  QJsonArray masks;
  for (const CaseMaskFile& mask : study.maskFiles) {
    QJsonObject object{{QStringLiteral("prediction"), mask.isPrediction}};
    insertFile(object, mask.file);
    masks.append(object);
  }
  return masks;
}

QString spacingText(const ImageGrid& grid) {
  const auto number = [](double value) { return QString::number(value, 'g', 4); };
  return QStringLiteral("%1 × %2 × %3 mm")
      .arg(number(grid.spacing().x()), number(grid.spacing().y()), number(grid.spacing().z()));
}

/// The columns of a series' line, so that all lines of a study can be padded alike.
QStringList seriesCells(const SeriesEntry& series) {
  const QString size =
      series.grid
          ? QStringLiteral("%1 × %2 × %3").arg(series.columns).arg(series.rows).arg(series.grid->size().z())
          : Texts::tr("%n file(s)", nullptr,
                      series.imageFile ? 1 : static_cast<int>(series.source.slices.size()));
  QString description = series.source.seriesDescription;
  if (!series.part.isEmpty()) description += QStringLiteral(" (%1)").arg(series.part);
  return {QString::number(series.number), series.source.modality, size,
          !series.grid               ? Texts::tr("no volume")
          : series.source.hasPlace() ? spacingText(*series.grid)
                                     : Texts::tr("no place"),
          description};
}

QString suvText(const SuvScale& suv) {
  if (!suv.isValid())
    return Texts::tr("no SUV (values in %1): %2")
        .arg(suv.unit.isEmpty() ? Texts::tr("unknown unit") : suv.unit, suv.refused);
  return Texts::tr("SUVbw = %1 × %2; %3")
      .arg(suv.unit, suv.factor ? QString::number(*suv.factor, 'g', 10) : Texts::tr("a factor a slice"),
           suv.branch);
}

/// What the window's SUV evidence shows, indented; the result and the branch stand in suvText().
QString evidenceText(const SuvScale& suv, const QString& indent) {
  QString text;
  std::vector<SuvEvidenceSection> sections = suvEvidence(suv);
  sections.erase(sections.begin());
  for (const SuvEvidenceSection& section : sections) {
    for (const SuvEvidenceRow& row : section.rows) {
      if (row.warning || row.value == suv.branch) continue;
      const QString name = row.tag.isEmpty() ? row.name : row.name + QLatin1Char(' ') + row.tag;
      text += indent + QStringLiteral("  %1: %2\n").arg(name, row.value);
    }
  }
  return text;
}

QString studyText(const StudyEntry& study) {
  QString text = QStringLiteral("  %1  %2\n")
                     .arg(study.isOfImageFiles() ? imageKeyName(study.uid) : study.date, study.description);
  std::vector<QStringList> rows;
  QList<qsizetype> widths{0, 0, 0, 0, 0};
  for (const SeriesEntry& series : study.series) {
    rows.push_back(seriesCells(series));
    for (qsizetype i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], rows.back().at(i).size());
  }
  const QString indent(4 + static_cast<qsizetype>(widths[0]) + 2, QLatin1Char(' '));
  for (std::size_t s = 0; s < rows.size(); ++s) {
    QString line = QStringLiteral("    ") + rows[s].at(0).rightJustified(widths[0]);
    for (qsizetype i = 1; i < widths.size(); ++i)
      line += QStringLiteral("  ") +
              (i + 1 < widths.size() ? rows[s].at(i).leftJustified(widths[i]) : rows[s].at(i));
    text += line + QLatin1Char('\n');
    const SeriesEntry& series = study.series[s];
    if (!series.refusal.isEmpty()) text += indent + series.refusal + QLatin1Char('\n');
    if (series.remedy)
      text += indent + Texts::tr("In the program: %1").arg(series.remedy->text) + QLatin1Char('\n');
    QStringList warnings = series.warnings;
    if (series.suv) {
      text += indent + suvText(*series.suv) + QLatin1Char('\n');
      if (series.suv->isValid()) text += evidenceText(*series.suv, indent);
      warnings += series.suv->warnings;
    }
    for (const QString& warning : warnings)
      text += indent + Texts::tr("Warning: %1").arg(warning) + QLatin1Char('\n');
  }
  return text;
}

}  // namespace

QByteArray inspectJson(const StudyIndex& index) {
  QJsonArray patients;
  for (const PatientEntry& patient : index.patients) {
    QJsonArray studies;
    for (const StudyEntry& study : patient.studies) {
      QJsonArray series;
      for (const SeriesEntry& entry : study.series) series.append(toJson(entry));
      const bool isOfFiles = study.isOfImageFiles();
      QJsonObject entry{{QStringLiteral("uid"), uidJson(study.uid)},
                        {QStringLiteral("date"), isOfFiles ? QJsonValue() : QJsonValue(study.date)},
                        {QStringLiteral("description"), study.description},
                        {QStringLiteral("series"), series}};
      if (isOfFiles) {
        entry[QStringLiteral("form")] = study.form;
        entry[QStringLiteral("case")] = imageKeyName(study.uid);
        entry[QStringLiteral("masks")] = masksJson(study);
      }
      studies.append(entry);
    }
    const bool isNamed = patient.folder.isEmpty();
    QJsonObject entry{{QStringLiteral("id"), isNamed ? QJsonValue(patient.id) : QJsonValue()},
                      {QStringLiteral("name"), isNamed ? QJsonValue(patient.name) : QJsonValue()},
                      {QStringLiteral("studies"), studies}};
    if (!isNamed) entry[QStringLiteral("folder")] = patient.folder;
    patients.append(entry);
  }
  QJsonArray problems;
  for (const FileProblem& problem : index.problems)
    problems.append(
        QJsonObject{{QStringLiteral("file"), problem.file}, {QStringLiteral("reason"), problem.reason}});
  return QJsonDocument(
             QJsonObject{{QStringLiteral("patients"), patients}, {QStringLiteral("problems"), problems}})
      .toJson(QJsonDocument::Indented);
}

QString inspectText(const StudyIndex& index) {
  QString text;
  for (const QString& form : index.forms) text += form + QLatin1Char('\n');
  for (const PatientEntry& patient : index.patients) {
    text += patient.folder.isEmpty() ? QStringLiteral("%1  %2\n").arg(patient.id, patient.name)
                                     : patient.folder + QLatin1Char('\n');
    for (const StudyEntry& study : patient.studies) text += studyText(study);
  }
  return text;
}

}  // namespace uptake::cli
