#pragma once

#include "annotation/commands/revisions.h"
#include "annotation/journal/journal_recorder.h"
#include "annotation/journal/journal_restore.h"
#include "annotation/tools/tool.h"
#include "app/session/annotations/kind.h"
#include "app/session/messages.h"
#include "core/jobs/job_runner.h"

#include <QObject>
#include <QStringList>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// Why a case was not, or not all, saved.
struct SaveFailure {
  QString reason;          ///< one line for a person
  QStringList conflicts;   ///< files that someone else changed since they were read; then nothing was written
  bool onlyMasks = false;  ///< saving as new avoids all of them
};

/// Keeps the annotations of the case that is open: reads them, knows what is unsaved, saves it, keeps a
/// journal of it and restores one. It knows no kind of annotation: they all are in its kinds (kind.h).
/// Everything slow runs in jobs; it lives on the UI thread.
class Keeper : public QObject {
  Q_OBJECT

 public:
  /// `revisions` is that of the context's document and stack.
  Keeper(ToolContext context, Revisions& revisions, Messages& messages, QObject* parent = nullptr);
  /// Ends the jobs and the journal, which is kept when unsaved work is in it.
  ~Keeper() override;

  // Kinds.

  /// Adds a kind, before the first case is opened.
  template <class Kind>
  Kind& add() {
    kinds_.push_back(std::make_unique<Kind>(*this));
    if (JournalPart* part = kinds_.back()->journalPart()) journal_.add(*part);
    return static_cast<Kind&>(*kinds_.back());
  }
  /// A kind that was added.
  template <class Kind>
  Kind& kind() const {
    for (const auto& each : kinds_)
      if (auto* found = dynamic_cast<Kind*>(each.get())) return *found;
    qFatal("no such kind of annotation");
  }
  const std::vector<std::unique_ptr<AnnotationKind>>& kinds() const { return kinds_; }
  /// Removes the mark that is selected, whatever kind it is of, as an undo step.
  void removeMark();
  const ToolContext& context() const { return context_; }
  CaseDocument& document() const { return context_.document; }
  Messages& messages() const { return messages_; }

  // The case.

  /// A study with nothing drawn on it is open. The annotation folder is the one in use then.
  void open(OpenedStudy study);
  /// Reads what the images depend on, and calls `then`; after open().
  void readFirst(std::function<void()> then);
  /// Reads all else; annotationsLoaded() follows.
  void read();
  /// The case is being closed: before its document is cleared. What waits to be saved is given up, with a
  /// saveFailed(); its journal is kept when unsaved work is in it that nobody discarded.
  void close();
  /// The study that is open, or null.
  const std::shared_ptr<const OpenedStudy>& opened() const { return opened_; }
  /// Whether what changes in the document now is an edit.
  bool isWatching() const { return opened_ && !isAdopting_; }
  /// Does what a loader does to the document: none of it is an edit.
  void adopt(const std::function<void()>& fill);

  bool isReading() const { return firstJob_.isRunning() || readJob_.isRunning(); }
  void cancelReading() { readJob_.cancel(); }
  /// All annotations are read: saving before would replace what was not seen.
  bool isRead() const { return isRead_; }
  JobRunner& readJob() { return readJob_; }

  // The annotation folder.

  /// The annotation folder of what was opened: in use from here on, and for every study unless it is read
  /// blind.
  void useProjectFolder(const AnnotationFolder& folder);
  /// Keeps what is drawn in another folder, where all of it counts as unsaved. Inconsistent when the folder
  /// is inside of `openedPaths`, or the case is read blind. Who remembers the choice then calls
  /// useProjectFolder().
  Result<void> moveTo(const QString& path, const QStringList& openedPaths);
  const AnnotationFolder& folder() const { return folder_; }
  /// That of the project: the same, unless the open case is read blind.
  const AnnotationFolder& projectFolder() const { return projectFolder_; }
  /// Asked whenever a study is opened.
  using Planner = std::function<ReadingPlan(const QString& patientId, const QString& studyUid)>;
  void setReadingPlan(Planner planner) { planner_ = std::move(planner); }
  /// Whether the open case is read blind.
  bool isReadBlind() const { return !plan_.own.isEmpty(); }
  /// Files of the annotation folder as they were read or last written.
  const FileStamps& stamps() const { return stamps_; }

  // Saving.

  /// Whether what is drawn is another revision than the one that the files hold, or may be while a save runs.
  bool hasUnsavedChanges() const { return !context_.undoStack.isClean(); }
  /// Saves what changed, in the background, after the saves that were asked for before. Each ends in one
  /// saved() or saveFailed(), later.
  void save(SaveMode mode = SaveMode::Update);
  /// Whether one of them is still to end.
  bool isSaving() const { return saving_ || !waiting_.empty(); }
  /// Of the last save that failed.
  const SaveFailure& saveFailure() const { return failure_; }
  /// Saves something apart from the case's other work, in the background, also when the case is closed or the
  /// program ends meanwhile. `done` is called unless it ends. `known` are the files that it may replace.
  using Done = std::function<void(const Result<SaveReport>&)>;
  void saveAtOnce(std::shared_ptr<SavePart> part, FileStamps known, Done done);
  JobRunner& saveJob() { return saveJob_; }
  /// A person said whether what is unsaved now may be lost: its journal goes with the case then.
  void discardUnsaved(bool discard = true) { isDiscarded_ = discard; }

  // The journal.

  JournalRecorder& journal() { return journal_; }
  /// Brings the work of a journal of the study that is open back, as one undo step. The annotations on disk
  /// must have been read.
  RestoreReport restore(const JournalState& state);

 Q_SIGNALS:
  void annotationsLoaded();
  void folderChanged();
  /// `study` is the one that was open when it was asked for.
  void saved(const QStringList& files, const QStringList& notes, const uptake::StudyRef& study);
  void saveFailed(const QString& message, const uptake::StudyRef& study);

 private:
  using Stored = std::vector<std::shared_ptr<StoredPart>>;  ///< by kind; null for those that were not read
  std::function<Result<std::shared_ptr<Stored>>(JobControl&)> readingOf(bool first) const;
  void adoptStored(const Stored& stored);
  void rebaseJournal();
  QString refusal() const;

  struct Saving;
  std::shared_ptr<Saving> snapshot(SaveMode mode);
  AnnotationFolder guardedFolder() const;
  void beginNextSave();
  void finishSave(Saving& saving, const Result<SaveReport>& report);
  void takeReport(Saving& saving, const SaveReport& report);
  void failSave(const SaveFailure& failure, const StudyRef& study);
  void giveUpWaitingSaves(const QString& reason);

  struct AtOnce;
  void beginNextAtOnce();

  ToolContext context_;
  Revisions& revisions_;
  Messages& messages_;
  JournalRecorder journal_{context_.undoStack};
  std::vector<std::unique_ptr<AnnotationKind>> kinds_;  ///< read, saved and restored in this order

  std::shared_ptr<const OpenedStudy> opened_;
  AnnotationFolder folder_{QString()};
  AnnotationFolder projectFolder_{QString()};
  Planner planner_;
  ReadingPlan plan_;  ///< of the open case
  bool isRead_ = false;
  bool isAdopting_ = false;
  bool isDiscarded_ = false;
  FileStamps stamps_;

  std::shared_ptr<Saving> saving_;  ///< the save that runs
  std::deque<SaveMode> waiting_;    ///< of the open case, after that
  SaveFailure failure_;
  std::deque<std::shared_ptr<AtOnce>> atOnce_;  ///< the first one is being saved

  // Jobs last: they are destroyed, and so waited for, before what they refer to.
  JobRunner firstJob_;
  JobRunner readJob_;
  JobRunner saveJob_;
  JobRunner atOnceJob_;
};

}  // namespace uptake
