#pragma once

#include "app/session/session.h"
#include "viewer/state/view_state.h"

#include <QStatusBar>

class QLabel;
class QProgressBar;
class QToolButton;

namespace uptake {

/// The line at the window's foot: HU, SUV and position under the pointer, progress with a cancel button, what
/// PET is shown in, the number of problems, and where annotations are saved.
class StatusLine : public QStatusBar {
  Q_OBJECT

 public:
  StatusLine(Session& session, const ViewState& state, QWidget* parent = nullptr);

  /// The values at a point, until another one comes; nothing: none.
  void showPoint(std::optional<Point> point);
  /// A message to a person, for some seconds or until it may no longer be true: see retireMessage().
  void say(const QString& message);
  /// Something was done, undone, opened or chosen: what was said before that goes.
  void retireMessage();
  /// What the PET is shown in, or why that is not SUV.
  void showSuv();

 Q_SIGNALS:
  void problemsRequested();
  void suvRequested();
  void folderRequested();

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void showValues();
  void showHand();
  void showProgress(qint64 done, qint64 total, const QString& what);
  void hideProgress();
  void showFolder();
  int roomForFolder() const;
  void showProblems();
  void showPairWarning();

  Session& session_;
  const ViewState& state_;
  std::optional<Point> point_;
  bool isFresh_ = false;  ///< the message came with what is going on now
  QLabel* values_;
  QWidget* hand_;  ///< the lesion that is drawn on
  QLabel* handSwatch_;
  QLabel* handName_;
  QLabel* pairWarning_;
  QProgressBar* progress_;
  QLabel* progressText_;
  QToolButton* cancel_;
  QToolButton* suv_;
  QToolButton* problems_;
  QToolButton* folder_;
};

}  // namespace uptake
