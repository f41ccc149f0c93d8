#pragma once

#include "core/mask/segment.h"
#include "core/volume/series_source.h"

#include <QStringList>

#include <vector>

namespace uptake {

/// Identifies a mask within a case document. Never reused.
enum class MaskId : int { None = 0 };

/// What a mask that came from a file must not lose when it is saved again.
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

/// A voxel mask with its labelled lesions, on the grid of one series.
struct MaskLayer {
  MaskId id = MaskId::None;
  QString name;
  LabelMap labels;
  std::vector<Segment> segments;  ///< ascending by number
  SeriesSource source;            ///< the series whose grid it is drawn on
  MaskProvenance provenance;
  QStringList warnings;  ///< what was tolerated while reading, in words

  const Segment* segment(Label number) const;
};

}  // namespace uptake
