#include "viewer/slice/box_overlay.h"

#include "viewer/overlay/overlay_items.h"

#include <QCoreApplication>
#include <QPainter>
#include <QStringList>

#include <cmath>

namespace uptake {

namespace {

constexpr double kCornerHandle = 6.0;

void paintHandles(QPainter& painter, const QPolygonF& outline, const QColor& colour) {
  painter.setPen(QPen(colour, 1.0));
  painter.setBrush(QColor(250, 250, 250));
  const auto handle = [&](const QPointF& at) {
    painter.drawRect(QRectF(std::round(at.x() - kCornerHandle / 2.0) + 0.5,
                            std::round(at.y() - kCornerHandle / 2.0) + 0.5, kCornerHandle, kCornerHandle));
  };
  for (int corner = 0; corner < 4; ++corner) {
    handle(outline[corner]);
    handle((outline[corner] + outline[(corner + 1) % 4]) / 2.0);
  }
  painter.setBrush(Qt::NoBrush);
}

}  // namespace

QPolygonF boxOutline(const PixelRect& rect, const ImageGrid& grid, int k, const SliceGeometry& geometry) {
  const auto corner = [&](double i, double j) {
    return geometry.toPixel(grid.toPatient({i, j, static_cast<double>(k)}));
  };
  const double left = rect.xmin - 0.5;
  const double right = rect.xmax + 0.5;
  const double top = rect.ymin - 0.5;
  const double bottom = rect.ymax + 0.5;
  return {{corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)}};
}

void paintBoxes(QPainter& painter, const CaseDocument& document, BoxId selected, const Volume& image, int k,
                const LabelScheme& scheme, const SliceGeometry& geometry) {
  const QString& uid = image.source().slices[static_cast<std::size_t>(k)].sopInstanceUid;
  if (uid.isEmpty()) return;
  for (const Box& box : document.boxesOn(uid)) {
    if (document.isBoxHidden(box.id)) continue;
    const QPolygonF outline = boxOutline(box.rect, image.grid(), k, geometry);
    const Rgb rgb = scheme.colour(box.className);
    const QColor colour(rgb.red, rgb.green, rgb.blue);
    const bool isSelected = box.id == selected;
    // Dark beneath: a thin coloured line alone drowns in a bright image.
    painter.setPen(
        QPen(QColor(0, 0, 0, 130), isSelected ? 4.0 : 3.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawPolygon(outline);
    painter.setPen(QPen(colour, isSelected ? 2.0 : 1.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawPolygon(outline);
    if (isSelected) paintHandles(painter, outline, colour);
    const QRectF bounds = outline.boundingRect();
    const LabelClass* known = scheme.find(box.className);
    drawOverlayText(painter, {bounds.left(), bounds.top() - 20.0, 200.0, 16.0},
                    Qt::AlignLeft | Qt::AlignBottom,
                    known && !known->fullName.isEmpty() ? known->fullName : box.className, colour);
  }
}

bool isSameSlice(const ImageStack& stack, int k, const Volume& image, int ofImage) {
  const ImageGrid& other = stack.grid;
  const ImageGrid& own = image.grid();
  const QString& frame = image.source().frameOfReferenceUid;
  if (frame.isEmpty() || stack.frameOfReferenceUid != frame || !own.isParallelToSlices(other.axis(2)))
    return false;
  const auto isAlong = [&](int axis) {
    return other.axis(0).cross(own.axis(axis)).norm() <= kDirectionTolerance;
  };
  if (!isAlong(0) && !isAlong(1)) return false;
  // As exact as positions in files are.
  constexpr double kOnePlane = 0.01;  // mm
  const Point on = own.toPatient({0.0, 0.0, static_cast<double>(ofImage)});
  return std::abs((other.toPatient({0.0, 0.0, static_cast<double>(k)}) - on).dot(own.axis(2))) <= kOnePlane;
}

void paintBoxesElsewhere(QPainter& painter, const CaseDocument& document, const Volume& image, int k,
                         const LabelScheme& scheme, const SliceGeometry& geometry) {
  const ImageStacks& stacks = document.imageStacks();
  const auto own = stacks.find(image.source().slices[static_cast<std::size_t>(k)].sopInstanceUid);
  for (const auto& [id, box] : document.boxes()) {
    const auto place = stacks.find(box.sopInstanceUid);
    if (!place || (own && place->stack == own->stack) || document.isBoxHidden(id)) continue;
    const ImageStack& stack = stacks.at(*place);
    if (!isSameSlice(stack, place->slice, image, k)) continue;
    const QPolygonF outline = boxOutline(box.rect, stack.grid, place->slice, geometry);
    const Rgb rgb = scheme.colour(box.className);
    const QColor colour(rgb.red, rgb.green, rgb.blue);
    painter.setPen(QPen(QColor(0, 0, 0, 110), 2.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawPolygon(outline);
    QPen dotted(colour, 1.0, Qt::CustomDashLine, Qt::FlatCap, Qt::MiterJoin);
    dotted.setDashPattern({1.0, 3.0});
    painter.setPen(dotted);
    painter.drawPolygon(outline);
    const QRectF bounds = outline.boundingRect();
    drawOverlayText(
        painter, {bounds.left(), bounds.bottom() + 4.0, 220.0, 15.0}, Qt::AlignLeft | Qt::AlignTop,
        QCoreApplication::translate("uptake::SliceView", "%1 on %2").arg(box.className, stack.name), colour);
  }
}

void paintPredictedBoxes(QPainter& painter, const CaseDocument& document, const Volume& image, int k,
                         const LabelScheme& scheme, const SliceGeometry& geometry) {
  const QString& uid = image.source().slices[static_cast<std::size_t>(k)].sopInstanceUid;
  if (uid.isEmpty()) return;
  constexpr double kLine = 15.0;
  QStringList readers;
  for (const ScoredBox& predicted : document.predictedBoxes()) {
    // Readers box the same lesion: each has a line of its own for names below it.
    if (!readers.contains(predicted.reader)) readers.append(predicted.reader);
    if (predicted.box.sopInstanceUid != uid) continue;
    const QPolygonF outline = boxOutline(predicted.box.rect, image.grid(), k, geometry);
    const Rgb rgb = scheme.colour(predicted.box.className);
    const QColor colour(rgb.red, rgb.green, rgb.blue);
    painter.setPen(QPen(QColor(0, 0, 0, 130), 3.0, Qt::SolidLine, Qt::SquareCap, Qt::MiterJoin));
    painter.drawPolygon(outline);
    QPen dashed(colour, 1.0, Qt::CustomDashLine, Qt::FlatCap, Qt::MiterJoin);
    dashed.setDashPattern({5.0, 4.0});
    painter.setPen(dashed);
    painter.drawPolygon(outline);
    const QRectF bounds = outline.boundingRect();
    const QString text =
        !predicted.reader.isEmpty() ? QStringLiteral("%1: %2").arg(predicted.reader, predicted.box.className)
        : predicted.score
            ? QStringLiteral("%1 %2").arg(predicted.box.className).arg(*predicted.score, 0, 'f', 2)
            : predicted.box.className;
    drawOverlayText(
        painter,
        {bounds.left(),
         bounds.bottom() + 4.0 + kLine * static_cast<double>(readers.indexOf(predicted.reader)), 200.0, 16.0},
        Qt::AlignLeft | Qt::AlignTop, text, colour);
  }
}

}  // namespace uptake
