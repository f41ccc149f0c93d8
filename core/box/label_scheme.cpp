#include "core/box/label_scheme.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelScheme)
};

}  // namespace

LabelScheme LabelScheme::lungPetCtDx() {
  return LabelScheme({
      {QStringLiteral("A"), Texts::tr("Adenocarcinoma"), {255, 92, 92}},
      {QStringLiteral("B"), Texts::tr("Small cell carcinoma"), {80, 170, 255}},
      {QStringLiteral("E"), Texts::tr("Large cell carcinoma"), {255, 200, 60}},
      {QStringLiteral("G"), Texts::tr("Squamous cell carcinoma"), {110, 225, 120}},
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
  if (!known) return Texts::tr("%1 (unknown class)").arg(name);
  return QStringLiteral("%1 – %2").arg(name, known->fullName);
}

}  // namespace uptake
