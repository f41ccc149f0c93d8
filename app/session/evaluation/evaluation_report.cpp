#include "app/session/evaluation/evaluation_report.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

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
      {QStringLiteral("matched"), lesion.matched},
      {QStringLiteral("truth_suv_mean"), orNull(lesion.truthSuvMean)},
      {QStringLiteral("predicted_suv_mean"), orNull(lesion.predictedSuvMean)},
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
          {QStringLiteral("lesion_tp"), a.lesionTp},
          {QStringLiteral("lesion_fp"), a.lesionFp},
          {QStringLiteral("lesion_fn"), a.lesionFn},
          {QStringLiteral("lesion_f1"), orNull(a.lesionF1())},
          {QStringLiteral("surface_dice"), orNull(a.surfaceDice)},
          {QStringLiteral("truth_suv_mean"), orNull(a.truthSuvMean)},
          {QStringLiteral("predicted_suv_mean"), orNull(a.predictedSuvMean)},
          {QStringLiteral("truth_tlg_g"), orNull(a.truthTlg)},
          {QStringLiteral("predicted_tlg_g"), orNull(a.predictedTlg)},
          {QStringLiteral("diagnosis"), each.metadata && !each.metadata->diagnosis.isEmpty()
                                            ? QJsonValue(each.metadata->diagnosis)
                                            : QJsonValue()},
          {QStringLiteral("age"), each.metadata ? orNull(each.metadata->age) : QJsonValue()},
          {QStringLiteral("sex"),
           each.metadata && !each.metadata->sex.isEmpty() ? QJsonValue(each.metadata->sex) : QJsonValue()},
          {QStringLiteral("lesions"), lesions}};
}

QJsonValue intervalJson(const std::optional<Interval>& interval) {
  return interval ? QJsonValue(QJsonArray{interval->low, interval->high}) : QJsonValue();
}

/// "dice_mean", "dice_sd", "dice_mean_ci95".
void putSample(QJsonObject& object, const QString& name, const SampleSummary& sample) {
  object[name + QStringLiteral("_mean")] = orNull(sample.mean);
  object[name + QStringLiteral("_sd")] = orNull(sample.sd);
  object[name + QStringLiteral("_mean_ci95")] = intervalJson(sample.ci95);
}

QJsonObject groupJson(const GroupFigures& group) {
  QJsonObject object{{QStringLiteral("cases"), group.cases},
                     {QStringLiteral("cases_without_truth"), group.casesWithoutTruth},
                     {QStringLiteral("dice_median"), orNull(group.dice.median)},
                     {QStringLiteral("lesion_tp"), group.lesionTp},
                     {QStringLiteral("lesion_fp"), group.lesionFp},
                     {QStringLiteral("lesion_fn"), group.lesionFn},
                     {QStringLiteral("lesion_f1"), orNull(group.lesionF1.value)},
                     {QStringLiteral("lesion_f1_ci95"), intervalJson(group.lesionF1.ci95)}};
  putSample(object, QStringLiteral("dice"), group.dice);
  putSample(object, QStringLiteral("fpv_ml"), group.fpvMl);
  putSample(object, QStringLiteral("fnv_ml"), group.fnvMl);
  putSample(object, QStringLiteral("surface_dice"), group.surfaceDice);
  putSample(object, QStringLiteral("mtv_ml"), group.mtvMl);
  putSample(object, QStringLiteral("suv_mean"), group.suvMean);
  putSample(object, QStringLiteral("tlg_g"), group.tlg);
  return object;
}

QJsonObject pairsJson(const Agreement& agreement) {
  const auto& differences = agreement.differences;
  return {{QStringLiteral("n"), agreement.count},
          {QStringLiteral("pearson_r"), orNull(agreement.pearson)},
          {QStringLiteral("bias"), differences ? QJsonValue(differences->bias) : QJsonValue()},
          {QStringLiteral("sd"), differences ? QJsonValue(differences->sd) : QJsonValue()},
          {QStringLiteral("limits"),
           intervalJson(differences ? std::optional(differences->limits) : std::nullopt)}};
}

QJsonArray sizesJson(const std::vector<SizeClass>& sizes) {
  QJsonArray list;
  for (const SizeClass& size : sizes)
    list.append(QJsonObject{{QStringLiteral("from_ml"), size.fromMl},
                            {QStringLiteral("to_ml"), orNull(size.toMl)},
                            {QStringLiteral("lesions"), size.lesions},
                            {QStringLiteral("detected"), size.detected},
                            {QStringLiteral("matched"), size.matched},
                            {QStringLiteral("detected_ci95"), intervalJson(size.detectedShare.ci95)},
                            {QStringLiteral("matched_ci95"), intervalJson(size.matchedShare.ci95)}});
  return list;
}

QJsonObject summaryJson(const EvaluationFigures& figures, const std::optional<Millimetres>& tolerance) {
  QJsonObject summary = groupJson(figures.all);
  QJsonArray groups;
  for (const GroupFigures& group : figures.groups) {
    QJsonObject object = groupJson(group);
    object[QStringLiteral("diagnosis")] =
        group.diagnosis.isEmpty() ? QJsonValue() : QJsonValue(group.diagnosis);
    putSample(object, QStringLiteral("age"), group.age);
    groups.append(object);
  }
  summary[QStringLiteral("groups")] = groups;
  summary[QStringLiteral("detection_by_size")] = sizesJson(figures.sizes);
  summary[QStringLiteral("volume_agreement")] = pairsJson(figures.volume);
  summary[QStringLiteral("lesion_volume_agreement")] = pairsJson(figures.lesionVolume);
  summary[QStringLiteral("lesion_suv_mean_agreement")] = pairsJson(figures.lesionSuvMean);
  summary[QStringLiteral("surface_tolerance_mm")] = tolerance ? QJsonValue(tolerance->value) : QJsonValue();
  summary[QStringLiteral("bootstrap")] =
      QJsonObject{{QStringLiteral("resamples"), kBootstrapResamples},
                  {QStringLiteral("seed"), static_cast<int>(kBootstrapSeed)}};
  return summary;
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
          csvNumber(lesion.position.z()),
          {},
          {},
          {},
          {},
          {},
          lesion.matched ? "1" : "0",
          csvNumber(lesion.truthSuvMean),
          csvNumber(lesion.predictedSuvMean)};
}

const QByteArrayList kColumns = QByteArray(
                                    "row,name,dice,fpv_ml,fnv_ml,truth_components,predicted_components,"
                                    "truth_ml,predicted_ml,overlap_ml,fate,split,merged,hd95_mm,"
                                    "mean_surface_distance_mm,x_mm,y_mm,z_mm,lesion_tp,lesion_fp,"
                                    "lesion_fn,lesion_f1,surface_dice,matched,truth_suv_mean,"
                                    "predicted_suv_mean,truth_tlg_g,predicted_tlg_g,diagnosis,age,sex")
                                    .split(',');

QByteArray padded(QByteArrayList fields, qsizetype columns) {
  while (fields.size() < columns) fields.append(QByteArray());
  return csvRow(fields);
}

/// A row with some of the columns.
QByteArray rowWith(const std::vector<std::pair<const char*, QByteArray>>& fields,
                   const QByteArrayList& columns) {
  QByteArrayList row(columns.size());
  for (const auto& [column, field] : fields) row[columns.indexOf(column)] = field;
  return csvRow(row);
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
          csvNumber(a.overlapMl),
          {},
          {},
          {},
          {},
          {},
          {},
          {},
          {},
          QByteArray::number(a.lesionTp),
          QByteArray::number(a.lesionFp),
          QByteArray::number(a.lesionFn),
          csvNumber(a.lesionF1()),
          csvNumber(a.surfaceDice),
          {},
          csvNumber(a.truthSuvMean),
          csvNumber(a.predictedSuvMean),
          csvNumber(a.truthTlg),
          csvNumber(a.predictedTlg),
          each.metadata ? csvField(each.metadata->diagnosis) : QByteArray(),
          each.metadata ? csvNumber(each.metadata->age) : QByteArray(),
          each.metadata ? csvField(each.metadata->sex) : QByteArray()};
}

/// Mean, median, SD, the ends of the intervals, and the sums.
QByteArray csvSummary(const GroupFigures& all) {
  const auto row = [&](const char* name, auto figure) {
    return rowWith({{"row", name},
                    {"dice", csvNumber(figure(all.dice))},
                    {"fpv_ml", csvNumber(figure(all.fpvMl))},
                    {"fnv_ml", csvNumber(figure(all.fnvMl))},
                    {"surface_dice", csvNumber(figure(all.surfaceDice))}},
                   kColumns);
  };
  const auto ends = [&](const char* name, double Interval::*end) {
    const auto of = [end](const std::optional<Interval>& interval) {
      return csvNumber(interval ? std::optional((*interval).*end) : std::nullopt);
    };
    return rowWith({{"row", name},
                    {"dice", of(all.dice.ci95)},
                    {"fpv_ml", of(all.fpvMl.ci95)},
                    {"fnv_ml", of(all.fnvMl.ci95)},
                    {"surface_dice", of(all.surfaceDice.ci95)},
                    {"lesion_f1", of(all.lesionF1.ci95)}},
                   kColumns);
  };
  return row("mean", [](const SampleSummary& sample) { return sample.mean; }) +
         // Of the volumes the mean alone says something.
         rowWith({{"row", "median"},
                  {"dice", csvNumber(all.dice.median)},
                  {"surface_dice", csvNumber(all.surfaceDice.median)}},
                 kColumns) +
         row("sd", [](const SampleSummary& sample) { return sample.sd; }) + ends("ci95_low", &Interval::low) +
         ends("ci95_high", &Interval::high) +
         rowWith({{"row", "sum"},
                  {"lesion_tp", QByteArray::number(all.lesionTp)},
                  {"lesion_fp", QByteArray::number(all.lesionFp)},
                  {"lesion_fn", QByteArray::number(all.lesionFn)},
                  {"lesion_f1", csvNumber(all.lesionF1.value)}},
                 kColumns);
}

QString shown(const std::optional<double>& number, int decimals) {
  return number ? QLocale().toString(*number, 'f', decimals) : QStringLiteral("–");
}

QString shownInterval(const std::optional<Interval>& interval, int decimals) {
  return interval ? Texts::tr("%1 to %2").arg(shown(interval->low, decimals), shown(interval->high, decimals))
                  : QStringLiteral("–");
}

QString summaryText(const EvaluationFigures& figures) {
  const GroupFigures& all = figures.all;
  const auto line = [](const QString& text) { return text + QLatin1Char('\n'); };
  QString text =
      line(Texts::tr("%n case(s): mean Dice %1 (median %2), FPV %3 ml, FNV %4 ml", nullptr, all.cases)
               .arg(shown(all.dice.mean, 4), shown(all.dice.median, 4), shown(all.fpvMl.mean, 3),
                    shown(all.fnvMl.mean, 3))) +
      line(Texts::tr("95 % interval of the means: Dice %1, FPV %2 ml, FNV %3 ml")
               .arg(shownInterval(all.dice.ci95, 4), shownInterval(all.fpvMl.ci95, 3),
                    shownInterval(all.fnvMl.ci95, 3))) +
      line(Texts::tr("lesion F1 %1 (%2): %3 true positives, %4 false positives, %5 false negatives")
               .arg(shown(all.lesionF1.value, 4), shownInterval(all.lesionF1.ci95, 4))
               .arg(all.lesionTp)
               .arg(all.lesionFp)
               .arg(all.lesionFn));
  if (all.surfaceDice.mean)
    text += line(Texts::tr("mean surface Dice %1 (%2)")
                     .arg(shown(all.surfaceDice.mean, 4), shownInterval(all.surfaceDice.ci95, 4)));
  for (const GroupFigures& group : figures.groups)
    text += line(Texts::tr("%1, %2: mean Dice %3 (%4), lesion F1 %5")
                     .arg(group.diagnosis.isEmpty() ? Texts::tr("no diagnosis") : group.diagnosis)
                     .arg(group.cases)
                     .arg(shown(group.dice.mean, 4), shownInterval(group.dice.ci95, 4),
                          shown(group.lesionF1.value, 4)));
  return text;
}

}  // namespace

QByteArray evaluationJson(const std::vector<EvaluatedCase>& cases, bool withLesions,
                          const std::optional<Millimetres>& surfaceTolerance) {
  QJsonArray list;
  for (const EvaluatedCase& each : cases) list.append(caseJson(each, withLesions));
  return QJsonDocument(
             QJsonObject{{QStringLiteral("cases"), list},
                         {QStringLiteral("summary"), summaryJson(figuresOf(cases), surfaceTolerance)}})
      .toJson();
}

QByteArray evaluationCsv(const std::vector<EvaluatedCase>& cases, bool withLesions) {
  QByteArray text = csvRow(kColumns);
  for (const EvaluatedCase& each : cases) {
    text += padded(csvCase(each), kColumns.size());
    if (withLesions)
      for (const LesionAgreement& lesion : each.agreement.lesions)
        text += padded(csvLesion(each.name, lesion), kColumns.size());
  }
  return text + csvSummary(figuresOf(cases).all);
}

QByteArray comparisonCsv(const EvaluatedCase& each) {
  const QByteArrayList columns = kColumns + QByteArrayList{"decision", "decision_time", "tracking_uid"};
  QByteArray text = csvRow(columns) + padded(csvCase(each), columns.size());
  for (const LesionAgreement& lesion : each.agreement.lesions)
    text += padded(csvLesion(each.name, lesion), columns.size());
  for (const LesionDecision& decision : each.decisions)
    text += rowWith({{"row", "decision"},
                     {"name", csvField(each.name)},
                     {"predicted_components", QByteArray::number(decision.lesion.second)},
                     {"x_mm", csvNumber(decision.position.x())},
                     {"y_mm", csvNumber(decision.position.y())},
                     {"z_mm", csvNumber(decision.position.z())},
                     {"decision", decisionWord(decision.kind).toUtf8()},
                     {"decision_time", decision.time.toUTC().toString(Qt::ISODate).toUtf8()},
                     {"tracking_uid", csvField(decision.trackingUid)}},
                    columns);
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
            Texts::tr(", lesion F1 %1").arg(shown(a.lesionF1(), 4)) +
            (a.surfaceDice ? Texts::tr(", surface Dice %1").arg(shown(a.surfaceDice, 4)) : QString()) +
            (a.truthTlg && a.predictedTlg ? Texts::tr(", SUVmean %1 (predicted %2)")
                                                .arg(shown(a.truthSuvMean, 2), shown(a.predictedSuvMean, 2))
                                          : QString()) +
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
  if (cases.size() > 1) text += summaryText(figuresOf(cases));
  return text.toUtf8();
}

}  // namespace uptake::evaluation
