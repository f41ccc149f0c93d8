#pragma once

#include "annotation/commands/edit_command.h"
#include "app/session/annotations/study_file_kind.h"
#include "core/document/document_part.h"
#include "core/geometry/patient_space.h"

#include <QJsonObject>
#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace uptake {

/// Identifies a note within a case document. Never reused.
enum class NoteId : int { None = 0 };

/// A text that a person wrote at a point in the patient.
struct Note {
  NoteId id = NoteId::None;
  Point position = Point::Zero();  ///< mm, LPS
  QString frameOfReferenceUid;     ///< in which the position holds; empty when the images state none
  QString text;                    ///< one line where a person typed it; a file may hold any
  QJsonObject others;              ///< members of its entry in the file that this program does not know
  bool operator==(const Note& other) const;
};

/// Why a note is none, in translated words that go on "it is left out: "; empty when it is one. Its text says
/// something, and its position is finite and within 10 m of the origin of the patient's coordinates.
QString noteDefect(const Note& note);

/// The notes of a case: document.part<NotesPart>().
class NotesPart : public DocumentPart {
 public:
  const std::map<NoteId, Note>& all() const { return notes_; }
  const Note* note(NoteId id) const;
  /// For a note that is to be put.
  NoteId newId() { return static_cast<NoteId>(nextId_++); }
  /// Adds the note, or replaces the one with its id.
  void put(const Note& note);
  void remove(NoteId id);
  void clear() override;

 private:
  std::map<NoteId, Note> notes_;
  int nextId_ = 1;
};

/// A note that is added (no `before`), changed, or removed (no `after`). The one that an undo or redo brings
/// back or changes becomes the selected one.
class NoteEdit : public EditCommand {
 public:
  NoteEdit(ToolContext context, std::optional<Note> before, std::optional<Note> after, const QString& text,
           EditState state = EditState::ToDo);

  std::size_t byteCount() const override;

 protected:
  void apply() override { show(before_, after_); }
  void revert() override { show(after_, before_); }

 private:
  void show(const std::optional<Note>& shown, const std::optional<Note>& wanted);

  std::optional<Note> before_;
  std::optional<Note> after_;
};

/// Edits of notes that are not drawn by hand: each pushes one named undo command, unless nothing would
/// change.
class NoteEditor {
 public:
  explicit NoteEditor(ToolContext context) : context_(context), notes_(context.document.part<NotesPart>()) {}

  /// The new note becomes the selected one (any id in `note` is ignored). None for one without a text.
  NoteId add(Note note);
  /// In one line; an empty text changes nothing.
  void setText(NoteId id, const QString& text);
  /// The document shows the note at its new place already: a hand moved it there from `before`.
  void moved(const Note& before);
  void remove(NoteId id);

 private:
  ToolContext context_;
  NotesPart& notes_;
};

/// The notes of a study: one JSON file (AnnotationFolder::studyFile(), "Notes"), UTF-8:
///
///     {"format": "uptake-notes", "version": 1,
///      "patient_id": "…", "study_instance_uid": "1.2…",
///      "notes": [
///        {"text": "…",
///         "position_mm": [x, y, z],             patient coordinates in mm (LPS, DICOM PS3.3 C.7.6.2.1.1)
///         "frame_of_reference_uid": "1.2…"}]}   optional; of the position
///
/// Unknown members, and entries that are no notes, are kept when the file is saved again.
class NotesKind : public StudyFileKind {
 public:
  explicit NotesKind(Keeper& keeper);

  Reader reader() const override;
  void adopt(StoredPart& stored) override;
  void removeMark() override;
  FilePrivacy privacy() const override;
  QString leftOutOfExport() const override;

  JournalFormat format() const override;
  void restore(JournalContent& content, JournalRestore& step) override;

 protected:
  Place place() const override;
  bool isEmpty() const override { return part().all().empty(); }
  FileWriter writer() const override;
  void writeRecord(QDataStream& out) const override;

 private:
  NotesPart& part() const { return document().part<NotesPart>(); }
  std::vector<Note> notes() const;
};

}  // namespace uptake
