#include "app/shell/window/bottom_dock.h"

#include <QAction>
#include <QDockWidget>
#include <QMainWindow>

#include <utility>

namespace uptake {

namespace {

constexpr int kHeight = 190;
constexpr int kLeastHeight = 110;

}  // namespace

QDockWidget* addBottomDock(QMainWindow& window, QWidget* content, const QString& name, const QString& title,
                           QAction& show) {
  QDockWidget* beside = nullptr;
  for (auto* other : window.findChildren<QDockWidget*>(QString(), Qt::FindDirectChildrenOnly))
    if (window.dockWidgetArea(other) == Qt::BottomDockWidgetArea) beside = other;
  auto* dock = new QDockWidget(title);
  dock->setObjectName(name);
  dock->setWidget(content);
  dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
  dock->setMinimumHeight(kLeastHeight);
  window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  window.addDockWidget(Qt::BottomDockWidgetArea, dock);
  if (beside) window.tabifyDockWidget(beside, dock);
  dock->hide();
  dock->toggleViewAction()->setVisible(false);
  show.setCheckable(true);
  QObject::connect(&show, &QAction::toggled, dock, [dock, &window, first = true](bool on) mutable {
    dock->setVisible(on);
    if (!on) return;
    dock->raise();
    // Afterwards it is as high as a person made it.
    if (std::exchange(first, false)) window.resizeDocks({dock}, {kHeight}, Qt::Vertical);
  });
  QObject::connect(dock->toggleViewAction(), &QAction::toggled, &show, &QAction::setChecked);
  return dock;
}

}  // namespace uptake
