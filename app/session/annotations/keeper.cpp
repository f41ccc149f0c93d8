#include "app/session/annotations/keeper.h"

#include "app/session/annotations/kinds/kinds.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace uptake {

namespace {

Result<SaveReport> saveParts(SaveTransaction save, const std::vector<SavePart*>& parts,
                             const OpenedStudy& opened, JobControl& control) {
  if (Result<void> begun = save.begin(control); !begun) return begun.error();
  for (SavePart* part : parts)
    if (Result<void> planned = part->plan(save, opened, control); !planned) return planned.error();
  return save.finish(control);
}

}  // namespace

CaseDocument& AnnotationKind::document() const {
  return keeper_.document();
}

bool AnnotationKind::isWatching() const {
  return keeper_.isWatching();
}

/// A save: what was asked for, and what the document held then.
struct Keeper::Saving {
  struct Part {
    AnnotationKind* kind = nullptr;
    std::unique_ptr<SavePart> part;
    bool isWritten = true;  ///< AnnotationKind::isOf(): else it is of no file of such a study
  };
  std::shared_ptr<const OpenedStudy> opened;
  SaveMode mode = SaveMode::Update;
  qint64 revision = 0;
  std::optional<qint64> savedBefore;  ///< the revision that the files held until then
  AnnotationFolder folder{QString()};
  FileStamps known;
  std::vector<Part> parts;
};

/// What is saved apart from the rest.
struct Keeper::AtOnce {
  std::shared_ptr<const OpenedStudy> opened;
  AnnotationFolder folder{QString()};
  FileStamps known;
  std::shared_ptr<SavePart> part;
  Done done;
  FileStamps written = {};

  /// Not stopped by anyone: it is small, and a person believes it saved.
  Result<SaveReport> run() {
    JobControl control;
    Result<SaveReport> report = saveParts({folder, known, false}, {part.get()}, *opened, control);
    if (report) written = report->stamps;
    return report;
  }
  /// What was written before it is ours, too.
  void follow(const AtOnce& before) {
    for (const auto& [file, stamp] : before.written) known[file] = stamp;
  }
};

Keeper::Keeper(ToolContext context, Revisions& revisions, Messages& messages, QObject* parent)
    : QObject(parent), context_(context), revisions_(revisions), messages_(messages) {
  addKinds(*this);
  connect(&context_.undoStack, &QUndoStack::indexChanged, this, [this] { isDiscarded_ = false; });
  connect(&journal_, &JournalRecorder::failed, this, [this](const QString& reason) {
    messages_.addProblems({{journal_.folder(), reason}});
    messages_.say(tr("Unsaved work is not protected against a crash now: %1").arg(reason));
  });
  connect(&journal_, &JournalRecorder::recovered, this,
          [this] { messages_.say(tr("Unsaved work is protected against a crash again.")); });
}

Keeper::~Keeper() {
  for (JobRunner* job : {&firstJob_, &readJob_, &saveJob_, &atOnceJob_}) job->cancelAndWait();
  for (std::size_t i = 1; i < atOnce_.size(); ++i) {
    atOnce_[i]->follow(*atOnce_[i - 1]);
    (void)atOnce_[i]->run();
  }
  close();
}

void Keeper::removeMark() {
  for (const auto& kind : kinds_) kind->removeMark();
}

// The case.

void Keeper::open(OpenedStudy study) {
  opened_ = std::make_shared<const OpenedStudy>(std::move(study));
  isRead_ = false;
  // A table of slices is no case of a project.
  plan_ = planner_ && !opened_->table() ? planner_(opened_->patient.id, opened_->study().uid) : ReadingPlan();
  const AnnotationFolder wanted = plan_.own.isEmpty() ? projectFolder_ : AnnotationFolder(plan_.own);
  if (std::exchange(folder_, wanted) != wanted) Q_EMIT folderChanged();
  rebaseJournal();
}

/// The journal goes with the case; but work that nobody saved or gave up is kept for the next time.
void Keeper::close() {
  firstJob_.discard();
  readJob_.discard();
  giveUpWaitingSaves(tr("The case was closed before it was saved."));
  const bool isLost = hasUnsavedChanges() && !isDiscarded_;
  journal_.end(isLost ? JournalRecorder::End::Keep : JournalRecorder::End::Remove);
  isDiscarded_ = false;
  opened_.reset();
  isRead_ = false;
  stamps_.clear();
  for (const auto& kind : kinds_) kind->clear();
}

void Keeper::adopt(const std::function<void()>& fill) {
  isAdopting_ = true;
  revisions_.setPaused(true);
  fill();
  isAdopting_ = false;
  revisions_.setPaused(false);
}

std::function<Result<std::shared_ptr<Keeper::Stored>>(JobControl&)> Keeper::readingOf(bool first) const {
  std::vector<AnnotationKind::Reader> readers;
  for (const auto& kind : kinds_)
    readers.push_back(kind->isReadFirst() == first && kind->isOf(*opened_) ? kind->reader()
                                                                           : AnnotationKind::Reader());
  return [readers = std::move(readers), task = ReadingTask{opened_, folder_, plan_}](
             JobControl& control) -> Result<std::shared_ptr<Stored>> {
    auto all = std::make_shared<Stored>();
    for (const AnnotationKind::Reader& read : readers) {
      all->emplace_back();
      if (!read) continue;
      if (control.isCancelled()) return JobControl::cancelledError();
      Result<std::shared_ptr<StoredPart>> stored = read(task, control);
      if (!stored) return stored.error();
      all->back() = stored.take();
    }
    return all;
  };
}

void Keeper::adoptStored(const Stored& stored) {
  adopt([&] {
    for (std::size_t i = 0; i < kinds_.size(); ++i)
      if (stored[i]) kinds_[i]->adopt(*stored[i]);
  });
  std::vector<FileProblem> problems;
  for (const auto& part : stored) {
    if (!part) continue;
    stamps_.insert(part->stamps.begin(), part->stamps.end());
    problems.insert(problems.end(), part->problems.begin(), part->problems.end());
  }
  if (!problems.empty()) messages_.addProblems(problems);
}

void Keeper::readFirst(std::function<void()> then) {
  const bool isNeeded = std::ranges::any_of(
      kinds_, [this](const auto& kind) { return kind->isReadFirst() && kind->isOf(*opened_); });
  if (!isNeeded) return then();
  firstJob_.start<std::shared_ptr<Stored>>(
      readingOf(true), [this, then = std::move(then)](const Result<std::shared_ptr<Stored>>& stored) {
        if (stored) adoptStored(**stored);
        then();
      });
}

void Keeper::read() {
  readJob_.start<std::shared_ptr<Stored>>(
      readingOf(false), [this](const Result<std::shared_ptr<Stored>>& stored) {
        if (stored) {
          adoptStored(**stored);
          isRead_ = true;
          rebaseJournal();
        } else {
          messages_.say(tr("The annotations were not read: %1").arg(stored.error().text()));
        }
        Q_EMIT annotationsLoaded();
      });
}

// The annotation folder.

void Keeper::useProjectFolder(const AnnotationFolder& folder) {
  folder_ = projectFolder_ = folder;
  plan_ = {};
  Q_EMIT folderChanged();
}

Result<void> Keeper::moveTo(const QString& path, const QStringList& openedPaths) {
  const AnnotationFolder folder(QDir::cleanPath(QFileInfo(path).absoluteFilePath()));
  if (folder.isInside(openedPaths))
    return Error{
        ErrorKind::Inconsistent,
        tr("The folder lies inside the opened one, which is never written to. Choose one beside it."),
        folder.path()};
  if (isReadBlind())
    return Error{ErrorKind::Inconsistent,
                 tr("The case is being read blind, in a folder of its own. Finish the reading first."),
                 folder.path()};
  if (folder == folder_) return {};
  folder_ = projectFolder_ = folder;
  isRead_ = true;  // nothing there has been read, and nothing that is there is replaced
  stamps_.clear();
  bool isUnsaved = false;
  for (const auto& kind : kinds_) isUnsaved = kind->moveToNewFolder() || isUnsaved;
  if (isUnsaved) revisions_.setSaved(std::nullopt);
  if (opened_) rebaseJournal();
  return {};
}

/// The one in use, with what must not be written to.
AnnotationFolder Keeper::guardedFolder() const {
  return AnnotationFolder(folder_.path(), opened_->guardedPaths);
}

// Saving.

std::shared_ptr<Keeper::Saving> Keeper::snapshot(SaveMode mode) {
  auto saving = std::make_shared<Saving>();
  saving->opened = opened_;
  saving->mode = mode;
  saving->revision = revisions_.current();
  saving->savedBefore = revisions_.saved();
  saving->folder = guardedFolder();
  saving->known = stamps_;
  for (const auto& kind : kinds_)
    if (std::unique_ptr<SavePart> part = kind->snapshot(mode))
      saving->parts.push_back({kind.get(), std::move(part), kind->isOf(*opened_)});
  return saving;
}

void Keeper::save(SaveMode mode) {
  waiting_.push_back(mode);
  beginNextSave();
}

/// Why nothing can be saved now, or empty.
QString Keeper::refusal() const {
  if (!opened_) return tr("There is nothing to save: no study is open.");
  if (isRead_) return {};
  // Saving now could replace boxes that nobody has seen.
  return isReading() ? tr("The annotations on disk are still being read; save again when they are there.")
                     : tr("The annotations on disk were not all read. Choose another folder to save in, or "
                          "open the study again.");
}

void Keeper::beginNextSave() {
  if (const QString reason = refusal(); !reason.isEmpty()) return giveUpWaitingSaves(reason);
  if (saving_ || waiting_.empty()) return;
  const SaveMode mode = waiting_.front();
  waiting_.pop_front();
  // What is drawn while the job writes is unsaved again; and until it ends, the files may hold what they held
  // or what is written.
  saving_ = snapshot(mode);
  if (saving_->revision != saving_->savedBefore) revisions_.setSaved(std::nullopt);
  saveJob_.start<SaveReport>(
      [saving = saving_](JobControl& control) {
        std::vector<SavePart*> parts;
        for (const Saving::Part& each : saving->parts)
          if (each.isWritten) parts.push_back(each.part.get());
        return saveParts({saving->folder, saving->known, saving->mode == SaveMode::Replace}, parts,
                         *saving->opened, control);
      },
      [this](const Result<SaveReport>& report) {
        const std::shared_ptr<Saving> saving = std::exchange(saving_, nullptr);
        finishSave(*saving, report);
      });
}

void Keeper::finishSave(Saving& saving, const Result<SaveReport>& report) {
  const bool isOpenStill = saving.opened == opened_;
  const StudyRef study = saving.opened->ref();
  if (report && report->problems.empty()) {
    if (isOpenStill) takeReport(saving, *report);
    // Before anyone hears of it: who waits for all saves sees that there is another.
    beginNextSave();
    Q_EMIT saved(report->files, report->notes, study);
    return;
  }
  SaveFailure failure;
  if (!report) {
    failure.reason = report.error().text();
  } else {
    failure.reason = report->problems.front().file + QStringLiteral(": ") + report->problems.front().reason;
    failure.conflicts = report->conflicts;
    failure.onlyMasks = std::ranges::all_of(report->conflicts, [&](const QString& file) {
      return std::ranges::any_of(saving.parts,
                                 [&](const Saving::Part& each) { return each.part->avoidsAsNew(file); });
    });
  }
  if (isOpenStill) {
    if (report) takeReport(saving, *report);
    // Nothing counts as saved: the next save writes all of it again.
    for (const Saving::Part& each : saving.parts) each.kind->takeBack(*each.part);
    // Nothing was replaced where someone else changed a file.
    if (!failure.conflicts.isEmpty()) revisions_.setSaved(saving.savedBefore);
    if (report) messages_.addProblems(report->problems);
    if (report && !report->files.isEmpty()) rebaseJournal();
  }
  beginNextSave();
  failSave(failure, study);
}

/// Of files that were written.
void Keeper::takeReport(Saving& saving, const SaveReport& report) {
  // Saved elsewhere by now: what lies in the folder of then says nothing about this one.
  if (saving.folder != folder_) return;
  adopt([&] {
    for (const Saving::Part& each : saving.parts) each.kind->saved(*each.part, saving.mode, report);
  });
  for (const auto& [file, stamp] : report.stamps) stamps_[file] = stamp;
  if (!report.problems.empty()) return;
  revisions_.setSaved(saving.revision);
  rebaseJournal();
}

/// Later: whoever asked for the save listens only afterwards, and what is being closed is closed then.
void Keeper::failSave(const SaveFailure& failure, const StudyRef& study) {
  QMetaObject::invokeMethod(
      this,
      [this, failure, study] {
        failure_ = failure;
        Q_EMIT saveFailed(failure.reason, study);
      },
      Qt::QueuedConnection);
}

void Keeper::giveUpWaitingSaves(const QString& reason) {
  const StudyRef study = opened_ ? opened_->ref() : StudyRef();
  for (; !waiting_.empty(); waiting_.pop_front()) failSave({reason, {}, false}, study);
}

void Keeper::saveAtOnce(std::shared_ptr<SavePart> part, FileStamps known, Done done) {
  atOnce_.push_back(std::make_shared<AtOnce>(
      AtOnce{opened_, guardedFolder(), std::move(known), std::move(part), std::move(done)}));
  if (atOnce_.size() == 1) beginNextAtOnce();
}

void Keeper::beginNextAtOnce() {
  if (atOnce_.empty()) return;
  atOnceJob_.start<SaveReport>([next = atOnce_.front()](JobControl&) { return next->run(); },
                               [this](const Result<SaveReport>& report) {
                                 const std::shared_ptr<AtOnce> ended = std::move(atOnce_.front());
                                 atOnce_.pop_front();
                                 if (!atOnce_.empty()) atOnce_.front()->follow(*ended);
                                 // Before anyone hears of it: asking for another must not start it twice.
                                 beginNextAtOnce();
                                 ended->done(report);
                               });
}

// The journal.

/// What lies on disk now is where the journal starts from.
void Keeper::rebaseJournal() {
  JournalCase about;
  about.studyInstanceUid = opened_->study().uid;
  about.patientId = opened_->patient.id;
  about.patientName = opened_->patient.name;
  about.studyDescription = opened_->study().description;
  about.openedPaths = opened_->openedPaths;
  about.annotationFolder = folder_.path();
  for (const auto& [path, stamp] : stamps_) about.files.push_back({path, stamp.size, stamp.hash});
  journal_.rebase(about);
}

RestoreReport Keeper::restore(const JournalState& state) {
  return restoreJournal(context_, state, journal_.parts());
}

}  // namespace uptake
