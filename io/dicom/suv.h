#pragma once

#include "core/volume/pet_quantity.h"

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace uptake {

/// An input of a SUV scale: its DICOM keyword, its tag "(gggg,eeee)" and the value as the file states it or
/// the user corrected it.
struct SuvInput {
  QString keyword;
  QString tag;
  QString value;
  QString unit;         ///< unit that the value was read in, such as "kg" or "MBq"; or empty
  bool edited = false;  ///< the user's value; the file's is in `fileValue`
  QString fileValue;    ///< empty when the file states none
  QString fileUnit;     ///< unit of `fileValue`

  bool operator==(const SuvInput&) const = default;
};

/// One step of the calculation with its numbers: "Dose at the reference", "350 MBq × 2^(−3600 s ÷ 6586.2 s)",
/// "239.6 MBq".
struct SuvStep {
  QString name;
  QString expression;
  QString result;
};

/// A check of the decay reference: each slice's own times imply one. With λ the decay constant and T the
/// frame duration, t_ref = t_acq + (1/λ) ln(λT/(1 − e^−λT)) − FrameReferenceTime (QIBA vendor-neutral
/// pseudo-code). The implied reference is used for the scale only where all slices agree on one and the file
/// states no reference that agrees with it.
struct SuvCrossCheck {
  QString notMade;         ///< why there is no check, translated; empty when it was made
  int slices = 0;          ///< number of slices that state the times it needs
  int slice = -1;          ///< k of the slice that differs most
  double difference = 0;   ///< of that slice: (value with its own reference) ÷ (value of the scale) − 1
  QDateTime reference;     ///< the scale's reference on the scanner's clock; ignore the time zone
  QDateTime ownReference;  ///< the reference that `slice` implies

  bool isMade() const { return notMade.isEmpty(); }
};

/// How the values of a PET series are converted to SUVbw (g/ml), or why they cannot be. SUVbw = value ×
/// factor, where value is the stored value after each slice's own RescaleSlope and RescaleIntercept, in
/// `unit`. Source of the rules: QIBA vendor-neutral SUV pseudo-code and the references in suv.cpp.
struct SuvScale {
  QString unit;                      ///< Units (0054,1001) as the file states it
  std::optional<double> factor;      ///< `std::nullopt` when refused, or when slices have different factors
  std::vector<double> sliceFactors;  ///< only when they differ: one per slice, k ascending, NaN in gaps
  QString branch;                    ///< which rule was applied, translated
  std::vector<SuvInput> inputs;
  std::vector<SuvStep> steps;  ///< the calculation, the factor last
  SuvCrossCheck crossCheck;
  /// When the tracer was administered, and the moment that the values are decay corrected to (START only), if
  /// the rule needed them. On the scanner's clock; ignore the time zone.
  std::optional<QDateTime> administration, decayReference;
  QStringList warnings;
  QString refused;  ///< why there is no scale and which attribute is missing; empty when there is one
  std::vector<SuvInput> edits;  ///< what the user corrected, whether the scale needs it or not
  /// The quantities that SUVbw can be converted to, SUVbw first; some may be unavailable. Empty when refused.
  std::vector<PetQuantity> quantities;

  bool isValid() const { return refused.isEmpty(); }
  bool isEdited() const { return !edits.empty(); }
  /// The factor of slice k; NaN in a gap. The scale must be valid.
  double factorOf(int k) const { return factor ? *factor : sliceFactors[static_cast<std::size_t>(k)]; }
  /// The unit of volumes in this scale, for display: "SUVbw" or "SUVbw (edited)".
  QString label() const;
};

}  // namespace uptake
