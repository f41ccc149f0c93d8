#pragma once

#include "annotation/case_editor.h"
#include "app/features/masks/mask_model.h"
#include "app/session/session.h"
#include "app/shell/panels/annotation_list.h"

class QMenu;
class QToolButton;
class QTreeView;

namespace uptake {

/// The masks and their lesions in the annotation panel, with columns to hide and lock them.
class MaskList : public AnnotationList {
  Q_OBJECT

 public:
  explicit MaskList(Session& session, QWidget* parent = nullptr);

  /// The context menus of lesions and of masks; their actions are about the selected one. Rename is added.
  void setMenus(QMenu* lesionMenu, QMenu* maskMenu);
  /// Selects a lesion, or a mask (number 0), and asks the views to go there.
  void activate(LesionRef lesion);
  /// Adds a mask on the grid of the PET or the CT.
  void addMask(bool onPet);
  /// Adds a lesion to the selected mask.
  void addLesion();
  /// Buttons for the two, which the caller owns.
  QToolButton* makeMaskButton();
  QToolButton* makeLesionButton();

  bool isEmpty() const override;
  bool hasCurrent() const override;
  void removeCurrent() override;
  int lesionCount() const override;
  int lastLesion() const override;
  void goToLesion(int position) override;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  LesionRef current() const;
  std::vector<LesionRef> lesions() const;
  std::optional<Point> centreOf(LesionRef lesion) const;
  void noteLesion();
  void markSelection();
  void showMenu(const QPoint& position);

  Session& session_;
  CaseEditor editor_;
  MaskModel* model_;
  QTreeView* view_;
  QMenu* lesionMenu_ = nullptr;
  QMenu* maskMenu_ = nullptr;
  LesionRef last_;  ///< the lesion that was selected last
};

}  // namespace uptake
