#pragma once

#include "annotation/journal/journal_part.h"
#include "app/session/annotations/opened_study.h"
#include "core/document/case_document.h"
#include "io/store/save_transaction.h"

#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <memory>
#include <vector>

// How to add a kind of annotation: one class in one file of kinds/. kinds/notes.h is one from end to end.
//
//   1. What is drawn is a DocumentPart, `document.part<NotesPart>()`; edits of it are EditCommands.
//   2. The class is a StudyFileKind when one file a study holds all of it (see study_file_kind.h), else an
//      AnnotationKind. In its constructor, watch the part's changed() and note what is touched.
//   3. reader() gives a function that reads the files in the background; adopt() puts what it read into the
//      document.
//   4. snapshot() takes what changed; its SavePart plans the files in the background; saved() and takeBack()
//      hear what became of them.
//   5. As a JournalPart, write() records what it has become under the kind's id, and restore() brings it
//      back.
//   6. What can be selected on an image is a mark of Selection, which removeMark() removes; privacy() and
//      leftOutOfExport() say what becomes of a person's words.
//   7. Add it: keeper.add<NotesKind>() in the function that adds its feature, before the first case is
//      opened; or a line in kinds/kinds.cpp when the command line needs it, too.

namespace uptake {

class Keeper;

/// How a case is saved.
enum class SaveMode {
  Update,   ///< into the files that it was opened from
  AsNew,    ///< changed masks as new objects with their own UIDs, which name what they were made from
  Replace,  ///< as Update, over what someone else changed since (a backup of it is kept)
};

/// How a case is read among several readers.
struct ReadingPlan {
  /// The annotation folder of the reader's own, blind reading: annotations are read from there and saved
  /// there alone, and neither the project's nor those that came with the images are read. Empty: as usual.
  QString own;
  /// Annotation folders of others' finished readings, by the readers' names: their masks are added, locked,
  /// each named after its reader, and their boxes are among the predicted ones. They are never saved as they
  /// are.
  std::map<QString, QString> others;
};

/// From where annotations are read: a value that jobs own.
struct ReadingTask {
  std::shared_ptr<const OpenedStudy> opened;
  AnnotationFolder folder{QString()};
  ReadingPlan plan;

  bool isBlind() const { return !plan.own.isEmpty(); }
};

/// What was read of a kind. Kinds add what they need.
struct StoredPart {
  virtual ~StoredPart() = default;
  FileStamps stamps;  ///< of the files of the annotation folder, as they were read: a save may replace them
  std::vector<FileProblem> problems;
};

/// What a kind saves: what the document held when it was asked for, and how it becomes files.
class SavePart {
 public:
  virtual ~SavePart() = default;
  /// Plans the files, in the background and under the folder's lock. This object lives until they are
  /// written. Fails only when nothing at all can be saved then.
  virtual Result<void> plan(SaveTransaction& save, const OpenedStudy& opened, JobControl& control) = 0;
  /// Whether SaveMode::AsNew would leave the file alone.
  virtual bool avoidsAsNew(const QString&) const { return false; }
};

/// A row of the table of what files say, translated. Empty: none.
struct FilePrivacy {
  QString files;  ///< "Measurements (JSON)"
  QString says;   ///< in sentences
};

/// A kind of annotation: what it watches in the document, how it is read, saved, and kept in the journal. All
/// kinds are kept alike by the Keeper, which says when. Lives on the UI thread.
class AnnotationKind : public QObject {
 public:
  explicit AnnotationKind(Keeper& keeper) : keeper_(keeper) {}

  /// Whether it is read and saved with such a study. Of a table of slices only its own kinds are.
  virtual bool isOf(const OpenedStudy& opened) const { return !opened.table(); }

  /// Reads in the background. Fails only when cancelled; what is damaged is among StoredPart::problems.
  using Reader = std::function<Result<std::shared_ptr<StoredPart>>(const ReadingTask&, JobControl&)>;
  virtual Reader reader() const = 0;
  /// Whether it is read before the images are, because they depend on it. It is then adopted before, too.
  virtual bool isReadFirst() const { return false; }
  /// Puts what was read into the document. Nothing that it changes there counts as an edit.
  virtual void adopt(StoredPart& stored) = 0;

  /// What is unsaved, at the cost of what changed; from here on it counts as saved. Null: nothing is to do.
  virtual std::unique_ptr<SavePart> snapshot(SaveMode mode) = 0;
  /// The files of `report` were written; `part` is what snapshot() gave. When there are problems, not all
  /// were, and takeBack() follows. Nothing that it changes in the document counts as an edit.
  virtual void saved(SavePart&, SaveMode, const SaveReport&) {}
  /// Not all of it was saved: it is unsaved again.
  virtual void takeBack(SavePart& part) = 0;
  /// Annotations are kept in another folder from here on, where nothing lies of this case yet. Whether
  /// anything is unsaved there.
  virtual bool moveToNewFolder() = 0;

  /// Removes the selected mark (Selection) as an undo step if it is one of this kind.
  virtual void removeMark() {}
  /// What its files say of the patient, for those who pass them on.
  virtual FilePrivacy privacy() const { return {}; }
  /// Why an export without patient data, which knows only boxes, masks and measurements, leaves out what is
  /// drawn now: one sentence. Empty when nothing is, or nobody would miss it.
  virtual QString leftOutOfExport() const { return {}; }

  /// Its part of the journal; null when it is not in there.
  virtual JournalPart* journalPart() { return nullptr; }

  /// The case is closed: forgets what it knows of it.
  virtual void clear() = 0;

 protected:
  Keeper& keeper() const { return keeper_; }
  CaseDocument& document() const;
  /// Whether what changes in the document is an edit: a case is open, and no loader is filling it.
  bool isWatching() const;

 private:
  Keeper& keeper_;
};

}  // namespace uptake
