#pragma once

#include "app/features/measure/measurement_model.h"
#include "app/session/session.h"
#include "app/shell/panels/annotation_list.h"

class QTreeView;

namespace uptake {

/// The measurements of the case, shown while there are any. A click selects one and asks the views to go
/// there; names are edited in place; values are copied as text.
class MeasurementList : public AnnotationList {
  Q_OBJECT

 public:
  MeasurementList(Session& session, const ViewState& state, QWidget* parent = nullptr);

  /// Puts the lines of the selected rows on the clipboard; all of them without a selection.
  void copyValues();
  void copyAllValues();

  bool isEmpty() const override;
  bool hasCurrent() const override;
  void removeCurrent() override;

 private:
  void activate(const QModelIndex& index);
  void showMenu(const QPoint& position);
  void markSelection();
  void copy(const std::vector<MeasurementId>& ids);

  Session& session_;
  MeasurementModel* model_;
  QTreeView* view_;
};

}  // namespace uptake
