#pragma once

#include <QDialog>

class QCheckBox;
class QDialogButtonBox;
class QLabel;
class QLineEdit;

namespace uptake {

class Session;

/// A folder to save or export in, with what the files there will say about the patient.
class SaveFolderDialog : public QDialog {
  Q_OBJECT

 public:
  enum class Kind {
    Annotations,     ///< where annotations are kept from now on
    WithoutPatient,  ///< an export without patient data
  };

  SaveFolderDialog(Kind kind, const Session& session, QWidget* parent = nullptr);

  QString folder() const;
  /// What stands for the patient's ID; of WithoutPatient.
  QString patientId() const;
  bool keepsUids() const;

 private:
  void check();

  const Session& session_;
  QLineEdit* folder_;
  QLineEdit* patient_ = nullptr;
  QCheckBox* keepUids_ = nullptr;
  QLabel* refusal_;
  QDialogButtonBox* buttons_;
};

/// Asks for the folder in which annotations are kept. True when another one was chosen.
bool chooseAnnotationFolder(Session& session, QWidget& window);

/// Says why a save failed, and does what a person chooses: save elsewhere, as new, over the other's files, or
/// nothing.
void askAfterFailedSave(Session& session, QWidget& window);

}  // namespace uptake
