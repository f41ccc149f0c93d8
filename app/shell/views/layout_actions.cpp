#include "app/shell/views/layout_actions.h"

#include "app/shell/actions/action_table.h"
#include "app/shell/views/view_area.h"

#include <QActionGroup>
#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ViewArea)
};

QString actionId(Layout layout) {
  return QStringLiteral("view.layout.") + layoutId(layout);
}

void addLayouts(ActionTable& actions, ViewArea& views, QWidget& window) {
  auto* group = new QActionGroup(&window);
  int key = Qt::Key_1;
  for (const Layout layout : allLayouts()) {
    QAction* action = actions.add({.id = actionId(layout),
                                   .section = Texts::tr("Layouts"),
                                   .text = layoutName(layout),
                                   .keys = {QKeySequence(Qt::ALT | static_cast<Qt::Key>(key++))},
                                   .icon = QStringLiteral("layout-") + layoutId(layout),
                                   .why = [&views, layout] { return layoutRefusal(layout, views.images()); },
                                   .places = {{"view.layout", 0}, {"bar.layout", 0}},
                                   .checkable = true},
                                  &window, [&views, layout] { views.setLayoutChoice(layout); });
    group->addAction(action);
    const auto show = [&actions, &views, action, layout] {
      actions.reconsider(actionId(layout));
      action->setChecked(views.layoutChoice() == layout);
    };
    QObject::connect(&views, &ViewArea::layoutChanged, action, show);
    show();
  }
}

void addArranging(ActionTable& actions, ViewArea& views, QWidget& window) {
  const auto add = [&](ActionData data, std::function<void()> run) {
    data.section = Texts::tr("Layouts");
    data.places = {{"view.layout", 1}, {"bar.layout", 1}};
    return actions.add(std::move(data), &window, std::move(run));
  };
  QAction* alone = add({.id = QStringLiteral("view.arrange.maximise"),
                        .text = Texts::tr("This view &alone, and back"),
                        .keys = {QKeySequence(Qt::ALT | Qt::Key_Return)},
                        .icon = QStringLiteral("maximise"),
                        .checkable = true},
                       [&views] { views.toggleMaximised(views.activePane()); });
  QObject::connect(&views, &ViewArea::layoutChanged, alone,
                   [&views, alone] { alone->setChecked(views.isMaximised()); });
  add({.id = QStringLiteral("view.arrange.next"),
       .text = Texts::tr("&Next view"),
       .keys = {QKeySequence(Qt::CTRL | Qt::Key_Tab)}},
      [&views] { views.activateNext(1); });
  // Shift turns Tab into a key of its own; the first is how people write it.
  add({.id = QStringLiteral("view.arrange.previous"),
       .text = Texts::tr("Pre&vious view"),
       .keys = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab),
                QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab)}},
      [&views] { views.activateNext(-1); });
  add({.id = QStringLiteral("view.arrange.sizes"), .text = Texts::tr("&Divide the space as at first")},
      [&views] { views.resetSizes(); });
}

}  // namespace

void addLayoutActions(ActionTable& actions, ViewArea& views, QWidget& window) {
  actions.addMenu(QStringLiteral("view.layout"), Texts::tr("&Layout"), &window, {{"view", 0}});
  addLayouts(actions, views, window);
  addArranging(actions, views, window);
}

QAction* shownLayoutAction(const ActionTable& actions, const ViewArea& views) {
  return actions.action(actionId(views.layoutChoice()));
}

}  // namespace uptake
