#pragma once

#include <QDialog>

class QLabel;

namespace uptake {

class Session;

/// Which files say what about the patient, in a table.
class PrivacyInfo : public QDialog {
  Q_OBJECT

 public:
  explicit PrivacyInfo(const Session& session, QWidget* parent = nullptr);
};

/// "The files name the patient …", with a link that opens the table. For dialogs that save.
QLabel* makePrivacyLine(const Session& session, QWidget* window);

}  // namespace uptake
