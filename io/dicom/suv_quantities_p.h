#pragma once

#include "core/units.h"
#include "core/volume/pet_quantity.h"
#include "io/dicom/pet_values.h"

#include <QString>

#include <optional>
#include <vector>

namespace uptake::dicom {

/// The number if the text is a number above 0.
std::optional<double> positive(const QString& text);

/// A header value converted to the stated type.
template <class T>
struct BodyValue {
  T value;
  bool assumed = false;  ///< the header states another unit than the standard demands, as its size shows
};

/// PatientWeight. A value above 1000 is taken for grams. `std::nullopt` when it is missing, 0, no number, or
/// outside suv_limits.
std::optional<BodyValue<Kilograms>> bodyWeight(const PetValues& values);

/// PatientSize in cm. A value below 3 is taken for metres, one from 30 to 300 for centimetres; else
/// `std::nullopt`.
std::optional<BodyValue<double>> bodyHeightCm(const PetValues& values);

/// The quantities that SUVbw can be converted to: SUVbw, SUL by James and by Janmahasatian, SUVbsa and
/// SUVibw, in this order. Those that need a value that the header lacks are unavailable and say so. Formulas:
/// body_size_p.h.
std::vector<PetQuantity> suvQuantities(const PetValues& values);

}  // namespace uptake::dicom
