#pragma once

#include <QColor>
#include <QRectF>
#include <QSizeF>
#include <QString>

#include <utility>
#include <vector>

class QPainter;

namespace uptake {

/// What the colours in a view mean: a square and a word each, in one line above the lowest `linesBelow` lines
/// of the bottom left corner. Left out when the view is too narrow for all of it. `light` as for the other
/// overlay texts.
void drawColourKey(QPainter& painter, const QSizeF& size, int linesBelow,
                   const std::vector<std::pair<QColor, QString>>& entries, const QRectF& light);

}  // namespace uptake
