#pragma once

#include "app/session/schemes/class_schemes.h"
#include "app/session/session.h"
#include "app/shell/panels/annotation_list.h"

#include <QTimer>

#include <optional>
#include <set>

class QMenu;
class QTreeWidget;
class QTreeWidgetItem;

namespace uptake {

/// The boxes in the annotation panel: one group a series, in it the lesions with their extent, in those their
/// boxes where there are several.
class BoxList : public AnnotationList {
  Q_OBJECT

 public:
  BoxList(Session& session, const ClassSchemes& schemes, QWidget* parent = nullptr);

  /// The context menu of boxes and their lesions; its actions are about the selected one.
  void setMenu(QMenu* menu) { menu_ = menu; }

  bool isEmpty() const override;
  bool hasCurrent() const override;
  void removeCurrent() override;
  void bringUpToDate() override;
  int lesionCount() const override;
  int lastLesion() const override;
  void goToLesion(int position) override;

 private:
  void rebuild();
  void fill();
  void addLesion(QTreeWidgetItem* group, const BoxLesion& lesion);
  QTreeWidgetItem* makeRow(QTreeWidgetItem* parent, int kind, const Box& box);
  std::vector<QTreeWidgetItem*> lesionRows() const;
  QTreeWidgetItem* rowOfSelection() const;
  void markSelection();
  void select(QTreeWidgetItem* item);
  void activate(QTreeWidgetItem* item);
  void showMenu(const QPoint& position);

  Session& session_;
  const ClassSchemes& schemes_;
  QTreeWidget* tree_;
  QMenu* menu_ = nullptr;
  QTimer rebuildTimer_;
  std::set<BoxId> expanded_;  ///< a box of each lesion whose row is open
  BoxId last_ = BoxId::None;  ///< the box that was selected last
};

/// The patient position of a box's middle; nothing when its image is no slice of a volume.
std::optional<Point> boxCentre(const CaseDocument& document, BoxId id);

/// "48 mm · z −123.5 … −83.5": how far a lesion reaches along the normal of its slices, and between which
/// positions of their middles; the axis (LPS) is the one that the normal runs along most nearly. Empty when
/// its place is not known.
QString extentText(const CaseDocument& document, const BoxLesion& lesion);

}  // namespace uptake
