#pragma once

#include "app/features/notes/note_model.h"
#include "app/session/session.h"
#include "app/shell/panels/annotation_list.h"

class QTreeView;

namespace uptake {

/// The notes of the case, shown while there are any. A click selects one and asks the views to go there;
/// texts are edited in place.
class NoteList : public AnnotationList {
  Q_OBJECT

 public:
  explicit NoteList(Session& session, QWidget* parent = nullptr);

  bool isEmpty() const override { return model_->rowCount() == 0; }
  bool hasCurrent() const override;
  void removeCurrent() override;

 private:
  void activate(const QModelIndex& index);
  void showMenu(const QPoint& position);
  void markSelection();

  Session& session_;
  NotesPart& notes_;
  NoteModel* model_;
  QTreeView* view_;
};

}  // namespace uptake
