#pragma once

#include "app/features/masks/mask_model.h"
#include "app/session/case/case_controller.h"

#include <QWidget>

class QMenu;
class QTreeView;

namespace uptake {

/// The masks and their lesions in the annotation panel, with columns to hide and lock them.
class MaskList : public QWidget {
  Q_OBJECT

 public:
  explicit MaskList(CaseController& cases, QWidget* parent = nullptr);

  /// The context menus of lesions and of masks; their actions are about the selected one. Rename is added.
  void setMenus(QMenu* lesionMenu, QMenu* maskMenu);
  /// The row that is marked; nothing while a box is selected.
  LesionRef current() const;
  /// All lesions in the order of the list.
  std::vector<LesionRef> lesions() const;
  /// Selects it and asks the views to go there.
  void activate(LesionRef lesion);
  /// Removes the lesion or mask that is marked.
  void removeCurrent();
  /// The middle of a lesion's extent; nothing when it has no voxels.
  std::optional<Point> positionOf(LesionRef lesion) const;

 Q_SIGNALS:
  void goTo(const uptake::Point& position);
  void said(const QString& message);
  void currentChanged();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void markSelection();
  void showMenu(const QPoint& position);

  CaseController& cases_;
  MaskModel* model_;
  QTreeView* view_;
  QMenu* lesionMenu_ = nullptr;
  QMenu* maskMenu_ = nullptr;
};

}  // namespace uptake
