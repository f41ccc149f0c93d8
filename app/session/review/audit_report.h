#pragma once

#include "annotation/review/case_review.h"
#include "io/dicom/study_index.h"

namespace uptake {

/// Who did what and when in a project, and what that makes of each case.
struct AuditReport {
  struct Case {
    QString patientId;
    QString studyInstanceUid;
    CaseReview review;
  };
  QString project;
  ReviewRule rule;
  std::vector<ReviewEvent> events;  ///< in the order of inOrder()
  std::vector<Case> cases;          ///< that someone marked, by patient and study
  std::vector<FileProblem> problems;
};

/// Reads the record of a project, and its annotation files as far as they can be told without the images
/// (judgedFilesAlone()). FileUnreadable when there is no record.
Result<AuditReport> readAudit(const QString& project);

/// Of each line, whether its reader took it back later.
std::vector<bool> withdrawnLines(const std::vector<ReviewEvent>& events);

/// "to_do", "begun", "read_blind", "annotated", "verifying", "changed", "disputed", "rejected", "final": the
/// names of states in files.
QString stateKey(CaseState state);

/// One row a line of the record.
QByteArray auditCsv(const AuditReport& report);
QByteArray auditJson(const AuditReport& report);

}  // namespace uptake
