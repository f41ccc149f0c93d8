#pragma once

#include "app/features/export/scroll_export.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace uptake {

class Session;

/// Asks how and where a picture, a scroll-through or a turntable of the 3-D view is to be written. Refuses
/// the opened folders, and asks before it lets anything be replaced.
class ExportDialog : public QDialog {
  Q_OBJECT

 public:
  enum class Kind { Picture, ScrollThrough, Turntable };

  ExportDialog(Kind kind, const Session& session, const ViewArea& views, QWidget* parent = nullptr);

  PictureOptions options() const;
  /// Of a picture, with its ending.
  QString file() const;
  /// Of a scroll-through or turntable.
  QString folder() const;
  QString name() const;
  ScrollExport::Range range() const;
  bool film() const;

  void accept() override;

 private:
  void browse();
  void showSizes();
  QString refusal() const;
  QStringList existingFiles() const;

  Kind kind_;
  const Session& session_;
  const ViewArea& views_;
  QComboBox* what_;
  QComboBox* size_;
  QSpinBox* first_;
  QSpinBox* last_;
  QCheckBox* withoutPatient_;
  QCheckBox* withoutCrosshair_;
  QCheckBox* film_;
  QLineEdit* path_;
  QLineEdit* name_;
  QLabel* message_;
};

}  // namespace uptake
