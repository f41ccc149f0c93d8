#include "app/session/evaluation/evaluation_report.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>
#include <numeric>

namespace uptake::evaluation {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

QString fateName(LesionFate fate) {
  switch (fate) {
    case LesionFate::Detected:
      return QStringLiteral("detected");
    case LesionFate::Missed:
      return QStringLiteral("missed");
    case LesionFate::FalsePositive:
      break;
  }
  return QStringLiteral("false_positive");
}

QJsonValue orNull(const std::optional<double>& number) {
  return number ? QJsonValue(*number) : QJsonValue();
}

QJsonObject lesionJson(const LesionAgreement& lesion) {
  const bool isTrue = lesion.truth >= 0;
  return {
      {QStringLiteral("fate"), fateName(lesion.fate)},
      {QStringLiteral("truth_component"), isTrue ? QJsonValue(lesion.truth + 1) : QJsonValue()},
      {QStringLiteral("predicted_components"),
       [&] {
         QJsonArray numbers;
         for (const int part : lesion.predicted) numbers.append(part + 1);
         return numbers;
       }()},
      {QStringLiteral("split"), lesion.split},
      {QStringLiteral("merged"), lesion.merged},
      {QStringLiteral("truth_ml"), isTrue ? QJsonValue(lesion.truthMl) : QJsonValue()},
      {QStringLiteral("predicted_ml"), lesion.predictedMl},
      {QStringLiteral("overlap_ml"), lesion.overlapMl},
      {QStringLiteral("dice"), orNull(lesion.dice)},
      {QStringLiteral("hd95_mm"), lesion.surface ? QJsonValue(lesion.surface->hausdorff95) : QJsonValue()},
      {QStringLiteral("mean_surface_distance_mm"),
       lesion.surface ? QJsonValue(lesion.surface->mean) : QJsonValue()},
      {QStringLiteral("position_mm"),
       QJsonArray{lesion.position.x(), lesion.position.y(), lesion.position.z()}}};
}

QJsonObject caseJson(const EvaluatedCase& each, bool withLesions) {
  QJsonArray lesions;
  if (withLesions)
    for (const LesionAgreement& lesion : each.agreement.lesions) lesions.append(lesionJson(lesion));
  const MaskAgreement& a = each.agreement;
  return {{QStringLiteral("name"), each.name},
          {QStringLiteral("dice"), orNull(a.dice)},
          {QStringLiteral("fpv_ml"), a.fpvMl},
          {QStringLiteral("fnv_ml"), orNull(a.fnvMl)},
          {QStringLiteral("truth_components"), a.truthComponents},
          {QStringLiteral("predicted_components"), a.predictedComponents},
          {QStringLiteral("truth_ml"), a.truthMl},
          {QStringLiteral("predicted_ml"), a.predictedMl},
          {QStringLiteral("overlap_ml"), a.overlapMl},
          {QStringLiteral("lesions"), lesions}};
}

std::optional<double> meanOf(const std::vector<double>& values) {
  if (values.empty()) return std::nullopt;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<double> medianOf(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2.0;
}

QByteArrayList csvLesion(const QString& name, const LesionAgreement& lesion) {
  const auto ml = [](bool defined, double value) { return defined ? csvNumber(value) : QByteArray(); };
  QStringList predicted;
  for (const int part : lesion.predicted) predicted.append(QString::number(part + 1));
  return {"lesion",
          csvField(name),
          csvNumber(lesion.dice),
          {},
          {},
          lesion.truth >= 0 ? QByteArray::number(lesion.truth + 1) : QByteArray(),
          csvField(predicted.join(QLatin1Char(' '))),
          ml(lesion.truth >= 0, lesion.truthMl),
          csvNumber(lesion.predictedMl),
          csvNumber(lesion.overlapMl),
          fateName(lesion.fate).toUtf8(),
          lesion.split ? "1" : "0",
          lesion.merged ? "1" : "0",
          lesion.surface ? csvNumber(lesion.surface->hausdorff95) : QByteArray(),
          lesion.surface ? csvNumber(lesion.surface->mean) : QByteArray(),
          csvNumber(lesion.position.x()),
          csvNumber(lesion.position.y()),
          csvNumber(lesion.position.z())};
}

const QByteArrayList kColumns = QByteArray(
                                    "row,name,dice,fpv_ml,fnv_ml,truth_components,predicted_components,"
                                    "truth_ml,predicted_ml,overlap_ml,fate,split,merged,hd95_mm,"
                                    "mean_surface_distance_mm,x_mm,y_mm,z_mm")
                                    .split(',');

QByteArray padded(QByteArrayList fields, qsizetype columns) {
  while (fields.size() < columns) fields.append(QByteArray());
  return csvRow(fields);
}

QByteArrayList csvCase(const EvaluatedCase& each) {
  const MaskAgreement& a = each.agreement;
  return {"case",
          csvField(each.name),
          csvNumber(a.dice),
          csvNumber(a.fpvMl),
          csvNumber(a.fnvMl),
          QByteArray::number(a.truthComponents),
          QByteArray::number(a.predictedComponents),
          csvNumber(a.truthMl),
          csvNumber(a.predictedMl),
          csvNumber(a.overlapMl)};
}

QString shown(const std::optional<double>& number, int decimals) {
  return number ? QLocale().toString(*number, 'f', decimals) : QStringLiteral("–");
}

}  // namespace

EvaluationSummary summaryOf(const std::vector<EvaluatedCase>& cases) {
  EvaluationSummary summary;
  summary.cases = static_cast<int>(cases.size());
  std::vector<double> dice, fpv, fnv;
  for (const EvaluatedCase& each : cases) {
    const MaskAgreement& a = each.agreement;
    fpv.push_back(a.fpvMl);
    if (a.fnvMl) fnv.push_back(*a.fnvMl);
    if (a.dice)
      dice.push_back(*a.dice);
    else
      ++summary.casesWithoutTruth;
  }
  summary.diceMean = meanOf(dice);
  summary.diceMedian = medianOf(dice);
  summary.fpvMean = meanOf(fpv);
  summary.fnvMean = meanOf(fnv);
  return summary;
}

QByteArray evaluationJson(const std::vector<EvaluatedCase>& cases, bool withLesions) {
  QJsonArray list;
  for (const EvaluatedCase& each : cases) list.append(caseJson(each, withLesions));
  const EvaluationSummary summary = summaryOf(cases);
  return QJsonDocument(
             QJsonObject{{QStringLiteral("cases"), list},
                         {QStringLiteral("summary"),
                          QJsonObject{{QStringLiteral("cases"), summary.cases},
                                      {QStringLiteral("cases_without_truth"), summary.casesWithoutTruth},
                                      {QStringLiteral("dice_mean"), orNull(summary.diceMean)},
                                      {QStringLiteral("dice_median"), orNull(summary.diceMedian)},
                                      {QStringLiteral("fpv_ml_mean"), orNull(summary.fpvMean)},
                                      {QStringLiteral("fnv_ml_mean"), orNull(summary.fnvMean)}}}})
      .toJson();
}

QByteArray evaluationCsv(const std::vector<EvaluatedCase>& cases, bool withLesions) {
  QByteArray text = csvRow(kColumns);
  for (const EvaluatedCase& each : cases) {
    text += padded(csvCase(each), kColumns.size());
    if (withLesions)
      for (const LesionAgreement& lesion : each.agreement.lesions)
        text += csvRow(csvLesion(each.name, lesion));
  }
  const EvaluationSummary summary = summaryOf(cases);
  text += padded(
      {"mean", {}, csvNumber(summary.diceMean), csvNumber(summary.fpvMean), csvNumber(summary.fnvMean)},
      kColumns.size());
  text += padded({"median", {}, csvNumber(summary.diceMedian)}, kColumns.size());
  return text;
}

QByteArray comparisonCsv(const EvaluatedCase& each) {
  const QByteArrayList columns = kColumns + QByteArrayList{"decision", "decision_time", "tracking_uid"};
  QByteArray text = csvRow(columns) + padded(csvCase(each), columns.size());
  for (const LesionAgreement& lesion : each.agreement.lesions)
    text += padded(csvLesion(each.name, lesion), columns.size());
  for (const LesionDecision& decision : each.decisions) {
    QByteArrayList row;
    for (qsizetype n = 0; n < columns.size(); ++n) row.append(QByteArray());
    const auto put = [&](const char* column, const QByteArray& field) {
      row[columns.indexOf(column)] = field;
    };
    put("row", "decision");
    put("name", csvField(each.name));
    put("predicted_components", QByteArray::number(decision.lesion.second));
    put("x_mm", csvNumber(decision.position.x()));
    put("y_mm", csvNumber(decision.position.y()));
    put("z_mm", csvNumber(decision.position.z()));
    put("decision", decisionWord(decision.kind).toUtf8());
    put("decision_time", decision.time.toUTC().toString(Qt::ISODate).toUtf8());
    put("tracking_uid", csvField(decision.trackingUid));
    text += csvRow(row);
  }
  return text;
}

QByteArray evaluationText(const std::vector<EvaluatedCase>& cases, bool withLesions) {
  QString text;
  for (const EvaluatedCase& each : cases) {
    const MaskAgreement& a = each.agreement;
    text += Texts::tr("%1: Dice %2, FPV %3 ml, FNV %4 ml, %5 true and %6 predicted components")
                .arg(each.name, shown(a.dice, 4), shown(a.fpvMl, 3), shown(a.fnvMl, 3))
                .arg(a.truthComponents)
                .arg(a.predictedComponents) +
            QLatin1Char('\n');
    if (!withLesions) continue;
    for (const LesionAgreement& lesion : a.lesions) {
      QStringList words{fateName(lesion.fate)};
      if (lesion.split) words.append(QStringLiteral("split"));
      if (lesion.merged) words.append(QStringLiteral("merged"));
      text += QStringLiteral("  ") +
              Texts::tr("%1 at %2, %3, %4 mm: true %5 ml, predicted %6 ml, Dice %7, HD95 %8 mm")
                  .arg(words.join(QStringLiteral(" ")), shown(lesion.position.x(), 1),
                       shown(lesion.position.y(), 1), shown(lesion.position.z(), 1), shown(lesion.truthMl, 3),
                       shown(lesion.predictedMl, 3), shown(lesion.dice, 4),
                       shown(lesion.surface ? std::optional(lesion.surface->hausdorff95) : std::nullopt, 2)) +
              QLatin1Char('\n');
    }
  }
  const EvaluationSummary summary = summaryOf(cases);
  if (cases.size() > 1)
    text += Texts::tr("%n case(s): mean Dice %1 (median %2), FPV %3 ml, FNV %4 ml", nullptr, summary.cases)
                .arg(shown(summary.diceMean, 4), shown(summary.diceMedian, 4), shown(summary.fpvMean, 3),
                     shown(summary.fnvMean, 3)) +
            QLatin1Char('\n');
  return text.toUtf8();
}

}  // namespace uptake::evaluation
