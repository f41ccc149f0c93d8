#include "app/features/history/history_dock.h"

#include "app/shell/actions/action_table.h"
#include "app/shell/theme/icons.h"

#include <QCoreApplication>
#include <QDockWidget>
#include <QMainWindow>
#include <QUndoStack>
#include <QUndoView>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::History)
};

}  // namespace

void addHistoryDock(ActionTable& actions, QUndoStack& stack, QMainWindow& window) {
  auto* view = new QUndoView(&stack);
  view->setObjectName(QStringLiteral("steps"));
  view->setAccessibleName(Texts::tr("Steps"));
  view->setEmptyLabel(Texts::tr("As it was opened"));
  view->setCleanIcon(lineIcon(QStringLiteral("save")));
  view->setTextElideMode(Qt::ElideMiddle);
  view->setToolTip(Texts::tr("Click a step to go back to it, or forward. Nothing is lost until you draw."));
  auto* dock = new QDockWidget(Texts::tr("History"));
  dock->setObjectName(QStringLiteral("history"));
  dock->setWidget(view);
  dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
  dock->setMinimumWidth(230);
  window.addDockWidget(Qt::LeftDockWidgetArea, dock);
  actions.place(dock->toggleViewAction(), {{"view", 4, 30}});
  dock->hide();
  QAction* action = actions.add({.id = QStringLiteral("edit.history"),
                                 .section = Texts::tr("Edit"),
                                 .text = Texts::tr("&History"),
                                 .keys = {QKeySequence(Qt::CTRL | Qt::Key_H)},
                                 .places = {{"edit", 0, 10}},
                                 .checkable = true},
                                &window, {});
  QObject::connect(action, &QAction::toggled, dock, &QDockWidget::setVisible);
  QObject::connect(dock->toggleViewAction(), &QAction::toggled, action, &QAction::setChecked);
}

}  // namespace uptake
