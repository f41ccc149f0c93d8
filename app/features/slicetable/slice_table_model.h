#pragma once

#include "core/document/case_document.h"
#include "io/slicetable/slice_table.h"

#include <QAbstractTableModel>

#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// The images of the table of slices that is open, in its order.
class SliceTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { kImage, kRowLabel, kClass, kMask, kColumns };
  /// What a column is sorted by.
  static constexpr int kSortRole = Qt::UserRole;

  explicit SliceTableModel(const CaseDocument& document, QObject* parent = nullptr);

  /// Null: none is open.
  void setTable(std::shared_ptr<const SliceTable> table);

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  void forgetPixels(const IndexBox& region);
  std::ptrdiff_t pixels(int slice) const;
  bool isChanged(int slice) const;
  bool compare(int slice) const;
  QString classOf(int slice) const;

  const CaseDocument& document_;
  std::shared_ptr<const SliceTable> table_;                    ///< outlives the case that goes
  mutable std::vector<std::optional<std::ptrdiff_t>> pixels_;  ///< of the mask, where counted
  mutable std::vector<std::optional<bool>> changed_;           ///< against the table, where compared
};

}  // namespace uptake
