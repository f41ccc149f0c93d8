#pragma once

#include "app/case/case_controller.h"

#include <QTreeWidget>

namespace uptake {

/// The opened patients, studies and series. Activating a series shows it; what cannot be shown is listed grey
/// with the reason.
class StudyPanel : public QTreeWidget {
  Q_OBJECT

 public:
  explicit StudyPanel(CaseController& cases, QWidget* parent = nullptr);

 Q_SIGNALS:
  /// A person chose this series (positions in the index).
  void seriesChosen(int patient, int study, int series);
  /// A person wants to see how the SUV of this series of the open study comes about.
  void suvRequested(int series);

 private:
  void rebuild();
  void markShown();
  void showMenu(const QPoint& position);
  void describe(QTreeWidgetItem& item, const SeriesEntry& series, const SuvScale* suv) const;
  QTreeWidgetItem* seriesItem(const SeriesEntry& series) const;

  CaseController& cases_;
};

}  // namespace uptake
