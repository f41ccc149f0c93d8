#include "app/session/evaluation/report/report_plots.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

namespace uptake::evaluation {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::EvaluationPage)
};

constexpr double kPlotWidth = 560.0;

using Figure = std::function<std::optional<double>(const MaskAgreement&)>;

/// A value of a case that has a place in a plot.
struct CaseValue {
  double value = 0.0;
  int number = 0;  ///< of the case
};

struct Strip {
  QString name;
  std::vector<CaseValue> values;
};

enum class Scale { Linear, Logarithmic };

QString countText(std::size_t count) {
  return Texts::tr("n = %1").arg(QLocale().toString(static_cast<qulonglong>(count)));
}

/// The values of a figure by diagnosis, in the order of the groups; one strip where none is known.
std::vector<Strip> stripsOf(const std::vector<EvaluatedCase>& cases, const EvaluationFigures& figures,
                            const Figure& figure) {
  std::vector<Strip> strips;
  const auto add = [&](const QString& name, const std::optional<QString>& diagnosis) {
    Strip strip{name, {}};
    for (std::size_t n = 0; n < cases.size(); ++n) {
      const QString own = cases[n].metadata ? cases[n].metadata->diagnosis : QString();
      if (diagnosis && *diagnosis != own) continue;
      if (const auto value = figure(cases[n].agreement))
        strip.values.push_back({*value, static_cast<int>(n)});
    }
    if (!strip.values.empty()) strips.push_back(std::move(strip));
  };
  for (const GroupFigures& group : figures.groups)
    add(group.diagnosis.isEmpty() ? Texts::tr("no diagnosis") : group.diagnosis, group.diagnosis);
  if (figures.groups.empty()) add(Texts::tr("all cases"), std::nullopt);
  return strips;
}

/// The axis over values; zeros have a place of their own on a logarithmic one.
PlotAxis axisOver(const std::vector<double>& values, Scale scale, double from, double to) {
  double low = 0.0, high = 0.0, lowest = 1e300;
  bool hasZero = false;
  for (const double value : values) {
    low = std::min(low, value);
    high = std::max(high, value);
    hasZero = hasZero || value <= 0.0;
    if (value > 0.0) lowest = std::min(lowest, value);
  }
  if (scale == Scale::Linear) return PlotAxis::linear(low, high, from, to);
  return lowest < 1e300 ? PlotAxis::logarithmic(lowest, high, hasZero, from, to)
                        : PlotAxis::logarithmic(0.1, 1.0, hasZero, from, to);
}

/// Where a dot lies across its strip, −1 to 1: always the same for a case, and without order.
double spread(int number) {
  const double turns = (number + 1) * 0.6180339887498949;
  return 2.0 * (turns - std::floor(turns)) - 1.0;
}

void drawBox(PlotCanvas& canvas, const PlotAxis& axis, std::vector<double> values, double y, double half) {
  std::ranges::sort(values);
  const auto at = [&](double part) { return axis.at(percentileOf(values, part)); };
  canvas.line(at(0.05), y, at(0.25), y, "w");
  canvas.line(at(0.75), y, at(0.95), y, "w");
  for (const double end : {0.05, 0.95}) canvas.line(at(end), y - half / 2.0, at(end), y + half / 2.0, "w");
  canvas.rectangle(at(0.25), y - half, std::max(0.5, at(0.75) - at(0.25)), 2.0 * half, "box",
                   Texts::tr("median %1, quartiles %2 and %3")
                       .arg(shortNumber(percentileOf(values, 0.5)), shortNumber(percentileOf(values, 0.25)),
                            shortNumber(percentileOf(values, 0.75))));
  canvas.line(at(0.5), y - half, at(0.5), y + half, "med");
}

ReportPlot distributionPlot(const QString& name, const QString& title, const QString& axisName, Scale scale,
                            const std::vector<Strip>& strips, const std::vector<EvaluatedCase>& cases,
                            std::optional<double> upTo = {}) {
  constexpr double kStripHeight = 58.0, kTop = 8.0, kMostName = 150.0;
  std::vector<double> all;
  double nameWidth = 0.0;
  for (const Strip& strip : strips) {
    for (const CaseValue& each : strip.values) all.push_back(each.value);
    nameWidth = std::max({nameWidth, textWidth(strip.name), textWidth(countText(strip.values.size()))});
  }
  const std::size_t dots = all.size();
  if (upTo) all.push_back(*upTo);
  const double left = std::min(nameWidth, kMostName) + 12.0;
  const double foot = kTop + kStripHeight * static_cast<double>(strips.size());
  PlotCanvas canvas(kPlotWidth, foot + 44.0, dots);
  const PlotAxis axis = axisOver(all, scale, left, kPlotWidth - 24.0);
  canvas.footAxis(axis, foot, kTop, axisName);
  for (std::size_t n = 0; n < strips.size(); ++n) {
    const Strip& strip = strips[n];
    const double y = kTop + kStripHeight * (static_cast<double>(n) + 0.5);
    canvas.text(0.0, y - 2.0, fittingText(strip.name, kMostName), PlotCanvas::Anchor::Start);
    canvas.text(0.0, y + 14.0, countText(strip.values.size()), PlotCanvas::Anchor::Start, "a");
    std::vector<double> values;
    for (const CaseValue& each : strip.values) {
      values.push_back(each.value);
      canvas.dot(axis.at(each.value), y + 0.4 * kStripHeight * spread(each.number),
                 QStringLiteral("%1: %2").arg(cases[static_cast<std::size_t>(each.number)].name,
                                              shortNumber(each.value)),
                 each.number);
    }
    // A box of fewer says less than the dots.
    constexpr std::size_t kFewestForBox = 5;
    if (values.size() >= kFewestForBox) drawBox(canvas, axis, std::move(values), y, 11.0);
  }
  return {name, title, {}, std::move(canvas)};
}

struct HistogramBin {
  QString text;  ///< below its lower edge, or below its middle where it stands for itself
  bool isOne = false;
  QString title;
  int count = 0;
};

ReportPlot histogramPlot(const QString& name, const QString& title, const QString& axisName,
                         const std::vector<HistogramBin>& bins, const QString& lastEdge,
                         const std::optional<std::pair<double, QString>>& mark) {
  constexpr double kTop = 26.0, kFoot = 216.0, kLeft = 58.0, kRight = kPlotWidth - 16.0;
  PlotCanvas canvas(kPlotWidth, kFoot + 46.0);
  int most = 1;
  for (const HistogramBin& bin : bins) most = std::max(most, bin.count);
  const PlotAxis counts = PlotAxis::linear(0.0, std::max(5, most), kFoot, kTop);
  canvas.leftAxis(counts, kLeft, kRight, Texts::tr("cases"));
  const double width = (kRight - kLeft) / static_cast<double>(bins.size());
  for (std::size_t n = 0; n < bins.size(); ++n) {
    const double x = kLeft + width * static_cast<double>(n);
    const double y = counts.at(bins[n].count);
    if (bins[n].count > 0)
      canvas.rectangle(x + 1.0, y, width - 2.0, kFoot - y, "bar",
                       Texts::tr("%1: %2 cases").arg(bins[n].title).arg(bins[n].count));
    if (!bins[n].text.isEmpty())
      canvas.text(bins[n].isOne ? x + width / 2.0 : x, kFoot + 16.0, bins[n].text, PlotCanvas::Anchor::Middle,
                  "a");
  }
  if (!lastEdge.isEmpty()) canvas.text(kRight, kFoot + 16.0, lastEdge, PlotCanvas::Anchor::Middle, "a");
  canvas.line(kLeft, kFoot, kRight, kFoot, "x");
  canvas.text((kLeft + kRight) / 2.0, kFoot + 38.0, axisName, PlotCanvas::Anchor::Middle);
  if (mark) {
    const double x = kLeft + (kRight - kLeft) * mark->first;
    canvas.line(x, kTop - 8.0, x, kFoot, "mean");
    const bool isRight = x > (kLeft + kRight) / 2.0;
    canvas.text(x + (isRight ? -6.0 : 6.0), kTop - 12.0, mark->second,
                isRight ? PlotCanvas::Anchor::End : PlotCanvas::Anchor::Start, "o");
  }
  return {name, title, {}, std::move(canvas)};
}

ReportPlot diceHistogram(const std::vector<EvaluatedCase>& cases, const EvaluationFigures& figures) {
  constexpr int kBins = 20;
  std::vector<HistogramBin> bins(kBins);
  const auto edge = [](int n) { return QLocale().toString(n / double{kBins}, 'f', 2); };
  for (int n = 0; n < kBins; ++n) {
    HistogramBin& bin = bins[static_cast<std::size_t>(n)];
    if (n % 4 == 0) bin.text = QLocale().toString(n / double{kBins}, 'f', 1);
    bin.title = Texts::tr("%1 to %2").arg(edge(n), edge(n + 1));
  }
  for (const EvaluatedCase& each : cases)
    if (const auto dice = each.agreement.dice)
      ++bins[static_cast<std::size_t>(std::min(kBins - 1, static_cast<int>(*dice * kBins)))].count;
  std::optional<std::pair<double, QString>> mark;
  if (figures.all.dice.mean)
    mark.emplace(*figures.all.dice.mean,
                 Texts::tr("mean %1").arg(QLocale().toString(*figures.all.dice.mean, 'f', 3)));
  return histogramPlot(QStringLiteral("dice-histogram"), Texts::tr("Dice"), Texts::tr("Dice"), bins,
                       QLocale().toString(1.0, 'f', 1), mark);
}

ReportPlot volumeHistogram(const QString& name, const QString& title, const QString& axisName,
                           const std::vector<EvaluatedCase>& cases, const Figure& figure) {
  static constexpr std::array<double, 8> kEdges{0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0};
  std::vector<HistogramBin> bins(kEdges.size() + 2);
  bins[0] = {QStringLiteral("0"), true, QStringLiteral("0 ml"), 0};
  bins[1].title = Texts::tr("below %1 ml").arg(shortNumber(kEdges.front()));
  for (std::size_t n = 0; n < kEdges.size(); ++n) {
    HistogramBin& bin = bins[n + 2];
    bin.text = QLocale().toString(kEdges[n], 'g', 6);
    bin.title = n + 1 < kEdges.size()
                    ? Texts::tr("%1 to %2 ml").arg(bin.text, QLocale().toString(kEdges[n + 1], 'g', 6))
                    : Texts::tr("%1 ml and more").arg(bin.text);
  }
  for (const EvaluatedCase& each : cases) {
    const auto value = figure(each.agreement);
    if (!value) continue;
    const std::size_t bin =
        *value <= 0.0
            ? 0
            : static_cast<std::size_t>(std::ranges::upper_bound(kEdges, *value) - kEdges.begin()) + 1;
    ++bins[bin].count;
  }
  return histogramPlot(name, title, axisName, bins, {}, std::nullopt);
}

/// The points of a plot of two measurements. Cases say what they are; lesions are too many for that.
struct PairedValues {
  std::vector<double> truth, predicted;
  QStringList titles;  ///< of cases; empty for lesions
};

void drawPoints(PlotCanvas& canvas, const PairedValues& pairs, const std::vector<QPointF>& places) {
  if (pairs.titles.isEmpty()) return canvas.dots(places);
  for (std::size_t n = 0; n < places.size(); ++n)
    canvas.dot(places[n].x(), places[n].y(), pairs.titles[static_cast<qsizetype>(n)], static_cast<int>(n));
}

QString correlationText(const Agreement& agreement) {
  return Texts::tr("Pearson r = %1, n = %2")
      .arg(agreement.pearson ? QLocale().toString(*agreement.pearson, 'f', 3) : QStringLiteral("–"),
           QLocale().toString(agreement.count));
}

ReportPlot scatterPlot(const QString& name, const QString& title, const QString& foot, const QString& left,
                       Scale scale, const PairedValues& pairs, const Agreement& agreement) {
  constexpr double kTop = 10.0, kFoot = 384.0, kLeft = 66.0, kRight = kPlotWidth - 22.0;
  PlotCanvas canvas(kPlotWidth, kFoot + 46.0, pairs.truth.size());
  std::vector<double> all = pairs.truth;
  all.insert(all.end(), pairs.predicted.begin(), pairs.predicted.end());
  const PlotAxis x = axisOver(all, scale, kLeft, kRight);
  const PlotAxis y = axisOver(all, scale, kFoot, kTop);
  canvas.footAxis(x, kFoot, kTop, foot);
  canvas.leftAxis(y, kLeft, kRight, left);
  canvas.line(x.at(x.low()), y.at(x.low()), x.at(x.high()), y.at(x.high()), "id");
  std::vector<QPointF> places;
  for (std::size_t n = 0; n < pairs.truth.size(); ++n)
    places.emplace_back(x.at(pairs.truth[n]), y.at(pairs.predicted[n]));
  drawPoints(canvas, pairs, places);
  return {name, title,
          correlationText(agreement) + QStringLiteral(". ") + Texts::tr("Dashed: both are equal."),
          std::move(canvas)};
}

ReportPlot blandAltmanPlot(const QString& name, const QString& title, const QString& foot,
                           const QString& left, Scale scale, const PairedValues& pairs,
                           const Agreement& agreement, const QString& unit) {
  constexpr double kTop = 12.0, kFoot = 384.0, kLeft = 72.0, kRight = kPlotWidth - 92.0;
  PlotCanvas canvas(kPlotWidth, kFoot + 46.0, pairs.truth.size());
  const BlandAltman& ba = *agreement.differences;
  std::vector<double> means;
  double reach = std::max(std::abs(ba.limits.low), std::abs(ba.limits.high));
  for (std::size_t n = 0; n < pairs.truth.size(); ++n) {
    means.push_back((pairs.truth[n] + pairs.predicted[n]) / 2.0);
    reach = std::max(reach, std::abs(pairs.predicted[n] - pairs.truth[n]));
  }
  const PlotAxis x = axisOver(means, scale, kLeft, kRight);
  const PlotAxis y = PlotAxis::linear(-reach, reach, kFoot, kTop);
  canvas.footAxis(x, kFoot, kTop, foot);
  canvas.leftAxis(y, kLeft, kRight, left);
  std::vector<QPointF> places;
  for (std::size_t n = 0; n < means.size(); ++n)
    places.emplace_back(x.at(means[n]), y.at(pairs.predicted[n] - pairs.truth[n]));
  drawPoints(canvas, pairs, places);
  // Texts that would touch are moved apart.
  struct Mark {
    double value;
    const char* look;
    QString name;
  };
  const Mark marks[] = {{ba.limits.high, "lim", Texts::tr("+1.96 SD")},
                        {ba.bias, "mean", Texts::tr("mean")},
                        {ba.limits.low, "lim", Texts::tr("−1.96 SD")}};
  double free = kTop + 4.0;
  for (const Mark& mark : marks) {
    canvas.line(kLeft, y.at(mark.value), kRight, y.at(mark.value), mark.look);
    const double at = std::max(free, std::min(y.at(mark.value), kFoot - 16.0));
    canvas.text(kRight + 6.0, at - 2.0, mark.name, PlotCanvas::Anchor::Start, "o");
    canvas.text(kRight + 6.0, at + 12.0, shortNumber(mark.value), PlotCanvas::Anchor::Start, "o");
    free = at + 32.0;
  }
  return {name, title,
          Texts::tr("Mean difference %1 %4, limits of agreement %2 to %3 %4, n = %5.")
              .arg(shortNumber(ba.bias), shortNumber(ba.limits.low), shortNumber(ba.limits.high), unit,
                   QLocale().toString(ba.count)),
          std::move(canvas)};
}

QString sizeText(const SizeClass& size) {
  const QString from = QLocale().toString(size.fromMl, 'g', 4);
  return size.toMl ? QStringLiteral("%1–%2").arg(from, QLocale().toString(*size.toMl, 'g', 4))
                   : QStringLiteral("≥ %1").arg(from);
}

ReportPlot detectionPlot(const std::vector<SizeClass>& sizes) {
  constexpr double kTop = 34.0, kFoot = 300.0, kLeft = 66.0, kRight = kPlotWidth - 16.0;
  PlotCanvas canvas(kPlotWidth, kFoot + 64.0);
  const PlotAxis y = PlotAxis::linear(0.0, 100.0, kFoot, kTop);
  canvas.leftAxis(y, kLeft, kRight, Texts::tr("true lesions found, %"));
  canvas.marker(kLeft + 8.0, 12.0, false, {});
  canvas.text(kLeft + 18.0, 16.0, Texts::tr("any voxel overlaps"), PlotCanvas::Anchor::Start);
  canvas.marker(kLeft + 188.0, 12.0, true, {});
  canvas.text(kLeft + 198.0, 16.0, Texts::tr("IoU of 0.1 or more"), PlotCanvas::Anchor::Start);
  const double width = (kRight - kLeft) / static_cast<double>(sizes.size());
  for (std::size_t n = 0; n < sizes.size(); ++n) {
    const SizeClass& size = sizes[n];
    const double middle = kLeft + width * (static_cast<double>(n) + 0.5);
    const auto draw = [&](const RatioOfSums& share, int count, double x, bool isSquare) {
      if (!share.value) return;
      if (share.ci95)
        canvas.line(x, y.at(100.0 * share.ci95->low), x, y.at(100.0 * share.ci95->high),
                    isSquare ? "si" : "ci");
      canvas.marker(x, y.at(100.0 * *share.value), isSquare,
                    Texts::tr("%1 of %2 lesions").arg(count).arg(size.lesions));
    };
    draw(size.detectedShare, size.detected, middle - 8.0, false);
    draw(size.matchedShare, size.matched, middle + 8.0, true);
    canvas.text(middle, kFoot + 16.0, sizeText(size), PlotCanvas::Anchor::Middle, "a");
    canvas.text(middle, kFoot + 32.0, countText(static_cast<std::size_t>(size.lesions)),
                PlotCanvas::Anchor::Middle, "a");
  }
  canvas.line(kLeft, kFoot, kRight, kFoot, "x");
  canvas.text((kLeft + kRight) / 2.0, kFoot + 54.0, Texts::tr("true volume of the lesion, ml"),
              PlotCanvas::Anchor::Middle);
  return {QStringLiteral("detection-by-size"), Texts::tr("Detection by lesion size"),
          Texts::tr("Lines: 95 % intervals, bootstrap over cases."), std::move(canvas)};
}

std::optional<double> ofTrueLesions(const MaskAgreement& a, const std::optional<double>& value) {
  return a.truthComponents > 0 ? value : std::nullopt;
}

PlotSection distributionSection(const std::vector<EvaluatedCase>& cases, const EvaluationFigures& figures) {
  PlotSection section{
      Texts::tr("Disease in the cases"),
      Texts::tr("Cases with a true lesion. Dots are cases; boxes go from the first to the third quartile, "
                "with the median, lines to the 5th and 95th percentile."),
      {}};
  const auto add = [&](const char* name, const QString& title, const QString& axis, Scale scale,
                       const Figure& figure) {
    const std::vector<Strip> strips = stripsOf(cases, figures, figure);
    if (!strips.empty())
      section.plots.push_back(distributionPlot(QLatin1String(name), title, axis, scale, strips, cases));
  };
  add("mtv", Texts::tr("Metabolic tumour volume"), Texts::tr("MTV, ml"), Scale::Logarithmic,
      [](const MaskAgreement& a) { return ofTrueLesions(a, a.truthMl); });
  add("suv-mean", Texts::tr("Mean SUV of lesions"), Texts::tr("SUVmean, SUVbw"), Scale::Linear,
      [](const MaskAgreement& a) { return ofTrueLesions(a, a.truthSuvMean); });
  add("tlg", Texts::tr("Total lesion glycolysis"), Texts::tr("TLG, g"), Scale::Logarithmic,
      [](const MaskAgreement& a) { return ofTrueLesions(a, a.truthTlg); });
  return section;
}

PlotSection overlapSection(const std::vector<EvaluatedCase>& cases, const EvaluationFigures& figures) {
  const auto dice = [](const MaskAgreement& a) { return a.dice; };
  const auto fpv = [](const MaskAgreement& a) { return std::optional(a.fpvMl); };
  const auto fnv = [](const MaskAgreement& a) { return a.fnvMl; };
  const QString fpvAxis = Texts::tr("false positive volume, ml");
  const QString fnvAxis = Texts::tr("false negative volume, ml");
  PlotSection section{Texts::tr("Overlap and errors"),
                      Texts::tr("Dice and false negative volume of cases with a true lesion, false positive "
                                "volume of all."),
                      {}};
  auto& plots = section.plots;
  if (figures.all.dice.count > 0) plots.push_back(diceHistogram(cases, figures));
  const auto byDiagnosis = [&](const char* name, const QString& title, const QString& axis, Scale scale,
                               const Figure& figure, std::optional<double> upTo) {
    const std::vector<Strip> strips = stripsOf(cases, figures, figure);
    if (!figures.groups.empty() && !strips.empty())
      plots.push_back(distributionPlot(QLatin1String(name), title, axis, scale, strips, cases, upTo));
  };
  byDiagnosis("dice-by-diagnosis", Texts::tr("Dice by diagnosis"), Texts::tr("Dice"), Scale::Linear, dice,
              1.0);
  plots.push_back(volumeHistogram(QStringLiteral("fpv-histogram"), Texts::tr("False positive volume"),
                                  fpvAxis, cases, fpv));
  byDiagnosis("fpv-by-diagnosis", Texts::tr("False positive volume by diagnosis"), fpvAxis,
              Scale::Logarithmic, fpv, {});
  if (figures.all.fnvMl.count > 0)
    plots.push_back(volumeHistogram(QStringLiteral("fnv-histogram"), Texts::tr("False negative volume"),
                                    fnvAxis, cases, fnv));
  byDiagnosis("fnv-by-diagnosis", Texts::tr("False negative volume by diagnosis"), fnvAxis,
              Scale::Logarithmic, fnv, {});
  return section;
}

PlotSection volumeSection(const std::vector<EvaluatedCase>& cases, const EvaluationFigures& figures) {
  PlotSection section{Texts::tr("Volume of cases"), {}, {}};
  PairedValues pairs;
  for (const EvaluatedCase& each : cases) {
    pairs.truth.push_back(each.agreement.truthMl);
    pairs.predicted.push_back(each.agreement.predictedMl);
    pairs.titles.append(
        Texts::tr("%1: true %2 ml, predicted %3 ml")
            .arg(each.name, shortNumber(each.agreement.truthMl), shortNumber(each.agreement.predictedMl)));
  }
  section.plots.push_back(scatterPlot(QStringLiteral("volume"), Texts::tr("True against predicted volume"),
                                      Texts::tr("true volume, ml"), Texts::tr("predicted volume, ml"),
                                      Scale::Logarithmic, pairs, figures.volume));
  if (figures.volume.differences)
    section.plots.push_back(
        blandAltmanPlot(QStringLiteral("volume-bland-altman"), Texts::tr("Bland–Altman plot of volumes"),
                        Texts::tr("mean of true and predicted volume, ml"), Texts::tr("predicted − true, ml"),
                        Scale::Logarithmic, pairs, figures.volume, QStringLiteral("ml")));
  return section;
}

PlotSection lesionSection(const std::vector<EvaluatedCase>& cases, const EvaluationFigures& figures) {
  PlotSection section{Texts::tr("Lesions"),
                      Texts::tr("Lesions are parts that are connected through faces or edges. A detected one "
                                "is compared with all predicted ones that overlap it."),
                      {}};
  PairedValues volumes, suv;
  for (const EvaluatedCase& each : cases)
    for (const LesionAgreement& lesion : each.agreement.lesions) {
      if (lesion.fate != LesionFate::Detected) continue;
      volumes.truth.push_back(lesion.truthMl);
      volumes.predicted.push_back(lesion.predictedMl);
      if (!lesion.truthSuvMean || !lesion.predictedSuvMean) continue;
      suv.truth.push_back(*lesion.truthSuvMean);
      suv.predicted.push_back(*lesion.predictedSuvMean);
    }
  if (std::ranges::any_of(figures.sizes, [](const SizeClass& size) { return size.lesions > 0; }))
    section.plots.push_back(detectionPlot(figures.sizes));
  if (!volumes.truth.empty())
    section.plots.push_back(scatterPlot(QStringLiteral("lesion-volume"),
                                        Texts::tr("Volume of detected lesions"), Texts::tr("true volume, ml"),
                                        Texts::tr("predicted volume, ml"), Scale::Logarithmic, volumes,
                                        figures.lesionVolume));
  if (!suv.truth.empty())
    section.plots.push_back(
        scatterPlot(QStringLiteral("lesion-suv-mean"), Texts::tr("SUVmean of detected lesions"),
                    Texts::tr("SUVmean in the true lesion"), Texts::tr("SUVmean in the predicted lesion"),
                    Scale::Linear, suv, figures.lesionSuvMean));
  if (figures.lesionSuvMean.differences)
    section.plots.push_back(blandAltmanPlot(
        QStringLiteral("lesion-suv-mean-bland-altman"), Texts::tr("Bland–Altman plot of SUVmean"),
        Texts::tr("mean of both SUVmean"), Texts::tr("predicted − true, SUVbw"), Scale::Linear, suv,
        figures.lesionSuvMean, QStringLiteral("SUVbw")));
  return section;
}

}  // namespace

std::vector<PlotSection> reportPlots(const std::vector<EvaluatedCase>& cases,
                                     const EvaluationFigures& figures) {
  std::vector<PlotSection> sections{overlapSection(cases, figures), volumeSection(cases, figures),
                                    lesionSection(cases, figures), distributionSection(cases, figures)};
  std::erase_if(sections, [](const PlotSection& section) { return section.plots.empty(); });
  return sections;
}

}  // namespace uptake::evaluation
