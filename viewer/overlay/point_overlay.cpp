#include "viewer/overlay/point_overlay.h"

#include "viewer/overlay/measure_overlay.h"
#include "viewer/overlay/overlay_items.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace uptake {

namespace {

constexpr double kMarkRadius = 4.0;  // px
constexpr double kLongestMarkText = 220.0;
constexpr double kMarkTextMargin = 20.0;  // to the edges of the view, both sides together

QColor markColour(const PointMark& mark) {
  return {mark.colour.red, mark.colour.green, mark.colour.blue};
}

QRectF markArea(const QPointF& at) {
  return QRectF(at, QSizeF()).adjusted(-kMarkRadius - 1, -kMarkRadius - 1, kMarkRadius + 1, kMarkRadius + 1);
}

/// A ring with a dot, rimmed so that it is seen on any ground.
void drawPointMark(QPainter& painter, const QPointF& at, const PointMark& mark, bool onLight) {
  const QColor rim = onLight ? QColor(255, 255, 255, 190) : QColor(0, 0, 0, 170);
  const QColor ink = legibleOn(markColour(mark), onLight);
  const double width = mark.isSelected ? 2.2 : 1.4;
  painter.setRenderHint(QPainter::Antialiasing, true);
  painter.setBrush(Qt::NoBrush);
  for (const auto& [colour, pen] : {std::pair{rim, width + 2.0}, std::pair{ink, width}}) {
    painter.setPen(QPen(colour, pen));
    painter.drawEllipse(at, kMarkRadius, kMarkRadius);
  }
  painter.setPen(Qt::NoPen);
  painter.setBrush(ink);
  painter.drawEllipse(at, 1.2, 1.2);
  painter.setBrush(Qt::NoBrush);
  painter.setRenderHint(QPainter::Antialiasing, false);
}

}  // namespace

void paintPointMarks(QPainter& painter, PointOverlay overlay) {
  const SliceGeometry& geometry = overlay.geometry;
  const QRectF view(QPointF(), geometry.size());
  const bool onLight = !overlay.light.isEmpty();
  std::vector<const PointMark*> shown;
  std::vector<QRectF> areas;
  for (const auto& [whose, marks] : overlay.marks)
    for (const PointMark& mark : marks) {
      if (!geometry.plane().isInSlice(mark.position, overlay.thickness)) continue;
      const QPointF at = geometry.toPixel(mark.position);
      const QRectF area = markArea(at);
      if (!area.intersects(view)) continue;
      drawPointMark(painter, at, mark, onLight);
      shown.push_back(&mark);
      areas.push_back(area);
    }
  const QFontMetricsF metrics(painter.font());
  const double widest = view.width() - kMarkTextMargin;
  const auto write = [&](std::size_t each) {
    const PointMark& mark = *shown[each];
    if (mark.text.isEmpty()) return;
    const QString text = metrics.elidedText(mark.text, Qt::ElideRight,
                                            mark.isSelected ? widest : std::min(widest, kLongestMarkText));
    const QSizeF size(std::ceil(metrics.horizontalAdvance(text)) + 1.0, metrics.height());
    std::vector<QRectF> others = areas;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(each));
    const auto block = placeBeside(areas[each], size, view, overlay.taken, others);
    if (!block) return;
    painter.fillRect(block->adjusted(-4.0, -1.0, 4.0, 1.0),
                     onLight ? QColor(255, 255, 255, 120) : QColor(0, 0, 0, 110));
    drawOverlayText(painter, *block, Qt::AlignLeft | Qt::AlignVCenter, text, markColour(mark), overlay.light);
    overlay.taken.push_back(*block);
  };
  for (const bool selected : {true, false})  // what is worked on has the first choice
    for (std::size_t each = 0; each < shown.size(); ++each)
      if (shown[each]->isSelected == selected) write(each);
}

}  // namespace uptake
