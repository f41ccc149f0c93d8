#pragma once

#include <QAbstractTableModel>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace uptake {

/// A table with a row for each of some things that have ids, which ascend. Rows come and go one by one, so
/// that views keep their current row and an editor stays open.
template <class Id>
class IdTableModel : public QAbstractTableModel {
 public:
  using QAbstractTableModel::QAbstractTableModel;

  /// Id::None where there is no such row.
  Id idAt(const QModelIndex& index) const {
    const bool isRow = index.isValid() && index.row() < static_cast<int>(rows_.size());
    return isRow ? rows_[static_cast<std::size_t>(index.row())] : Id::None;
  }
  /// Of its first column; invalid when it is not listed.
  QModelIndex indexOf(Id id) const {
    const auto found = std::ranges::find(rows_, id);
    return found == rows_.end() ? QModelIndex() : index(static_cast<int>(found - rows_.begin()), 0);
  }
  int rowCount(const QModelIndex& parent = {}) const override {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
  }

 protected:
  /// What is listed now, ascending. What is shown of each may have changed.
  void setIds(const std::vector<Id>& ids) {
    for (int row = static_cast<int>(rows_.size()) - 1; row >= 0; --row) {
      const auto at = rows_.begin() + row;
      if (std::ranges::binary_search(ids, *at)) continue;
      beginRemoveRows({}, row, row);
      rows_.erase(at);
      endRemoveRows();
    }
    for (std::size_t row = 0; row < ids.size(); ++row) {
      if (row < rows_.size() && rows_[row] == ids[row]) continue;
      beginInsertRows({}, static_cast<int>(row), static_cast<int>(row));
      rows_.insert(rows_.begin() + static_cast<std::ptrdiff_t>(row), ids[row]);
      endInsertRows();
    }
    if (!rows_.empty())
      Q_EMIT dataChanged(index(0, 0), index(static_cast<int>(rows_.size()) - 1, columnCount() - 1));
  }

 private:
  std::vector<Id> rows_;
};

}  // namespace uptake
