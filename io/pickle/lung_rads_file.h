#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace uptake {

/// One row of the Lung-RADS dataset (Mendeley 5rr22hgzwr): one axial slice, without spacing, position or
/// patient. Arrays hold rows × columns pixels, row by row from the top left.
struct LungRadsSlice {
  QString rowLabel;  ///< the row's label in the index of the pandas table
  QString category;  ///< `label1` as stored: "LR2", "LR3", "LR4A", "LR4B"
  int columns = 0;
  int rows = 0;
  std::vector<float> hu;           ///< `hu_array_old`: HU; −1024 to −3024 is padding
  std::vector<float> lung;         ///< `hu_array`: HU in the lung, 0 outside; empty when the table lacks it
  std::vector<std::uint8_t> mask;  ///< `mask`

  /// Whether all HU are whole numbers that fit 16 bits.
  bool isWhole() const { return isWhole(hu) && isWhole(lung); }
  static bool isWhole(const std::vector<float>& values);
};

/// The number of rows of such a file, a pickle of a pandas DataFrame. It is read in a reader process, and
/// none of its code is executed. NotSupported, naming it, when the file needs anything but the few
/// constructors of pandas and numpy that are known; Inconsistent when a column is missing.
Result<int> lungRadsRows(const QString& file, const JobControl& control);

/// Which arrays of a row to read. WithoutLung leaves out `hu_array` (LungRadsSlice::lung).
enum class LungRadsArrays { All, WithoutLung };

/// Reads the rows `first` to `first + count − 1`. Inconsistent, naming the row, when its arrays have
/// different sizes, more than 4096 rows or columns, or invalid values.
Result<std::vector<LungRadsSlice>> readLungRads(const QString& file, int first, int count,
                                                const JobControl& control,
                                                LungRadsArrays arrays = LungRadsArrays::All);

}  // namespace uptake
