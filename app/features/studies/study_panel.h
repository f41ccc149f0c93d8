#pragma once

#include "app/session/session.h"

#include <QTreeWidget>

#include <optional>

class QMenu;

namespace uptake {

/// The opened patients, studies and series. Activating a series shows it; what cannot be shown is listed grey
/// with the reason. Where a refused series leaves a choice, activating it asks for that, and its context menu
/// names it.
class StudyPanel : public QTreeWidget {
  Q_OBJECT

 public:
  explicit StudyPanel(Session& session, QWidget* parent = nullptr);

 Q_SIGNALS:
  /// A person chose this series.
  void seriesChosen(const uptake::StudyRef& study, const uptake::SeriesRef& series);
  /// A refused series with a remedy was chosen; nothing is applied yet.
  void remedyRequested(const uptake::StudyRef& study, const uptake::SeriesRef& series);
  /// A person wants this series of the open study beside the other image that is shown, whatever their frames
  /// of reference.
  void togetherRequested(const uptake::SeriesRef& series);
  /// A person wants to see how the SUV of this series of the open study comes about.
  void suvRequested(const uptake::SeriesRef& series);

 public:
  /// The actions for the series of an item; the caller owns it. Null for an item that is no series.
  QMenu* menuFor(QTreeWidgetItem* item);

 private:
  struct Place {
    StudyRef study;
    SeriesRef series;
  };
  static std::optional<Place> placeOf(const QTreeWidgetItem* item);
  /// As it is listed; null when the list is of an earlier state of the index.
  const SeriesEntry* seriesAt(const Place& place) const;
  /// The position of a series in the study that is open, or -1.
  int openPosition(const Place& place) const;
  void activate(QTreeWidgetItem* item);
  void rebuild();
  void markShown();
  void describe(QTreeWidgetItem& item, const SeriesEntry& series, const SuvScale* suv) const;
  QTreeWidgetItem* seriesItem(const SeriesEntry& series) const;

  Session& session_;
};

}  // namespace uptake
