#include "viewer/overlay/overlay_items.h"

#include "viewer/overlay/scale_bar.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QRegion>

#include <algorithm>
#include <cmath>
#include <utility>

namespace uptake {

namespace {

constexpr double kItemMargin = 7.0;
constexpr double kLetterRoom = 26.0;  // between an edge letter's middle and what keeps clear of it
constexpr double kCrosshairGap = 14.0;
constexpr double kLongestBar = 160.0;
constexpr double kSmallestLine = 48.0;  // px of text; less says nothing

QColor colourOf(Ink ink, bool onLight) {
  switch (ink) {
    case Ink::Letter:
      return onLight ? QColor(150, 92, 0) : QColor(240, 200, 110);
    case Ink::Quiet:
      return onLight ? QColor(90, 96, 102) : QColor(170, 176, 182);
    case Ink::Text:
      break;
  }
  return onLight ? QColor(40, 46, 54) : QColor(222, 226, 230);
}
QColor rimColour(bool onLight) {
  return onLight ? QColor(255, 255, 255, 150) : QColor(0, 0, 0, 150);
}

void drawRimmed(QPainter& painter, const QRectF& rect, int alignment, const QString& text,
                const QColor& colour, const QColor& rim) {
  const int flags = alignment | Qt::TextDontClip | Qt::TextSingleLine;
  painter.setPen(rim);
  for (const QPointF& shift : {QPointF(-1, -1), QPointF(0, -1), QPointF(1, -1), QPointF(-1, 0), QPointF(1, 0),
                               QPointF(-1, 1), QPointF(0, 1), QPointF(1, 1)})
    painter.drawText(rect.translated(shift), flags, text);
  painter.setPen(colour);
  painter.drawText(rect, flags, text);
}

enum class Corner { TopLeft, TopRight, BottomLeft };

/// A line of a corner: its place and what of the text fits.
struct CornerLine {
  QRectF rect;
  QString text;
};

/// What an edge letter takes up, two letters on an oblique plane included.
std::array<QRectF, 4> letterRooms(const QSizeF& size) {
  const QSizeF letters(kLetterRoom, 18.0);
  const auto at = [&](double x, double y) {
    QRectF room(QPointF(), letters);
    room.moveCenter({x, y});
    return room;
  };
  const double beside = kItemMargin + letters.width() / 2.0 - 4.0;
  const double above = kItemMargin + letters.height() / 2.0 - 2.0;
  return {at(beside, size.height() / 2.0), at(size.width() - beside, size.height() / 2.0),
          at(size.width() / 2.0, above), at(size.width() / 2.0, size.height() - above)};
}

QString withoutUnit(const QString& text) {
  for (const char* unit : {" HU", " mm"})
    if (text.endsWith(QLatin1String(unit))) return text.chopped(3);
  return text;
}

std::vector<CornerLine> cornerLines(const QPainter& painter, const QSizeF& size, Corner corner,
                                    const QStringList& lines) {
  std::vector<CornerLine> result;
  const QFontMetricsF metrics(painter.font());
  const double lineHeight = metrics.height();
  const double width = size.width() / 2.0 - kItemMargin - kLetterRoom;
  const double height = size.height() / 2.0 - kItemMargin - kLetterRoom;
  if (width < kSmallestLine) return result;
  double y = corner == Corner::BottomLeft ? size.height() - kItemMargin - lineHeight : kItemMargin;
  double used = 0.0;
  for (const QString& line : lines) {
    // Names lose their middle, as series differ at the end. A number that is cut is another number: it goes
    // without its unit, or not at all.
    QString text = line;
    if (corner == Corner::TopLeft) text = metrics.elidedText(line, Qt::ElideMiddle, width);
    if (metrics.horizontalAdvance(text) > width) text = withoutUnit(text);
    if (text.isEmpty() || metrics.horizontalAdvance(text) > width) continue;
    used += lineHeight;
    if (used > height) break;
    const double x = corner == Corner::TopRight ? size.width() - kItemMargin - width : kItemMargin;
    result.push_back({{x, y, width, lineHeight}, text});
    y += corner == Corner::BottomLeft ? -lineHeight : lineHeight;
  }
  return result;
}

int alignmentOf(Corner corner) {
  return (corner == Corner::TopRight ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

void drawCorner(QPainter& painter, const QSizeF& size, Corner corner, const QStringList& lines,
                const QRectF& light) {
  for (const CornerLine& line : cornerLines(painter, size, corner, lines))
    drawOverlayText(painter, line.rect, alignmentOf(corner), line.text, Ink::Text, light);
}

}  // namespace

QFont overlayFont(QFont family) {
  family.setPixelSize(12);
  family.setWeight(QFont::Medium);
  // Letters with coloured edges, for screens with stripes, are none that lie over pictures on a card.
  family.setStyleStrategy(QFont::NoSubpixelAntialias);
  return family;
}

void useOverlayFont(QPainter& painter) {
  painter.setFont(overlayFont(painter.font()));
}

QColor legibleOn(const QColor& colour, bool onLight) {
  constexpr double kLeastOnDark = 0.5;
  constexpr double kMostOnLight = 0.45;
  const double luma = 0.2126 * colour.redF() + 0.7152 * colour.greenF() + 0.0722 * colour.blueF();
  if (onLight ? luma <= kMostOnLight : luma >= kLeastOnDark) return colour;
  const double part = onLight ? kMostOnLight / luma : (1.0 - kLeastOnDark) / (1.0 - luma);
  const auto moved = [&](double value) {
    return static_cast<float>(onLight ? value * part : 1.0 - (1.0 - value) * part);
  };
  return QColor::fromRgbF(moved(colour.redF()), moved(colour.greenF()), moved(colour.blueF()));
}

void drawOverlayText(QPainter& painter, const QRectF& rect, int alignment, const QString& text, Ink ink,
                     const QRectF& light) {
  const bool onLight =
      !light.isEmpty() && light.contains(painter.boundingRect(rect, alignment, text).center());
  drawRimmed(painter, rect, alignment, text, colourOf(ink, onLight), rimColour(onLight));
}

void drawOverlayText(QPainter& painter, const QRectF& rect, int alignment, const QString& text,
                     const QColor& colour, const QRectF& light) {
  const bool onLight = !light.isEmpty() && light.contains(rect.center());
  drawRimmed(painter, rect, alignment, text, legibleOn(colour, onLight), rimColour(onLight));
}

void drawCornerTexts(QPainter& painter, const QSizeF& size, const CornerTexts& texts, const QRectF& light) {
  drawCorner(painter, size, Corner::TopLeft, texts.topLeft, light);
  drawCorner(painter, size, Corner::TopRight, texts.topRight, light);
  drawCorner(painter, size, Corner::BottomLeft, texts.bottomLeft, light);
}

void drawEdgeLetters(QPainter& painter, const QSizeF& size, const EdgeLetters& letters, const QRectF& light) {
  const QRectF area(kItemMargin, kItemMargin, size.width() - 2 * kItemMargin,
                    size.height() - 2 * kItemMargin);
  drawOverlayText(painter, area, Qt::AlignLeft | Qt::AlignVCenter, letters.left, Ink::Letter, light);
  drawOverlayText(painter, area, Qt::AlignRight | Qt::AlignVCenter, letters.right, Ink::Letter, light);
  drawOverlayText(painter, area, Qt::AlignHCenter | Qt::AlignTop, letters.top, Ink::Letter, light);
  drawOverlayText(painter, area, Qt::AlignHCenter | Qt::AlignBottom, letters.bottom, Ink::Letter, light);
}

std::vector<QRectF> overlayTextAreas(const QPainter& painter, const QSizeF& size, const CornerTexts& texts,
                                     const EdgeLetters& letters) {
  std::vector<QRectF> areas;
  const QFontMetricsF metrics(painter.font());
  const auto add = [&](const QRectF& room, int alignment, const QString& text) {
    if (text.isEmpty()) return;
    QRectF area(0.0, 0.0, metrics.horizontalAdvance(text), metrics.height());
    area.moveCenter(room.center());
    if (alignment & Qt::AlignLeft) area.moveLeft(room.left());
    if (alignment & Qt::AlignRight) area.moveRight(room.right());
    if (alignment & Qt::AlignTop) area.moveTop(room.top());
    if (alignment & Qt::AlignBottom) area.moveBottom(room.bottom());
    areas.push_back(area);
  };
  for (const auto& [corner, lines] :
       {std::pair{Corner::TopLeft, texts.topLeft}, std::pair{Corner::TopRight, texts.topRight},
        std::pair{Corner::BottomLeft, texts.bottomLeft}})
    for (const CornerLine& line : cornerLines(painter, size, corner, lines))
      add(line.rect, alignmentOf(corner), line.text);
  const QRectF room(kItemMargin, kItemMargin, size.width() - 2 * kItemMargin,
                    size.height() - 2 * kItemMargin);
  add(room, Qt::AlignLeft, letters.left);
  add(room, Qt::AlignRight, letters.right);
  add(room, Qt::AlignTop, letters.top);
  add(room, Qt::AlignBottom, letters.bottom);
  const double bar = std::min(size.width() / 2.0 - kItemMargin - kLetterRoom, kLongestBar);
  if (bar >= kSmallestLine)
    areas.emplace_back(room.right() - bar, room.bottom() - metrics.height() - 5.0, bar,
                       metrics.height() + 5.0);
  return areas;
}

void drawCrosshair(QPainter& painter, const QSizeF& size, const QPointF& at,
                   const std::array<QPointF, 2>& directions) {
  // On the pixel grid, or a line one pixel wide smears over two.
  const QPointF point(std::floor(at.x()) + 0.5, std::floor(at.y()) + 0.5);
  const double beyond = std::hypot(point.x(), point.y()) + size.width() + size.height();
  // Nothing crosses the letters in the middle of the edges.
  QRegion clear = QRectF(QPointF(), size).toAlignedRect();
  for (const QRectF& room : letterRooms(size)) clear -= room.toAlignedRect();
  painter.save();
  painter.setClipRegion(clear);
  painter.setPen(QPen(QColor(95, 170, 215, 170), 1.0));
  for (const QPointF& direction : directions) {
    const bool slanting = direction.x() != 0.0 && direction.y() != 0.0;
    painter.setRenderHint(QPainter::Antialiasing, slanting);
    // Nothing to see where the line passes beside the view.
    if (!slanting && direction.x() == 0.0 && (point.x() < 0.0 || point.x() > size.width())) continue;
    if (!slanting && direction.y() == 0.0 && (point.y() < 0.0 || point.y() > size.height())) continue;
    painter.drawLine(point - beyond * direction, point - kCrosshairGap * direction);
    painter.drawLine(point + kCrosshairGap * direction, point + beyond * direction);
  }
  painter.restore();
}

void drawNotice(QPainter& painter, const QSizeF& size, const QString& text, const QRectF& light) {
  drawOverlayText(painter, {0.0, size.height() / 2.0 + kCrosshairGap, size.width(), 20.0}, Qt::AlignCenter,
                  text, Ink::Text, light);
}

void drawScaleBar(QPainter& painter, const QSizeF& size, double mmPerPixel, const QRectF& light) {
  const double room = std::min(size.width() / 2.0 - kItemMargin - kLetterRoom, kLongestBar);
  if (room < kSmallestLine || mmPerPixel <= 0.0) return;
  const ScaleBar bar = chooseScaleBar(mmPerPixel, room);
  const double right = std::floor(size.width() - kItemMargin) - 0.5;
  const double left = std::floor(right - bar.lengthMm / mmPerPixel) + 0.5;
  const double y = std::floor(size.height() - kItemMargin) - 0.5;
  const bool onLight = !light.isEmpty() && light.contains(QPointF((left + right) / 2.0, y));
  const auto stroke = [&](const QPen& pen) {
    painter.setPen(pen);
    painter.drawLine(QPointF(left, y), QPointF(right, y));
    painter.drawLine(QPointF(left, y - 5.0), QPointF(left, y));
    painter.drawLine(QPointF(right, y - 5.0), QPointF(right, y));
  };
  stroke(QPen(rimColour(onLight), 3.0, Qt::SolidLine, Qt::SquareCap));
  stroke(QPen(colourOf(Ink::Text, onLight), 1.0, Qt::SolidLine, Qt::SquareCap));
  const double textHeight = QFontMetricsF(painter.font()).height();
  drawOverlayText(painter, {right - room, y - 4.0 - textHeight, room, textHeight},
                  Qt::AlignRight | Qt::AlignBottom, bar.text(), Ink::Text, light);
}

}  // namespace uptake
