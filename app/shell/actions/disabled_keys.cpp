#include "app/shell/actions/disabled_keys.h"

#include "app/shell/actions/action_table.h"

#include <QApplication>
#include <QKeyEvent>

#include <algorithm>
#include <array>

namespace uptake {

namespace {

/// Keys with which lists, buttons and menus are gone through: theirs, where they take them.
bool isNavigation(const QKeyEvent& key) {
  constexpr Qt::Key kKeys[] = {Qt::Key_Return, Qt::Key_Enter,    Qt::Key_Escape, Qt::Key_Space,
                               Qt::Key_Tab,    Qt::Key_Left,     Qt::Key_Right,  Qt::Key_Up,
                               Qt::Key_Down,   Qt::Key_Home,     Qt::Key_End,    Qt::Key_PageUp,
                               Qt::Key_Delete, Qt::Key_PageDown, Qt::Key_Backtab};
  return !(key.modifiers() & (Qt::ControlModifier | Qt::AltModifier)) &&
         std::ranges::find(kKeys, key.key()) != std::ranges::end(kKeys);
}

bool isTyping(const QWidget* widget) {
  return widget && widget->testAttribute(Qt::WA_InputMethodEnabled);
}

/// What shortcuts may call the key: "?" is Shift and another key on most keyboards, and its own on some.
std::array<QKeySequence, 2> namesOf(const QKeyEvent& key) {
  const Qt::KeyboardModifiers modifiers = key.modifiers() & ~Qt::KeypadModifier;
  const auto code = static_cast<Qt::Key>(key.key());
  const bool isLetter = code >= Qt::Key_A && code <= Qt::Key_Z;
  return {QKeySequence(modifiers | code),
          QKeySequence((isLetter ? modifiers : modifiers & ~Qt::ShiftModifier) | code)};
}

}  // namespace

DisabledKeys::DisabledKeys(const ActionTable& actions, QWidget& window,
                           std::function<void(const QString&)> say)
    : QObject(&window), actions_(actions), window_(window), say_(std::move(say)) {
  qApp->installEventFilter(this);
}

bool DisabledKeys::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() != QEvent::KeyPress || !watched->isWidgetType()) return false;
  const auto* widget = static_cast<QWidget*>(watched);
  const auto& key = static_cast<QKeyEvent&>(*event);
  if (widget->window() != &window_ || key.isAutoRepeat()) return false;
  // A key that nobody else took comes to the window in the end.
  if (isNavigation(key) && widget != &window_) return false;
  if (isTyping(widget) || isTyping(QApplication::focusWidget())) return false;
  const QString reason = reasonFor(key);
  if (reason.isEmpty()) return false;
  say_(reason);
  return true;
}

QString DisabledKeys::reasonFor(const QKeyEvent& key) const {
  const auto names = namesOf(key);
  const QWidget* focus = QApplication::focusWidget();
  for (const ActionTable::Entry& entry : actions_.entries()) {
    if (entry.reason.isEmpty() || !entry.isThere) continue;
    const bool isInScope =
        entry.scope == &window_ || (focus && (entry.scope == focus || entry.scope->isAncestorOf(focus)));
    if (!isInScope) continue;
    // The first of several keys is one, too.
    for (const QKeySequence& held : entry.action->shortcuts())
      for (const QKeySequence& name : names)
        if (name.matches(held) != QKeySequence::NoMatch) return entry.reason;
  }
  return {};
}

}  // namespace uptake
