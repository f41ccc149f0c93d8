#include "viewer/overlay/colour_bar.h"

#include "viewer/overlay/overlay_items.h"

#include <QFontMetricsF>
#include <QImage>
#include <QPainter>

#include <cmath>

namespace uptake {

namespace {

constexpr double kMargin = 7.0;
constexpr double kWidth = 9.0;
constexpr double kNumbersWidth = 38.0;
constexpr double kEdgeLetterRoom = 40.0;  // below the middle of the edge: its letter, and the unit
constexpr double kScaleBarRoom = 38.0;    // above the scale bar and its text
constexpr double kLeastHeight = 60.0;
constexpr double kMostHeight = 220.0;
constexpr double kLeastViewWidth = 240.0;

QString valueText(double value) {
  return QString::number(value, 'g', 4).replace(QLatin1Char('-'), QChar(0x2212));
}

}  // namespace

QRectF colourBarRect(const QSizeF& view, int place) {
  const double bottom = view.height() - kMargin - kScaleBarRoom;
  const double top = std::max(view.height() / 2.0 + kEdgeLetterRoom, bottom - kMostHeight);
  if (bottom - top < kLeastHeight || view.width() < kLeastViewWidth) return {};
  const double right = view.width() - kMargin - place * (kWidth + kNumbersWidth);
  return {std::floor(right - kWidth), std::floor(top), kWidth, std::floor(bottom - top)};
}

QRectF colourBarArea(const QRectF& rect) {
  constexpr double kUnitHeight = 26.0;
  return rect.adjusted(-kNumbersWidth, -kUnitHeight, 0.0, kMargin);
}

std::vector<double> roundValues(double low, double high, int most) {
  std::vector<double> values;
  if (!(high > low) || most < 1) return values;
  const double least = (high - low) / (most + 1);
  double step = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
    if (factor * step < least * (1.0 - 1e-9)) continue;
    step *= factor;
    break;
  }
  for (double i = std::floor(low / step) + 1.0; i * step < high - 1e-9 * step; i += 1.0)
    if (i * step > low + 1e-9 * step) values.push_back(i * step);
  return values;
}

void drawColourBar(QPainter& painter, const QRectF& rect, const ColourBar& bar, const QRectF& light) {
  if (rect.isEmpty() || bar.map == nullptr) return;
  const bool onLight = !light.isEmpty() && light.contains(rect.center());
  // One row an entry, stretched without blending: a palette of steps shows its steps.
  QImage colours(1, static_cast<int>(bar.map->size()), QImage::Format_RGB32);
  for (int i = 0; i < colours.height(); ++i) {
    const Rgb& colour = (*bar.map)[static_cast<std::size_t>(colours.height() - 1 - i)];
    colours.setPixel(0, i, qRgb(colour.red, colour.green, colour.blue));
  }
  painter.save();
  painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
  painter.drawImage(rect, colours);
  painter.setPen(onLight ? QColor(90, 96, 102) : QColor(150, 156, 162));
  painter.setBrush(Qt::NoBrush);
  painter.drawRect(rect.adjusted(-0.5, -0.5, 0.5, 0.5));
  QFont font = painter.font();
  font.setPixelSize(11);
  painter.setFont(font);

  const double textHeight = QFontMetricsF(font).height();
  const auto yOf = [&](double value) {
    return rect.bottom() - (value - bar.low) / (bar.high - bar.low) * rect.height();
  };
  const auto number = [&](double value, double y) {
    drawOverlayText(painter,
                    {rect.left() - kNumbersWidth, y - textHeight / 2.0, kNumbersWidth - 5.0, textHeight},
                    Qt::AlignRight | Qt::AlignVCenter, valueText(value), Ink::Text, light);
    painter.setPen(onLight ? QColor(90, 96, 102) : QColor(190, 196, 202));
    painter.drawLine(QPointF(rect.left() - 3.0, y), QPointF(rect.left() - 1.0, y));
  };
  number(bar.high, rect.top());
  number(bar.low, rect.bottom());
  const int most = static_cast<int>(rect.height() / (2.2 * textHeight)) - 1;
  for (const double value : roundValues(bar.low, bar.high, std::min(most, 4)))
    // Not where the numbers of the ends are.
    if (std::min(yOf(value) - rect.top(), rect.bottom() - yOf(value)) > 1.5 * textHeight)
      number(value, yOf(value));
  drawOverlayText(painter,
                  {rect.right() - kNumbersWidth - kWidth, rect.top() - 1.7 * textHeight,
                   kNumbersWidth + kWidth, textHeight},
                  Qt::AlignRight | Qt::AlignVCenter, bar.unit, Ink::Quiet, light);
  painter.restore();
}

}  // namespace uptake
