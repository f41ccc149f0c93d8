#pragma once

#include "core/document/case_document.h"
#include "viewer/render/rendering.h"

#include <QDialog>

class QComboBox;
class QPlainTextEdit;

namespace uptake {

/// What the program runs on, as a text to copy into a report; and the setting of the renderer, which views
/// follow at once.
class MachineDialog : public QDialog {
  Q_OBJECT

 public:
  MachineDialog(Rendering& rendering, const CaseDocument& document, QWidget* parent = nullptr);

  QString text() const;

 private:
  void choose();

  Rendering& rendering_;
  const CaseDocument& document_;
  QComboBox* wish_;
  QPlainTextEdit* text_;
};

}  // namespace uptake
