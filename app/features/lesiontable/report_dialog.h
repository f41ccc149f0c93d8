#pragma once

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace uptake {

class Session;

enum class ReportForm { Html, Pdf };

/// Asks where a report is to be written, in which form, and whether it names the patient. Refuses the opened
/// folders, and asks before it lets a file be replaced.
class ReportDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ReportDialog(const Session& session, QWidget* parent = nullptr);

  ReportForm form() const;
  bool namesPatient() const;
  /// With its ending.
  QString file() const;

  void accept() override;

 private:
  void takeForm();
  void browse();
  QString refusal() const;

  const Session& session_;
  QComboBox* form_;
  QCheckBox* withoutPatient_;
  QLineEdit* path_;
  QLabel* message_;
};

}  // namespace uptake
