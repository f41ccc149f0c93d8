#include "app/shell/window/elided_label.h"

#include <QPainter>
#include <QStyle>

namespace uptake {

void ElidedLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  style()->drawItemText(&painter, contentsRect(), static_cast<int>(alignment()), palette(), isEnabled(),
                        fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width()),
                        foregroundRole());
}

}  // namespace uptake
