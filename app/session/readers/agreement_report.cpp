#include "app/session/readers/agreement_report.h"

#include "core/csv.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

#include <algorithm>

namespace uptake::readers {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::readers)
};

QString kappaOver(KappaFigure::Of of) {
  switch (of) {
    case KappaFigure::Of::CaseHasLesion:
      return QStringLiteral("case has a lesion");
    case KappaFigure::Of::BoxClass:
      return QStringLiteral("class of boxes in common");
    case KappaFigure::Of::SliceClass:
      break;
  }
  return QStringLiteral("class of slices");
}

QString methodOf(const KappaFigure& figure) {
  if (figure.readers.size() > 2) return QStringLiteral("fleiss");
  return figure.isWeighted ? QStringLiteral("cohen_quadratic") : QStringLiteral("cohen");
}

// JSON.

QJsonValue valueOrNull(const std::optional<double>& number) {
  return number ? QJsonValue(*number) : QJsonValue();
}

QJsonArray listJson(const std::vector<std::optional<double>>& numbers) {
  QJsonArray list;
  for (const auto& each : numbers) list.append(valueOrNull(each));
  return list;
}

QJsonArray matrixJson(const ReaderMatrix& matrix) {
  QJsonArray rows;
  for (const auto& row : matrix) rows.append(listJson(row));
  return rows;
}

QJsonObject consensusJson(const ConsensusFigures& figures) {
  return {{QStringLiteral("volume_ml"), figures.volumeMl}, {QStringLiteral("dice"), listJson(figures.dice)}};
}

QJsonObject stapleJson(const StapleFigures& figures) {
  QJsonObject json = consensusJson(figures.consensus);
  json[QStringLiteral("sensitivity")] = listJson(figures.sensitivity);
  json[QStringLiteral("specificity")] = listJson(figures.specificity);
  json[QStringLiteral("region_voxels")] =
      QJsonArray{figures.region.x(), figures.region.y(), figures.region.z()};
  json[QStringLiteral("iterations")] = figures.iterations;
  return json;
}

QJsonObject caseJson(const CaseAgreement& each) {
  return {
      {QStringLiteral("name"), each.name},
      {QStringLiteral("volume_ml"), listJson(each.volumesMl)},
      {QStringLiteral("dice"), matrixJson(each.dice)},
      {QStringLiteral("dice_mean"), valueOrNull(each.meanDice)},
      {QStringLiteral("majority"), each.majority ? QJsonValue(consensusJson(*each.majority)) : QJsonValue()},
      {QStringLiteral("staple"), each.staple ? QJsonValue(stapleJson(*each.staple)) : QJsonValue()}};
}

QStringList namesOf(const AgreementReport& report, const std::vector<std::size_t>& readers) {
  QStringList names;
  for (const std::size_t reader : readers) names.append(report.readers[static_cast<qsizetype>(reader)]);
  return names;
}

QJsonArray biasJson(const AgreementReport& report) {
  QJsonArray list;
  for (const VolumeBias& each : report.summary.biases)
    list.append(QJsonObject{
        {QStringLiteral("readers"), QJsonArray::fromStringList(namesOf(report, {each.first, each.second}))},
        {QStringLiteral("cases"), each.figures.cases},
        {QStringLiteral("mean_ml"), each.figures.mean},
        {QStringLiteral("sd_ml"), valueOrNull(each.figures.sd)},
        {QStringLiteral("low_ml"), valueOrNull(each.figures.low)},
        {QStringLiteral("high_ml"), valueOrNull(each.figures.high)}});
  return list;
}

QJsonArray kappaJson(const AgreementReport& report) {
  QJsonArray list;
  for (const KappaFigure& each : report.summary.kappas)
    list.append(
        QJsonObject{{QStringLiteral("of"), kappaOver(each.of)},
                    {QStringLiteral("method"), methodOf(each)},
                    {QStringLiteral("readers"), QJsonArray::fromStringList(namesOf(report, each.readers))},
                    {QStringLiteral("items"), each.kappa.items},
                    {QStringLiteral("observed"), each.kappa.observed},
                    {QStringLiteral("expected"), each.kappa.expected},
                    {QStringLiteral("kappa"), valueOrNull(each.kappa.kappa)}});
  return list;
}

// CSV.

/// Collects rows; empty readers stand for all.
class Rows {
 public:
  explicit Rows(const QStringList& readers) : readers_(readers) {}

  void add(const char* row, const QString& name, const QByteArray& figure, const std::optional<double>& value,
           std::optional<std::size_t> reader = {}, std::optional<std::size_t> other = {},
           std::optional<int> items = {}) {
    text_ += csvRow({row, csvField(name), figure, nameOf(reader), nameOf(other), csvNumber(value),
                     items ? QByteArray::number(*items) : QByteArray()});
  }
  void addList(const char* row, const QString& name, const QByteArray& figure,
               const std::vector<std::optional<double>>& values) {
    for (std::size_t n = 0; n < values.size(); ++n) add(row, name, figure, values[n], n);
  }
  void addMatrix(const char* row, const QString& name, const QByteArray& figure, const ReaderMatrix& matrix) {
    for (std::size_t a = 0; a < matrix.size(); ++a)
      for (std::size_t b = a + 1; b < matrix.size(); ++b) add(row, name, figure, matrix[a][b], a, b);
  }
  QByteArray text() const { return "row,case,figure,reader,other_reader,value,items\n" + text_; }

 private:
  QByteArray nameOf(const std::optional<std::size_t>& reader) const {
    return reader ? csvField(readers_[static_cast<qsizetype>(*reader)]) : QByteArray();
  }
  const QStringList& readers_;
  QByteArray text_;
};

void addCase(Rows& rows, const CaseAgreement& each) {
  rows.addList("case", each.name, "volume_ml", each.volumesMl);
  rows.addMatrix("case", each.name, "dice", each.dice);
  rows.add("case", each.name, "dice_mean", each.meanDice);
  if (each.majority) {
    rows.add("case", each.name, "majority_volume_ml", each.majority->volumeMl);
    rows.addList("case", each.name, "majority_dice", each.majority->dice);
  }
  if (!each.staple) return;
  rows.add("case", each.name, "staple_volume_ml", each.staple->consensus.volumeMl);
  rows.addList("case", each.name, "staple_dice", each.staple->consensus.dice);
  rows.addList("case", each.name, "staple_sensitivity", each.staple->sensitivity);
  rows.addList("case", each.name, "staple_specificity", each.staple->specificity);
}

// For people.

QString shownNumber(const std::optional<double>& number, int decimals = 4) {
  return number ? QLocale().toString(*number, 'f', decimals) : QStringLiteral("–");
}

/// A line for each pair of readers.
QString matrixText(const QStringList& readers, const ReaderMatrix& matrix) {
  QString text;
  for (std::size_t a = 0; a < matrix.size(); ++a)
    for (std::size_t b = a + 1; b < matrix.size(); ++b)
      text += QStringLiteral("  %1 – %2: %3\n")
                  .arg(readers[static_cast<qsizetype>(a)], readers[static_cast<qsizetype>(b)],
                       shownNumber(matrix[a][b]));
  return text;
}

QString maskText(const AgreementReport& report) {
  const AgreementSummary& summary = report.summary;
  const int count = static_cast<int>(report.cases.size());
  QString text =
      QCoreApplication::translate("uptake::readers", "Masks: %n case(s), mean Dice %1", nullptr, count)
          .arg(shownNumber(summary.meanDice)) +
      QLatin1Char('\n') + matrixText(report.readers, summary.dice);
  text += QCoreApplication::translate("uptake::readers",
                                      "Volumes: ICC(2,1) %1, ICC(3,1) %2, over %n case(s) that all read",
                                      nullptr, summary.casesOfAll)
              .arg(shownNumber(summary.volumes.icc21), shownNumber(summary.volumes.icc31)) +
          QLatin1Char('\n');
  for (const VolumeBias& each : summary.biases)
    text += QStringLiteral("  ") +
            Texts::tr("%1: mean difference %2 ml, limits of agreement %3 to %4 ml")
                .arg(namesOf(report, {each.first, each.second}).join(QStringLiteral(" − ")),
                     shownNumber(each.figures.mean, 3), shownNumber(each.figures.low, 3),
                     shownNumber(each.figures.high, 3)) +
            QLatin1Char('\n');
  for (const CaseAgreement& each : report.cases)
    if (each.staple && each.majority)
      text += Texts::tr("%1: STAPLE %2 ml, majority %3 ml, mean Dice %4")
                  .arg(each.name, shownNumber(each.staple->consensus.volumeMl, 3),
                       shownNumber(each.majority->volumeMl, 3), shownNumber(each.meanDice)) +
              QLatin1Char('\n');
  return text +
         Texts::tr("STAPLE's region is the box around all masks and %1 mm more to each side.")
             .arg(QLocale().toString(report.options.marginMm)) +
         QLatin1Char('\n');
}

QString overText(KappaFigure::Of of) {
  switch (of) {
    case KappaFigure::Of::CaseHasLesion:
      return Texts::tr("whether a case has a lesion");
    case KappaFigure::Of::BoxClass:
      return Texts::tr("classes of boxes in common");
    case KappaFigure::Of::SliceClass:
      break;
  }
  return Texts::tr("classes of slices");
}

QString kappaText(const AgreementReport& report) {
  QString text;
  for (const KappaFigure& each : report.summary.kappas) {
    const QString method = each.readers.size() > 2 ? Texts::tr("Fleiss' kappa")
                           : each.isWeighted       ? Texts::tr("Cohen's kappa, quadratic weights")
                                                   : Texts::tr("Cohen's kappa");
    text +=
        Texts::tr("%1, %2 (%3 items), %4: %5")
            .arg(method, overText(each.of))
            .arg(each.kappa.items)
            .arg(namesOf(report, each.readers).join(QStringLiteral(", ")), shownNumber(each.kappa.kappa)) +
        QLatin1Char('\n');
  }
  return text;
}

}  // namespace

QByteArray agreementJson(const AgreementReport& report) {
  QJsonArray cases;
  for (const CaseAgreement& each : report.cases) cases.append(caseJson(each));
  const AgreementSummary& summary = report.summary;
  const QJsonObject all{{QStringLiteral("cases"), static_cast<int>(report.cases.size())},
                        {QStringLiteral("dice"), matrixJson(summary.dice)},
                        {QStringLiteral("dice_mean"), valueOrNull(summary.meanDice)},
                        {QStringLiteral("cases_of_all"), summary.casesOfAll},
                        {QStringLiteral("icc_2_1"), valueOrNull(summary.volumes.icc21)},
                        {QStringLiteral("icc_3_1"), valueOrNull(summary.volumes.icc31)},
                        {QStringLiteral("bland_altman"), biasJson(report)},
                        {QStringLiteral("images"), summary.images},
                        {QStringLiteral("iou"), report.options.iou},
                        {QStringLiteral("box_f1"), matrixJson(summary.boxF1)},
                        {QStringLiteral("box_f1_mean"), valueOrNull(summary.meanBoxF1)},
                        {QStringLiteral("margin_mm"), report.options.marginMm},
                        {QStringLiteral("kappa"), kappaJson(report)}};
  return QJsonDocument(QJsonObject{{QStringLiteral("readers"), QJsonArray::fromStringList(report.readers)},
                                   {QStringLiteral("cases"), cases},
                                   {QStringLiteral("summary"), all}})
      .toJson();
}

QByteArray agreementCsv(const AgreementReport& report) {
  constexpr auto kSummary = "summary";
  Rows rows(report.readers);
  for (const CaseAgreement& each : report.cases) addCase(rows, each);
  const AgreementSummary& summary = report.summary;
  rows.addMatrix(kSummary, {}, "dice", summary.dice);
  rows.add(kSummary, {}, "dice_mean", summary.meanDice);
  rows.add(kSummary, {}, "icc_2_1", summary.volumes.icc21, {}, {}, summary.casesOfAll);
  rows.add(kSummary, {}, "icc_3_1", summary.volumes.icc31, {}, {}, summary.casesOfAll);
  for (const VolumeBias& each : summary.biases) {
    const BlandAltman& figures = each.figures;
    rows.add(kSummary, {}, "bland_altman_mean_ml", figures.mean, each.first, each.second, figures.cases);
    rows.add(kSummary, {}, "bland_altman_sd_ml", figures.sd, each.first, each.second, figures.cases);
    rows.add(kSummary, {}, "bland_altman_low_ml", figures.low, each.first, each.second, figures.cases);
    rows.add(kSummary, {}, "bland_altman_high_ml", figures.high, each.first, each.second, figures.cases);
  }
  rows.addMatrix(kSummary, {}, "box_f1", summary.boxF1);
  rows.add(kSummary, {}, "box_f1_mean", summary.meanBoxF1, {}, {}, summary.images);
  for (const KappaFigure& each : summary.kappas) {
    const bool isPair = each.readers.size() == 2;
    rows.add(kSummary, {}, csvField(QStringLiteral("kappa %1: %2").arg(methodOf(each), kappaOver(each.of))),
             each.kappa.kappa, isPair ? std::optional(each.readers[0]) : std::nullopt,
             isPair ? std::optional(each.readers[1]) : std::nullopt, each.kappa.items);
  }
  return rows.text();
}

QByteArray agreementText(const AgreementReport& report) {
  QString text;
  if (!report.cases.empty()) text += maskText(report);
  if (report.summary.images > 0)
    text += QCoreApplication::translate("uptake::readers", "Boxes: %n image(s), mean F1 %1 at IoU %2",
                                        nullptr, report.summary.images)
                .arg(shownNumber(report.summary.meanBoxF1), QLocale().toString(report.options.iou)) +
            QLatin1Char('\n') + matrixText(report.readers, report.summary.boxF1);
  text += kappaText(report);
  if (text.endsWith(QLatin1Char('\n'))) text.chop(1);
  return text.toUtf8();
}

}  // namespace uptake::readers
