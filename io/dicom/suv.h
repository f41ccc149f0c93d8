#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake {

/// One value that a SUV scale rests on: its DICOM keyword, its tag "(gggg,eeee)" and the value as the file
/// states it.
struct SuvInput {
  QString keyword;
  QString tag;
  QString value;
};

/// How the values of a PET series become SUVbw (g/ml), or why they do not. SUVbw = value × factor, the value
/// after each slice's own RescaleSlope and RescaleIntercept, in `unit`. Source of the rules: QIBA
/// vendor-neutral SUV pseudo-code and the references in suv.cpp.
struct SuvScale {
  QString unit;                      ///< Units (0054,1001) as the file states it
  std::optional<double> factor;      ///< nothing when refused, or when slices have their own
  std::vector<double> sliceFactors;  ///< one a slice, k ascending, only when they differ; NaN in gaps
  QString branch;                    ///< which rule was taken, in words
  std::vector<SuvInput> inputs;
  QStringList warnings;
  QString refused;  ///< why there is no scale and which attribute is missing; empty when there is one

  bool isValid() const { return refused.isEmpty(); }
};

}  // namespace uptake
