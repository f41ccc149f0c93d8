#pragma once

#include "annotation/review/case_review.h"
#include "app/session/review/review_writer.h"
#include "app/session/session.h"
#include "io/review/case_files.h"

#include <QFileSystemWatcher>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// The review of the opened project: who marked which case how (the record's files, all readers', followed
/// while they change), what that makes of each case, and the marks of this program's reader. Lives on the UI
/// thread; files are read and written in the background.
class ReviewController : public QObject {
  Q_OBJECT

 public:
  explicit ReviewController(Session& session, QObject* parent = nullptr);
  ~ReviewController() override;

  /// Who makes the marks; kept in the settings. Empty until a person said it.
  const QString& reader() const { return reader_; }
  void setReader(const QString& name);
  /// Where marks go that the project's folder does not take; below it, one folder a project.
  void setKeptFolder(const QString& folder);

  /// Of the project of what is open, in the order of inOrder().
  const std::vector<ReviewEvent>& history() const { return history_; }
  const ReviewRule& rule() const { return rule_; }
  void setRule(const ReviewRule& rule);
  /// Lines that do not count.
  const std::vector<FileProblem>& problems() const { return problems_; }

  /// Of any case of the project.
  const CaseReview& reviewOf(const StudyRef& study) const;
  CaseReview current() const;
  /// Whether the case's files were looked at since its last mark: before that, its marks are taken to hold.
  bool isChecked(const StudyRef& study) const;
  /// Whether what others did of this case is to be kept from the reader: it is to be read blind, and the
  /// reader has not finished.
  bool isHidden(const StudyRef& study) const;

  /// What accepting the open case means for this reader: annotated (or adjudicated), or verified.
  ReviewAct actOfAccepting() const;
  /// Marks the open case, or a lesion of it, as one undo step, after a look at its files. What is unsaved
  /// must have been saved. Then `done` hears of it; an error says why not: Inconsistent by the rules, or when
  /// its files are not what was read.
  void mark(ReviewAct act, const QString& comment, const std::optional<ReviewLesion>& lesion,
            std::function<void(const Result<void>&)> done);
  /// Takes the reader's last mark on the open case back.
  Result<void> withdrawLast();

  /// Blocks until all marks are on the disk.
  void waitForWritten() { writer_.waitForDone(); }
  /// True when nothing is being read.
  bool isSettled() const {
    return !readJob_.isRunning() && !checkJob_.isRunning() && checks_.empty() && !openJob_.isRunning() &&
           !markJob_.isRunning() && !savedJob_.isRunning();
  }

 Q_SIGNALS:
  /// Anything: the history, the rule, the reader.
  void changed();
  /// What is known of one case.
  void caseChanged(const uptake::StudyRef& study);
  void said(const QString& message);

 private:
  friend class ReviewMark;

  QString recordFolder() const;
  static QString keptFolderOf(const QString& kept, const QString& project);
  QString ownFolder(const QString& reader) const;
  void readProjectsAhead();
  void openProject();
  void indexScanned();
  void readIfChanged();
  struct Records;
  static std::shared_ptr<const Records> recordsOf(const QString& project, const QString& kept,
                                                  const std::optional<QByteArray>& known);
  void adopt(const Records& records);
  void sortHistory();
  void checkSoon(const StudyRef& study);
  void checkNext();
  void caseOpened();
  void caseSaved(const StudyRef& study);
  Result<void> markAs(const ReviewEvent& wanted, const std::vector<JudgedFile>& files);
  using Files = Result<std::vector<JudgedFile>>;
  void lookAtOpenCase(JobRunner& job, std::function<void(Files)> done);
  ReadingPlan planFor(const StudyRef& study) const;
  ReviewEvent newEvent(ReviewAct act) const;
  void append(ReviewEvent event);
  void withdraw(const QString& id);
  CaseFilesQuery queryOf(const PatientEntry& patient, const StudyEntry& study) const;

  Session& session_;
  QString reader_;
  QString keptFolder_;
  QString project_;  ///< the annotation folder whose record this is
  std::vector<ReviewEvent> history_;
  QHash<QString, std::vector<std::size_t>> byCase_;  ///< positions in the history
  ReviewRule rule_;
  std::vector<FileProblem> problems_;
  std::shared_ptr<const Records> readAhead_;  ///< of the project that is being opened
  std::vector<ReviewEvent> pending_;          ///< marks that are not known to be on the disk
  QHash<QString, CaseContent> contents_;
  mutable QHash<QString, CaseReview> reviews_;
  QHash<QString, QString> vocFiles_;  ///< of the opened folders, by image
  QSet<QString> openFiles_;           ///< names of the open case's files when it was read
  std::deque<StudyRef> checks_;
  QSet<QString> unsigned_;             ///< cases that were changed here before the reader gave a name
  std::optional<QByteArray> listing_;  ///< of the record's files, as they were read
  QFileSystemWatcher watcher_;
  QTimer poll_;
  QTimer soon_;

  JobRunner readJob_;
  JobRunner checkJob_;
  // Files of the open case, hashed when it was read, to be marked, and when it was saved.
  JobRunner openJob_;
  JobRunner markJob_;
  JobRunner savedJob_;
  ReviewWriter writer_;
};

}  // namespace uptake
