#include "app/features/slicetable/slice_table_model.h"

#include <QFont>
#include <QLocale>

#include <algorithm>
#include <utility>

namespace uptake {

SliceTableModel::SliceTableModel(const CaseDocument& document, QObject* parent)
    : QAbstractTableModel(parent), document_(document) {
  connect(&document_, &CaseDocument::sliceClassesChanged, this, [this] {
    changed_.assign(changed_.size(), std::nullopt);
    if (rowCount() > 0) Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
  });
  connect(&document_, &CaseDocument::maskVoxelsChanged, this,
          [this](MaskId, const IndexBox& region) { forgetPixels(region); });
  connect(&document_, &CaseDocument::masksChanged, this, [this] {
    if (table_) forgetPixels(table_->images->grid().bounds());
  });
}

void SliceTableModel::setTable(std::shared_ptr<const SliceTable> table) {
  beginResetModel();
  table_ = std::move(table);
  pixels_.assign(table_ ? table_->rows.size() : 0, std::nullopt);
  changed_.assign(pixels_.size(), std::nullopt);
  endResetModel();
}

int SliceTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(pixels_.size());
}

int SliceTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

void SliceTableModel::forgetPixels(const IndexBox& region) {
  const int last = std::min(region.last.z(), rowCount() - 1);
  if (region.first.z() > last) return;
  for (int slice = region.first.z(); slice <= last; ++slice) {
    pixels_[static_cast<std::size_t>(slice)].reset();
    changed_[static_cast<std::size_t>(slice)].reset();
  }
  Q_EMIT dataChanged(index(region.first.z(), 0), index(last, kColumns - 1));
}

std::ptrdiff_t SliceTableModel::pixels(int slice) const {
  auto& known = pixels_[static_cast<std::size_t>(slice)];
  if (known) return *known;
  std::ptrdiff_t count = 0;
  for (const auto& mask : document_.masks()) {
    if (mask->source.isTable) count += voxelCount(mask->labels.runs(slice));
  }
  known = count;
  return count;
}

bool SliceTableModel::isChanged(int slice) const {
  auto& known = changed_[static_cast<std::size_t>(slice)];
  if (!known) known = compare(slice);
  return *known;
}

/// Against the table.
bool SliceTableModel::compare(int slice) const {
  if (classOf(slice) != table_->classes.value(slice)) return true;
  return std::ranges::any_of(document_.masks(), [&](const auto& mask) {
    return mask->source.isTable && !std::ranges::equal(mask->labels.runs(slice), table_->masks->runs(slice));
  });
}

QString SliceTableModel::classOf(int slice) const {
  return document_.sliceClasses().value(slice, table_->classes.value(slice));
}

QVariant SliceTableModel::data(const QModelIndex& index, int role) const {
  const int slice = index.row();
  switch (role) {
    case kSortRole:
      if (index.column() == kImage) return slice;
      if (index.column() == kMask) return static_cast<qlonglong>(pixels(slice));
      return data(index, Qt::DisplayRole);
    case Qt::DisplayRole:
      switch (index.column()) {
        case kImage:
          return QLocale().toString(slice + 1);
        case kRowLabel:
          return table_->rowLabels.value(slice);
        case kClass:
          return classOf(slice);
        case kMask:
          return QLocale().toString(static_cast<qlonglong>(pixels(slice)));
        default:
          return {};
      }
    case Qt::TextAlignmentRole:
      return index.column() == kClass ? QVariant(Qt::AlignCenter)
                                      : QVariant(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::FontRole: {
      QFont font;
      font.setBold(isChanged(slice));
      return font;
    }
    case Qt::ToolTipRole:
      if (isChanged(slice))
        return tr("Changed; in the table: %1, %n pixel(s) of mask.", nullptr,
                  static_cast<int>(std::ranges::count_if(table_->masks->slice(slice),
                                                         [](Label label) { return label != 0; })))
            .arg(table_->classes.value(slice));
      return tr("Row %1 of the table").arg(table_->rows[static_cast<std::size_t>(slice)]);
    default:
      return {};
  }
}

QVariant SliceTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::TextAlignmentRole)
    return section == kClass ? QVariant(Qt::AlignCenter) : QVariant(Qt::AlignRight | Qt::AlignVCenter);
  if (role == Qt::ToolTipRole) {
    switch (section) {
      case kImage:
        return tr("Place in the table");
      case kRowLabel:
        return tr("The table's own index of the row");
      case kMask:
        return tr("Pixels of the mask");
      default:
        return {};
    }
  }
  if (role != Qt::DisplayRole) return {};
  switch (section) {
    case kImage:
      return tr("Image");
    case kRowLabel:
      return tr("Index");
    case kClass:
      return tr("Class");
    default:
      return tr("Mask");
  }
}

}  // namespace uptake
