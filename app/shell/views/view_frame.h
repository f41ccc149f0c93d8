#pragma once

#include <QWidget>

namespace uptake {

/// A view with a thin line around it that says whether keys mean it, and room for a header above it.
class ViewFrame : public QWidget {
  Q_OBJECT

 public:
  /// Takes the view, and the header when there is one.
  ViewFrame(QWidget* view, QWidget* header, QWidget* parent);

  QWidget* view() const { return view_; }
  /// Or null.
  QWidget* header() const { return header_; }
  bool isActive() const { return active_; }
  void setActive(bool active);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QWidget* view_;
  QWidget* header_;
  bool active_ = false;
};

}  // namespace uptake
