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

/// The same two for a scale: a person's are taken as stated; writes inputs and warnings. Nothing when
/// refused.
std::optional<Becquerel> useDose(const PetValues& values, SuvCollector& evidence);
std::optional<Seconds> useHalfLife(const PetValues& values, SuvCollector& evidence);

}  // namespace uptake::dicom
