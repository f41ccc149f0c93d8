#pragma once

#include "io/dicom/suv.h"

#include <QString>

#include <vector>

namespace uptake {

/// One row of the evidence of a SUV scale, translated.
struct SuvEvidenceRow {
  QString name;   ///< a DICOM keyword, or a description of the value
  QString tag;    ///< "(gggg,eeee)", or empty
  QString value;  ///< with its unit
  bool edited = false;
  bool warning = false;
};

struct SuvEvidenceSection {
  QString title;
  std::vector<SuvEvidenceRow> rows;
};

/// All that a SUV scale is based on, in reading order: result, inputs, rule, calculation, cross-check, other
/// quantities, warnings. `editedBy` says who corrected values and when, as SuvEdit::byWhom() does; may be
/// empty.
std::vector<SuvEvidenceSection> suvEvidence(const SuvScale& scale, const QString& editedBy = {});

/// The evidence as plain text: each title on a line of its own, then rows of name, tag and value, separated
/// by tabs.
QString suvEvidenceText(const std::vector<SuvEvidenceSection>& evidence);

}  // namespace uptake
