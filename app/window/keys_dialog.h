#pragma once

#include "app/window/action_table.h"

#include <QDialog>

class QLabel;
class QTreeWidget;

namespace uptake {

/// The sheet of keys (`?`): what every key does, and a field to change it. A key that two actions would share
/// is refused with the name of the other.
class KeysDialog : public QDialog {
  Q_OBJECT

 public:
  explicit KeysDialog(ActionTable& actions, QWidget* parent = nullptr);

 private:
  void fill();
  void change(const QString& id, const QKeySequence& keys);

  ActionTable& actions_;
  QTreeWidget* tree_;
  QLabel* message_;
};

}  // namespace uptake
