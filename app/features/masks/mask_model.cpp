#include "app/features/masks/mask_model.h"

#include "app/shell/theme/icons.h"

#include <QFont>

#include <algorithm>

namespace uptake {

namespace {

QString volumeText(double millilitres) {
  return QString::number(millilitres, 'f', millilitres < 10.0 ? 2 : 1);
}

}  // namespace

void setMaskShown(CaseDocument& document, MaskId mask, bool shown) {
  const MaskLayer* layer = document.mask(mask);
  if (!layer) return;
  MaskDisplay display = layer->display;
  display.visible = shown;
  document.setMaskDisplay(mask, display);
}

void setMaskLocked(CaseDocument& document, MaskId mask, bool locked) {
  const MaskLayer* layer = document.mask(mask);
  if (!layer) return;
  MaskLocks locks = layer->locks;
  locks.all = locked;
  document.setMaskLocks(mask, locks);
}

void setLesionShown(CaseDocument& document, LesionRef lesion, bool shown) {
  const MaskLayer* layer = document.mask(lesion.mask);
  if (!layer || !layer->segment(lesion.number)) return;
  MaskDisplay display = layer->display;
  if (shown)
    display.hidden.erase(lesion.number);
  else
    display.hidden.insert(lesion.number);
  // What is asked to be seen is seen, although its mask was hidden.
  if (shown) display.visible = true;
  document.setMaskDisplay(lesion.mask, display);
}

void setLesionLocked(CaseDocument& document, LesionRef lesion, bool locked) {
  const MaskLayer* layer = document.mask(lesion.mask);
  if (!layer || !layer->segment(lesion.number)) return;
  MaskLocks locks = layer->locks;
  if (locked)
    locks.labels.insert(lesion.number);
  else
    locks.labels.erase(lesion.number);
  document.setMaskLocks(lesion.mask, locks);
}

MaskModel::MaskModel(ToolContext context, QObject* parent) : QAbstractItemModel(parent), context_(context) {
  const CaseDocument& document = context_.document;
  connect(&document, &CaseDocument::masksChanged, this, &MaskModel::update);
  connect(&document, &CaseDocument::segmentsChanged, this, &MaskModel::update);
  connect(&document, &CaseDocument::maskDisplayChanged, this, &MaskModel::refresh);
  connect(&context_.selection, &Selection::changed, this, &MaskModel::refresh);
  // Once for a burst of changes; a brush stroke sends many.
  volumeTimer_.setSingleShot(true);
  volumeTimer_.setInterval(50);
  connect(&volumeTimer_, &QTimer::timeout, this, &MaskModel::refresh);
  connect(&document, &CaseDocument::maskVoxelsChanged, this, [this] {
    if (!volumeTimer_.isActive()) volumeTimer_.start();
  });
  update();
}

void MaskModel::update() {
  const auto& masks = context_.document.masks();
  for (int row = static_cast<int>(rows_.size()) - 1; row >= 0; --row) {
    const auto at = rows_.begin() + row;
    if (context_.document.mask(at->mask)) continue;
    beginRemoveRows({}, row, row);
    rows_.erase(at);
    endRemoveRows();
  }
  for (std::size_t row = 0; row < masks.size(); ++row) {
    if (row < rows_.size() && rows_[row].mask == masks[row]->id) continue;
    const int position = static_cast<int>(row);
    beginInsertRows({}, position, position);
    rows_.insert(rows_.begin() + position, Row{masks[row]->id, {}});
    endInsertRows();
  }
  for (int row = 0; row < static_cast<int>(rows_.size()); ++row) updateLesions(row);
  refresh();
}

void MaskModel::updateLesions(int row) {
  Row& listed = rows_[static_cast<std::size_t>(row)];
  const MaskLayer& mask = *context_.document.mask(listed.mask);
  const QModelIndex parent = index(row, 0);
  for (int child = static_cast<int>(listed.lesions.size()) - 1; child >= 0; --child) {
    const auto at = listed.lesions.begin() + child;
    if (mask.segment(*at)) continue;
    beginRemoveRows(parent, child, child);
    listed.lesions.erase(at);
    endRemoveRows();
  }
  for (std::size_t child = 0; child < mask.segments.size(); ++child) {
    const Label number = mask.segments[child].number;
    if (child < listed.lesions.size() && listed.lesions[child] == number) continue;
    const int position = static_cast<int>(child);
    beginInsertRows(parent, position, position);
    listed.lesions.insert(listed.lesions.begin() + position, number);
    endInsertRows();
  }
}

void MaskModel::refresh() {
  const int rows = static_cast<int>(rows_.size());
  if (rows == 0) return;
  Q_EMIT dataChanged(index(0, 0), index(rows - 1, kColumns - 1));
  for (int row = 0; row < rows; ++row) {
    const QModelIndex parent = index(row, 0);
    if (const int lesions = rowCount(parent); lesions > 0)
      Q_EMIT dataChanged(index(0, 0, parent), index(lesions - 1, kColumns - 1, parent));
  }
}

LesionRef MaskModel::at(const QModelIndex& index) const {
  if (!index.isValid()) return {};
  if (index.internalId() == 0) return {rows_[static_cast<std::size_t>(index.row())].mask, 0};
  const auto mask = static_cast<MaskId>(index.internalId());
  const auto row = std::ranges::find(rows_, mask, &Row::mask);
  if (row == rows_.end() || static_cast<std::size_t>(index.row()) >= row->lesions.size()) return {};
  return {mask, row->lesions[static_cast<std::size_t>(index.row())]};
}

QModelIndex MaskModel::indexOf(LesionRef lesion, int column) const {
  const auto row = std::ranges::find(rows_, lesion.mask, &Row::mask);
  if (lesion.mask == MaskId::None || row == rows_.end()) return {};
  const QModelIndex parent = index(static_cast<int>(row - rows_.begin()), lesion.number == 0 ? column : 0);
  if (lesion.number == 0) return parent;
  const auto child = std::ranges::find(row->lesions, lesion.number);
  if (child == row->lesions.end()) return {};
  return index(static_cast<int>(child - row->lesions.begin()), column, parent);
}

QModelIndex MaskModel::index(int row, int column, const QModelIndex& parent) const {
  if (!hasIndex(row, column, parent)) return {};
  if (!parent.isValid()) return createIndex(row, column, quintptr{0});
  return createIndex(row, column, static_cast<quintptr>(at(parent).mask));
}

QModelIndex MaskModel::parent(const QModelIndex& child) const {
  if (!child.isValid() || child.internalId() == 0) return {};
  const auto row = std::ranges::find(rows_, static_cast<MaskId>(child.internalId()), &Row::mask);
  return row == rows_.end() ? QModelIndex()
                            : createIndex(static_cast<int>(row - rows_.begin()), 0, quintptr{0});
}

int MaskModel::rowCount(const QModelIndex& parent) const {
  if (!parent.isValid()) return static_cast<int>(rows_.size());
  if (parent.internalId() != 0 || parent.column() != 0) return 0;
  return static_cast<int>(rows_[static_cast<std::size_t>(parent.row())].lesions.size());
}

int MaskModel::columnCount(const QModelIndex&) const {
  return kColumns;
}

QVariant MaskModel::data(const QModelIndex& index, int role) const {
  const LesionRef lesion = at(index);
  const MaskLayer* mask = context_.document.mask(lesion.mask);
  if (!mask) return {};
  if (lesion.number == 0) return maskData(*mask, index.column(), role);
  const Segment* segment = mask->segment(lesion.number);
  return segment ? lesionData(*mask, *segment, index.column(), role) : QVariant();
}

QVariant MaskModel::maskData(const MaskLayer& mask, int column, int role) const {
  const bool isPet = mask.source.modality == QLatin1String("PT");
  if (column == kShown || column == kLocked) {
    const bool unusual = column == kShown ? !mask.display.visible : mask.locks.all;
    if (role == kUnusualRole) return unusual;
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
      return column == kShown ? (unusual ? tr("Mask is hidden") : tr("Mask is shown"))
                              : (unusual ? tr("Mask is locked") : tr("Mask is not locked"));
    return {};
  }
  if (role == Qt::FontRole && mask.prediction) {
    QFont font;
    font.setItalic(true);
    return font;
  }
  if (role == Qt::DisplayRole && column == kWhere && mask.prediction) return tr("prediction");
  if (role == Qt::DisplayRole || role == Qt::EditRole)
    return column == kName ? QVariant(mask.name)
           : mask.source.isTable
               ? QVariant()
               : QVariant(tr("%1 grid").arg(isPet ? QStringLiteral("PET") : mask.source.modality));
  if (role == Qt::ToolTipRole) {
    const Eigen::Vector3d& spacing = mask.labels.grid().spacing();
    if (mask.source.isTable) return tr("Of the table of slices; pixels without a size");
    const QString file = mask.prediction ? tr("Prediction from %1").arg(mask.prediction->file)
                         : mask.provenance.file.isEmpty() ? tr("Not saved yet")
                                                          : mask.provenance.file;
    return tr("%1\nVoxels of %2 × %3 × %4 mm")
        .arg(file)
        .arg(spacing.x(), 0, 'f', 2)
        .arg(spacing.y(), 0, 'f', 2)
        .arg(spacing.z(), 0, 'f', 2);
  }
  return {};
}

QVariant MaskModel::lesionData(const MaskLayer& mask, const Segment& segment, int column, int role) const {
  switch (column) {
    case kName:
      if (role == Qt::DisplayRole || role == Qt::EditRole || role == Qt::ToolTipRole) return segment.label;
      if (role == Qt::DecorationRole) return swatch(segment.colour);
      if (role == Qt::FontRole) {
        QFont font;
        font.setBold(context_.selection.mask() == mask.id && context_.selection.segment() == segment.number);
        return font;
      }
      return {};
    case kWhere: {
      if (role != Qt::DisplayRole) return {};
      if (mask.source.isTable)
        return tr("%Ln px", "pixels of a lesion, of all slices",
                  static_cast<int>(mask.labels.count(segment.number)));
      const double millilitres =
          static_cast<double>(mask.labels.count(segment.number)) * mask.labels.grid().voxelVolume().value;
      return millilitres > 0 ? tr("%1 ml").arg(volumeText(millilitres)) : tr("empty");
    }
    case kShown: {
      const bool hidden = mask.display.hidden.contains(segment.number);
      if (role == kUnusualRole) return hidden;
      if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        return hidden ? tr("Hidden") : tr("Shown");
      return {};
    }
    default: {
      const bool locked = mask.locks.labels.contains(segment.number);
      if (role == kUnusualRole) return locked;
      if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole)
        return locked ? tr("Locked") : tr("Not locked");
      return {};
    }
  }
}

bool MaskModel::isTable() const {
  const auto& ct = context_.document.ct();
  return ct && ct->source().isTable;
}

QVariant MaskModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal) return {};
  if (role == Qt::DisplayRole) {
    if (section == kName) return tr("Mask");
    if (section == kWhere) return isTable() ? tr("Pixels") : tr("Volume");
    return QString();
  }
  if (role == Qt::ToolTipRole && section == kShown) return tr("Shown");
  if (role == Qt::ToolTipRole && section == kLocked) return tr("Locked");
  return {};
}

Qt::ItemFlags MaskModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags flags = QAbstractItemModel::flags(index);
  // Nothing keeps the name of a table's one mask.
  const bool isNamed = index.isValid() && index.column() == kName && !(isTable() && at(index).number == 0);
  return isNamed ? flags | Qt::ItemIsEditable : flags;
}

bool MaskModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  const LesionRef lesion = at(index);
  const QString name = value.toString().simplified();
  if (role != Qt::EditRole || index.column() != kName || lesion.mask == MaskId::None || name.isEmpty())
    return false;
  CaseEditor editor(context_);
  if (lesion.number == 0)
    editor.renameMask(lesion.mask, name);
  else
    editor.renameSegment(lesion.mask, lesion.number, name);
  return true;
}

void MaskModel::toggle(const QModelIndex& index) {
  const LesionRef lesion = at(index);
  const bool unusual = data(index, kUnusualRole).toBool();
  if (index.column() == kShown) {
    if (lesion.number == 0)
      setMaskShown(context_.document, lesion.mask, unusual);
    else
      setLesionShown(context_.document, lesion, unusual);
  } else if (index.column() == kLocked) {
    if (lesion.number == 0)
      setMaskLocked(context_.document, lesion.mask, !unusual);
    else
      setLesionLocked(context_.document, lesion, !unusual);
  }
}

}  // namespace uptake
