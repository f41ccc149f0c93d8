#pragma once

#include "io/dicom/study_index.h"

#include <QDialog>

#include <vector>

namespace uptake {

/// Lists the files that could not be used and why; can be copied as text.
class ProblemsDialog : public QDialog {
  Q_OBJECT

 public:
  explicit ProblemsDialog(const std::vector<FileProblem>& problems, QWidget* parent = nullptr);
};

}  // namespace uptake
