#pragma once

#include "app/features/review/prediction_figures.h"
#include "app/features/review/worklist_model.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;
class QTreeView;

namespace uptake {

class ActionTable;
class Session;
class ElidedLabel;
class ReviewController;

/// The worklist: the cases as a table with a filter above it, and a line on the open case.
class WorklistView : public QWidget {
  Q_OBJECT

 public:
  WorklistView(Session& session, ReviewController& review, QWidget* parent = nullptr);

  /// Puts the review's actions (by their ids) beside the filter.
  void addButtons(ActionTable& actions, const QStringList& ids);
  WorklistModel& model() { return *model_; }
  WorklistOrder& order() { return *order_; }

  /// The row of model() that is `step` rows below the open case, as the list is sorted and filtered, or -1.
  /// Where the open case is not among what is listed, the first one is next.
  int neighbour(int step) const;
  /// Compares saved masks with the predictions of a folder and lists the figures; an empty folder: no more.
  void compareWith(const QString& predictions);
  const QString& predictions() const { return predictions_; }
  PredictionFigures& figures() { return *figures_; }

 Q_SIGNALS:
  /// A person chose a row of model().
  void caseChosen(int row);

 private:
  void showFigures(bool shown);
  void takeFigures(const QString& segFolder, const CaseFigures& figures);
  void takeIndex();
  void showDescriptions();
  void showOpen();
  void showSentence();

  Session& session_;
  ReviewController& review_;
  WorklistModel* model_;
  WorklistOrder* order_;
  QTreeView* table_;
  QLineEdit* filter_;
  QComboBox* state_;
  QLabel* count_;
  ElidedLabel* sentence_;
  PredictionFigures* figures_;
  QString predictions_;
  QHash<QString, StudyRef> rowOfFolder_;  ///< the study of a folder of masks
  QString clinicalOf_;                    ///< the folders that the clinical table was looked for in
  JobRunner tableJob_;
};

}  // namespace uptake
