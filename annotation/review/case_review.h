#pragma once

#include "core/error.h"
#include "core/review/review_event.h"

#include <QStringList>

#include <optional>
#include <vector>

namespace uptake {

/// How far a case is.
enum class CaseState {
  Untouched,  ///< nobody marked it, and there is no annotation
  Begun,      ///< there is an annotation (of the images' own files, or edited) that nobody called finished
  Read,       ///< blind reading: finished by one reader or several; there is no final annotation yet
  Annotated,  ///< finished, not verified by anyone
  Verifying,  ///< verified by some of the needed readers
  Changed,    ///< the annotation is not what was called finished, or not what was verified
  Disputed,   ///< a reader's dispute is open
  Rejected,   ///< a reader rejected the case
  Final,      ///< it has the needed verifications, and no dispute is open
};

/// The annotation files of a case as they lie on the disk now.
struct CaseContent {
  QByteArray digest;  ///< digestOf() its files
  bool isEmpty = true;
};

/// A dispute or rejection that is open.
struct OpenDispute {
  QString id;  ///< of the line
  QString reader;
  ReviewAct act = ReviewAct::Disputed;
  std::optional<ReviewLesion> lesion;
  QString comment;
  QDateTime time;
};

/// What readers said of a case, taken together.
struct CaseReview {
  CaseState state = CaseState::Untouched;
  QString annotator;           ///< who finished the annotation last; of the final one, not of blind readings
  QStringList authors;         ///< all who worked on it: they cannot verify it
  QStringList verifiedBy;      ///< whose verification counts
  QStringList outdated;        ///< who verified it as it was before it changed
  QStringList readBy;          ///< blind readings that are finished
  QStringList readers;         ///< all who did anything, in the order of their first act
  bool changed = false;        ///< the annotation is not what its annotator called finished
  std::optional<int> lesions;  ///< as the last annotation says; 0: no lesion
  int needed = 4;              ///< verifications
  std::vector<OpenDispute> disputes;
  /// Of each reader (readerKey()), the id of their last mark that stands: what they can take back.
  std::map<QString, QString> lastMark;

  bool isAuthor(const QString& reader) const;
  bool hasRead(const QString& reader) const;
};

/// The rules: `events` are one case's lines in the order of inOrder().
///
/// - A mark that its own reader withdrew is ignored.
/// - Whoever edited, annotated or adjudicated the annotation is one of its authors, and no author's
///   verification counts. Blind readings (ReviewEvent::own) make nobody an author.
/// - A verification counts while the annotation is what it was then (its digest); afterwards it is outdated.
/// - A reader's later judgement of the case or of a lesion replaces their earlier one of the same. A dispute
///   or rejection stays open, whatever becomes of the annotation, until its reader judges it anew (annotating
///   the case counts as that), withdraws it, or an adjudication follows.
/// - The case is final when it has the needed verifications and no dispute is open.
///
/// `now` is std::nullopt while it is not known; the last mark's digest is taken then.
CaseReview reviewCase(const std::vector<const ReviewEvent*>& events, const ReviewRule& rule,
                      const std::optional<CaseContent>& now);

/// Whether a reader may make a mark on the whole case; Inconsistent says why not.
Result<void> mayMark(const CaseReview& review, const QString& reader, ReviewAct act);

/// The rule of a project: what was set last, else the default.
ReviewRule ruleOf(const std::vector<ReviewEvent>& events);

}  // namespace uptake
