#pragma once

#include "core/geometry/patient_space.h"

#include <QColor>
#include <QPointF>
#include <QRectF>
#include <QSizeF>
#include <QStringList>

class QPainter;

namespace uptake {

/// The texts in the corners of a view; the first line of each lies nearest its corner and is the last that is
/// left out when the view is small.
struct CornerTexts {
  QStringList topLeft, topRight, bottomLeft;
};

/// Sets the small quiet font of all overlays.
void useOverlayFont(QPainter& painter);

/// Text that can be read on black and on white: light, with a dark rim.
void drawOverlayText(QPainter& painter, const QRectF& rect, int alignment, const QString& text);
void drawOverlayText(QPainter& painter, const QRectF& rect, int alignment, const QString& text,
                     const QColor& colour);

/// Never reach the edge letters or each other: long lines are shortened, lines without room are left out.
void drawCornerTexts(QPainter& painter, const QSizeF& size, const CornerTexts& texts);
void drawEdgeLetters(QPainter& painter, const QSizeF& size, const EdgeLetters& letters);
/// Thin lines across the view with a gap around the point itself.
void drawCrosshair(QPainter& painter, const QSizeF& size, const QPointF& at);
/// Quiet text in the middle of the view.
void drawNotice(QPainter& painter, const QSizeF& size, const QString& text);
/// Bottom right; left out when the view is too small for it.
void drawScaleBar(QPainter& painter, const QSizeF& size, double mmPerPixel);

}  // namespace uptake
