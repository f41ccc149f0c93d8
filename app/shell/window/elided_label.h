#pragma once

#include <QLabel>

namespace uptake {

/// A line of text that ends in "…" where it has no room; text() is whole, and so is its tool tip.
class ElidedLabel : public QLabel {
  Q_OBJECT

 public:
  explicit ElidedLabel(QWidget* parent = nullptr) : QLabel(parent) {
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  }

  void showText(const QString& text) {
    setText(text);
    setToolTip(text);
  }

 protected:
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace uptake
