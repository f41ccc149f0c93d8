#include "app/shell/actions/action_table.h"

#include <QSettings>
#include <QWidget>

#include <algorithm>

namespace uptake {

namespace {

QString settingsKey(const QString& id) {
  return QStringLiteral("keys/") + id;
}

}  // namespace

QAction* ActionTable::add(const QString& id, const QString& section, const QString& text,
                          const QList<QKeySequence>& defaultKeys, QWidget* scope, std::function<void()> run) {
  auto* action = new QAction(text, this);
  action->setShortcutContext(scope->isWindow() ? Qt::WindowShortcut : Qt::WidgetWithChildrenShortcut);
  const QVariant chosen = QSettings().value(settingsKey(id));
  action->setShortcuts(chosen.isValid() ? QKeySequence::listFromString(chosen.toString()) : defaultKeys);
  scope->addAction(action);
  if (run) connect(action, &QAction::triggered, this, [run = std::move(run)] { run(); });
  entries_.push_back({id, section, defaultKeys, action, {}});
  writeToolTip(entries_.back());
  return action;
}

QAction* ActionTable::action(const QString& id) const {
  const auto found = std::ranges::find(entries_, id, &Entry::id);
  Q_ASSERT(found != entries_.end());
  return found->action;
}

void ActionTable::setKeys(const QString& id, const QList<QKeySequence>& keys) {
  const auto found = std::ranges::find(entries_, id, &Entry::id);
  if (found == entries_.end()) return;
  if (keys == found->defaultKeys)
    QSettings().remove(settingsKey(id));
  else
    QSettings().setValue(settingsKey(id), QKeySequence::listToString(keys));
  found->action->setShortcuts(keys);
  writeToolTip(*found);
}

void ActionTable::setDefaultKeys(const QString& id, const QList<QKeySequence>& keys) {
  const auto found = std::ranges::find(entries_, id, &Entry::id);
  if (found == entries_.end()) return;
  found->defaultKeys = keys;
  if (!QSettings().contains(settingsKey(id))) found->action->setShortcuts(keys);
  writeToolTip(*found);
}

void ActionTable::resetKeys() {
  for (const Entry& entry : entries_) setKeys(entry.id, entry.defaultKeys);
}

void ActionTable::setRemark(const QString& id, const QString& remark) {
  const auto found = std::ranges::find(entries_, id, &Entry::id);
  if (found == entries_.end() || found->remark == remark) return;
  found->remark = remark;
  writeToolTip(*found);
}

void ActionTable::writeToolTip(const Entry& entry) {
  QString text = entry.action->text();
  text.remove(QLatin1Char('&'));
  const QString keys = entry.action->shortcut().toString(QKeySequence::NativeText);
  if (!keys.isEmpty()) text = QStringLiteral("%1 (%2)").arg(text, keys);
  if (!entry.remark.isEmpty()) text += QLatin1Char('\n') + entry.remark;
  entry.action->setToolTip(text);
}

}  // namespace uptake
