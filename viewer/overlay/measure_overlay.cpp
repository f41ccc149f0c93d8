#include "viewer/overlay/measure_overlay.h"

#include "viewer/overlay/measure_shapes.h"
#include "viewer/overlay/overlay_items.h"

#include <QFontMetricsF>
#include <QLineF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kHandle = 6.0;
constexpr double kBeside = 10.0;        // px between a shape and its numbers
constexpr double kMeasureMargin = 7.0;  // to the edges of the view
constexpr double kApart = 5.0;          // between two texts

struct Inks {
  QColor line, text, rim, ground;
};

Inks inksOf(bool onLight, bool isSelected) {
  if (onLight)
    return {QColor(150, 78, 0), isSelected ? QColor(110, 52, 0) : QColor(140, 72, 0),
            QColor(255, 255, 255, 170), QColor(255, 255, 255, 120)};
  return {isSelected ? QColor(255, 236, 140) : QColor(245, 205, 90),
          isSelected ? QColor(255, 240, 170) : QColor(248, 216, 128), QColor(0, 0, 0, 150),
          QColor(0, 0, 0, 110)};
}

void drawHandles(QPainter& painter, const QPolygonF& handles, const QColor& colour) {
  painter.setPen(QPen(colour, 1.0));
  painter.setBrush(QColor(250, 250, 250));
  for (const QPointF& at : handles)
    painter.drawRect(QRectF(std::round(at.x() - kHandle / 2.0) + 0.5,
                            std::round(at.y() - kHandle / 2.0) + 0.5, kHandle, kHandle));
  painter.setBrush(Qt::NoBrush);
}

void drawShape(QPainter& painter, const MeasurementShape& shape, const Inks& inks, bool isSelected) {
  // Slanted and round lines: smooth, or they are stairs.
  painter.setRenderHint(QPainter::Antialiasing, true);
  const double width = isSelected ? 1.8 : 1.2;
  for (const auto& [colour, pen] : {std::pair{inks.rim, width + 2.0}, std::pair{inks.line, width}}) {
    painter.setPen(QPen(colour, pen, Qt::SolidLine, Qt::FlatCap, Qt::RoundJoin));
    painter.drawPath(shape.lines);
    painter.setPen(QPen(colour, pen - 0.2, Qt::SolidLine, Qt::FlatCap));
    painter.drawPath(shape.mark);
  }
  painter.setRenderHint(QPainter::Antialiasing, false);
  if (isSelected) drawHandles(painter, shape.handles, inks.line);
}

QStringList linesFor(const MeasureOverlay& overlay, const Measurement& measurement, bool all) {
  QStringList lines;
  if (!measurement.name.isEmpty()) lines.append(measurement.name.left(40));
  const auto text = overlay.texts.find(measurement.id);
  if (text == overlay.texts.end()) return lines;
  lines += text->second.shape;
  for (const auto& [shows, values] :
       {std::pair{overlay.showsCt, &text->second.ct}, std::pair{overlay.showsPet, &text->second.pet}})
    if (shows) lines += all ? *values : values->mid(0, 1);
  return lines;
}

void drawLines(QPainter& painter, const QRectF& block, const QStringList& lines, const Inks& inks) {
  const double height = block.height() / static_cast<double>(lines.size());
  QRectF row(block.left(), block.top(), block.width(), height);
  // Numbers are read on bone as on air.
  painter.fillRect(block.adjusted(-4.0, -1.0, 4.0, 1.0), inks.ground);
  constexpr int kFlags = Qt::AlignLeft | Qt::AlignVCenter | Qt::TextDontClip | Qt::TextSingleLine;
  for (const QString& line : lines) {
    painter.setPen(inks.rim);
    for (const QPointF& shift : {QPointF(-1, 0), QPointF(1, 0), QPointF(0, -1), QPointF(0, 1)})
      painter.drawText(row.translated(shift), kFlags, line);
    painter.setPen(inks.text);
    painter.drawText(row, kFlags, line);
    row.translate(0.0, height);
  }
}

/// A thin line that says whose the numbers are when they could not stand right beside.
void drawLeader(QPainter& painter, const QRectF& shape, const QRectF& block, const Inks& inks) {
  const auto nearest = [](const QRectF& rect, const QPointF& to) {
    return QPointF(std::clamp(to.x(), rect.left(), rect.right()),
                   std::clamp(to.y(), rect.top(), rect.bottom()));
  };
  const QPointF from = nearest(block, shape.center());
  const QPointF to = nearest(shape, from);
  if (QLineF(from, to).length() < 2.0 * kBeside) return;
  QColor colour = inks.line;
  colour.setAlpha(170);
  painter.setPen(QPen(colour, 1.0, Qt::DotLine));
  painter.drawLine(from, to);
}

}  // namespace

std::optional<QRectF> placeBeside(const QRectF& shape, const QSizeF& block, const QRectF& view,
                                  const std::vector<QRectF>& taken, const std::vector<QRectF>& avoided) {
  const QRectF room = view.adjusted(kMeasureMargin, kMeasureMargin, -kMeasureMargin, -kMeasureMargin);
  if (block.width() > room.width() || block.height() > room.height()) return std::nullopt;
  const auto clamped = [&](const QPointF& corner) {
    return QRectF(QPointF(std::clamp(corner.x(), room.left(), room.right() - block.width()),
                          std::clamp(corner.y(), room.top(), room.bottom() - block.height())),
                  block);
  };
  const auto isClear = [&](const QRectF& rect, const std::vector<QRectF>& others) {
    const QRectF wide = rect.adjusted(-kApart, -kApart, kApart, kApart);
    return std::ranges::none_of(others, [&](const QRectF& other) { return wide.intersects(other); });
  };
  const double middle = shape.center().y() - block.height() / 2.0;
  const double centre = shape.center().x() - block.width() / 2.0;
  for (const QPointF& corner :
       {QPointF(shape.right() + kBeside, middle), QPointF(shape.left() - kBeside - block.width(), middle),
        QPointF(centre, shape.bottom() + kBeside), QPointF(centre, shape.top() - kBeside - block.height())}) {
    const QRectF rect = clamped(corner);
    if (isClear(rect, taken) && isClear(rect, avoided) && !rect.intersects(shape)) return rect;
  }
  // The nearest free place on a raster; over a shape only when there is no other.
  std::optional<QRectF> best;
  double bestCost = 0.0;
  constexpr double kStep = 6.0;
  for (double y = room.top(); y <= room.bottom() - block.height(); y += kStep)
    for (double x = room.left(); x <= room.right() - block.width(); x += kStep) {
      const QRectF rect(QPointF(x, y), block);
      const double across = std::max({0.0, rect.left() - shape.right(), shape.left() - rect.right()});
      const double down = std::max({0.0, rect.top() - shape.bottom(), shape.top() - rect.bottom()});
      double cost = std::hypot(across, down) + 0.1 * QLineF(rect.center(), shape.center()).length();
      if (best && cost >= bestCost) continue;
      if (!isClear(rect, taken)) continue;
      if (rect.intersects(shape)) cost += 2e6;
      if (!isClear(rect, avoided)) cost += 1e6;
      if (best && cost >= bestCost) continue;
      best = rect;
      bestCost = cost;
    }
  return best;
}

std::vector<QRectF> paintMeasurements(QPainter& painter, MeasureOverlay overlay) {
  struct Labelled {
    MeasurementShape shape;
    QStringList lines;
    Inks inks;
    bool isSelected;
  };
  std::vector<Labelled> shown;
  std::vector<QRectF> shapes;
  const QRectF view(QPointF(), overlay.geometry.size());
  painter.setBrush(Qt::NoBrush);
  const bool onLight = !overlay.light.isEmpty();
  for (const auto& [id, measurement] : overlay.document.measurements()) {
    if (!overlay.document.isOnImages(measurement) ||
        !isInSlice(measurement, overlay.geometry.plane(), overlay.thickness))
      continue;
    const bool isSelected = id == overlay.selected;
    Labelled each{measurementShape(measurement, overlay.geometry), linesFor(overlay, measurement, isSelected),
                  inksOf(onLight, isSelected), isSelected};
    drawShape(painter, each.shape, each.inks, isSelected);
    const QRectF bounds = each.shape.lines.boundingRect().adjusted(-1, -1, 1, 1);
    if (!bounds.intersects(view)) continue;
    shapes.push_back(bounds.intersected(view));
    shown.push_back(std::move(each));
  }
  const QFontMetricsF metrics(painter.font());
  const auto write = [&](std::size_t at) {
    const Labelled& each = shown[at];
    if (each.lines.isEmpty()) return;
    double width = 0.0;
    for (const QString& line : each.lines) width = std::max(width, metrics.horizontalAdvance(line));
    const QSizeF size(std::ceil(width) + 1.0, metrics.height() * static_cast<double>(each.lines.size()));
    std::vector<QRectF> others = shapes;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(at));
    const auto block = placeBeside(shapes[at], size, view, overlay.taken, others);
    if (!block) return;
    drawLeader(painter, shapes[at], *block, each.inks);
    drawLines(painter, *block, each.lines, each.inks);
    overlay.taken.push_back(*block);
  };
  for (const bool selected : {true, false})  // what is worked on has the first choice
    for (std::size_t at = 0; at < shown.size(); ++at)
      if (shown[at].isSelected == selected) write(at);
  return std::move(overlay.taken);
}

}  // namespace uptake
