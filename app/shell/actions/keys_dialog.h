#pragma once

#include "app/shell/actions/action_table.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;

namespace uptake {

/// The sheet of keys (`?`): what every key does, and a field to change it. A key that two actions would share
/// is refused with the name of the other, and offered to be taken from it.
class KeysDialog : public QDialog {
  Q_OBJECT

 public:
  explicit KeysDialog(ActionTable& actions, QWidget* parent = nullptr);

 private:
  struct Wish {
    QString id;
    QKeySequence keys;
    QString holder;  ///< the action that has them
  };

  void fill();
  void filter();
  void fillLater();
  void change(const QString& id, const QKeySequence& keys);
  void take();

  ActionTable& actions_;
  QLineEdit* search_;
  QTreeWidget* tree_;
  QLabel* message_;
  QPushButton* take_;
  Wish wish_;
};

}  // namespace uptake
