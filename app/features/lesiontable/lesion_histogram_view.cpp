#include "app/features/lesiontable/lesion_histogram_view.h"

#include "viewer/overlay/value_text.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kSide = 8.0;
constexpr double kTop = 20.0;
constexpr double kBottom = 34.0;

}  // namespace

LesionHistogramView::LesionHistogramView(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("lesionHistogram"));
  setAccessibleName(tr("Histogram of the lesion"));
  setMouseTracking(true);
}

void LesionHistogramView::setHistogram(LesionHistogram histogram, const QString& unit, double factor,
                                       int decimals) {
  histogram_ = std::move(histogram);
  unit_ = unit;
  factor_ = factor;
  decimals_ = decimals;
  notice_.clear();
  setAccessibleDescription(histogram_.isEmpty()
                               ? QString()
                               : tr("Minimum %1, median %2, maximum %3 %4")
                                     .arg(numberAt(histogram_.minimum), numberAt(histogram_.median),
                                          numberAt(histogram_.maximum), unit_));
  update();
}

void LesionHistogramView::setNotice(const QString& notice) {
  histogram_ = {};
  notice_ = notice;
  setAccessibleDescription(notice);
  update();
}

QString LesionHistogramView::numberAt(double value) const {
  return numberText(value * factor_, decimals_);
}

QRectF LesionHistogramView::plot() const {
  return QRectF(rect()).adjusted(kSide, kTop, -kSide, -kBottom);
}

double LesionHistogramView::positionOf(double value) const {
  const double range = histogram_.maximum - histogram_.minimum;
  const QRectF area = plot();
  return range > 0.0 ? area.left() + (value - histogram_.minimum) / range * area.width() : area.center().x();
}

void LesionHistogramView::paintMark(QPainter& painter, double value, const QString& text,
                                    Qt::Alignment alignment) const {
  const QRectF area = plot();
  const double x = positionOf(value);
  painter.setPen(QPen(palette().color(QPalette::PlaceholderText), 1.0));
  painter.drawLine(QPointF(x, area.bottom() + 1.0), QPointF(x, area.bottom() + 4.0));
  painter.setPen(palette().color(QPalette::Text));
  painter.drawText(QRectF(area.left(), area.bottom() + 4.0, area.width(), 14.0), static_cast<int>(alignment),
                   text);
}

void LesionHistogramView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), palette().color(QPalette::Base));
  QFont small = font();
  small.setPointSizeF(std::max(7.0, small.pointSizeF() - 1.0));
  painter.setFont(small);
  if (histogram_.isEmpty()) {
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(QRectF(rect()).adjusted(kSide, 4.0, -kSide, -4.0),
                     static_cast<int>(Qt::AlignCenter | Qt::TextWordWrap), notice_);
    return;
  }
  const QRectF area = plot();
  const auto parts = static_cast<double>(histogram_.counts.size());
  const auto most = static_cast<double>(std::ranges::max(histogram_.counts));
  QColor bar = palette().color(QPalette::Link);
  bar.setAlpha(150);
  const double width = area.width() / parts;
  for (std::size_t n = 0; n < histogram_.counts.size(); ++n) {
    const double height = static_cast<double>(histogram_.counts[n]) / most * area.height();
    painter.fillRect(QRectF(area.left() + static_cast<double>(n) * width, area.bottom() - height,
                            std::max(1.0, width - 1.0), height),
                     bar);
  }
  painter.setPen(QPen(palette().color(QPalette::Mid), 1.0));
  painter.drawLine(area.bottomLeft(), area.bottomRight());
  // The median stands above, where it cannot meet the ends.
  const double middle = positionOf(histogram_.median);
  painter.setPen(QPen(palette().color(QPalette::Text), 1.0, Qt::DashLine));
  painter.drawLine(QPointF(middle, area.top() - 2.0), QPointF(middle, area.bottom()));
  const QString median = tr("median %1").arg(numberAt(histogram_.median));
  const double textWidth = QFontMetricsF(small).horizontalAdvance(median);
  const double left = std::clamp(middle - textWidth / 2.0, area.left(), area.right() - textWidth);
  painter.drawText(QPointF(left, area.top() - 6.0), median);
  paintMark(painter, histogram_.minimum, numberAt(histogram_.minimum), Qt::AlignLeft | Qt::AlignTop);
  paintMark(painter, histogram_.maximum, numberAt(histogram_.maximum), Qt::AlignRight | Qt::AlignTop);
  painter.setPen(palette().color(QPalette::PlaceholderText));
  painter.drawText(QRectF(area.left(), area.bottom() + 4.0, area.width(), 14.0),
                   static_cast<int>(Qt::AlignHCenter | Qt::AlignTop), unit_);
  painter.drawText(QRectF(area.left(), area.bottom() + 18.0, area.width(), 14.0),
                   static_cast<int>(Qt::AlignHCenter | Qt::AlignTop),
                   tr("%1 a bar").arg(numberText(histogram_.width() * factor_, std::max(1, decimals_))));
}

bool LesionHistogramView::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const QString how =
      tr("Values as the table reads them, in bars of equal width between minimum and maximum; their width by "
         "Freedman and Diaconis, 5 to 60 bars.");
  const QRectF area = plot();
  if (histogram_.isEmpty() || area.width() <= 0.0) {
    QToolTip::hideText();
    return true;
  }
  const double share = (help->pos().x() - area.left()) / area.width();
  if (share < 0.0 || share >= 1.0) {
    QToolTip::showText(help->globalPos(), how, this);
    return true;
  }
  const auto parts = static_cast<double>(histogram_.counts.size());
  const double part = std::floor(share * parts);
  const double from = histogram_.minimum + part * histogram_.width();
  QToolTip::showText(help->globalPos(),
                     tr("%1 to %2 %3: %n value(s)", nullptr,
                        static_cast<int>(histogram_.counts[static_cast<std::size_t>(part)]))
                             .arg(numberAt(from), numberAt(from + histogram_.width()), unit_) +
                         QLatin1Char('\n') + how,
                     this);
  return true;
}

}  // namespace uptake
