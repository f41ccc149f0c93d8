#include "app/shell/window/recent_actions.h"

#include "app/shell/actions/action_table.h"
#include "app/shell/theme/icons.h"
#include "app/shell/window/recent_studies.h"

#include <QCoreApplication>
#include <QMenu>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::RecentStudies)
};

/// "&1 thorax": a name's own ampersands are no mnemonics.
QString itemText(int number, QString name) {
  return QStringLiteral("&%1  %2").arg(number % 10).arg(name.replace(QLatin1Char('&'), QLatin1String("&&")));
}

}  // namespace

void addRecentActions(ActionTable& actions, RecentStudies& recent, QWidget& window) {
  QAction* clear =
      actions.add(QStringLiteral("file.recent.clear"), Texts::tr("File"),
                  Texts::tr("&Clear the list of recent studies"), {}, &window, [&recent] { recent.clear(); });
  const auto enable = [&recent, clear] { clear->setEnabled(!recent.list().empty()); };
  QObject::connect(&recent, &RecentStudies::changed, clear, enable);
  enable();
}

QMenu* makeRecentMenu(const ActionTable& actions, RecentStudies& recent, QWidget& window,
                      std::function<void(const QStringList&)> open) {
  auto* menu = new QMenu(Texts::tr("Open &recent"), &window);
  menu->setIcon(lineIcon(QStringLiteral("recent")));
  menu->setObjectName(QStringLiteral("recentMenu"));
  menu->setToolTipsVisible(true);
  // At every showing: what is there may have changed.
  QObject::connect(menu, &QMenu::aboutToShow, menu, [menu, &actions, &recent, open = std::move(open)] {
    menu->clear();
    int number = 0;
    for (const QStringList& paths : recent.list()) {
      QAction* action = menu->addAction(itemText(++number, RecentStudies::nameOf(paths)), menu,
                                        [open, paths] { open(paths); });
      action->setEnabled(RecentStudies::exists(paths));
      action->setToolTip(action->isEnabled() ? paths.join(QLatin1Char('\n'))
                                             : Texts::tr("%1 is not there now.").arg(paths.value(0)));
    }
    menu->addSeparator();
    menu->addAction(actions.action(QStringLiteral("file.recent.clear")));
  });
  const auto enable = [menu, &recent] { menu->menuAction()->setEnabled(!recent.list().empty()); };
  QObject::connect(&recent, &RecentStudies::changed, menu, enable);
  enable();
  return menu;
}

}  // namespace uptake
