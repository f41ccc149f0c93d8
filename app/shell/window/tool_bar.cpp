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

/// A button with a menu of its own.
QToolButton* addMenuButton(ActionTable& actions, const char* menuId, const QString& iconName,
                           const QString& toolTip, const MenuPlace& where, Needs needs = {}) {
  auto* button = new QToolButton;
  button->setIcon(lineIcon(iconName));
  button->setToolTip(toolTip);
  button->setAccessibleName(toolTip);
  button->setPopupMode(QToolButton::InstantPopup);
  button->setMenu(actions.addMenu(QLatin1String(menuId), toolTip, button));
  actions.placeWidget(button, where, needs);
  return button;
}

void addLayouts(MainWindow& window) {
  const ActionTable& actions = window.actions();
  QToolButton* layouts = addMenuButton(window.actions(), "bar.layout", QStringLiteral("layout"),
                                       Texts::tr("Layout"), {"bar", 1});
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
  QToolBar* bar = window.addToolBar(Texts::tr("Tools"));
  bar->setObjectName(QStringLiteral("tools"));
  bar->setMovable(false);
  bar->setIconSize({20, 20});
  ActionTable& actions = window.actions();
  addLayouts(window);
  addMenuButton(actions, "bar.ct", QStringLiteral("window"), Texts::tr("CT window (1 to 9, 0)"), {"bar", 5});
  addMenuButton(actions, "bar.pet", QStringLiteral("pet"), Texts::tr("PET window and quantity"),
                {"bar", 5, 10}, Need::Pet);
  addMenuButton(actions, "bar.fusion", QStringLiteral("fusion"), Texts::tr("How PET lies on CT"),
                {"bar", 5, 20}, Need::Pet);
  actions.addToolBar(QStringLiteral("bar"), bar);
  return bar;
}

}  // namespace uptake
