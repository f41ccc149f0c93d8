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

/// What SUVbw can be shown as: SUVbw, SUL by James and by Janmahasatian, SUVbsa and SUVibw, in this order.
/// Those that need what the header lacks say so.
std::vector<PetQuantity> suvQuantities(const PetValues& values);

}  // namespace uptake::dicom
