#pragma once

#include "app/shell/window/main_window.h"

#include <QObject>
#include <QString>
#include <QTimer>

namespace uptake {

/// Waits until a window shows all that it was asked to open, writes it as PNG and quits the program: exit
/// status 0, 1 when problems were listed, 3 when nothing could be shown or written.
class Screenshot : public QObject {
  Q_OBJECT

 public:
  Screenshot(MainWindow& window, QString file, std::optional<Point> crosshair, QObject* parent = nullptr);

 private:
  void poll();
  void take();

  MainWindow& window_;
  QString file_;
  std::optional<Point> crosshair_;
  QTimer timer_;
  int settledPolls_ = 0;
};

}  // namespace uptake
