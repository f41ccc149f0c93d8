#include "app/shell/window/pane_actions.h"

#include "app/shell/actions/action_table.h"

#include <QApplication>
#include <QCoreApplication>
#include <QMainWindow>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

bool takesKeyboard(const QWidget* widget) {
  return widget->isVisible() && widget->isEnabled() && (widget->focusPolicy() & Qt::TabFocus) != 0;
}

/// Where the keyboard goes in a part of the window: the part itself, or what Tab reaches first in it.
QWidget* entryOf(QWidget* pane) {
  if (!pane->isVisible()) return nullptr;
  if (takesKeyboard(pane)) return pane;
  for (QWidget* next = pane->nextInFocusChain(); next && next != pane; next = next->nextInFocusChain())
    if (pane->isAncestorOf(next) && takesKeyboard(next)) return next;
  return nullptr;
}

void goFrom(const QList<QWidget*>& panes, int step) {
  const QWidget* focus = QApplication::focusWidget();
  const auto count = panes.size();
  qsizetype at = step > 0 ? count - 1 : 0;
  for (qsizetype pane = 0; focus && pane < count; ++pane)
    if (panes[pane] == focus || panes[pane]->isAncestorOf(focus)) at = pane;
  for (qsizetype tries = 0; tries < count; ++tries) {
    at = (at + step + count) % count;
    QWidget* entry = entryOf(panes[at]);
    if (!entry) continue;
    entry->setFocus(step > 0 ? Qt::TabFocusReason : Qt::BacktabFocusReason);
    return;
  }
}

}  // namespace

void addPaneActions(ActionTable& actions, const QList<QWidget*>& panes, QMainWindow& window) {
  const auto add = [&](const char* id, const QString& text, const QKeySequence& key, int step) {
    actions.add({.id = QLatin1String(id),
                 .section = Texts::tr("View"),
                 .text = text,
                 .keys = {key},
                 .places = {{"view", 3}}},
                &window, [panes, step] { goFrom(panes, step); });
  };
  add("view.pane.next", Texts::tr("Keyboard to the next part of the window"), Qt::Key_F6, 1);
  add("view.pane.previous", Texts::tr("Keyboard to the previous part of the window"), Qt::SHIFT | Qt::Key_F6,
      -1);
}

}  // namespace uptake
