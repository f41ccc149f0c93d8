#pragma once

#include "annotation/journal/journal_part.h"
#include "core/identity/image_key.h"
#include "core/identity/study_ref.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include <memory>
#include <vector>

namespace uptake {

/// An annotation file as it was when it was read or written.
struct JournalFileStamp {
  QString path;
  qint64 size = 0;  ///< bytes
  QByteArray hash;
};

/// The case that a journal belongs to. It says no more of a person than the annotation files do.
struct JournalCase {
  QString studyInstanceUid;
  QString patientId;
  QString patientName;
  QString studyDescription;
  QStringList openedPaths;
  QString annotationFolder;
  std::vector<JournalFileStamp> files;  ///< the annotation files that the case rests on

  /// What people know it by: the patient's ID, or the name of a case of image files.
  QString shownId() const {
    return isImageKey(studyInstanceUid) ? imageKeyName(studyInstanceUid) : patientId;
  }
  StudyRef study() const {
    return {patientId, studyInstanceUid, patientId.isEmpty() ? patientName : QString()};
  }
};

/// One completed gesture, or an undo or redo of one.
struct JournalStep {
  enum class Kind { Done, Undone, CarriedOver };
  Kind kind = Kind::Done;
  QString text;  ///< as the undo history names it
  QDateTime time;
};

/// What a journal says: the state of everything that was touched since the case was opened or last saved.
struct JournalState {
  struct Part {
    QString id;
    std::unique_ptr<JournalContent> content;
  };

  QString programVersion;
  QDateTime started;
  JournalCase about;
  std::vector<JournalStep> steps;
  std::vector<Part> parts;  ///< one for each format that it was read with
  qint64 validBytes = 0;    ///< how far the file is readable; behind that it is cut off or damaged
  bool isWhole = true;      ///< the whole file was readable
  QStringList warnings;     ///< in words: records that this program does not know

  /// Null for a kind whose format it was not read with.
  JournalContent* part(const QString& id) const {
    for (const Part& each : parts)
      if (each.id == id) return each.content.get();
    return nullptr;
  }
  /// What comes back, in words.
  QStringList lines() const {
    QStringList all;
    for (const Part& each : parts) all += each.content->lines();
    return all;
  }
  QDateTime lastTime() const { return steps.empty() ? started : steps.back().time; }
};

}  // namespace uptake
