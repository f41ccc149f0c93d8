#pragma once

#include "core/mask/segment.h"

#include <QIcon>
#include <QPainter>
#include <QPixmap>
#include <QTreeWidgetItem>

namespace uptake::annotation_items {

// What the rows of the annotation panel are.

enum Column { kName, kWhere };
enum Role { kKind = Qt::UserRole, kId, kNumber };
enum Kind { kGroup, kBoxLesion, kBox, kMask, kSegment };

inline Kind kindOf(const QTreeWidgetItem* item) {
  return item ? static_cast<Kind>(item->data(kName, kKind).toInt()) : kGroup;
}

inline QIcon swatch(Rgb colour) {
  QPixmap pixmap(24, 24);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(colour.red, colour.green, colour.blue));
  painter.drawRoundedRect(QRectF(4, 4, 16, 16), 4, 4);
  return QIcon(pixmap);
}

}  // namespace uptake::annotation_items
