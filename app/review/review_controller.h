#pragma once

#include "annotation/review/case_review.h"
#include "app/case/case_controller.h"
#include "app/review/review_writer.h"
#include "io/review/case_files.h"

#include <QFileSystemWatcher>
#include <QHash>
#include <QObject>
#include <QTimer>

#include <deque>
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
  explicit ReviewController(CaseController& cases, QObject* parent = nullptr);
  ~ReviewController() override;

  /// Who makes the marks; kept in the settings. Empty until a person said it.
  const QString& reader() const { return reader_; }
  void setReader(const QString& name);
  /// Where marks go that the project's folder does not take; below it, one folder a project.
  void setKeptFolder(const QString& folder) { keptFolder_ = folder; }

  /// Of the project of what is open, in the order of inOrder().
  const std::vector<ReviewEvent>& history() const { return history_; }
  const ReviewRule& rule() const { return rule_; }
  void setRule(const ReviewRule& rule);
  /// Lines that do not count.
  const std::vector<FileProblem>& problems() const { return problems_; }

  /// Of any case of the project.
  const CaseReview& reviewOf(const QString& patientId, const QString& studyUid) const;
  CaseReview current() const;
  /// Whether the case's files were looked at since its last mark: before that, its marks are taken to hold.
  bool isChecked(const QString& patientId, const QString& studyUid) const;
  /// Whether what others did of this case is to be kept from the reader: it is to be read blind, and the
  /// reader has not finished.
  bool isHidden(const QString& patientId, const QString& studyUid) const;

  /// What accepting the open case means for this reader: annotated (or adjudicated), or verified.
  ReviewAct actOfAccepting() const;
  /// Marks the open case, or a lesion of it, as one undo step. What is unsaved must have been saved. An
  /// error says why not: Inconsistent by the rules, or when its files are not what was read.
  Result<void> mark(ReviewAct act, const QString& comment = {},
                    const std::optional<ReviewLesion>& lesion = std::nullopt);
  /// Takes the reader's last mark on the open case back.
  Result<void> withdrawLast();

  /// Blocks until all marks are on the disk.
  void waitForWritten() { writer_.waitForDone(); }
  /// True when nothing is being read.
  bool isSettled() const { return !readJob_.isRunning() && !checkJob_.isRunning() && checks_.empty(); }

 Q_SIGNALS:
  /// Anything: the history, the rule, the reader.
  void changed();
  /// What is known of one case.
  void caseChanged(const QString& patientId, const QString& studyUid);
  void said(const QString& message);

 private:
  friend class ReviewMark;

  struct CaseKey {
    QString patientId;
    QString studyUid;
  };
  QString recordFolder() const;
  QString keptFolder() const;
  QString ownFolder(const QString& reader) const;
  void openProject();
  void indexScanned();
  void read();
  void readIfChanged();
  void adopt(std::vector<ReviewEvent> history);
  void sortHistory();
  void checkSoon(const QString& patientId, const QString& studyUid);
  void checkNext();
  void caseSaved();
  ReadingPlan planFor(const QString& patientId, const QString& studyUid) const;
  ReviewEvent newEvent(ReviewAct act) const;
  void append(ReviewEvent event);
  void withdraw(const QString& id);
  CaseFilesQuery queryOf(const PatientEntry& patient, const StudyEntry& study) const;
  QByteArray listing() const;
  std::vector<JudgedFile> openCaseFiles() const;

  CaseController& cases_;
  QString reader_;
  QString keptFolder_;
  QString project_;  ///< the annotation folder whose record this is
  std::vector<ReviewEvent> history_;
  QHash<QString, std::vector<std::size_t>> byCase_;  ///< positions in the history
  ReviewRule rule_;
  std::vector<FileProblem> problems_;
  std::vector<ReviewEvent> pending_;  ///< marks that are not known to be on the disk
  QHash<QString, CaseContent> contents_;
  mutable QHash<QString, CaseReview> reviews_;
  QHash<QString, QString> vocFiles_;            ///< of the opened folders, by image
  QHash<QString, std::pair<int, int>> places_;  ///< in the index
  QSet<QString> openFiles_;                     ///< names of the open case's files when it was read
  std::deque<CaseKey> checks_;
  QSet<QString> unsigned_;  ///< cases that were changed here before the reader gave a name
  QByteArray listing_;
  QFileSystemWatcher watcher_;
  QTimer poll_;
  QTimer soon_;

  JobRunner readJob_;
  JobRunner checkJob_;
  ReviewWriter writer_;
};

}  // namespace uptake
