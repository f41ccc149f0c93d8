#include "viewer/overlay/colour_key.h"

#include "viewer/overlay/overlay_items.h"

#include <QFontMetricsF>
#include <QPainter>

namespace uptake {

namespace {

constexpr double kKeyMargin = 7.0;  // as of the corner texts
constexpr double kSquare = 8.0;
constexpr double kGap = 5.0;
constexpr double kBetween = 12.0;

}  // namespace

void drawColourKey(QPainter& painter, const QSizeF& size, int linesBelow,
                   const std::vector<std::pair<QColor, QString>>& entries, const QRectF& light) {
  const QFontMetricsF metrics(painter.font());
  double width = -kBetween;
  for (const auto& [colour, text] : entries)
    width += kSquare + kGap + metrics.horizontalAdvance(text) + kBetween;
  const double line = metrics.height();
  const double y = size.height() - kKeyMargin - (linesBelow + 1) * line - 2.0;
  if (width > size.width() - 2.0 * kKeyMargin || y < size.height() / 2.0) return;
  double x = kKeyMargin;
  for (const auto& [colour, text] : entries) {
    painter.setPen(QPen(QColor(0, 0, 0, 150), 1.0));
    painter.setBrush(colour);
    painter.drawRect(QRectF(x + 0.5, y + (line - kSquare) / 2.0 + 0.5, kSquare, kSquare).toAlignedRect());
    painter.setBrush(Qt::NoBrush);
    x += kSquare + kGap;
    const double advance = metrics.horizontalAdvance(text);
    drawOverlayText(painter, {x, y, advance, line}, Qt::AlignLeft | Qt::AlignVCenter, text, Ink::Quiet,
                    light);
    x += advance + kBetween;
  }
}

}  // namespace uptake
