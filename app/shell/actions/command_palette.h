#pragma once

#include <QFrame>
#include <QPointer>

class QLabel;
class QLineEdit;
class QListView;

namespace uptake {

class ActionTable;
class CommandModel;

/// What to do, by its name (Ctrl+K): a field to type a part of it, and below what fits, with its key or the
/// reason why it can't be used now. Enter does it; the keyboard is back where it was before.
class CommandPalette : public QFrame {
  Q_OBJECT

 public:
  /// Above the window, until something is chosen or a click or Escape closes it.
  static void open(ActionTable& actions, QWidget& window);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  CommandPalette(ActionTable& actions, QWidget& window);
  void search();
  void fit();
  void runCurrent();

  ActionTable& actions_;
  QWidget& window_;
  QPointer<QWidget> focusBefore_;
  QLineEdit* field_;
  QListView* list_;
  QLabel* nothing_;
  CommandModel* model_;
};

/// Adds what opens it (id "help.command").
void addCommandPalette(ActionTable& actions, QWidget& window);

}  // namespace uptake
