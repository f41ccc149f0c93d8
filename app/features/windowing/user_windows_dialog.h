#pragma once

#include "app/features/windowing/user_windows.h"

#include <QDialog>

class QLabel;
class QPushButton;
class QTableWidget;

namespace uptake {

/// Names, adds and removes a person's own CT windows.
class UserWindowsDialog : public QDialog {
  Q_OBJECT

 public:
  /// `current` is what "Add" takes.
  UserWindowsDialog(UserWindows& windows, const Window& current, QWidget* parent = nullptr);

 private:
  void addRow(const UserWindows::Entry& entry);
  /// What the table says; an empty reason when all of it makes windows.
  std::vector<UserWindows::Entry> entries(QString* reason = nullptr) const;
  void check();
  void accept() override;

  UserWindows& windows_;
  QTableWidget* table_;
  QPushButton* add_;
  QPushButton* remove_;
  QPushButton* ok_ = nullptr;
  QLabel* message_;
};

}  // namespace uptake
