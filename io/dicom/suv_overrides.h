#pragma once

#include "core/units.h"

#include <QDateTime>
#include <QString>

#include <optional>

namespace uptake {

/// Values of the user that replace header values of a PET series when SUVs are computed. The files are never
/// changed. Moments are on the scanner's clock; the time zone of a QDateTime is ignored.
struct SuvOverrides {
  std::optional<Kilograms> patientWeight;
  std::optional<double> patientSize;  ///< height, m
  QString patientSex;                 ///< "M", "F" or "O"; empty keeps the file's
  std::optional<Becquerel> totalDose;
  std::optional<Seconds> halfLife;
  std::optional<QDateTime> administration;
  /// The moment that the values are decay corrected to; only for DecayCorrection START.
  std::optional<QDateTime> decayReference;

  bool isEmpty() const { return *this == SuvOverrides(); }
  bool operator==(const SuvOverrides&) const = default;

  /// Which value is outside suv_limits or no valid time, with the allowed range; empty when all are valid.
  QString defect() const;
};

/// The limits of defect() and of input fields.
namespace suv_limits {
inline constexpr Kilograms kLeastWeight{0.3}, kMostWeight{700.0};
inline constexpr double kLeastSize = 0.3, kMostSize = 2.8;  ///< m
inline constexpr Becquerel kLeastDose{1e5}, kMostDose{1e11};
inline constexpr Seconds kLeastHalfLife{30.0}, kMostHalfLife{1e7};  ///< Rb-82 has 76 s, Zr-89 2.8e5 s
}  // namespace suv_limits

}  // namespace uptake
