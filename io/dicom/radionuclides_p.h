#pragma once

#include "core/units.h"

#include <QString>

namespace uptake::dicom {

struct Radionuclide {
  const char* element;  ///< "Fluorine"
  const char* symbol;   ///< "F"
  const char* mass;     ///< "18", "94m"
  const char* srt;      ///< code in the scheme SRT, also called SNM3 and 99SDM; may be empty
  const char* sct;      ///< code in the scheme SCT, or in DCM where SCT has none
  Seconds halfLife;

  /// "F-18"
  QString name() const;
};

/// The largest relative difference between two statements of one half-life.
inline constexpr double kHalfLifeTolerance = 0.05;

/// The nuclide of a RadionuclideCodeSequence (0054,0300): found by its code, whatever scheme is stated, else
/// by its meaning ("^18^Fluorine", "F-18", "18F"). Null when it is not in the table.
const Radionuclide* radionuclideOf(const QString& code, const QString& meaning);
/// The nuclide with the nearest half-life; null when it differs by more than `tolerance`, relatively.
const Radionuclide* radionuclideWith(Seconds halfLife, double tolerance = kHalfLifeTolerance);
/// Whether a stated half-life (s) equals another within `tolerance`, relatively.
bool isHalfLife(double stated, Seconds halfLife, double tolerance = kHalfLifeTolerance);

}  // namespace uptake::dicom
