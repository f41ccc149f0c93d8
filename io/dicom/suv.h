#pragma once

#include "core/volume/pet_quantity.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake {

/// One value that a SUV scale rests on: its DICOM keyword, its tag "(gggg,eeee)" and the value as the file
/// states it, or as a person corrected it.
struct SuvInput {
  QString keyword;
  QString tag;
  QString value;
  QString unit;         ///< of a number, as it was read: "kg", "MBq"; or empty
  bool edited = false;  ///< a person's; the file's is in `fileValue`
  QString fileValue;    ///< empty when the file states none
  QString fileUnit;     ///< of it

  bool operator==(const SuvInput&) const = default;
};

/// One step of the calculation with its numbers: "Dose at the reference", "350 MBq × 2^(−3600 s ÷ 6586.2 s)",
/// "239.6 MBq".
struct SuvStep {
  QString name;
  QString expression;
  QString result;
};

/// The decay reference worked out a second time, for each slice from its own times. With λ the decay constant
/// and T the frame's duration, t_ref = t_acq + (1/λ) ln(λT/(1 − e^−λT)) − FrameReferenceTime (QIBA
/// vendor-neutral pseudo-code). The scale comes from it only where the file states no reference that it
/// agrees with.
struct SuvCrossCheck {
  QString notMade;         ///< why there is none, translated; empty when it was made
  int slices = 0;          ///< that state what it needs
  int slice = -1;          ///< k of the slice that differs most
  double difference = 0;   ///< there: (value by its own times) ÷ (value by the scale) − 1
  QDateTime reference;     ///< the scale's; the scanner's clock, the time zone means nothing
  QDateTime ownReference;  ///< of slice `slice`

  bool isMade() const { return notMade.isEmpty(); }
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
  std::vector<SuvStep> steps;  ///< the calculation, the factor last
  SuvCrossCheck crossCheck;
  /// When the tracer was given, and what the values are corrected to (START alone), where the rule needed
  /// them. The scanner's clock; the time zone means nothing.
  std::optional<QDateTime> administration, decayReference;
  QStringList warnings;
  QString refused;  ///< why there is no scale and which attribute is missing; empty when there is one
  std::vector<SuvInput> edits;  ///< what a person corrected, whether the scale needs it or not
  /// What SUVbw can be shown as, SUVbw first; the others may be unavailable. Empty when refused.
  std::vector<PetQuantity> quantities;

  bool isValid() const { return refused.isEmpty(); }
  bool isEdited() const { return !edits.empty(); }
  /// The factor of slice k; NaN in a gap. Only of a valid scale.
  double factorOf(int k) const { return factor ? *factor : sliceFactors[static_cast<std::size_t>(k)]; }
  /// The unit of volumes in this scale as people read it: "SUVbw" or "SUVbw (edited)".
  QString label() const;
};

}  // namespace uptake
