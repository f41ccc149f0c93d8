#pragma once

#include "app/case/case_controller.h"
#include "core/box/label_scheme.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace uptake {

/// The boxes and masks of the case. Clicking one selects it and asks the views to go there; names are edited
/// in place.
class AnnotationPanel : public QWidget {
  Q_OBJECT

 public:
  AnnotationPanel(CaseController& cases, const LabelScheme& scheme, QWidget* parent = nullptr);

  /// The position a lesion is shown at: its box's middle or its mask's centre of extent; nothing when it has
  /// no voxels or its image is not open.
  std::optional<Point> positionOf(BoxId id) const;
  std::optional<Point> positionOf(MaskId id, Label number) const;

  /// Puts a list of what else is drawn below the tree.
  void addList(QWidget* list);

  /// Selects the next (1) or previous (−1) entry of the list and goes there.
  void step(int direction);
  /// Removes the selected box, measurement, lesion or mask.
  void removeSelected();
  /// Adds a mask on the grid of the PET or the CT.
  void addMask(bool onPet);
  void addLesion();

 Q_SIGNALS:
  /// The views should show this position.
  void goTo(const uptake::Point& position);
  /// The box lies on another series of the study (position in StudyEntry::series) at this position.
  void goToSeries(int series, const uptake::Point& position);
  void said(const QString& message);

 private:
  void rebuild();
  void rebuildSoon() { rebuildTimer_.start(); }
  void markSelection();
  const SeriesEntry& seriesAt(int position) const;
  void fillBoxes();
  void fillMasks();
  void activate(QTreeWidgetItem* item);
  void edited(QTreeWidgetItem* item, int column);
  void showMenu(const QPoint& position);
  void updateButtons();

  CaseController& cases_;
  const LabelScheme& scheme_;
  CaseEditor editor_;
  QTreeWidget* tree_;
  QLabel* hint_ = nullptr;
  QToolButton* addMaskButton_;
  QToolButton* addLesionButton_;
  QToolButton* removeButton_;
  QTimer rebuildTimer_;
  bool filling_ = false;
};

}  // namespace uptake
