#include "core/box/label_scheme.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::LabelScheme)
};

CodedConcept snomed(const char* value, const char* meaning) {
  return {QLatin1String(value), QStringLiteral("SCT"), QLatin1String(meaning)};
}

bool isKey(const QString& key) {
  return key.size() == 1 && key[0].unicode() < 128 && key[0].isLetterOrNumber();
}

}  // namespace

LabelScheme LabelScheme::lungPetCtDx() {
  return {QStringLiteral("Lung-PET-CT-Dx"),
          {{QStringLiteral("A"),
            Texts::tr("Adenocarcinoma"),
            {255, 92, 92},
            QStringLiteral("A"),
            snomed("254626006", "Adenocarcinoma of lung")},
           {QStringLiteral("B"),
            Texts::tr("Small cell carcinoma"),
            {80, 170, 255},
            QStringLiteral("B"),
            snomed("254632001", "Small cell carcinoma of lung")},
           {QStringLiteral("E"),
            Texts::tr("Large cell carcinoma"),
            {255, 200, 60},
            QStringLiteral("E"),
            snomed("254629004", "Large cell carcinoma of lung")},
           {QStringLiteral("G"),
            Texts::tr("Squamous cell carcinoma"),
            {110, 225, 120},
            QStringLiteral("G"),
            snomed("254634000", "Squamous cell carcinoma of lung")}}};
}

LabelScheme LabelScheme::lungRads() {
  return {QStringLiteral("Lung-RADS"),
          {{QStringLiteral("0"), Texts::tr("Incomplete"), {170, 178, 190}, QStringLiteral("0"), {}},
           {QStringLiteral("1"), Texts::tr("Negative"), {90, 200, 250}, QStringLiteral("1"), {}},
           {QStringLiteral("2"), Texts::tr("Benign"), {110, 225, 120}, QStringLiteral("2"), {}},
           {QStringLiteral("3"), Texts::tr("Probably benign"), {240, 225, 80}, QStringLiteral("3"), {}},
           {QStringLiteral("4A"), Texts::tr("Suspicious"), {255, 175, 60}, QStringLiteral("4"), {}},
           {QStringLiteral("4B"), Texts::tr("Very suspicious"), {255, 92, 92}, QStringLiteral("5"), {}},
           {QStringLiteral("4X"),
            Texts::tr("Suspicious, with additional features"),
            {225, 105, 235},
            QStringLiteral("6"),
            {}}}};
}

std::vector<LabelScheme> LabelScheme::supplied() {
  return {lungPetCtDx(), lungRads()};
}

Result<LabelScheme> LabelScheme::create(const QString& name, std::vector<LabelClass> classes) {
  const auto refuse = [](const QString& reason) { return Error{ErrorKind::Inconsistent, reason, {}}; };
  if (name.trimmed().isEmpty()) return refuse(Texts::tr("The scheme has no name."));
  if (classes.empty()) return refuse(Texts::tr("The scheme %1 has no class.").arg(name));
  for (std::size_t n = 0; n < classes.size(); ++n) {
    LabelClass& each = classes[n];
    each.key = each.key.toUpper();
    if (each.name.trimmed().isEmpty())
      return refuse(Texts::tr("Class %1 has no name.").arg(static_cast<int>(n) + 1));
    if (!each.key.isEmpty() && !isKey(each.key))
      return refuse(
          Texts::tr("The key of class %1 is \"%2\": it is one letter (A to Z) or digit, or left empty.")
              .arg(each.name, each.key));
    for (std::size_t other = 0; other < n; ++other) {
      if (isSameClass(classes[other].name, each.name))
        return refuse(Texts::tr("Two classes are named %1 (capitals make no difference).").arg(each.name));
      if (!each.key.isEmpty() && classes[other].key == each.key)
        return refuse(
            Texts::tr("The classes %1 and %2 have the same key.").arg(classes[other].name, each.name));
    }
  }
  return LabelScheme(name, std::move(classes));
}

const LabelClass* LabelScheme::find(const QString& name) const {
  for (const LabelClass& known : classes_)
    if (isSameClass(known.name, name)) return &known;
  return nullptr;
}

Rgb LabelScheme::colour(const QString& name) const {
  const LabelClass* known = find(name);
  return known ? known->colour : Rgb{190, 190, 190};
}

QString LabelScheme::describe(const QString& name) const {
  const LabelClass* known = find(name);
  if (!known) return Texts::tr("%1 (unknown class)").arg(name);
  return known->fullName.isEmpty() ? name : QStringLiteral("%1 – %2").arg(name, known->fullName);
}

QString LabelScheme::classNames() const {
  QStringList names;
  for (const LabelClass& each : classes_) names.append(each.name);
  return names.join(QStringLiteral(", "));
}

}  // namespace uptake
