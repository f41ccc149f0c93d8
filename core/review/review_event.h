#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <map>
#include <optional>
#include <vector>

namespace uptake {

/// What a reader did with a case or a lesion.
enum class ReviewAct {
  Edited,       ///< saved changes of the annotation, without saying that it is finished
  Annotated,    ///< finished the annotation; `lesions` 0 says that the case has no lesion
  Adjudicated,  ///< made the final annotation of several readings; closes what was open against earlier ones
  Verified,     ///< judged it right
  Disputed,     ///< judged it wrong, or asks
  Rejected,     ///< judged it unusable
  Withdrawn,    ///< takes back one of their own marks
  RuleSet,      ///< set the project's rule
};

/// The name of an act in files: "annotated", "rule".
QString actName(ReviewAct act);
std::optional<ReviewAct> actOf(const QString& name);

/// When a case is final.
struct ReviewRule {
  int verifications = 4;  ///< by others than who annotated; of Lung-PET-CT-Dx: one annotates, four verify
  bool blind = false;     ///< each reader annotates without seeing the others' work first
  bool operator==(const ReviewRule&) const = default;
};
inline constexpr int kMostVerifications = 99;

/// A file that was judged, and what it held.
struct JudgedFile {
  QString file;       ///< relative to the project folder; "source/<name>" for one that came with the images
  QByteArray sha256;  ///< of its content, 64 hexadecimal digits
  bool operator==(const JudgedFile&) const = default;
};

/// SHA-256 (hexadecimal) of the lines "<sha256> <file>\n" of the files in the order of their names: what a
/// mark is about. Of no files, that of no bytes.
QByteArray digestOf(std::vector<JudgedFile> files);

/// The lesion that a mark is about.
struct ReviewLesion {
  /// "<mask file or SOP Instance UID>#<label>", or "<SOP Instance UID>:<xmin>,<ymin>,<xmax>,<ymax>" of the
  /// first box of a lesion of boxes.
  QString key;
  QString name;       ///< as it was called then
  QByteArray digest;  ///< of its voxels or boxes
  bool operator==(const ReviewLesion&) const = default;
};

/// One line of a review record: one act of one reader.
struct ReviewEvent {
  QString id;        ///< of this line, unique in the world
  int sequence = 0;  ///< number of the line among its reader's, from 1
  QString reader;
  QDateTime time;  ///< UTC, of the reader's clock
  ReviewAct act = ReviewAct::Annotated;
  QString patientId;
  QString studyInstanceUid;
  std::optional<ReviewLesion> lesion;  ///< std::nullopt: the event is about the whole case
  QString comment;
  std::vector<JudgedFile> judged;  ///< of the whole case
  QByteArray digest;               ///< digestOf(judged)
  std::optional<int> lesions;      ///< how many the annotation has
  bool own = false;                ///< about the reader's own reading beside those of others (blind)
  QString withdraws;               ///< the id of a line of the same reader
  std::optional<ReviewRule> rule;
  /// Of other readers (readerKey()), how many lines were known when this one was written.
  std::map<QString, int> after;
  bool operator==(const ReviewEvent&) const = default;
};

/// The same for names that differ only in case or spaces: they are one reader's.
QString readerKey(const QString& name);

}  // namespace uptake
