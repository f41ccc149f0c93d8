#pragma once

#include "annotation/lesions/lesion_histogram.h"

#include <QWidget>

namespace uptake {

/// How the values of a lesion are spread, drawn: bars, with minimum, median and maximum marked. Says what a
/// bar holds on hover.
class LesionHistogramView : public QWidget {
  Q_OBJECT

 public:
  explicit LesionHistogramView(QWidget* parent = nullptr);

  /// `unit` stands at the axis; values are shown × `factor`.
  void setHistogram(LesionHistogram histogram, const QString& unit, double factor, int decimals);
  /// Instead of one.
  void setNotice(const QString& notice);
  const LesionHistogram& histogram() const { return histogram_; }

  QSize sizeHint() const override { return {230, 120}; }
  QSize minimumSizeHint() const override { return {160, 72}; }

 protected:
  void paintEvent(QPaintEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF plot() const;
  QString numberAt(double value) const;
  void paintMark(class QPainter& painter, double value, const QString& text, Qt::Alignment alignment) const;
  double positionOf(double value) const;

  LesionHistogram histogram_;
  QString unit_;
  QString notice_;
  double factor_ = 1.0;
  int decimals_ = 2;
};

}  // namespace uptake
