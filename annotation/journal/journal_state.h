#pragma once

#include "core/box/box_link.h"
#include "core/identity/study_ref.h"
#include "core/mask/mask_layer.h"
#include "core/measure/measurement.h"
#include "core/review/lesion_decision.h"

#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include <map>
#include <optional>
#include <vector>

namespace uptake {

/// How a mask that lies on disk is found again: ids hold only while a case is open.
struct MaskOrigin {
  MaskId id = MaskId::None;  ///< in the session that wrote the journal
  QString sopInstanceUid;    ///< MaskProvenance's; of the file it was read from or saved in
  QString predecessorUid;
  QString file;
  QString name;  ///< as the file gives it
};

/// An annotation file as it was when it was read or written.
struct JournalFileStamp {
  QString path;
  qint64 size = 0;  ///< bytes
  QByteArray hash;
};

/// Of which case a journal is. What it says of a person is what the annotation files themselves say.
struct JournalCase {
  QString studyInstanceUid;
  QString patientId;
  QString patientName;
  QString studyDescription;
  QStringList openedPaths;
  QString annotationFolder;
  std::vector<JournalFileStamp> files;  ///< the annotation files that the case rests on

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

/// A mask that was touched, as it was last.
struct JournalMask {
  QString name;
  std::vector<Segment> segments;
  SeriesSource source;
  MaskProvenance provenance;
  std::optional<LabelMap> labels;  ///< nothing when only a summary was read
};

/// The boxes of an image that was touched, all of them.
struct JournalBoxes {
  std::vector<Box> boxes;
  QByteArray originalHash;  ///< of the file that Box::fileObject counts in
};

/// All measurements.
struct JournalMeasurements {
  std::vector<Measurement> measurements;
  QByteArray originalHash;  ///< of the file that Measurement::fileEntry counts in
};

/// What a journal says: the state of everything that was touched since the case was opened or last saved.
struct JournalState {
  QString programVersion;
  QDateTime started;
  JournalCase about;
  std::vector<MaskOrigin> base;  ///< the masks that lay on disk then
  std::vector<JournalStep> steps;
  std::map<QString, JournalBoxes> boxes;  ///< by image
  std::optional<JournalMeasurements> measurements;
  std::optional<std::vector<BoxLink>> boxLinks;          ///< all, of boxes that were there
  std::map<MaskId, PredictionOrigin> predictions;        ///< the masks that are
  std::optional<std::vector<LesionDecision>> decisions;  ///< all
  std::optional<QStringList> sliceClasses;               ///< all
  std::vector<MaskId> masks;                             ///< all that there were at the end, in order
  bool masksListed = false;                              ///< `masks` holds; else they are those of `base`
  std::map<MaskId, JournalMask> touched;  ///< those of `masks` that were touched (and some that are gone)
  qint64 validBytes = 0;                  ///< of the file: behind them it is cut or damaged
  bool isWhole = true;                    ///< nothing follows
  QStringList warnings;                   ///< in words: records that this program does not know

  /// Masks of the base that were removed.
  std::vector<MaskOrigin> removedMasks() const;
  /// The origin of a mask of `base`, or null for a new one.
  const MaskOrigin* originOf(MaskId id) const;
  QDateTime lastTime() const { return steps.empty() ? started : steps.back().time; }
};

}  // namespace uptake
