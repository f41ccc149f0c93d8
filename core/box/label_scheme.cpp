#include "core/box/label_scheme.h"

#include <QCoreApplication>

namespace uptake {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("uptake::LabelScheme", text);
}

}  // namespace

LabelScheme LabelScheme::lungPetCtDx() {
  return LabelScheme({
      {QStringLiteral("A"), tr("Adenocarcinoma"), {255, 92, 92}},
      {QStringLiteral("B"), tr("Small cell carcinoma"), {80, 170, 255}},
      {QStringLiteral("E"), tr("Large cell carcinoma"), {255, 200, 60}},
      {QStringLiteral("G"), tr("Squamous cell carcinoma"), {110, 225, 120}},
  });
}

const LabelClass* LabelScheme::find(const QString& name) const {
  for (const LabelClass& known : classes_)
    if (known.name.compare(name, Qt::CaseInsensitive) == 0) return &known;
  return nullptr;
}

Rgb LabelScheme::colour(const QString& name) const {
  const LabelClass* known = find(name);
  return known ? known->colour : Rgb{190, 190, 190};
}

QString LabelScheme::describe(const QString& name) const {
  const LabelClass* known = find(name);
  if (!known) return tr("%1 (unknown class)").arg(name);
  return QStringLiteral("%1 – %2").arg(name, known->fullName);
}

}  // namespace uptake
