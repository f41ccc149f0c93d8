#pragma once

#include "io/dicom/pet_values.h"

#include <QString>

namespace uptake::dicom {

/// Collects what a SUV scale rests on while it is worked out.
class SuvCollector {
 public:
  explicit SuvCollector(SuvScale& scale) : scale_(scale) {}
  void use(const char* keyword, const char* tag, const QString& value, const QString& unit = {});
  /// A TM or DT value; warns when it is stated to the hour alone.
  void useTime(const char* keyword, const char* tag, const QString& value);
  void warn(const QString& text) { scale_.warnings.append(text); }
  void step(const QString& name, const QString& expression, const QString& result) {
    scale_.steps.push_back({name, expression, result});
  }
  /// Notes the reason and returns false, so that a rule can end with it.
  bool refuse(const QString& reason);
  /// Refuses when the files of the series state `attribute` ("Keyword (gggg,eeee)") differently.
  bool agree(const PetValues& values, const char* attribute);
  /// Whether a person corrected it.
  bool isEdited(const char* keyword) const;

 private:
  SuvScale& scale_;
};

}  // namespace uptake::dicom
