#pragma once

#include "app/session/annotations/kinds/notes.h"
#include "app/shell/panels/id_table_model.h"

namespace uptake {

/// The notes of the case as a table: text (editable, one undo step) and the image that the note lies on.
class NoteModel : public IdTableModel<NoteId> {
  Q_OBJECT

 public:
  enum Column { kText, kPlace, kColumns };

  explicit NoteModel(ToolContext context, QObject* parent = nullptr);

  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
  Qt::ItemFlags flags(const QModelIndex& index) const override;
  bool setData(const QModelIndex& index, const QVariant& value, int role) override;

 private:
  void update();
  QString placeOf(const Note& note) const;

  ToolContext context_;
  const NotesPart& notes_;
};

}  // namespace uptake
