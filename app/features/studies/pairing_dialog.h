#pragma once

#include "app/session/session.h"

#include <QDialog>

class QPlainTextEdit;

namespace uptake {

/// Which CT of a study is shown with its PET: the convolution kernels in order of preference, one a line, and
/// the kernels that the open study has.
class PairingDialog : public QDialog {
  Q_OBJECT

 public:
  explicit PairingDialog(const Session& session, QWidget* parent = nullptr);

  PairingPreferences preferences() const;

 private:
  QString kernelsOfStudy(const Session& session) const;

  QPlainTextEdit* kernels_;
};

}  // namespace uptake
