#include "app/features/lesiontable/lesion_table_model.h"

#include "app/shell/theme/icons.h"

#include <QFont>
#include <QGuiApplication>
#include <QPalette>

#include <algorithm>

namespace uptake {

namespace {

LesionColumn columnOf(int section) {
  return static_cast<LesionColumn>(section);
}

}  // namespace

LesionTableModel::LesionTableModel(const LesionFindings& findings, const Session& session,
                                   const ViewState& state, QObject* parent)
    : QAbstractTableModel(parent), findings_(findings), session_(session), state_(state) {
  connect(&findings_, &LesionFindings::lesionsChanged, this, [this] {
    update();
    updateAspect();
  });
  connect(&findings_, &LesionFindings::figuresChanged, this, [this](int lesion) {
    const auto found = std::ranges::lower_bound(rows_, lesion);
    if (found != rows_.end() && *found == lesion) refreshRow(static_cast<int>(found - rows_.begin()));
  });
  connect(&findings_, &LesionFindings::allChanged, this, [this] {
    if (hasAll_) refreshRow(static_cast<int>(rows_.size()));
  });
  connect(&findings_.document(), &CaseDocument::segmentsChanged, this, [this](MaskId mask) {
    if (mask == findings_.source().mask)
      for (int row = 0; row < static_cast<int>(rows_.size()); ++row) refreshRow(row);
  });
  connect(&state_, &ViewState::changed, this, &LesionTableModel::updateAspect);
  update();
  updateAspect();
}

void LesionTableModel::refreshRow(int row) {
  Q_EMIT dataChanged(index(row, 0), index(row, kLesionColumns - 1));
}

void LesionTableModel::update() {
  const std::vector<int> lesions = findings_.lesions();
  if (hasAll_ && lesions.empty()) {
    const int last = static_cast<int>(rows_.size());
    beginRemoveRows({}, last, last);
    hasAll_ = false;
    endRemoveRows();
  }
  // One after the other, so that views keep their current row.
  for (int row = static_cast<int>(rows_.size()) - 1; row >= 0; --row) {
    const auto at = rows_.begin() + row;
    if (std::ranges::binary_search(lesions, *at)) continue;
    beginRemoveRows({}, row, row);
    rows_.erase(at);
    endRemoveRows();
  }
  for (std::size_t row = 0; row < lesions.size(); ++row) {
    if (row < rows_.size() && rows_[row] == lesions[row]) continue;
    const int position = static_cast<int>(row);
    beginInsertRows({}, position, position);
    rows_.insert(rows_.begin() + position, lesions[row]);
    endInsertRows();
  }
  if (!hasAll_ && !rows_.empty()) {
    const int last = static_cast<int>(rows_.size());
    beginInsertRows({}, last, last);
    hasAll_ = true;
    endInsertRows();
  }
  for (int row = 0; row < rowCount(); ++row) refreshRow(row);
}

void LesionTableModel::updateAspect() {
  LesionTableAspect aspect = lesionTableAspect(findings_, session_, state_);
  if (aspect == aspect_) return;
  aspect_ = std::move(aspect);
  Q_EMIT headerDataChanged(Qt::Horizontal, 0, kLesionColumns - 1);
  for (int row = 0; row < rowCount(); ++row) refreshRow(row);
  Q_EMIT aspectChanged();
}

int LesionTableModel::lesionAt(const QModelIndex& index) const {
  const bool isLesion = index.isValid() && index.row() < static_cast<int>(rows_.size());
  return isLesion ? rows_[static_cast<std::size_t>(index.row())] : -1;
}

QModelIndex LesionTableModel::indexOf(int lesion) const {
  const auto found = std::ranges::find(rows_, lesion);
  return found == rows_.end() ? QModelIndex() : index(static_cast<int>(found - rows_.begin()), 0);
}

bool LesionTableModel::isAll(const QModelIndex& index) const {
  return index.isValid() && index.row() == static_cast<int>(rows_.size());
}

const LesionFigures* LesionTableModel::figuresAt(int row) const {
  if (row < static_cast<int>(rows_.size())) return findings_.figures(rows_[static_cast<std::size_t>(row)]);
  return findings_.all() ? &*findings_.all() : nullptr;
}

QString LesionTableModel::nameAt(int row) const {
  if (row < static_cast<int>(rows_.size()))
    return lesionName(findings_, rows_[static_cast<std::size_t>(row)], state_.labelScheme());
  return tr("All (%n)", nullptr, static_cast<int>(rows_.size()));
}

int LesionTableModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size()) + (hasAll_ ? 1 : 0);
}

int LesionTableModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kLesionColumns;
}

QVariant LesionTableModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const bool all = isAll(index);
  const LesionColumn column = columnOf(index.column());
  if (role == kAllRole) return all;
  if (role == Qt::FontRole && all) {
    QFont font = QGuiApplication::font();
    font.setBold(true);
    return font;
  }
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(
        Qt::Alignment(Qt::AlignVCenter | (column == LesionColumn::Name ? Qt::AlignLeft : Qt::AlignRight)));
  if (column == LesionColumn::Name) {
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return nameAt(index.row());
    if (role == Qt::DecorationRole && !all)
      return swatch(lesionColourOf(findings_, lesionAt(index), state_.labelScheme()));
    if (role == kSortRole && !all) return static_cast<double>(lesionAt(index));
    return {};
  }
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != kSortRole && role != Qt::ForegroundRole)
    return {};
  const LesionCell cell = lesionCell(column, figuresAt(index.row()), all, aspect_);
  switch (role) {
    case Qt::DisplayRole:
      return cell.text;
    case Qt::ToolTipRole:
      return cell.why;
    case kSortRole:
      return cell.number ? QVariant(*cell.number) : QVariant();
    default:
      if (cell.number) return {};
      return QGuiApplication::palette().brush(QPalette::PlaceholderText);
  }
}

QVariant LesionTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || section < 0 || section >= kLesionColumns) return {};
  const LesionColumn column = columnOf(section);
  if (role == Qt::DisplayRole) return lesionColumnTitle(column, aspect_);
  if (role == Qt::ToolTipRole) {
    const QString definition = lesionColumnDefinition(column, aspect_);
    return column == LesionColumn::Place ? definition + QLatin1Char(' ') + tr("A click goes there.")
                                         : definition;
  }
  if (role == Qt::TextAlignmentRole)
    return QVariant::fromValue(
        Qt::Alignment(Qt::AlignVCenter | (column == LesionColumn::Name ? Qt::AlignLeft : Qt::AlignRight)));
  return {};
}

bool LesionSorting::lessThan(const QModelIndex& left, const QModelIndex& right) const {
  // It is asked the other way round for a descending order, in which some rows still come last.
  const bool descends = sortOrder() == Qt::DescendingOrder;
  const bool leftIsAll = left.data(LesionTableModel::kAllRole).toBool();
  const bool rightIsAll = right.data(LesionTableModel::kAllRole).toBool();
  if (leftIsAll != rightIsAll) return rightIsAll != descends;
  const QVariant a = left.data(LesionTableModel::kSortRole);
  const QVariant b = right.data(LesionTableModel::kSortRole);
  if (a.isValid() != b.isValid()) return a.isValid() != descends;
  return a.toDouble() < b.toDouble();
}

}  // namespace uptake
