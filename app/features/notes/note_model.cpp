#include "app/features/notes/note_model.h"

#include "app/shell/theme/icons.h"
#include "core/foreign_text.h"
#include "core/volume/volume.h"

#include <QIcon>
#include <QLocale>

namespace uptake {

NoteModel::NoteModel(ToolContext context, QObject* parent)
    : IdTableModel(parent), context_(context), notes_(context.document.part<NotesPart>()) {
  connect(&notes_, &NotesPart::changed, this, &NoteModel::update);
  connect(&context_.document, &CaseDocument::imagesChanged, this, &NoteModel::update);
  update();
}

void NoteModel::update() {
  std::vector<NoteId> ids;
  for (const auto& [id, note] : notes_.all()) ids.push_back(id);
  setIds(ids);
}

int NoteModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : kColumns;
}

/// By the image's number in the CT, or in the PET where there is no CT.
QString NoteModel::placeOf(const Note& note) const {
  const CaseDocument& document = context_.document;
  if (!document.isOnImages(note.frameOfReferenceUid)) return tr("not on these images");
  const Volume* image = document.ct() ? document.ct().get() : document.pet().get();
  if (!image) return {};
  const Eigen::Vector3i voxel = image->grid().nearestVoxel(note.position);
  return image->grid().contains(voxel) ? tr("Im %1").arg(image->grid().sliceNumber(voxel.z()))
                                       : tr("beside the images");
}

QVariant NoteModel::data(const QModelIndex& index, int role) const {
  const Note* note = notes_.note(idAt(index));
  if (!note) return {};
  switch (role) {
    case Qt::DisplayRole:
      return index.column() == kText ? oneLine(note->text) : placeOf(*note);
    case Qt::EditRole:
      return index.column() == kText ? note->text : QVariant();
    case Qt::DecorationRole:
      return index.column() == kText ? lineIcon(QStringLiteral("note")) : QVariant();
    case Qt::ToolTipRole: {
      const QLocale locale;
      const auto number = [&locale](double value) { return locale.toString(value, 'f', 1); };
      return note->text + QLatin1Char('\n') +
             tr("at %1, %2, %3 mm (LPS)")
                 .arg(number(note->position.x()), number(note->position.y()), number(note->position.z()));
    }
    default:
      return {};
  }
}

QVariant NoteModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return section == kText ? tr("Note") : tr("Where");
}

Qt::ItemFlags NoteModel::flags(const QModelIndex& index) const {
  const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
  return index.column() == kText ? flags | Qt::ItemIsEditable : flags;
}

bool NoteModel::setData(const QModelIndex& index, const QVariant& value, int role) {
  const NoteId id = idAt(index);
  if (role != Qt::EditRole || index.column() != kText || id == NoteId::None) return false;
  NoteEditor(context_).setText(id, value.toString());
  return true;
}

}  // namespace uptake
