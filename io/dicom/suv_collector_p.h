#pragma once

#include "io/dicom/pet_values.h"

#include <QString>

namespace uptake::dicom {

/// As the steps of a SUV scale write numbers: with twelve digits.
QString exactNumber(double value);

/// Records the inputs, steps and warnings of a SUV scale while it is computed.
class SuvCollector {
 public:
  explicit SuvCollector(SuvScale& scale) : scale_(scale) {}
  void use(const char* keyword, const char* tag, const QString& value, const QString& unit = {});
  /// Records a TM or DT value; warns when it states the hour alone.
  void useTime(const char* keyword, const char* tag, const QString& value);
  void warn(const QString& text) { scale_.warnings.append(text); }
  void step(const QString& name, const QString& expression, const QString& result) {
    scale_.steps.push_back({name, expression, result});
  }
  /// Records why there is no scale. Returns false, so that a rule can end with `return refuse(…)`.
  bool refuse(const QString& reason);
  /// Refuses when the files of the series state `attribute` ("Keyword (gggg,eeee)") differently.
  bool agree(const PetValues& values, const char* attribute);
  /// Whether the user corrected the attribute.
  bool isEdited(const char* keyword) const;

 private:
  SuvScale& scale_;
};

}  // namespace uptake::dicom
