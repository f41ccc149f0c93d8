#include "app/shell/window/edit_actions.h"

#include "app/shell/window/main_window.h"

#include <QApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

/// The action says what it would undo or redo.
void nameStep(QAction* action, const QString& verb, const QString& step) {
  action->setText(step.isEmpty() ? verb : QStringLiteral("%1 %2").arg(verb, step));
}

void addSteps(MainWindow& window, const QString& section) {
  ActionTable& actions = window.actions();
  QUndoStack& stack = window.session().openCase().undoStack();
  QAction* undo = actions.add({.id = QStringLiteral("edit.undo"),
                               .section = section,
                               .text = Texts::tr("&Undo"),
                               .keys = {QKeySequence::Undo},
                               .icon = QStringLiteral("undo"),
                               .needs = Need::UndoStep,
                               .places = {{"edit", 0}, {"bar", 0}}},
                              &window, [&window, &stack] {
                                if (!window.tools().cancelGesture()) stack.undo();
                              });
  QAction* redo = actions.add(
      {.id = QStringLiteral("edit.redo"),
       .section = section,
       .text = Texts::tr("&Redo"),
       .keys = {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)},
       .icon = QStringLiteral("redo"),
       .needs = Need::RedoStep,
       .places = {{"edit", 0}, {"bar", 0}}},
      &window, [&window, &stack] {
        window.tools().cancelGesture();
        stack.redo();
      });
  const auto showUndo = [&stack, undo] { nameStep(undo, Texts::tr("&Undo"), stack.undoText()); };
  const auto showRedo = [&stack, redo] { nameStep(redo, Texts::tr("&Redo"), stack.redoText()); };
  QObject::connect(&stack, &QUndoStack::undoTextChanged, undo, showUndo);
  QObject::connect(&stack, &QUndoStack::redoTextChanged, redo, showRedo);
  showUndo();
  showRedo();
}

}  // namespace

void addEditActions(MainWindow& window) {
  const QString section = Texts::tr("Edit");
  addSteps(window, section);
  window.actions().add({.id = QStringLiteral("edit.delete"),
                        .section = section,
                        .text = Texts::tr("&Delete selection"),
                        .keys = {QKeySequence::Delete},
                        .icon = QStringLiteral("remove"),
                        .places = {{"edit", 0, 20}}},
                       &window, [&window, &session = window.session()] {
                         // In the lists whatever is selected; on an image only what is seen.
                         if (window.annotationPanel().isAncestorOf(QApplication::focusWidget()))
                           window.annotationPanel().removeSelected();
                         else
                           session.annotations().removeMark();
                       });
}

}  // namespace uptake
