#pragma once

#include "annotation/case_editor.h"
#include "viewer/state/view_state.h"

#include <QAbstractTableModel>

#include <vector>

namespace uptake {

/// The measurements of the case as a table: name (editable, one undo step) and value.
class MeasurementModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kName, kValue, kColumns };

  MeasurementModel(ToolContext context, const ViewState& state, QObject* parent = nullptr);

  MeasurementId idAt(const QModelIndex& index) const;
  /// Of a measurement's name; invalid when it is not listed.
  QModelIndex indexOf(MeasurementId id) const;
  /// What can be copied of it: one line.
  QString lineOf(MeasurementId id) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 private:
  void update();

  ToolContext context_;
  const ViewState& state_;
  std::vector<MeasurementId> rows_;
};

}  // namespace uptake
