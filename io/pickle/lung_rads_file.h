#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace uptake {

/// One row of the Lung-RADS dataset (Mendeley 5rr22hgzwr): one axial slice, without spacing, place or
/// identity. Pixels run along rows, from the top left.
struct LungRadsSlice {
  QString rowLabel;  ///< pandas' index of the row
  QString category;  ///< `label1` as it stands: "LR2", "LR3", "LR4A", "LR4B"
  int columns = 0;
  int rows = 0;
  std::vector<float> hu;           ///< `hu_array_old`: HU; −1024 to −3024 where nothing was measured
  std::vector<float> lung;         ///< `hu_array`: HU in the lung, 0 outside; empty where the table has none
  std::vector<std::uint8_t> mask;  ///< `mask`

  /// Whether all HU are whole numbers of 16 bits.
  bool isWhole() const { return isWhole(hu) && isWhole(lung); }
  static bool isWhole(const std::vector<float>& values);
};

/// How many rows such a file has. The file is a pickle of a pandas DataFrame; it is read in a reader process,
/// and nothing in it is run. NotSupported names what else it asks for; Inconsistent when a column is missing.
Result<int> lungRadsRows(const QString& file, const JobControl& control);

/// Which arrays of a row are wanted: without `hu_array`, `LungRadsSlice::lung` stays empty.
enum class LungRadsArrays { All, WithoutLung };

/// Rows `first` to `first + count − 1`. Inconsistent names the row whose arrays have different sizes, are
/// larger than 4096 on a side or hold values that are none.
Result<std::vector<LungRadsSlice>> readLungRads(const QString& file, int first, int count,
                                                const JobControl& control,
                                                LungRadsArrays arrays = LungRadsArrays::All);

}  // namespace uptake
