#include "app/shell/views/view_actions.h"

#include "app/shell/theme/icons.h"
#include "app/shell/theme/theme.h"
#include "app/shell/views/layout_actions.h"
#include "app/shell/window/main_window.h"

#include <QApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

void addShown(MainWindow& window, const QString& section) {
  ActionTable& actions = window.actions();
  ViewState& state = window.viewState();
  QAction* visible = actions.add(QStringLiteral("view.annotations"), section, Texts::tr("Show &annotations"),
                                 {QKeySequence(Qt::Key_H)}, &window, {});
  visible->setIcon(lineIcon(QStringLiteral("annotations")));
  QObject::connect(visible, &QAction::toggled, &state, &ViewState::setAnnotationsVisible);
  QAction* corner = actions.add(QStringLiteral("view.text"), section, Texts::tr("Show corner &text"),
                                {QKeySequence(Qt::Key_I)}, &window, {});
  corner->setIcon(lineIcon(QStringLiteral("text")));
  QObject::connect(corner, &QAction::toggled, &state, &ViewState::setCornerTextVisible);
  QAction* bars = actions.add(QStringLiteral("view.colourBars"), section, Texts::tr("Show &colour bars"), {},
                              &window, {});
  QObject::connect(bars, &QAction::toggled, &state, &ViewState::setColourBarsVisible);
  for (QAction* action : {visible, corner, bars}) {
    action->setCheckable(true);
    action->setChecked(true);
  }
}

}  // namespace

void addViewActions(MainWindow& window) {
  const QString section = Texts::tr("View");
  ActionTable& actions = window.actions();
  ViewState& state = window.viewState();
  ViewArea& views = window.views();
  addLayoutActions(actions, views, window);
  actions.add(QStringLiteral("view.cycle"), section, Texts::tr("&Fused, CT or PET in this view"),
              {QKeySequence(Qt::Key_F)}, &window, [&views] {
                if (views.activeView()) views.activeView()->cycleContent();
              });
  addShown(window, section);
  actions
      .add(QStringLiteral("view.fit"), section, Texts::tr("&Fit to view"),
           {QKeySequence(Qt::CTRL | Qt::Key_0)}, &window,
           [&state] {
             state.setZoom(1.0);
             state.setPan(Eigen::Vector3d::Zero());
           })
      ->setIcon(lineIcon(QStringLiteral("reset")));
  QAction* light =
      actions.add(QStringLiteral("view.light"), section, Texts::tr("&Light theme"), {}, &window, {});
  light->setIcon(lineIcon(QStringLiteral("theme")));
  light->setCheckable(true);
  light->setChecked(storedTheme() == Theme::Light);
  QObject::connect(light, &QAction::toggled, &window, [](bool on) {
    const Theme theme = on ? Theme::Light : Theme::Dark;
    storeTheme(theme);
    applyTheme(*qApp, theme);
  });
  actions.add(QStringLiteral("view.fullScreen"), section, Texts::tr("F&ull screen"),
              {QKeySequence(Qt::Key_F11)}, &window,
              [&window] { window.setWindowState(window.windowState() ^ Qt::WindowFullScreen); });
}

}  // namespace uptake
