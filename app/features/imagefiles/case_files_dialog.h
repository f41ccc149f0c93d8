#pragma once

#include "io/collections/stated_files.h"

#include <QDialog>

#include <vector>

class QComboBox;
class QTableWidget;

namespace uptake {

/// What each file of the open case is and, of a PET, its unit. What is chosen holds for the files of all
/// cases of the folder that are named alike.
class CaseFilesDialog : public QDialog {
  Q_OBJECT

 public:
  /// `uncertain` are the names of files of which nothing says what they are; without any, nothing is said of
  /// them.
  CaseFilesDialog(std::vector<CaseFile> files, const QStringList& uncertain, QWidget* parent = nullptr);

  /// The kinds whose role or unit is another than what was found, in addition to those stated before; none
  /// when a person chose to go by the names again.
  StatedFiles stated(StatedFiles before) const;

 private:
  void addRow(int row);
  void enableUnits();

  bool isReset_ = false;  ///< to what the names say

  std::vector<CaseFile> files_;
  QTableWidget* table_;
  std::vector<QComboBox*> roles_, units_;
};

}  // namespace uptake
