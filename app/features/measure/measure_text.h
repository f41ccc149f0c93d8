#pragma once

#include "annotation/measure/measured_values.h"
#include "viewer/state/view_state.h"

#include <QString>

namespace uptake {

/// What a measurement says, in translated words: its size, and the values of the CT in HU and of the PET in
/// the quantity that is shown (its own unit where it has no SUV). `values` is null while they are being
/// worked out; an ellipse and a sphere then say so.
MeasurementText measurementText(const Measurement& measurement, const MeasuredValues* values,
                                const Volume* ct, const Volume* pet, const ViewState& state);

/// "Sphere" or the name that a person gave it.
QString measurementTitle(const Measurement& measurement);

/// The number that a list shows: the size of a distance or angle, the first value of the others.
QString measurementSummary(const Measurement& measurement, const MeasurementText& text);

/// All of it in one line, to be copied: "Sphere: ⌀ 24.0 mm; 7.24 ml; SUVmax 12.30; …".
QString measurementLine(const Measurement& measurement, const MeasurementText& text);

}  // namespace uptake
