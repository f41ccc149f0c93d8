#pragma once

#include "annotation/tools/tool.h"

#include <optional>

namespace uptake {

/// A part of a measurement under the pointer.
struct MeasureHit {
  MeasurementId id = MeasurementId::None;
  int handle = -1;  ///< position among measurementHandles(), or -1: the whole, to be moved
  bool isHandle() const { return handle >= 0; }
};

/// The measurement that a press takes hold of, among those that the pointer's slice shows: handles of the
/// selected one first, then of any, then lines and middles; among equals the nearest. The grab distance is
/// the same on the screen at any zoom. Where a shape is so small that its handles meet, the middle moves it.
std::optional<MeasureHit> measurementAt(const CaseDocument& document, const SlicePointer& pointer,
                                        MeasurementId selected);

/// The same of one measurement.
std::optional<MeasureHit> measurementPartAt(const Measurement& measurement, const SlicePointer& pointer);

}  // namespace uptake
