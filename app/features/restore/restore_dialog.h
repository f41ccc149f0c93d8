#pragma once

#include "annotation/journal/journal_folder.h"
#include "core/jobs/job_runner.h"

#include <QDialog>

#include <vector>

class QLabel;
class QPushButton;
class QTreeWidget;

namespace uptake {

/// Unsaved work that was left behind: what it is, and whether to restore it, leave it for later, or throw it
/// away.
class RestoreDialog : public QDialog {
  Q_OBJECT

 public:
  /// The journals must live as long as the dialog; those thrown away are removed from the list.
  explicit RestoreDialog(std::vector<LeftJournal>& journals, QWidget* parent = nullptr);

  /// The one to restore: a position in the list, when the dialog was accepted.
  int chosen() const;

 private:
  void fill();
  void showDetails();
  void throwAway();

  std::vector<LeftJournal>& journals_;
  QTreeWidget* list_;
  QLabel* details_;
  QPushButton* restore_ = nullptr;
  QPushButton* throwAway_ = nullptr;
  JobRunner changedJob_;
};

/// What a journal would bring back and what to know before, as lines of rich text; `changed`: so many
/// annotation files are not what they were.
QStringList journalDetails(const JournalState& summary, int changed);

}  // namespace uptake
