#pragma once

#include "app/features/notes/note_field.h"
#include "app/session/annotations/kinds/notes.h"
#include "app/session/session.h"
#include "app/shell/views/view_area.h"

#include <QObject>
#include <QPointer>

#include <functional>
#include <optional>

namespace uptake {

/// What views show of the notes: a mark at each, and the field in which a text is typed.
class NoteViews : public QObject {
  Q_OBJECT

 public:
  NoteViews(Session& session, ViewArea& views, ViewState& state, QObject* parent = nullptr);

  /// Asks for the text of a new note in the active view.
  void write(const SlicePointer& pointer);
  /// Asks for another text of a note.
  void rewrite(NoteId id);
  /// Keeps the text that is being typed.
  void keep();

 private:
  void ask(const Point& point, const QString& text, std::function<void(const QString&)> take);
  void followImages();
  void showMarks();

  Session& session_;
  NotesPart& notes_;
  ViewArea& views_;
  ViewState& state_;
  QPointer<NoteField> field_;
  std::optional<Point> place_;  ///< of the note that is being written
};

}  // namespace uptake
