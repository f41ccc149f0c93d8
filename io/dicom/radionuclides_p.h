#pragma once

#include "core/units.h"

#include <QString>

namespace uptake::dicom {

struct Radionuclide {
  const char* element;  ///< "Fluorine"
  const char* symbol;   ///< "F"
  const char* mass;     ///< "18", "94m"
  const char* srt;      ///< code in SRT, also called SNM3 and 99SDM; may be empty
  const char* sct;      ///< code in SCT, or in DCM where SCT has none
  Seconds halfLife;

  /// "F-18"
  QString name() const;
};

/// Two statements of one half-life differ by no more than this, relatively.
inline constexpr double kHalfLifeTolerance = 0.05;

/// The nuclide that a RadionuclideCodeSequence (0054,0300) names: by its code, whatever scheme is stated,
/// else by its meaning ("^18^Fluorine", "F-18", "18F"). Null when it is none of the table.
const Radionuclide* radionuclideOf(const QString& code, const QString& meaning);
/// The nuclide whose half-life is nearest to this, within `tolerance`, relatively; or null.
const Radionuclide* radionuclideWith(Seconds halfLife, double tolerance = kHalfLifeTolerance);
/// Whether two half-lives are one, within `tolerance`, relatively.
bool isHalfLife(double stated, Seconds halfLife, double tolerance = kHalfLifeTolerance);

}  // namespace uptake::dicom
