#pragma once

#include "core/units.h"

#include <QString>

namespace uptake::dicom {

// Body measures that SUVs are normalised by: W in kg, H in cm (Janmahasatian: BMI with H in m). For a sex
// other than "M" and "F" the mean of both formulas is taken. Source: manual of the SUV digital reference
// objects.

/// James 1976: M 1.10 W − 128 (W/H)², F 1.07 W − 148 (W/H)². Some papers print 120 in place of 128.
Kilograms leanMassJames(Kilograms weight, double heightCm, const QString& sex);
/// Janmahasatian 2005: M 9270 W / (6680 + 216 BMI), F 9270 W / (8780 + 244 BMI).
Kilograms leanMassJanmahasatian(Kilograms weight, double heightCm, const QString& sex);
/// M 48.0 + 1.06 (H − 152), F 45.5 + 0.91 (H − 152).
Kilograms idealMass(double heightCm, const QString& sex);
/// Du Bois 1916: 0.007184 W^0.425 H^0.725, m².
double bodySurfaceArea(Kilograms weight, double heightCm);

}  // namespace uptake::dicom
