#include "app/features/notes/note_views.h"

#include "core/foreign_text.h"

#include <utility>

namespace uptake {

namespace {

constexpr Rgb kNoteColour{120, 215, 240};

}  // namespace

NoteViews::NoteViews(Session& session, ViewArea& views, ViewState& state, QObject* parent)
    : QObject(parent),
      session_(session),
      notes_(session.openCase().document().part<NotesPart>()),
      views_(views),
      state_(state) {
  connect(&notes_, &NotesPart::changed, this, &NoteViews::showMarks);
  connect(&session_.openCase().document(), &CaseDocument::imagesChanged, this, &NoteViews::followImages);
  connect(&session_.openCase().selection(), &Selection::changed, this, &NoteViews::showMarks);
}

void NoteViews::followImages() {
  const CaseDocument& document = session_.openCase().document();
  // What is being written belongs to the study that is being closed.
  if (field_ && !document.ct() && !document.pet()) field_->drop();
  showMarks();
}

void NoteViews::showMarks() {
  const NoteId selected = session_.openCase().selection().mark<NoteId>();
  std::vector<PointMark> marks;
  for (const auto& [id, note] : notes_.all())
    if (session_.openCase().document().isOnImages(note.frameOfReferenceUid))
      marks.push_back({note.position, oneLine(note.text), kNoteColour, id == selected});
  if (place_) marks.push_back({*place_, {}, kNoteColour, true});
  state_.setPointMarks(QStringLiteral("notes"), std::move(marks));
}

void NoteViews::write(const SlicePointer& pointer) {
  Note note;
  note.position = pointer.position;
  note.frameOfReferenceUid = pointer.frameOfReferenceUid;
  session_.openCase().selection().clearMarks();
  ask(note.position, {}, [this, note](const QString& text) mutable {
    note.text = text;
    NoteEditor(session_.openCase().toolContext()).add(note);
  });
}

void NoteViews::rewrite(NoteId id) {
  const Note* note = notes_.note(id);
  if (!note) return;
  ask(note->position, note->text,
      [this, id](const QString& text) { NoteEditor(session_.openCase().toolContext()).setText(id, text); });
}

void NoteViews::ask(const Point& point, const QString& text, std::function<void(const QString&)> take) {
  keep();
  SliceView* view = views_.activeView();
  if (!view) return;
  place_ = point;
  showMarks();
  field_ = new NoteField(*view, state_, point, text);
  connect(field_, &NoteField::kept, this, std::move(take));
  connect(field_, &NoteField::ended, this, [this](bool hadFocus) {
    place_.reset();
    showMarks();
    if (hadFocus) views_.setFocus();
  });
}

void NoteViews::keep() {
  if (field_) field_->keep();
}

}  // namespace uptake
