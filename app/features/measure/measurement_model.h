#pragma once

#include "annotation/case_editor.h"
#include "app/shell/panels/id_table_model.h"
#include "viewer/state/view_state.h"

namespace uptake {

/// The measurements of the case as a table: name (editable, one undo step) and value.
class MeasurementModel : public IdTableModel<MeasurementId> {
  Q_OBJECT

 public:
  enum Column { kName, kValue, kColumns };

  MeasurementModel(ToolContext context, const ViewState& state, QObject* parent = nullptr);

  /// What can be copied of it: one line.
  QString lineOf(MeasurementId id) const;

  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 private:
  void update();

  ToolContext context_;
  const ViewState& state_;
};

}  // namespace uptake
