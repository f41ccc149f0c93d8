#pragma once

#include "core/mask/segment.h"
#include "core/volume/series_source.h"

#include <QStringList>

#include <optional>
#include <set>
#include <vector>

namespace uptake {

/// Identifies a mask within a case document. Never reused.
enum class MaskId : int { None = 0 };

/// What is known of a mask's file, and is kept when the mask is saved again.
struct MaskProvenance {
  QString file;               ///< where it was read from or last saved; empty for a new one
  QString sopInstanceUid;     ///< of that file
  QString seriesInstanceUid;  ///< of the SEG series
  QString predecessorUid;     ///< SOP Instance UID of the SEG that this is an edited version of; or empty
  QString predecessorSeriesUid;
  QString contentCreatorName;
  QString seriesDescription;
  QString predecessorClassUid;  ///< its SOP Class UID; empty stands for Segmentation Storage
};

/// How a mask is shown. Part of what is open, not of the annotation: neither undone nor saved.
struct MaskDisplay {
  bool visible = true;
  double opacity = 1.0;    ///< 0 … 1, of what all masks are filled with
  std::set<Label> hidden;  ///< lesions that are not shown
  bool shows(Label label) const { return visible && !hidden.contains(label); }
  bool operator==(const MaskDisplay&) const = default;
};

/// What drawing must leave alone. Like MaskDisplay neither undone nor saved; undo and redo do not ask it.
struct MaskLocks {
  bool all = false;        ///< the whole mask
  std::set<Label> labels;  ///< single lesions: neither painted on nor painted over
  bool allows(Label label) const { return !all && !labels.contains(label); }
  bool operator==(const MaskLocks&) const = default;
};

/// Where a model's prediction came from.
struct PredictionOrigin {
  QString id;    ///< names its content: a SEG's SOP Instance UID, else "sha256:" and the file's hash in hex
  QString file;  ///< it was read from
  bool operator==(const PredictionOrigin&) const = default;
};

/// A voxel mask with its labelled lesions, on the grid of one series. A copy for a job shares the voxels, see
/// LabelMap.
struct MaskLayer {
  MaskId id = MaskId::None;
  QString name;
  LabelMap labels;
  std::vector<Segment> segments;  ///< ascending by number
  SeriesSource source;            ///< the series whose grid it is drawn on
  MaskProvenance provenance;
  QStringList warnings;  ///< what was tolerated while reading, in words
  MaskDisplay display = {};
  MaskLocks locks = {};
  /// Set when the mask is a model's prediction that is to be judged, not a reader's work. It is locked until
  /// a person unlocks it.
  std::optional<PredictionOrigin> prediction = std::nullopt;

  const Segment* segment(Label number) const;
};

}  // namespace uptake
