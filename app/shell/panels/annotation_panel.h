#pragma once

#include "app/features/boxes/box_items.h"
#include "app/features/masks/mask_list.h"
#include "app/session/case/case_controller.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QMenu;
class QToolButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace uptake {

/// The boxes and masks of the case. Clicking one selects it and asks the views to go there; names are edited
/// in place.
class AnnotationPanel : public QWidget {
  Q_OBJECT

 public:
  AnnotationPanel(CaseController& cases, const ClassSchemes& schemes, QWidget* parent = nullptr);

  /// The context menu of boxes and their lesions; its actions are about the selected one.
  void setBoxMenu(QMenu* menu) { boxMenu_ = menu; }
  /// Those of lesions and of masks: see MaskList.
  void setMaskMenus(QMenu* lesionMenu, QMenu* maskMenu) { masks_->setMenus(lesionMenu, maskMenu); }

  /// The position a lesion is shown at: its box's middle or its mask's centre of extent; nothing when it has
  /// no voxels or its image is not open.
  std::optional<Point> positionOf(BoxId id) const;
  std::optional<Point> positionOf(MaskId id, Label number) const;

  /// Puts a list of what else is drawn below the tree.
  void addList(QWidget* list);

  /// Selects the next (1) or previous (−1) lesion of the list and goes there. The place in the list is that
  /// of the lesion that was selected last, also when nothing is any more.
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
  /// A lesion of boxes, as its row, or of a mask.
  struct Stop {
    QTreeWidgetItem* row = nullptr;
    LesionRef lesion;
  };

  void rebuild();
  void rebuildSoon() { rebuildTimer_.start(); }
  void markSelection();
  void notePlace();
  std::vector<Stop> stops() const;
  int placeIn(const std::vector<Stop>& stops) const;
  void activate(QTreeWidgetItem* item);
  void showMenu(const QPoint& position);
  void updateButtons();

  CaseController& cases_;
  CaseEditor editor_;
  QTreeWidget* tree_;
  BoxItems* boxItems_;
  MaskList* masks_;
  QMenu* boxMenu_ = nullptr;
  QLabel* hint_ = nullptr;
  QToolButton* addMaskButton_;
  QToolButton* addLesionButton_;
  QToolButton* removeButton_;
  QTimer rebuildTimer_;
  // Where stepping goes on from.
  BoxId placeBox_ = BoxId::None;  ///< of the lesion selected last; None: it is one of a mask
  LesionRef placeLesion_;
  int placeAt_ = -1;  ///< in the list, for when the lesion is deleted
};

}  // namespace uptake
