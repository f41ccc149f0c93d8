#pragma once

#include "core/geometry/patient_space.h"

#include <QColor>
#include <QFont>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QStringList>

#include <array>
#include <vector>

class QPainter;

namespace uptake {

/// The texts in the corners of a view; the first line of each lies nearest its corner and is the last that is
/// left out when the view is small.
struct CornerTexts {
  QStringList topLeft, topRight, bottomLeft;
};

/// What a text is for, which gives its colour.
enum class Ink { Text, Letter, Quiet };

/// The small quiet font of all overlays, in a family.
QFont overlayFont(QFont family);
void useOverlayFont(QPainter& painter);

// `light` is the part of the view behind which a picture with a white ground lies (PET in inverse grey), or
// empty: texts in it are dark with a light rim, all others light with a dark rim.

void drawOverlayText(QPainter& painter, const QRectF& rect, int alignment, const QString& text, Ink ink,
                     const QRectF& light);
/// The colour, as much lighter or darker as it takes to be read on a dark or light ground.
QColor legibleOn(const QColor& colour, bool onLight);
/// In a colour of its own, or as near to it as can be read there.
void drawOverlayText(QPainter& painter, const QRectF& rect, int alignment, const QString& text,
                     const QColor& colour, const QRectF& light = {});

/// Never reach the edge letters or each other: long names (top left) are shortened in the middle, numbers
/// never; lines without room are left out.
void drawCornerTexts(QPainter& painter, const QSizeF& size, const CornerTexts& texts, const QRectF& light);
void drawEdgeLetters(QPainter& painter, const QSizeF& size, const EdgeLetters& letters, const QRectF& light);
/// The rectangles that drawCornerTexts() and drawEdgeLetters() fill with this painter's font, and where the
/// scale bar stands: what else is written keeps clear of them.
std::vector<QRectF> overlayTextAreas(const QPainter& painter, const QSizeF& size, const CornerTexts& texts,
                                     const EdgeLetters& letters);
/// Thin lines across the view, along unit vectors, with a gap around the point itself.
void drawCrosshair(QPainter& painter, const QSizeF& size, const QPointF& at,
                   const std::array<QPointF, 2>& directions = {QPointF(1.0, 0.0), QPointF(0.0, 1.0)});
/// Text in the middle of the view.
void drawNotice(QPainter& painter, const QSizeF& size, const QString& text, const QRectF& light);
/// Bottom right; left out when the view is too small for it.
void drawScaleBar(QPainter& painter, const QSizeF& size, double mmPerPixel, const QRectF& light);

}  // namespace uptake
