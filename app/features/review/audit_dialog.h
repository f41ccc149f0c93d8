#pragma once

#include "app/session/review/audit_report.h"

#include <QDialog>

class QLineEdit;
class QTreeView;

namespace uptake {

class Session;
class ReviewController;

/// Who did what and when in the project, the latest first: a table that follows the record, filtered by
/// words, exported as CSV or JSON. What is to be read blind is left out.
class AuditDialog : public QDialog {
  Q_OBJECT

 public:
  AuditDialog(Session& session, ReviewController& review, QWidget* parent = nullptr);

  /// What is listed and exported.
  AuditReport report() const;
  /// Writes it; the name's ending says how. FileUnreadable when that is not possible.
  Result<void> exportTo(const QString& file) const;

 private:
  Session& session_;
  ReviewController& review_;
  QTreeView* table_;
  QLineEdit* filter_;
};

}  // namespace uptake
