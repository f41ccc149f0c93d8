#include "app/shell/views/layout_actions.h"

#include "app/shell/actions/action_table.h"
#include "app/shell/theme/icons.h"
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
    QAction* action = actions.add(actionId(layout), Texts::tr("Layouts"), layoutName(layout),
                                  {QKeySequence(Qt::ALT | static_cast<Qt::Key>(key++))}, &window,
                                  [&views, layout] { views.setLayoutChoice(layout); });
    action->setIcon(lineIcon(QStringLiteral("layout-") + layoutId(layout)));
    action->setCheckable(true);
    group->addAction(action);
    const auto show = [&actions, &views, action, layout] {
      const QString refusal = layoutRefusal(layout, views.images());
      action->setEnabled(refusal.isEmpty());
      actions.setRemark(actionId(layout), refusal);
      action->setChecked(views.layoutChoice() == layout);
    };
    QObject::connect(&views, &ViewArea::layoutChanged, action, show);
    show();
  }
}

}  // namespace

void addLayoutActions(ActionTable& actions, ViewArea& views, QWidget& window) {
  addLayouts(actions, views, window);
  const QString section = Texts::tr("Layouts");
  QAction* alone =
      actions.add(QStringLiteral("view.arrange.maximise"), section, Texts::tr("This view &alone, and back"),
                  {QKeySequence(Qt::ALT | Qt::Key_Return)}, &window,
                  [&views] { views.toggleMaximised(views.activePane()); });
  alone->setIcon(lineIcon(QStringLiteral("maximise")));
  alone->setCheckable(true);
  QObject::connect(&views, &ViewArea::layoutChanged, alone,
                   [&views, alone] { alone->setChecked(views.isMaximised()); });
  actions.add(QStringLiteral("view.arrange.next"), section, Texts::tr("&Next view"),
              {QKeySequence(Qt::CTRL | Qt::Key_Tab)}, &window, [&views] { views.activateNext(1); });
  // Shift turns Tab into a key of its own; the first is how people write it.
  actions.add(QStringLiteral("view.arrange.previous"), section, Texts::tr("Pre&vious view"),
              {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Tab),
               QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Backtab)},
              &window, [&views] { views.activateNext(-1); });
  actions.add(QStringLiteral("view.arrange.sizes"), section, Texts::tr("&Divide the space as at first"), {},
              &window, [&views] { views.resetSizes(); });
}

QAction* shownLayoutAction(const ActionTable& actions, const ViewArea& views) {
  return actions.action(actionId(views.layoutChoice()));
}

}  // namespace uptake
