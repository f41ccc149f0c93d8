#include "app/shell/actions/action_table.h"

#include "app/shell/theme/icons.h"

#include <QMenu>
#include <QSettings>
#include <QToolBar>
#include <QWidgetAction>

#include <algorithm>

namespace uptake {

namespace {

QString settingsKey(const QString& id) {
  return QStringLiteral("keys/") + id;
}

}  // namespace

QString ActionTable::Entry::plainText() const {
  QString plain;
  const QString marked = action->text();
  for (qsizetype i = 0; i < marked.size(); ++i) {
    if (marked[i] == QLatin1Char('&') && ++i == marked.size()) break;
    plain.append(marked[i]);
  }
  return plain;
}

QAction* ActionTable::add(ActionData data, QWidget* scope, std::function<void()> run) {
  auto* action = new QAction(data.text, this);
  action->setShortcutContext(scope->isWindow() ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
  const QVariant chosen = QSettings().value(settingsKey(data.id));
  action->setShortcuts(chosen.isValid() ? QKeySequence::listFromString(chosen.toString()) : data.keys);
  if (!data.icon.isEmpty()) action->setIcon(lineIcon(data.icon));
  action->setCheckable(data.checkable);
  scope->addAction(action);
  if (run) connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
  place(action, data.places);
  entries_.push_back(Entry{std::move(data), action, scope});
  judge(entries_.back(), facts_);
  writeToolTip(entries_.back());
  // Its text or keys, whoever changed them.
  connect(action, &QAction::changed, this, [this, at = entries_.size() - 1] { writeToolTip(entries_[at]); });
  return action;
}

ActionTable::Entry& ActionTable::entry(const QString& id) {
  const auto found = std::ranges::find(entries_, id, &Entry::id);
  Q_ASSERT(found != entries_.end());
  return *found;
}

QAction* ActionTable::action(const QString& id) const {
  const auto found = std::ranges::find(entries_, id, &Entry::id);
  Q_ASSERT(found != entries_.end());
  return found->action;
}

/// True when that changed anything. What needs nothing is always of use.
bool ActionTable::judge(Entry& entry, const CaseFacts& facts) {
  if (!entry.needs && !entry.why) return false;
  QString reason = facts.reasonAgainst(entry.needs);
  if (reason.isEmpty() && entry.why) reason = entry.why();
  const bool isOffered = entry.isThere && facts.offers(entry.needs);
  if (reason == entry.reason && isOffered == entry.action->isVisible()) return false;
  entry.reason = std::move(reason);
  entry.action->setVisible(isOffered);
  entry.action->setEnabled(entry.reason.isEmpty());
  writeToolTip(entry);
  return true;
}

void ActionTable::setFacts(const CaseFacts& facts) {
  if (facts == facts_) return;
  facts_ = facts;
  for (Entry& each : entries_) judge(each, facts_);
  for (const Guest& each : guests_)
    if (each.action) each.action->setVisible(facts_.offers(each.needs));
  tidyMenus();
  Q_EMIT changed();
}

void ActionTable::reconsider(const QString& id) {
  if (judge(entry(id), facts_)) Q_EMIT changed();
}

void ActionTable::setThere(const QString& id, bool isThere) {
  Entry& found = entry(id);
  found.isThere = isThere;
  found.action->setVisible(isThere && facts_.offers(found.needs));
  tidyMenus();
  Q_EMIT changed();
}

void ActionTable::setRemark(const QString& id, const QString& remark) {
  Entry& found = entry(id);
  found.remark = remark;
  writeToolTip(found);
}

QMenu* ActionTable::addMenu(const QString& id, const QString& title, QWidget* window,
                            const std::vector<MenuPlace>& places) {
  auto* menu = new QMenu(title, window);
  menu->setToolTipsVisible(true);  // why something cannot be chosen
  holders_[id].setWidget(menu);
  place(menu->menuAction(), places);
  return menu;
}

QMenu* ActionTable::menu(const QString& id) const {
  const auto found = holders_.find(id);
  return found == holders_.end() ? nullptr : qobject_cast<QMenu*>(found->second.widget());
}

void ActionTable::addToolBar(const QString& id, QToolBar* bar) {
  holders_[id].setWidget(bar);
  tidyMenus();
}

void ActionTable::place(QAction* action, const std::vector<MenuPlace>& places, Needs needs) {
  if (needs) {
    guests_.push_back({action, needs});
    action->setVisible(facts_.offers(needs));
  }
  for (const MenuPlace& each : places) holders_[each.menu].insert(action, each.group, each.order);
  tidyMenus();
}

void ActionTable::placeWidget(QWidget* widget, const MenuPlace& where, Needs needs) {
  auto* action = new QWidgetAction(this);
  action->setDefaultWidget(widget);
  place(action, {where}, needs);
}

/// Menus in which nothing is visible go, and so do lines with nothing above or below. Until nothing changes:
/// menus are in menus.
void ActionTable::tidyMenus() {
  for (bool isChanged = true; isChanged;) {
    isChanged = false;
    for (auto& [id, holder] : holders_) {
      auto* menu = qobject_cast<QMenu*>(holder.widget());
      if (!menu || menu->menuAction()->isVisible() == holder.isAnyVisible()) continue;
      menu->menuAction()->setVisible(holder.isAnyVisible());
      isChanged = true;
    }
  }
  for (auto& [id, holder] : holders_)
    if (qobject_cast<QToolBar*>(holder.widget())) holder.tidyLines();
}

void ActionTable::setKeys(const QString& id, const QList<QKeySequence>& keys) {
  Entry& found = entry(id);
  if (keys == found.keys)
    QSettings().remove(settingsKey(id));
  else
    QSettings().setValue(settingsKey(id), QKeySequence::listToString(keys));
  found.action->setShortcuts(keys);
}

void ActionTable::setDefaultKeys(const QString& id, const QList<QKeySequence>& keys) {
  Entry& found = entry(id);
  found.keys = keys;
  if (!QSettings().contains(settingsKey(id))) found.action->setShortcuts(keys);
}

void ActionTable::resetKeys() {
  for (const Entry& each : entries_) setKeys(each.id, each.keys);
}

void ActionTable::writeToolTip(const Entry& entry) {
  QString text = entry.plainText();
  const QString keys = entry.action->shortcut().toString(QKeySequence::NativeText);
  if (!keys.isEmpty()) text = QStringLiteral("%1 (%2)").arg(text, keys);
  const QString& more = entry.reason.isEmpty() ? entry.remark : entry.reason;
  if (!more.isEmpty()) text += QLatin1Char('\n') + more;
  entry.action->setToolTip(text);
}

}  // namespace uptake
