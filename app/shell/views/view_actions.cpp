#include "app/shell/views/view_actions.h"

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
  const auto add = [&](ActionData data, void (ViewState::*setVisible)(bool)) {
    data.section = section;
    data.checkable = true;
    QAction* action = actions.add(std::move(data), &window, {});
    action->setChecked(true);
    QObject::connect(action, &QAction::toggled, &state, setVisible);
  };
  add({.id = QStringLiteral("view.annotations"),
       .text = Texts::tr("Show &annotations"),
       .keys = {QKeySequence(Qt::Key_H)},
       .icon = QStringLiteral("annotations"),
       .places = {{"view", 1}, {"bar", 1, 20}}},
      &ViewState::setAnnotationsVisible);
  add({.id = QStringLiteral("view.text"),
       .text = Texts::tr("Show corner &text"),
       .keys = {QKeySequence(Qt::Key_I)},
       .icon = QStringLiteral("text"),
       .places = {{"view", 1}}},
      &ViewState::setCornerTextVisible);
  add({.id = QStringLiteral("view.colourBars"),
       .text = Texts::tr("Show &colour bars"),
       .places = {{"view", 1}}},
      &ViewState::setColourBarsVisible);
}

}  // namespace

void addViewActions(MainWindow& window) {
  const QString section = Texts::tr("View");
  ActionTable& actions = window.actions();
  ViewState& state = window.viewState();
  ViewArea& views = window.views();
  addLayoutActions(actions, views, window);
  actions.add({.id = QStringLiteral("view.cycle"),
               .section = section,
               .text = Texts::tr("&Fused, CT or PET in this view"),
               .keys = {QKeySequence(Qt::Key_F)},
               .needs = Need::Ct | Need::Pet,
               .places = {{"view", 1}}},
              &window, [&views] {
                if (views.activeView()) views.activeView()->cycleContent();
              });
  addShown(window, section);
  actions.add({.id = QStringLiteral("view.fit"),
               .section = section,
               .text = Texts::tr("&Fit to view"),
               .keys = {QKeySequence(Qt::CTRL | Qt::Key_0)},
               .icon = QStringLiteral("reset"),
               .places = {{"view", 1}, {"bar", 1, 10}}},
              &window, [&state] {
                state.setZoom(1.0);
                state.setPan(Eigen::Vector3d::Zero());
              });
  QAction* light = actions.add({.id = QStringLiteral("view.light"),
                                .section = section,
                                .text = Texts::tr("&Light theme"),
                                .icon = QStringLiteral("theme"),
                                .places = {{"view", 2}},
                                .checkable = true},
                               &window, {});
  light->setChecked(storedTheme() == Theme::Light);
  QObject::connect(light, &QAction::toggled, &window, [](bool on) {
    const Theme theme = on ? Theme::Light : Theme::Dark;
    storeTheme(theme);
    applyTheme(*qApp, theme);
  });
  actions.add({.id = QStringLiteral("view.fullScreen"),
               .section = section,
               .text = Texts::tr("F&ull screen"),
               .keys = {QKeySequence(Qt::Key_F11)},
               .places = {{"view", 2}}},
              &window, [&window] { window.setWindowState(window.windowState() ^ Qt::WindowFullScreen); });
}

}  // namespace uptake
