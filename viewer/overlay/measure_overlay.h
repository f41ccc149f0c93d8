#pragma once

#include "core/document/case_document.h"
#include "viewer/slice/slice_geometry.h"
#include "viewer/state/measurement_texts.h"

#include <QRectF>

#include <optional>
#include <vector>

class QPainter;

namespace uptake {

/// What a slice view shows of the measurements.
struct MeasureOverlay {
  const CaseDocument& document;
  MeasurementId selected = MeasurementId::None;
  const MeasurementTexts& texts;
  SliceGeometry geometry;
  double thickness = 1.0;  ///< mm between the slices that the view steps through
  bool showsCt = false;    ///< whether the CT's, the PET's numbers belong to what is seen
  bool showsPet = false;
  QRectF light;               ///< where the picture behind is light, or empty
  std::vector<QRectF> taken;  ///< where other texts stand
};

/// Draws the measurements of the slice with their numbers beside them: all of the selected one's, of others
/// the first line of each kind. Numbers keep clear of other texts and of each other; where a view has no room
/// left, they are left out. Returns where texts stand now.
std::vector<QRectF> paintMeasurements(QPainter& painter, MeasureOverlay overlay);

/// Where a block of this size stands best beside a shape: inside `view`, clear of `taken`, where possible
/// clear of `avoided` and of the shape, near it and preferably to its right. Nothing when there is no room.
std::optional<QRectF> placeBeside(const QRectF& shape, const QSizeF& block, const QRectF& view,
                                  const std::vector<QRectF>& taken, const std::vector<QRectF>& avoided);

}  // namespace uptake
