#pragma once

#include "core/units.h"
#include "io/dicom/pet_values.h"
#include "io/dicom/suv_collector_p.h"

#include <QString>

#include <optional>

namespace uptake::dicom {

enum class DoseUnit { Becquerel, Kilobecquerel, Megabecquerel };
struct Dose {
  Becquerel value;
  DoseUnit unit = DoseUnit::Becquerel;  ///< the unit that the header value was read in
  bool assumed = false;                 ///< it is not the unit that the standard demands
};
/// "Bq", "kBq" or "MBq".
QString unitName(DoseUnit unit);

/// RadionuclideTotalDose, read in the unit of the standard if that gives a dose that can produce an image of
/// this patient; else in the first of MBq, Bq and kBq that gives a usual dose. `std::nullopt` when none does.
std::optional<Dose> administeredDose(const PetValues& values);

/// The half-life of the radionuclide, and how it was determined.
struct HalfLife {
  Seconds value;
  enum class Source {
    Stated,
    StatedInOtherUnit,  ///< in minutes, hours or days, in which it is that of the coded nuclide
    OfNuclide           ///< not stated: the known half-life of the coded nuclide
  } source = Source::Stated;
  QString nuclide;           ///< the nuclide of RadionuclideCodeSequence, "F-18"; or empty
  bool contradicts = false;  ///< the stated half-life is not that of `nuclide`
  QString otherNuclide;      ///< when it contradicts: the nuclide that has it; empty when no known one has
};
/// RadionuclideHalfLife, or that of the coded nuclide. `std::nullopt` when none is stated and no known
/// nuclide is coded, or when the stated number is that of a PET nuclide only in another unit than seconds.
std::optional<HalfLife> decayHalfLife(const PetValues& values);

/// Dose and half-life for a scale. Values of the user are taken as stated. Writes inputs and warnings to the
/// scale. `std::nullopt` when refused.
std::optional<Becquerel> useDose(const PetValues& values, SuvCollector& evidence);
std::optional<Seconds> useHalfLife(const PetValues& values, SuvCollector& evidence);

}  // namespace uptake::dicom
