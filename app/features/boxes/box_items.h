#pragma once

#include "app/session/case/case_controller.h"
#include "app/session/schemes/class_schemes.h"

#include <QObject>

#include <optional>
#include <set>

class QTreeWidget;
class QTreeWidgetItem;

namespace uptake {

/// The rows of the annotation panel that are boxes: one group a series, in it the lesions with their extent,
/// in those their boxes where there are several.
class BoxItems : public QObject {
  Q_OBJECT

 public:
  BoxItems(CaseController& cases, const ClassSchemes& schemes, QTreeWidget& tree, QObject* parent = nullptr);

  /// Notes which rows are open, before the tree is emptied.
  void noteExpanded();
  /// Adds the rows.
  void fill();
  /// The row that stands for the selected box: `current` where that is of its lesion; null without one.
  QTreeWidgetItem* selectedItem(QTreeWidgetItem* current) const;
  /// Selects the row's box (of a lesion: the one in its middle) and asks the views to go there.
  void activate(QTreeWidgetItem* item);
  /// Selects the row's box without going there.
  void select(QTreeWidgetItem* item);
  /// Removes the row's box or lesion.
  void remove(QTreeWidgetItem* item);
  /// The row's box; of a lesion's row, the one in its middle.
  BoxId boxOf(const QTreeWidgetItem* item) const;
  /// The patient position of a box's middle; nothing when its image is no slice of a volume.
  std::optional<Point> positionOf(BoxId id) const;

 Q_SIGNALS:
  void goTo(const uptake::Point& position);
  void goToSeries(int series, const uptake::Point& position);
  void said(const QString& message);

 private:
  void addLesion(QTreeWidgetItem* group, const BoxLesion& lesion);
  QTreeWidgetItem* makeRow(QTreeWidgetItem* parent, int kind, const Box& box);

  CaseController& cases_;
  const ClassSchemes& schemes_;
  QTreeWidget& tree_;
  std::set<BoxId> expanded_;  ///< a box of each lesion whose row is open
};

/// "48 mm · z −123.5 … −83.5": how far a lesion reaches along the normal of its slices, and between which
/// positions of their middles; the axis (LPS) is the one that the normal runs along most nearly. Empty when
/// its place is not known.
QString extentText(const CaseDocument& document, const BoxLesion& lesion);

}  // namespace uptake
