#pragma once

#include "io/dicom/suv.h"

#include <QString>

#include <vector>

namespace uptake {

/// One line of evidence, translated.
struct SuvEvidenceRow {
  QString name;   ///< a DICOM keyword, or what the line is
  QString tag;    ///< "(gggg,eeee)", or empty
  QString value;  ///< with its unit
  bool edited = false;
  bool warning = false;
};

struct SuvEvidenceSection {
  QString title;
  std::vector<SuvEvidenceRow> rows;
};

/// Everything that a SUV scale rests on, in the order to read it: result, inputs, rule, calculation,
/// cross-check, other quantities, warnings. `editedBy`: who corrected values and when, in words; may be
/// empty.
std::vector<SuvEvidenceSection> suvEvidence(const SuvScale& scale, const QString& editedBy = {});

/// The same as plain text: a title on a line of its own, then name, tag and value with tabs between.
QString suvEvidenceText(const std::vector<SuvEvidenceSection>& evidence);

}  // namespace uptake
