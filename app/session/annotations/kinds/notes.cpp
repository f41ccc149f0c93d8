#include "app/session/annotations/kinds/notes.h"

#include "annotation/journal/journal_restore.h"
#include "app/session/annotations/keeper.h"
#include "core/foreign_text.h"
#include "core/identity/image_key.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QJsonDocument>

#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::NotesKind)
};

// What a file holds.

const StudyRecordKind kNoteRecord{QStringLiteral("uptake-notes"), 1, QStringLiteral("notes")};
const QString kNoteText = QStringLiteral("text");
const QString kNotePosition = QStringLiteral("position_mm");
const QString kNoteFrame = QStringLiteral("frame_of_reference_uid");
const QString kNoteSpace = QStringLiteral("space_of");  // of image files, which state no frame

struct NoteFile {
  std::vector<Note> notes;  ///< without ids
  QByteArray original;
  QStringList warnings;
};

QString noteFile(const AnnotationFolder& folder, const OpenedStudy& opened) {
  return folder.studyFile(QStringLiteral("Notes"), opened.patient.id, opened.study().uid);
}

QString jsonText(const QJsonValue& value) {
  // A value of an object or list alone cannot be written.
  const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
  return boundedText(QString::fromUtf8(list.mid(1, list.size() - 2)));
}

/// The note of an entry, or why it is none.
Result<Note> noteOf(const QJsonValue& entry) {
  const auto defect = [](const QString& reason) { return Error{ErrorKind::Inconsistent, reason, {}}; };
  if (!entry.isObject()) return defect(Texts::tr("%1 is no note").arg(jsonText(entry)));
  Note note;
  note.others = entry.toObject();
  note.text = note.others.take(kNoteText).toString();
  note.frameOfReferenceUid = note.others.take(kNoteFrame).toString();
  if (const QString space = note.others.take(kNoteSpace).toString(); !space.isEmpty())
    note.frameOfReferenceUid = imageKey(space);
  const QJsonValue position = note.others.take(kNotePosition);
  const auto point = pointIn(position);
  if (!point) return defect(Texts::tr("its position_mm is %1, not three numbers").arg(jsonText(position)));
  note.position = *point;
  if (const QString reason = noteDefect(note); !reason.isEmpty()) return defect(reason);
  return note;
}

QJsonObject noteEntry(const Note& note) {
  QJsonObject entry = note.others;
  entry[kNoteText] = note.text;
  entry[kNotePosition] = pointArray(note.position);
  if (!note.frameOfReferenceUid.isEmpty())
    entry[isImageKey(note.frameOfReferenceUid) ? kNoteSpace : kNoteFrame] = shownId(note.frameOfReferenceUid);
  return entry;
}

Result<NoteFile> readNotes(const QString& path, const QString& studyUid) {
  Result<StudyRecord> record = readStudyRecord(path, kNoteRecord, studyUid);
  if (!record) return record.error();
  NoteFile file;
  file.original = std::move(record->original);
  for (int i = 0; i < record->entries.size(); ++i) {
    if (Result<Note> note = noteOf(record->entries[i]))
      file.notes.push_back(note.take());
    else
      file.warnings.append(
          Texts::tr("Note %1 is left out, and stays in the file: %2.").arg(i + 1).arg(note.error().message));
  }
  return file;
}

Result<void> writeNotes(const QString& path, const OpenedStudy& opened, const std::vector<Note>& notes,
                        const QByteArray& original) {
  QJsonArray entries;
  for (const QJsonValue& before : QJsonDocument::fromJson(original).object()[kNoteRecord.entries].toArray())
    if (!noteOf(before)) entries.append(before);  // not ours to lose
  for (const Note& note : notes) {
    if (const QString reason = noteDefect(note); !reason.isEmpty())
      return Error{ErrorKind::Inconsistent,
                   Texts::tr("The note \"%1\" cannot be saved: %2.").arg(menuName(note.text), reason), path};
    entries.append(noteEntry(note));
  }
  if (entries.isEmpty() && original.isEmpty()) return removeStudyRecord(path);
  return writeStudyRecord(path, kNoteRecord, opened.patient.id, opened.study().uid, entries, original);
}

// What a journal holds: all notes.

void putNote(QDataStream& out, const Note& note) {
  out << note.position.x() << note.position.y() << note.position.z() << note.frameOfReferenceUid << note.text
      << QJsonDocument(note.others).toJson(QJsonDocument::Compact);
}

void getNote(QDataStream& in, Note& note) {
  QByteArray others;
  in >> note.position.x() >> note.position.y() >> note.position.z() >> note.frameOfReferenceUid >>
      note.text >> others;
  note.others = QJsonDocument::fromJson(others).object();
  if (!noteDefect(note).isEmpty()) in.setStatus(QDataStream::ReadCorruptData);
}

struct NoteContent : JournalContent {
  std::optional<std::vector<Note>> notes;

  void read(quint16, QDataStream& in, JournalDepth) override {
    quint32 count = 0;
    in >> count;
    std::vector<Note> read;
    // Note by note: a count is not believed before they are there.
    for (quint32 i = 0; i < count && in.status() == QDataStream::Ok; ++i) getNote(in, read.emplace_back());
    if (in.status() == QDataStream::Ok) notes = std::move(read);
  }

  QStringList lines() const override {
    if (!notes) return {};
    return {Texts::tr("%n note(s)", nullptr, static_cast<int>(notes->size()))};
  }
};

}  // namespace

bool Note::operator==(const Note& other) const {
  return id == other.id && position == other.position && frameOfReferenceUid == other.frameOfReferenceUid &&
         text == other.text && others == other.others;
}

QString noteDefect(const Note& note) {
  constexpr double kFarthestNoteMm = 1e4;
  if (note.text.trimmed().isEmpty()) return Texts::tr("it has no text");
  if (!note.position.allFinite() || note.position.cwiseAbs().maxCoeff() > kFarthestNoteMm)
    return Texts::tr("its position lies more than 10 m away");
  return {};
}

// The document.

const Note* NotesPart::note(NoteId id) const {
  const auto found = notes_.find(id);
  return found == notes_.end() ? nullptr : &found->second;
}

void NotesPart::put(const Note& note) {
  Q_ASSERT(note.id != NoteId::None);
  notes_.insert_or_assign(note.id, note);
  Q_EMIT changed();
}

void NotesPart::remove(NoteId id) {
  notes_.erase(id);
  Q_EMIT changed();
}

void NotesPart::clear() {
  if (notes_.empty()) return;
  notes_.clear();
  Q_EMIT changed();
}

// Edits.

NoteEdit::NoteEdit(ToolContext context, std::optional<Note> before, std::optional<Note> after,
                   const QString& text, EditState state)
    : EditCommand(context, text, state), before_(std::move(before)), after_(std::move(after)) {
  Q_ASSERT(before_ || after_);
}

std::size_t NoteEdit::byteCount() const {
  std::size_t bytes = sizeof(*this);
  for (const auto* each : {&before_, &after_})
    if (*each) bytes += static_cast<std::size_t>((*each)->text.size()) * sizeof(QChar);
  return bytes;
}

void NoteEdit::show(const std::optional<Note>& shown, const std::optional<Note>& wanted) {
  auto& notes = context_.document.part<NotesPart>();
  if (!wanted) {
    if (context_.selection.mark<NoteId>() == shown->id) context_.selection.setMark(NoteId::None);
    notes.remove(shown->id);
    return;
  }
  notes.put(*wanted);
  context_.selection.setMark(wanted->id);
}

NoteId NoteEditor::add(Note note) {
  note.text = note.text.simplified();
  if (note.text.isEmpty()) return NoteId::None;
  note.id = notes_.newId();
  context_.undoStack.push(
      new NoteEdit(context_, std::nullopt, note, Texts::tr("Add note %1").arg(menuName(note.text))));
  return note.id;
}

void NoteEditor::setText(NoteId id, const QString& text) {
  const Note* note = notes_.note(id);
  if (!note || text.simplified().isEmpty() || text.simplified() == note->text.simplified()) return;
  Note after = *note;
  after.text = text.simplified();
  context_.undoStack.push(
      new NoteEdit(context_, *note, after, Texts::tr("Change note to %1").arg(menuName(after.text))));
}

void NoteEditor::moved(const Note& before) {
  const Note* note = notes_.note(before.id);
  if (!note || *note == before) return;
  context_.undoStack.push(new NoteEdit(context_, before, *note,
                                       Texts::tr("Move note %1").arg(menuName(note->text)), EditState::Done));
}

void NoteEditor::remove(NoteId id) {
  const Note* note = notes_.note(id);
  if (!note) return;
  context_.undoStack.push(
      new NoteEdit(context_, *note, std::nullopt, Texts::tr("Delete note %1").arg(menuName(note->text))));
}

// The kind.

NotesKind::NotesKind(Keeper& keeper) : StudyFileKind(keeper) {
  connect(&part(), &NotesPart::changed, this, [this] { touch(); });
}

std::vector<Note> NotesKind::notes() const {
  std::vector<Note> all;
  for (const auto& [id, note] : part().all()) all.push_back(note);
  return all;
}

StudyFileKind::Place NotesKind::place() const {
  return noteFile;
}

AnnotationKind::Reader NotesKind::reader() const {
  return readerOf<NoteFile>(noteFile, readNotes);
}

void NotesKind::adopt(StoredPart& stored) {
  auto& read = static_cast<StoredStudyFile<NoteFile>&>(stored);
  if (!read.file) return;
  for (Note& note : read.file->notes) {
    note.id = part().newId();
    part().put(note);
  }
  setOriginal(std::move(read.file->original));
}

void NotesKind::removeMark() {
  const ToolContext& context = keeper().context();
  NoteEditor(context).remove(context.selection.mark<NoteId>());
}

FilePrivacy NotesKind::privacy() const {
  return {Texts::tr("Notes (JSON)"),
          Texts::tr("The patient's ID and the study's UID, in the file and in its name; what you wrote.")};
}

QString NotesKind::leftOutOfExport() const {
  if (isEmpty()) return {};
  return Texts::tr("%n note(s) were left out: a text may name the patient.", nullptr,
                   static_cast<int>(part().all().size()));
}

StudyFileKind::FileWriter NotesKind::writer() const {
  return [all = notes(), before = original()](const QString& path, const OpenedStudy& opened) {
    return writeNotes(path, opened, all, before);
  };
}

JournalFormat NotesKind::format() const {
  return {QStringLiteral("notes"), {}, [] { return std::make_unique<NoteContent>(); }};
}

void NotesKind::writeRecord(QDataStream& out) const {
  out << static_cast<quint32>(part().all().size());
  for (const auto& [id, note] : part().all()) putNote(out, note);
}

void NotesKind::restore(JournalContent& content, JournalRestore& step) {
  auto& wanted = static_cast<NoteContent&>(content).notes;
  if (!wanted) return;
  const auto isSame = [](const Note& a, const Note& b) { return a.position == b.position; };
  for (auto& change : changesBetween(notes(), std::move(*wanted), isSame)) {
    if (!change.before) change.after->id = part().newId();
    step.push(new NoteEdit(step.context(), change.before, change.after, step.text()));
  }
}

}  // namespace uptake
