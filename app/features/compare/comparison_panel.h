#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QTableView;
class QToolButton;
class QToolButton;

namespace uptake {

class PredictionComparison;

/// The comparison with a prediction: which masks, their figures, and the list of lesions, worst first.
class ComparisonPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ComparisonPanel(PredictionComparison& board, QWidget* parent = nullptr);

  /// Buttons at the right of the figures.
  /// `others` are in its menu, after it.
  QToolButton* addButton(QAction* action, const QList<QAction*>& others = {});

 Q_SIGNALS:
  /// The keyboard may go back to the views.
  void finished();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void fillMasks();
  void showFigures();
  void markCurrent();

  PredictionComparison& board_;
  QComboBox* truth_;
  QComboBox* prediction_;
  QLabel* figures_;
  QLabel* hint_;
  QTableView* table_;
  QWidget* buttons_;
};

}  // namespace uptake
