#include "app/shell/window/edit_actions.h"

#include "app/shell/theme/icons.h"
#include "app/shell/window/main_window.h"

#include <QApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MainWindow)
};

/// The action says what it would undo or redo.
void nameStep(QAction* action, const QString& verb, const QString& step, bool isPossible) {
  action->setEnabled(isPossible);
  action->setText(step.isEmpty() ? verb : QStringLiteral("%1 %2").arg(verb, step));
}

}  // namespace

void addEditActions(MainWindow& window) {
  const QString section = Texts::tr("Edit");
  ActionTable& actions = window.actions();
  Session& session = window.session();
  QUndoStack& stack = session.openCase().undoStack();
  QAction* undo = actions.add(QStringLiteral("edit.undo"), section, Texts::tr("&Undo"), {QKeySequence::Undo},
                              &window, [&window, &stack] {
                                if (!window.tools().cancelGesture()) stack.undo();
                              });
  QAction* redo =
      actions.add(QStringLiteral("edit.redo"), section, Texts::tr("&Redo"),
                  {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z), QKeySequence(Qt::CTRL | Qt::Key_Y)},
                  &window, [&window, &stack] {
                    window.tools().cancelGesture();
                    stack.redo();
                  });
  undo->setIcon(lineIcon(QStringLiteral("undo")));
  redo->setIcon(lineIcon(QStringLiteral("redo")));
  const auto showUndo = [&stack, undo] {
    nameStep(undo, Texts::tr("&Undo"), stack.undoText(), stack.canUndo());
  };
  const auto showRedo = [&stack, redo] {
    nameStep(redo, Texts::tr("&Redo"), stack.redoText(), stack.canRedo());
  };
  QObject::connect(&stack, &QUndoStack::undoTextChanged, undo, showUndo);
  QObject::connect(&stack, &QUndoStack::canUndoChanged, undo, showUndo);
  QObject::connect(&stack, &QUndoStack::redoTextChanged, redo, showRedo);
  QObject::connect(&stack, &QUndoStack::canRedoChanged, redo, showRedo);
  showUndo();
  showRedo();

  QAction* remove = actions.add(QStringLiteral("edit.delete"), section, Texts::tr("&Delete selection"),
                                {QKeySequence::Delete}, &window, [&window, &session] {
                                  // In the lists whatever is selected; on an image only what is seen.
                                  if (window.annotationPanel().isAncestorOf(QApplication::focusWidget()))
                                    window.annotationPanel().removeSelected();
                                  else
                                    session.annotations().removeMark();
                                });
  remove->setIcon(lineIcon(QStringLiteral("remove")));
}

}  // namespace uptake
