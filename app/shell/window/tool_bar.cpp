#include "app/shell/window/tool_bar.h"

#include "app/shell/theme/icons.h"
#include "app/shell/views/layout_actions.h"
#include "app/shell/window/main_window.h"

#include <QCoreApplication>
#include <QMenu>
#include <QToolBar>
#include <QToolButton>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

QStringList idsWith(const ActionTable& actions, const QString& prefix) {
  QStringList ids;
  for (const auto& entry : actions.entries())
    if (entry.id.startsWith(prefix)) ids.append(entry.id);
  return ids;
}

/// A button with a menu of these actions, a line for an empty id.
QToolButton* addMenuButton(QToolBar& bar, const ActionTable& actions, const QString& iconName,
                           const QString& toolTip, const QStringList& ids) {
  auto* button = new QToolButton;
  button->setIcon(lineIcon(iconName));
  button->setToolTip(toolTip);
  button->setAccessibleName(toolTip);
  button->setPopupMode(QToolButton::InstantPopup);
  auto* menu = new QMenu(button);
  menu->setToolTipsVisible(true);  // why something cannot be chosen
  for (const QString& id : ids) {
    if (id.isEmpty())
      menu->addSeparator();
    else
      menu->addAction(actions.action(id));
  }
  button->setMenu(menu);
  bar.addWidget(button);
  return button;
}

void addMade(QToolBar& bar, const MainWindow& window, const char* place) {
  if (QWidget* widget = window.toolBarWidgetOf(QLatin1String(place)))
    bar.addWidget(widget)->setProperty(MainWindow::kNotForTables, true);
}

void addActions(QToolBar& bar, const ActionTable& actions, std::initializer_list<const char*> ids) {
  for (const char* id : ids) bar.addAction(actions.action(QLatin1String(id)));
}

void addLayouts(QToolBar& bar, MainWindow& window) {
  const ActionTable& actions = window.actions();
  QToolButton* layouts =
      addMenuButton(bar, actions, QStringLiteral("layout"), Texts::tr("Layout"),
                    idsWith(actions, QStringLiteral("view.layout.")) + QStringList{QString()} +
                        idsWith(actions, QStringLiteral("view.arrange.")));
  layouts->setObjectName(QStringLiteral("layouts"));
  const ViewArea& views = window.views();
  const auto showLayout = [&actions, &views, layouts] {
    layouts->setIcon(shownLayoutAction(actions, views)->icon());
  };
  QObject::connect(&views, &ViewArea::layoutChanged, layouts, showLayout);
  showLayout();
}

}  // namespace

QToolBar* makeToolBar(MainWindow& window) {
  const ActionTable& actions = window.actions();
  QToolBar* bar = window.addToolBar(Texts::tr("Tools"));
  bar->setObjectName(QStringLiteral("tools"));
  bar->setMovable(false);
  bar->setIconSize({20, 20});
  addActions(*bar, actions, {"file.open", "file.save", "edit.undo", "edit.redo"});
  bar->addSeparator();
  addLayouts(*bar, window);
  addActions(*bar, actions, {"view.fit", "view.annotations"});
  bar->addSeparator();
  addActions(*bar, actions, {"tool.window", "tool.select", "tool.box"});
  addMade(*bar, window, "classes");
  bar->addSeparator();
  addActions(*bar, actions,
             {"tool.brush", "tool.thresholdBrush", "tool.eraser", "tool.lasso", "tool.grow", "tool.hotSpot",
              "tool.thresholdBox"});
  bar->addSeparator();
  addMade(*bar, window, "measure");
  bar->addSeparator();
  const QString petWindows = QStringLiteral("window.pet");
  QStringList ctWindows = idsWith(actions, QStringLiteral("window."));
  ctWindows.removeIf([&petWindows](const QString& id) { return id.startsWith(petWindows); });
  addMenuButton(*bar, actions, QStringLiteral("window"), Texts::tr("CT window (1 to 9, 0)"), ctWindows);
  addMenuButton(*bar, actions, QStringLiteral("pet"), Texts::tr("PET window and quantity"),
                idsWith(actions, petWindows) + QStringList{QString()} +
                    idsWith(actions, QStringLiteral("quantity.")) +
                    QStringList{QString(), QStringLiteral("view.suv")});
  addMenuButton(*bar, actions, QStringLiteral("fusion"), Texts::tr("How PET lies on CT"),
                idsWith(actions, QStringLiteral("fusion.")));
  addMade(*bar, window, "fusion");
  return bar;
}

}  // namespace uptake
