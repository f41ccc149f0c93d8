#pragma once

#include <QDialog>

class QLabel;

namespace uptake {

class CaseController;

/// Which files say what about the patient, in a table.
class PrivacyInfo : public QDialog {
  Q_OBJECT

 public:
  explicit PrivacyInfo(const CaseController& cases, QWidget* parent = nullptr);
};

/// "The files name the patient …", with a link that opens the table. For dialogs that save.
QLabel* makePrivacyLine(const CaseController& cases, QWidget* window);

}  // namespace uptake
