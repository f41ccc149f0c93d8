#pragma once

#include "core/geometry/patient_space.h"
#include "core/volume/volume.h"
#include "viewer/state/view_state.h"

#include <QString>

namespace uptake {

/// A number with a true minus sign.
QString numberText(double value, int decimals);
/// What an image is, for corners and readouts: "CT", "PET", "MR", "Colour".
QString imageKindText(const Volume& image);
/// "W 350 L 40 HU": the window of the image that lies beneath, with its unit.
QString ctWindowText(const Window& window, const Volume& image);
/// "HU −712", "value 81.3", "R G B 12 30 200": what that image holds at a point; empty where it holds
/// nothing.
QString ctValueText(const Volume& image, const Point& point);
/// What stands before a number of PET: "SUV", "SULjames", "SUV (edited)", or the PET's own unit.
QString petLabel(const ViewState& state, const Volume& pet);
/// "SUV 3.42": a voxel's value in the chosen quantity, or with the PET's own unit.
QString petValueText(const ViewState& state, const Volume& pet, double voxel);
/// "SUV 0–6.0": the window in the chosen quantity, or with the PET's own unit when it has no SUV.
QString petWindowText(const ViewState& state, const Volume& pet);
/// Where a plane of a standard orientation lies: "z −120.5 mm".
QString positionText(PlaneOrientation orientation, const Point& point);
/// Where an oblique plane lies: how far it is from the patient's origin along its normal, towards the head,
/// the back or the left by whichever is nearest: "HA 12.5 mm".
QString obliquePositionText(const SlicePlane& plane);
/// "Doe John · 12345" from a DICOM person name and an identifier.
QString patientText(const SeriesSource& source);

}  // namespace uptake
