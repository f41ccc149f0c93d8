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

/// Why the list is of no use now, or empty.
QString reasonAgainstRecent(const RecentStudies& recent) {
  return recent.list().empty() ? Texts::tr("The list of recent studies is empty.") : QString();
}

void addRecentMenu(ActionTable& actions, RecentStudies& recent, QWidget& window,
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
  const auto enable = [menu, &recent] {
    menu->menuAction()->setEnabled(!recent.list().empty());
    menu->menuAction()->setToolTip(reasonAgainstRecent(recent));
  };
  QObject::connect(&recent, &RecentStudies::changed, menu, enable);
  enable();
  actions.place(menu->menuAction(), {{"file", 0, 10}});
}

}  // namespace

void addRecentActions(ActionTable& actions, RecentStudies& recent, QWidget& window,
                      std::function<void(const QStringList&)> open) {
  const QString id = QStringLiteral("file.recent.clear");
  actions.add({.id = id,
               .section = Texts::tr("File"),
               .text = Texts::tr("&Clear the list of recent studies"),
               .why = [&recent] { return reasonAgainstRecent(recent); }},
              &window, [&recent] { recent.clear(); });
  QObject::connect(&recent, &RecentStudies::changed, &actions, [&actions, id] { actions.reconsider(id); });
  addRecentMenu(actions, recent, window, std::move(open));
}

}  // namespace uptake
