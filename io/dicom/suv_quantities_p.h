#pragma once

#include "core/units.h"
#include "core/volume/pet_quantity.h"
#include "io/dicom/pet_values.h"

#include <QString>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// A number above 0; nothing for any other text.
std::optional<double> positive(const QString& text);

/// A header value in the unit that it is known or assumed to be in.
template <class T>
struct BodyValue {
  T value;
  bool assumed = false;  ///< the unit is not the attribute's own
};

/// PatientWeight in kg; above 1000 it is grams. Nothing when missing, 0, no number, or what nobody weighs.
std::optional<BodyValue<Kilograms>> bodyWeight(const PetValues& values);
/// PatientSize in cm: below 3 it is metres, from 30 to 300 centimetres. Nothing when it is neither.
std::optional<BodyValue<double>> bodyHeightCm(const PetValues& values);

enum class DoseUnit { Becquerel, Kilobecquerel, Megabecquerel };
struct Dose {
  Becquerel value;
  DoseUnit unit = DoseUnit::Becquerel;  ///< that it was read in
  bool assumed = false;                 ///< that is not the attribute's own
};
/// "Bq", "kBq" or "MBq".
QString unitName(DoseUnit unit);

/// RadionuclideTotalDose in the attribute's own unit if that makes a dose that gives an image of this
/// patient; else in the first of MBq, Bq and kBq that makes an ordinary one. Nothing when none does.
std::optional<Dose> administeredDose(const PetValues& values);

/// The half-life that the dose decays with, and how it was found.
struct HalfLife {
  Seconds value;
  enum class Source {
    Stated,
    StatedInOtherUnit,  ///< minutes, hours or days, which make it the coded nuclide's
    OfNuclide           ///< none is stated: the coded nuclide's
  } source = Source::Stated;
  QString nuclide;       ///< that RadionuclideCodeSequence names, "F-18"; or empty
  QString otherNuclide;  ///< whose half-life it is, where that contradicts `nuclide`; "" when of none that is
                         ///< known
  bool contradicts = false;
};
/// Nothing when none is stated and no known nuclide is coded, or when seconds make it no PET nuclide's and
/// another unit does.
std::optional<HalfLife> decayHalfLife(const PetValues& values);

/// What SUVbw can be shown as: SUVbw, SUL by James and by Janmahasatian, SUVbsa and SUVibw, in this order.
/// Those that need what the header lacks say so.
std::vector<PetQuantity> suvQuantities(const PetValues& values);

}  // namespace uptake::dicom
