#include "app/cli/box_figures.h"

#include "core/csv.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

#include <array>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

struct NamedFigure {
  const char* key;
  std::optional<double> CocoFigures::*figure;
};

constexpr std::array kNamedFigures{
    NamedFigure{"ap", &CocoFigures::ap},
    NamedFigure{"ap50", &CocoFigures::ap50},
    NamedFigure{"ap75", &CocoFigures::ap75},
    NamedFigure{"ap_small", &CocoFigures::apSmall},
    NamedFigure{"ap_medium", &CocoFigures::apMedium},
    NamedFigure{"ap_large", &CocoFigures::apLarge},
    NamedFigure{"ar_1", &CocoFigures::ar1},
    NamedFigure{"ar_10", &CocoFigures::ar10},
    NamedFigure{"ar_100", &CocoFigures::ar100},
    NamedFigure{"ar_small", &CocoFigures::arSmall},
    NamedFigure{"ar_medium", &CocoFigures::arMedium},
    NamedFigure{"ar_large", &CocoFigures::arLarge},
};

QJsonValue figureOrNull(const std::optional<double>& number) {
  return number ? QJsonValue(*number) : QJsonValue();
}

QJsonObject figuresJson(const CocoFigures& figures) {
  QJsonObject json;
  for (const NamedFigure& each : kNamedFigures)
    json[QLatin1String(each.key)] = figureOrNull(figures.*(each.figure));
  return json;
}

QJsonArray pointsJson(const BoxFroc& froc) {
  QJsonArray points;
  if (!froc.sensitivities) return points;
  for (std::size_t n = 0; n < kFrocRates.size(); ++n)
    points.append(
        QJsonObject{{QStringLiteral("false_positives_per_scan"), kFrocRates[n]},
                    {QStringLiteral("sensitivity"), (*froc.sensitivities)[n]},
                    {QStringLiteral("low"), froc.bands ? QJsonValue((*froc.bands)[n].low) : QJsonValue()},
                    {QStringLiteral("high"), froc.bands ? QJsonValue((*froc.bands)[n].high) : QJsonValue()}});
  return points;
}

QString hitText(const FrocRule& rule) {
  return rule.hit == BoxHit::Centre
             ? QStringLiteral("centre of the predicted box in the true box")
             : QStringLiteral("intersection over union of at least %1").arg(rule.threshold);
}

QString shownFigure(const std::optional<double>& number) {
  return number ? QLocale().toString(*number, 'f', 4) : QStringLiteral("–");
}

QString frocText(const BoxFigures& figures) {
  const BoxFroc& froc = figures.froc;
  if (!figures.whyNoFroc.isEmpty()) return Texts::tr("no FROC: %1").arg(figures.whyNoFroc);
  if (froc.curve.empty()) return Texts::tr("no FROC: there is no true box");
  const FrocPoint& last = froc.curve.back();
  QString text =
      QCoreApplication::translate(
          "uptake::cli", "FROC: sensitivity %1 at %2 false positives a scan, %n scan(s)", nullptr, froc.scans)
          .arg(shownFigure(last.sensitivity), QLocale().toString(last.falsePositives, 'g', 4));
  if (froc.cpm) text += QLatin1Char('\n') + Texts::tr("CPM %1").arg(shownFigure(froc.cpm));
  if (froc.cpmBand)
    text +=
        Texts::tr(" (95 % %1 to %2)").arg(shownFigure(froc.cpmBand->low), shownFigure(froc.cpmBand->high));
  return text;
}

}  // namespace

BoxFigures boxFigures(const std::vector<BoxesOfImage>& images, FrocRule rule, QString whyNoFroc) {
  BoxFigures figures;
  figures.coco = cocoAgreement(images);
  figures.whyNoFroc = std::move(whyNoFroc);
  figures.rule = std::move(rule);
  if (!figures.whyNoFroc.isEmpty()) return figures;
  figures.froc = boxFroc(images, figures.rule);
  for (const CocoClass& each : figures.coco.classes)
    figures.cpmOfClasses.push_back({each.name, boxFroc(boxesOfClass(images, each.name), figures.rule).cpm});
  return figures;
}

QJsonObject cocoJson(const CocoAgreement& coco) {
  QJsonObject json = figuresJson(coco.mean);
  QJsonArray classes;
  for (const CocoClass& each : coco.classes) {
    QJsonObject mine = figuresJson(each.figures);
    mine[QStringLiteral("class")] = each.name;
    classes.append(mine);
  }
  json[QStringLiteral("classes")] = classes;
  return json;
}

QJsonObject frocJson(const BoxFigures& figures) {
  if (!figures.whyNoFroc.isEmpty()) return {{QStringLiteral("reason"), figures.whyNoFroc}};
  const BoxFroc& froc = figures.froc;
  QJsonArray curve;
  for (const FrocPoint& point : froc.curve) curve.append(QJsonArray{point.falsePositives, point.sensitivity});
  QJsonArray classes;
  for (const BoxFigures::OfClass& each : figures.cpmOfClasses)
    classes.append(
        QJsonObject{{QStringLiteral("class"), each.name}, {QStringLiteral("cpm"), figureOrNull(each.cpm)}});
  const bool isKnown = !froc.curve.empty();
  return {{QStringLiteral("hit"), hitText(figures.rule)},
          {QStringLiteral("scans"), froc.scans},
          {QStringLiteral("truth_boxes"), froc.truth},
          {QStringLiteral("sensitivity"), isKnown ? QJsonValue(froc.curve.back().sensitivity) : QJsonValue()},
          {QStringLiteral("false_positives_per_scan"),
           isKnown ? QJsonValue(froc.curve.back().falsePositives) : QJsonValue()},
          {QStringLiteral("cpm"), figureOrNull(froc.cpm)},
          {QStringLiteral("cpm_low"), froc.cpmBand ? QJsonValue(froc.cpmBand->low) : QJsonValue()},
          {QStringLiteral("cpm_high"), froc.cpmBand ? QJsonValue(froc.cpmBand->high) : QJsonValue()},
          {QStringLiteral("resamples"), kFrocResamples},
          {QStringLiteral("seed"), static_cast<int>(kFrocSeed)},
          {QStringLiteral("points"), pointsJson(froc)},
          {QStringLiteral("curve"), curve},
          {QStringLiteral("classes"), classes}};
}

std::vector<BoxFigureRow> figureRows(const BoxFigures& figures) {
  std::vector<BoxFigureRow> rows;
  const auto addFigures = [&](const QString& className, const CocoFigures& coco) {
    for (const NamedFigure& each : kNamedFigures)
      rows.push_back({"coco", each.key, csvField(className), csvNumber(coco.*(each.figure)), {}, {}});
  };
  for (const CocoClass& each : figures.coco.classes) addFigures(each.name, each.figures);
  addFigures({}, figures.coco.mean);
  const BoxFroc& froc = figures.froc;
  if (froc.sensitivities)
    for (std::size_t n = 0; n < kFrocRates.size(); ++n)
      rows.push_back({"froc", {}, {}, {}, csvNumber(kFrocRates[n]), csvNumber((*froc.sensitivities)[n])});
  for (const BoxFigures::OfClass& each : figures.cpmOfClasses)
    rows.push_back({"froc", "cpm", csvField(each.name), {}, {}, csvNumber(each.cpm)});
  rows.push_back({"froc", "cpm", {}, {}, {}, csvNumber(froc.cpm)});
  return rows;
}

QString figureText(const BoxFigures& figures) {
  const CocoFigures& coco = figures.coco.mean;
  return Texts::tr("COCO: AP %1, AP50 %2, AP75 %3; small %4, medium %5, large %6")
             .arg(shownFigure(coco.ap), shownFigure(coco.ap50), shownFigure(coco.ap75),
                  shownFigure(coco.apSmall), shownFigure(coco.apMedium), shownFigure(coco.apLarge)) +
         QLatin1Char('\n') +
         Texts::tr("COCO: AR with 1 box an image %1, with 10 %2, with 100 %3")
             .arg(shownFigure(coco.ar1), shownFigure(coco.ar10), shownFigure(coco.ar100)) +
         QLatin1Char('\n') + frocText(figures);
}

}  // namespace uptake::cli
