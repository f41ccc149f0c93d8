#include "app/session/evaluation/report/plot_canvas.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace uptake::evaluation {

namespace {

/// The share of an axis that zeros have.
constexpr double kZeroShare = 0.09;

QByteArray coordinate(double value) {
  QByteArray text = QByteArray::number(value, 'f', 1);
  return text.endsWith(".0") ? text.chopped(2) : text;
}

QByteArray attribute(const char* name, double value) {
  return QByteArray(" ") + name + "=\"" + coordinate(value) + "\"";
}

QByteArray escapedText(const QString& text) {
  return text.toHtmlEscaped().toUtf8();
}

/// 1, 2 or 5 times a power of ten, so that a range has about `count` of them.
double niceStep(double range, int count) {
  const double raw = range / count;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (raw <= factor * power) return factor * power;
  return 10.0 * power;
}

/// With a minus that is as wide as a plus.
QString plainNumber(double value, int decimals) {
  return QLocale().toString(value, 'f', decimals).replace(QLatin1Char('-'), QChar(0x2212));
}

int decimalsOf(double step) {
  return std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 6);
}

}  // namespace

PlotAxis PlotAxis::linear(double low, double high, double from, double to) {
  PlotAxis axis;
  if (!(high > low)) high = low + 1.0;
  constexpr int kSteps = 5;
  const double step = niceStep(high - low, kSteps);
  axis.low_ = std::floor(low / step + 1e-9) * step;
  axis.high_ = std::ceil(high / step - 1e-9) * step;
  axis.from_ = from;
  axis.to_ = to;
  const int count = static_cast<int>(std::lround((axis.high_ - axis.low_) / step));
  for (int n = 0; n <= count; ++n) {
    double value = axis.low_ + n * step;
    if (std::abs(value) < step / 1000.0) value = 0.0;  // no "−0"
    axis.ticks_.push_back({value, plainNumber(value, decimalsOf(step))});
  }
  return axis;
}

PlotAxis PlotAxis::logarithmic(double low, double high, bool hasZero, double from, double to) {
  PlotAxis axis;
  axis.isLogarithmic_ = true;
  axis.hasZero_ = hasZero;
  axis.from_ = from;
  axis.to_ = to;
  int first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
  const int last = std::max(first + 1, static_cast<int>(std::ceil(std::log10(high) - 1e-9)));
  // A single voxel among litres leaves no room for the rest.
  constexpr int kMostDecades = 8;
  first = std::max(first, last - kMostDecades);
  axis.low_ = std::pow(10.0, first);
  axis.high_ = std::pow(10.0, last);
  if (hasZero) axis.ticks_.push_back({0.0, QStringLiteral("0")});
  for (int power = first; power <= last; ++power)
    axis.ticks_.push_back(
        {std::pow(10.0, power), QLocale().toString(std::pow(10.0, power), 'f', std::max(0, -power))});
  return axis;
}

double PlotAxis::at(double value) const {
  if (!isLogarithmic_) return from_ + (to_ - from_) * (value - low_) / (high_ - low_);
  const double start = hasZero_ ? kZeroShare : 0.0;
  if (value <= 0.0) return from_ + (to_ - from_) * (hasZero_ ? kZeroShare / 3.0 : 0.0);
  const double share = std::log10(std::max(value, low_) / low_) / std::log10(high_ / low_);
  return from_ + (to_ - from_) * (start + (1.0 - start) * share);
}

std::optional<double> PlotAxis::breakAt() const {
  if (!hasZero_) return std::nullopt;
  return from_ + (to_ - from_) * kZeroShare * 0.7;
}

void PlotCanvas::line(double x1, double y1, double x2, double y2, const char* look) {
  content_ += QByteArray("<line class=\"") + look + "\"" + attribute("x1", x1) + attribute("y1", y1) +
              attribute("x2", x2) + attribute("y2", y2) + "/>";
}

void PlotCanvas::rectangle(double x, double y, double width, double height, const char* look,
                           const QString& title) {
  content_ += QByteArray("<rect class=\"") + look + "\"" + attribute("x", x) + attribute("y", y) +
              attribute("width", width) + attribute("height", height);
  content_ += title.isEmpty() ? QByteArray("/>") : "><title>" + escapedText(title) + "</title></rect>";
}

void PlotCanvas::dot(double x, double y, const QString& title, int number) {
  content_ += QByteArray(isFew_ ? "<circle class=\"p f\"" : "<circle class=\"p\"") +
              attribute("r", dotRadius_) + attribute("cx", x) + attribute("cy", y) + " data-n=\"" +
              QByteArray::number(number) + "\"><title>" + escapedText(title) + "</title></circle>";
}

void PlotCanvas::dots(const std::vector<QPointF>& points) {
  // Dots of one path do not add up where they lie on each other; so every so many are one.
  const std::size_t paths = std::clamp<std::size_t>(points.size() / 25, 1, 100);
  for (std::size_t path = 0; path < std::min(paths, points.size()); ++path) {
    content_ += isFew_ ? "<path class=\"q f\" d=\"" : "<path class=\"q\" d=\"";
    for (std::size_t n = path; n < points.size(); n += paths)
      content_ += "M" + coordinate(points[n].x()) + " " + coordinate(points[n].y()) + "h0";
    content_ += "\"/>";
  }
}

void PlotCanvas::marker(double x, double y, bool isSquare, const QString& title) {
  constexpr double kHalf = 4.5;
  if (isSquare)
    content_ += "<rect class=\"s\"" + attribute("x", x - kHalf) + attribute("y", y - kHalf) +
                attribute("width", 2 * kHalf) + attribute("height", 2 * kHalf) + "><title>" +
                escapedText(title) + "</title></rect>";
  else
    content_ += "<circle class=\"c\" r=\"5\"" + attribute("cx", x) + attribute("cy", y) + "><title>" +
                escapedText(title) + "</title></circle>";
}

void PlotCanvas::text(double x, double y, const QString& text, Anchor anchor, const char* look) {
  content_ += QByteArray("<text class=\"") + look + "\"" + attribute("x", x) + attribute("y", y);
  if (anchor != Anchor::Start)
    content_ += anchor == Anchor::Middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
  content_ += ">" + escapedText(text) + "</text>";
}

void PlotCanvas::verticalText(double x, double y, const QString& text, const char* look) {
  content_ += QByteArray("<text class=\"") + look + "\" text-anchor=\"middle\" transform=\"translate(" +
              coordinate(x) + " " + coordinate(y) + ") rotate(-90)\">" + escapedText(text) + "</text>";
}

void PlotCanvas::footAxis(const PlotAxis& axis, double y, double top, const QString& name) {
  double lastEnd = -1e9;
  for (const AxisTick& tick : axis.ticks()) {
    const double x = axis.at(tick.value);
    line(x, top, x, y, "g");
    // Where texts would touch, every other one stays.
    const double half = textWidth(tick.text) / 2.0;
    if (x - half < lastEnd + 6.0) continue;
    lastEnd = x + half;
    text(x, y + 16.0, tick.text, Anchor::Middle, "a");
  }
  line(axis.from(), y, axis.to(), y, "x");
  if (const auto gap = axis.breakAt()) {
    line(*gap - 2.0, y + 4.0, *gap, y - 4.0, "x");
    line(*gap + 2.0, y + 4.0, *gap + 4.0, y - 4.0, "x");
  }
  text((axis.from() + axis.to()) / 2.0, y + 36.0, name, Anchor::Middle);
}

void PlotCanvas::leftAxis(const PlotAxis& axis, double x, double right, const QString& name) {
  for (const AxisTick& tick : axis.ticks()) {
    const double y = axis.at(tick.value);
    line(x, y, right, y, "g");
    text(x - 7.0, y + 4.0, tick.text, Anchor::End, "a");
  }
  line(x, axis.from(), x, axis.to(), "x");
  if (const auto gap = axis.breakAt()) {
    line(x - 4.0, *gap + 2.0, x + 4.0, *gap, "x");
    line(x - 4.0, *gap - 2.0, x + 4.0, *gap - 4.0, "x");
  }
  verticalText(14.0, (axis.from() + axis.to()) / 2.0, name);
}

QByteArray PlotCanvas::opening(const QString& label, const QByteArray& more) const {
  return "<svg" + more + " viewBox=\"0 0 " + coordinate(width_) + " " + coordinate(height_) +
         "\" role=\"img\" aria-label=\"" + escapedText(label) + "\">";
}

QByteArray PlotCanvas::inlineSvg(const QString& label) const {
  return opening(label, {}) + content_ + "</svg>";
}

QByteArray PlotCanvas::file(const QString& label) const {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" +
         opening(label, " xmlns=\"http://www.w3.org/2000/svg\"" + attribute("width", width_) +
                            attribute("height", height_)) +
         "<style>" + plotStyle(false) + "</style><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>" +
         content_ + "</svg>\n";
}

QByteArray plotStyle(bool variables) {
  // Blue and vermilion of Okabe and Ito, which people of every kind of colour vision tell apart.
  QByteArray style =
      "svg text{font:12px system-ui,sans-serif}"
      ".t{fill:$ink}.a{fill:$soft}.g{stroke:$rule}.x{stroke:$soft}"
      ".p{fill:$mark;fill-opacity:$dot}.f{fill-opacity:.85}"
      ".q{stroke:$mark;stroke-opacity:$dot;stroke-width:4;"
      "stroke-linecap:round;fill:none}.q.f{stroke-opacity:.85;stroke-width:7}"
      ".box{fill:$mark;fill-opacity:.16;stroke:$ink}.w{stroke:$ink}.med{stroke:$ink;stroke-width:2.5}"
      ".bar{fill:$mark}.id{stroke:$soft;stroke-dasharray:5 4}"
      ".mean{stroke:$other;stroke-width:1.5}.lim{stroke:$other;stroke-width:1.5;stroke-dasharray:6 4}"
      ".o{fill:$other}.c{fill:$mark}.ci{stroke:$mark;stroke-width:1.5}"
      ".s{fill:$bg;stroke:$other;stroke-width:2}.si{stroke:$other;stroke-width:1.5}";
  const std::pair<const char*, const char*> colours[] = {
      {"ink", "#1b1f24"},   {"soft", "#57606a"}, {"rule", "#e3e7eb"}, {"mark", "#0072b2"},
      {"other", "#d55e00"}, {"bg", "#fff"},      {"dot", ".45"}};
  for (const auto& [name, colour] : colours)
    style.replace(QByteArray("$") + name, variables ? QByteArray("var(--") + name + ")" : QByteArray(colour));
  return style;
}

double textWidth(const QString& text) {
  // Of 12 px, on the generous side: fonts differ.
  constexpr double kSmall = 7.0, kCapital = 8.8;
  double width = 0.0;
  for (const QChar c : text) width += c.isUpper() ? kCapital : kSmall;
  return width;
}

QString fittingText(const QString& text, double width) {
  QString shown = text;
  while (shown.size() > 1 && textWidth(shown) > width)
    shown = shown.chopped(shown.endsWith(u'…') ? 2 : 1) + u'…';
  return shown;
}

QString shortNumber(double value) {
  const double size = std::abs(value);
  const int decimals = size == 0.0 || size >= 100.0 ? 0 : size >= 10.0 ? 1 : 2;
  return plainNumber(value, decimals);
}

}  // namespace uptake::evaluation
