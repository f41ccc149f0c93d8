#include "io/dicom/suv_evidence.h"

#include "io/dicom/suv_collector_p.h"

#include <QCoreApplication>

#include <cmath>
#include <utility>

namespace uptake {

using dicom::exactNumber;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SuvEvidence)
};

QString withUnit(const QString& value, const QString& unit) {
  return unit.isEmpty() ? value : value + QLatin1Char(' ') + unit;
}

QString editedText(const SuvInput& input) {
  return input.fileValue.isEmpty()
             ? Texts::tr("%1 (edited; the file states none)").arg(withUnit(input.value, input.unit))
             : Texts::tr("%1 (edited; the file states %2)")
                   .arg(withUnit(input.value, input.unit), withUnit(input.fileValue, input.fileUnit));
}

SuvEvidenceSection resultOf(const SuvScale& scale, const QString& editedBy) {
  SuvEvidenceSection section{Texts::tr("Result"), {}};
  const QString unit = scale.unit.isEmpty() ? Texts::tr("unknown unit") : scale.unit;
  if (!scale.isValid()) {
    section.rows.push_back({Texts::tr("No SUV"), {}, scale.refused, false, true});
    section.rows.push_back({Texts::tr("Shown in"), {}, unit, false, false});
  } else {
    const QString factor = scale.factor ? exactNumber(*scale.factor) : Texts::tr("each slice's own factor");
    section.rows.push_back(
        {scale.label(), {}, Texts::tr("value in %1 × %2").arg(unit, factor), scale.isEdited(), false});
  }
  if (scale.isEdited() && !editedBy.isEmpty())
    section.rows.push_back({Texts::tr("Edited"), {}, editedBy, true, false});
  return section;
}

SuvEvidenceSection inputsOf(const SuvScale& scale) {
  SuvEvidenceSection section{Texts::tr("Inputs"), {}};
  for (const SuvInput& input : scale.inputs)
    section.rows.push_back({input.keyword, input.tag,
                            input.edited ? editedText(input) : withUnit(input.value, input.unit),
                            input.edited, false});
  // Corrections that this scale does not need: they may still decide what it can be shown as.
  for (const SuvInput& edit : scale.edits) {
    bool used = false;
    for (const SuvInput& input : scale.inputs) used = used || input.keyword == edit.keyword;
    if (!used) section.rows.push_back({edit.keyword, edit.tag, editedText(edit), true, false});
  }
  return section;
}

SuvEvidenceSection crossCheckOf(const SuvCrossCheck& check) {
  SuvEvidenceSection section{Texts::tr("Cross-check of the decay reference"), {}};
  if (!check.isMade()) {
    section.rows.push_back({Texts::tr("Not made"), {}, check.notMade, false, false});
    return section;
  }
  const QString format = QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz");
  QString percent = QString::number(std::abs(check.difference) * 100.0, 'f', 3);
  if (check.difference < 0.0 && percent.toDouble() != 0.0) percent.prepend(QChar(0x2212));
  section.rows.push_back({Texts::tr("Reference taken"), {}, check.reference.toString(format), false, false});
  section.rows.push_back({Texts::tr("By FrameReferenceTime"), QStringLiteral("(0054,1300)"),
                          Texts::tr("%1 in slice %2, which differs most")
                              .arg(check.ownReference.toString(format))
                              .arg(check.slice + 1),
                          false, false});
  section.rows.push_back(
      {Texts::tr("Difference in value"),
       {},
       Texts::tr("%1 % at most, of %n slice(s) compared", nullptr, check.slices).arg(percent),
       false,
       false});
  return section;
}

SuvEvidenceSection quantitiesOf(const SuvScale& scale) {
  SuvEvidenceSection section{Texts::tr("Other quantities"), {}};
  for (const PetQuantity& quantity : scale.quantities) {
    if (quantity.id == PetQuantity().id) continue;
    section.rows.push_back({QStringLiteral("%1, %2").arg(quantity.label, quantity.unit),
                            {},
                            quantity.isAvailable() ? Texts::tr("SUVbw × %1").arg(exactNumber(quantity.factor))
                                                   : quantity.unavailable,
                            false,
                            false});
  }
  return section;
}

}  // namespace

std::vector<SuvEvidenceSection> suvEvidence(const SuvScale& scale, const QString& editedBy) {
  std::vector<SuvEvidenceSection> sections{resultOf(scale, editedBy), inputsOf(scale)};
  if (!scale.branch.isEmpty())
    sections.push_back({Texts::tr("Rule"), {{Texts::tr("Branch"), {}, scale.branch, false, false}}});
  SuvEvidenceSection calculation{Texts::tr("Calculation"), {}};
  for (const SuvStep& step : scale.steps)
    calculation.rows.push_back(
        {step.name, {}, QStringLiteral("%1 = %2").arg(step.expression, step.result), false, false});
  sections.push_back(std::move(calculation));
  if (scale.isValid()) sections.push_back(crossCheckOf(scale.crossCheck));
  sections.push_back(quantitiesOf(scale));
  SuvEvidenceSection warnings{Texts::tr("Warnings"), {}};
  for (const QString& warning : scale.warnings)
    warnings.rows.push_back({Texts::tr("Warning"), {}, warning, false, true});
  sections.push_back(std::move(warnings));
  std::erase_if(sections, [](const SuvEvidenceSection& section) { return section.rows.empty(); });
  return sections;
}

QString suvEvidenceText(const std::vector<SuvEvidenceSection>& evidence) {
  QString text;
  for (const SuvEvidenceSection& section : evidence) {
    if (!text.isEmpty()) text += QLatin1Char('\n');
    text += section.title + QLatin1Char('\n');
    for (const SuvEvidenceRow& row : section.rows)
      text += QStringLiteral("%1\t%2\t%3\n").arg(row.name, row.tag, row.value);
  }
  return text;
}

}  // namespace uptake
