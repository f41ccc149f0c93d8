#include "viewer/overlay/overlay_items.h"

#include "viewer/overlay/scale_bar.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kMargin = 7.0;
constexpr double kLetterRoom = 26.0;  // between an edge letter's middle and what keeps clear of it
constexpr double kCrosshairGap = 14.0;
constexpr double kSmallestLine = 48.0;  // px of text; less says nothing

QColor textColour() {
  return {222, 226, 230};
}
QColor rimColour() {
  return {0, 0, 0, 150};
}

enum class Corner { TopLeft, TopRight, BottomLeft };

void drawCorner(QPainter& painter, const QSizeF& size, Corner corner, const QStringList& lines) {
  const QFontMetricsF metrics(painter.font());
  const double lineHeight = metrics.height();
  const double width = size.width() / 2.0 - kMargin - kLetterRoom;
  const double height = size.height() / 2.0 - kMargin - kLetterRoom;
  if (width < kSmallestLine) return;
  double y = corner == Corner::BottomLeft ? size.height() - kMargin - lineHeight : kMargin;
  double used = 0.0;
  for (const QString& line : lines) {
    if (line.isEmpty()) continue;
    used += lineHeight;
    if (used > height) return;
    const double x = corner == Corner::TopRight ? size.width() - kMargin - width : kMargin;
    drawOverlayText(painter, {x, y, width, lineHeight},
                    (corner == Corner::TopRight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter,
                    metrics.elidedText(line, Qt::ElideRight, width));
    y += corner == Corner::BottomLeft ? -lineHeight : lineHeight;
  }
}

}  // namespace

void useOverlayFont(QPainter& painter) {
  QFont font = painter.font();
  font.setPixelSize(12);
  font.setWeight(QFont::Medium);
  painter.setFont(font);
}

void drawOverlayText(QPainter& painter, const QRectF& rect, int alignment, const QString& text,
                     const QColor& colour) {
  painter.setPen(rimColour());
  for (const QPointF& shift : {QPointF(-1, 0), QPointF(1, 0), QPointF(0, -1), QPointF(0, 1)})
    painter.drawText(rect.translated(shift), alignment | Qt::TextDontClip | Qt::TextSingleLine, text);
  painter.setPen(colour);
  painter.drawText(rect, alignment | Qt::TextDontClip | Qt::TextSingleLine, text);
}

void drawOverlayText(QPainter& painter, const QRectF& rect, int alignment, const QString& text) {
  drawOverlayText(painter, rect, alignment, text, textColour());
}

void drawCornerTexts(QPainter& painter, const QSizeF& size, const CornerTexts& texts) {
  drawCorner(painter, size, Corner::TopLeft, texts.topLeft);
  drawCorner(painter, size, Corner::TopRight, texts.topRight);
  drawCorner(painter, size, Corner::BottomLeft, texts.bottomLeft);
}

void drawEdgeLetters(QPainter& painter, const QSizeF& size, const EdgeLetters& letters) {
  const QColor colour(240, 200, 110);
  const QRectF area(kMargin, kMargin, size.width() - 2 * kMargin, size.height() - 2 * kMargin);
  drawOverlayText(painter, area, Qt::AlignLeft | Qt::AlignVCenter, letters.left, colour);
  drawOverlayText(painter, area, Qt::AlignRight | Qt::AlignVCenter, letters.right, colour);
  drawOverlayText(painter, area, Qt::AlignHCenter | Qt::AlignTop, letters.top, colour);
  drawOverlayText(painter, area, Qt::AlignHCenter | Qt::AlignBottom, letters.bottom, colour);
}

void drawCrosshair(QPainter& painter, const QSizeF& size, const QPointF& at) {
  // On the pixel grid, or a line one pixel wide smears over two.
  const QPointF point(std::floor(at.x()) + 0.5, std::floor(at.y()) + 0.5);
  painter.setPen(QPen(QColor(95, 170, 215, 170), 1.0));
  if (point.x() >= 0.0 && point.x() <= size.width()) {
    painter.drawLine(QPointF(point.x(), 0.0), QPointF(point.x(), point.y() - kCrosshairGap));
    painter.drawLine(QPointF(point.x(), point.y() + kCrosshairGap), QPointF(point.x(), size.height()));
  }
  if (point.y() >= 0.0 && point.y() <= size.height()) {
    painter.drawLine(QPointF(0.0, point.y()), QPointF(point.x() - kCrosshairGap, point.y()));
    painter.drawLine(QPointF(point.x() + kCrosshairGap, point.y()), QPointF(size.width(), point.y()));
  }
}

void drawNotice(QPainter& painter, const QSizeF& size, const QString& text) {
  drawOverlayText(painter, {0.0, size.height() / 2.0 + kCrosshairGap, size.width(), 20.0}, Qt::AlignCenter,
                  text, QColor(170, 176, 182));
}

void drawScaleBar(QPainter& painter, const QSizeF& size, double mmPerPixel) {
  const double room = std::min(size.width() / 2.0 - kMargin - kLetterRoom, 160.0);
  if (room < kSmallestLine || mmPerPixel <= 0.0) return;
  const ScaleBar bar = chooseScaleBar(mmPerPixel, room);
  const double right = std::floor(size.width() - kMargin) - 0.5;
  const double left = std::floor(right - bar.lengthMm / mmPerPixel) + 0.5;
  const double y = std::floor(size.height() - kMargin) - 0.5;
  const auto stroke = [&](const QPen& pen) {
    painter.setPen(pen);
    painter.drawLine(QPointF(left, y), QPointF(right, y));
    painter.drawLine(QPointF(left, y - 5.0), QPointF(left, y));
    painter.drawLine(QPointF(right, y - 5.0), QPointF(right, y));
  };
  stroke(QPen(rimColour(), 3.0, Qt::SolidLine, Qt::SquareCap));
  stroke(QPen(textColour(), 1.0, Qt::SolidLine, Qt::SquareCap));
  const double textHeight = QFontMetricsF(painter.font()).height();
  drawOverlayText(painter, {right - room, y - 4.0 - textHeight, room, textHeight},
                  Qt::AlignRight | Qt::AlignBottom, bar.text());
}

}  // namespace uptake
