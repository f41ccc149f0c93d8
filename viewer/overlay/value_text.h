#pragma once

#include "core/geometry/patient_space.h"
#include "core/volume/volume.h"
#include "viewer/state/view_state.h"

#include <QString>

namespace uptake {

/// A number with a true minus sign.
QString numberText(double value, int decimals);
/// "W 350 L 40 HU"
QString ctWindowText(const Window& window);
/// "SUV 0–6.0", or the values with the PET's own unit when it has no SUV.
QString petWindowText(const Window& window, const Volume& pet);
/// Where a plane of a standard orientation lies: "z −120.5 mm".
QString positionText(PlaneOrientation orientation, const Point& point);
/// "Doe John · 12345" from a DICOM person name and an identifier.
QString patientText(const SeriesSource& source);

}  // namespace uptake
