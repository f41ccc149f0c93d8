#pragma once

#include "app/features/lesiontable/lesion_histogram_view.h"
#include "app/features/lesiontable/lesion_table_model.h"
#include "app/session/lesions/lesion_sources.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QToolButton;
class QTreeView;

namespace uptake {

/// The lesions of a mask, or of the boxes of a series, in numbers, with a histogram of the selected one. It
/// shows the set that a person works on, or another one that is chosen in it. Works only while it is seen.
class LesionPanel : public QWidget {
  Q_OBJECT

 public:
  LesionPanel(Session& session, ViewState& state, QWidget* parent = nullptr);

  LesionFindings& findings() { return findings_; }
  const LesionTableModel& model() const { return *model_; }
  /// The name of the set that is shown.
  QString sourceName() const;
  /// Selects a lesion and asks the views to go there.
  void activate(int lesion);
  /// The lesions in the order of the table.
  std::vector<int> shownOrder() const;

  /// As text with tabs, with a header: the selected rows, or all when none is; numbers in full.
  void copy();
  /// Asks where, and writes what `uptake-cli stats --csv` writes.
  void exportCsv();

 Q_SIGNALS:
  void goTo(const uptake::Point& position);
  void goToSeries(int series, const uptake::Point& position);
  void said(const QString& message);
  void reportRequested();

 protected:
  void showEvent(QShowEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void makeView();
  void updateSources();
  void followSelection();
  void chooseSource(const LesionSource& source);
  void markSelection();
  void showAspect();
  void showSide();
  void showHistogram();
  /// Makes columns as wide as what they say; without `mayShrink` only wider.
  void fitColumns(bool mayShrink);
  int currentLesion() const;
  LesionSource source() const;

  Session& session_;
  ViewState& state_;
  LesionFindings findings_;
  LesionTableModel* model_;
  LesionSorting* sorting_;
  QTreeView* view_;
  QComboBox* sourceBox_;
  QComboBox* imageBox_;  ///< of the histogram
  QLabel* notice_;
  QLabel* hint_;
  QWidget* side_;
  LesionHistogramView* histogram_;
  std::vector<QToolButton*> buttons_;
  std::vector<NamedLesionSource> sources_;
  bool stepping_ = false;  ///< a key is taking the table to another row
  QTimer widening_;
  JobRunner histogramJob_;
  JobRunner exportJob_;
};

}  // namespace uptake
