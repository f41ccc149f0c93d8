#pragma once

#include "app/case/case_controller.h"

#include <QStatusBar>

class QLabel;
class QProgressBar;
class QToolButton;

namespace uptake {

/// The line at the window's foot: HU, SUV and position under the pointer, progress with a cancel button, the
/// number of problems, and where annotations are saved.
class StatusLine : public QStatusBar {
  Q_OBJECT

 public:
  explicit StatusLine(CaseController& cases, QWidget* parent = nullptr);

  void showPoint(std::optional<Point> point);

 Q_SIGNALS:
  void problemsRequested();
  void folderRequested();

 private:
  void showProgress(qint64 done, qint64 total, const QString& what);
  void hideProgress();
  void showFolder();
  void showProblems();
  void showPairWarning();

  CaseController& cases_;
  QLabel* values_;
  QLabel* pairWarning_;
  QProgressBar* progress_;
  QLabel* progressText_;
  QToolButton* cancel_;
  QToolButton* problems_;
  QToolButton* folder_;
};

}  // namespace uptake
