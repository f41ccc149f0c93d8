#include "io/dicom/body_size_p.h"
#include "io/dicom/suv_quantities_p.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

QString missing(const QStringList& names) {
  return Texts::tr("Needs %1, missing, without a usable value, or not the same in all files.")
      .arg(names.join(QStringLiteral(", ")));
}

}  // namespace

std::optional<double> positive(const QString& text) {
  bool ok = false;
  const double value = text.toDouble(&ok);
  if (!ok || !std::isfinite(value) || value <= 0.0) return std::nullopt;
  return value;
}

std::optional<BodyValue<Kilograms>> bodyWeight(const PetValues& values) {
  const auto weight = positive(values.patientWeight);
  if (!weight) return std::nullopt;
  constexpr double kLeastGrams = 1000.0;
  if (*weight <= suv_limits::kMostWeight.value) return BodyValue<Kilograms>{{*weight}, false};
  if (*weight <= kLeastGrams || *weight / 1000.0 > suv_limits::kMostWeight.value) return std::nullopt;
  return BodyValue<Kilograms>{{*weight / 1000.0}, true};
}

std::optional<BodyValue<double>> bodyHeightCm(const PetValues& values) {
  const auto height = positive(values.patientSize);
  if (!height) return std::nullopt;
  if (*height >= 0.3 && *height < 3.0) return BodyValue<double>{*height * 100.0, false};
  if (*height >= 30.0 && *height < 300.0) return BodyValue<double>{*height, true};
  return std::nullopt;
}

std::vector<PetQuantity> suvQuantities(const PetValues& values) {
  const auto weight = bodyWeight(values);
  const auto height = bodyHeightCm(values);
  const bool sexKnown = !values.patientSex.isEmpty();
  const auto check = [&](bool known, const char* attribute, QStringList& lacking) {
    if (!known || values.difference(attribute) != nullptr) lacking.append(QLatin1String(attribute));
  };
  QStringList lacking;
  check(weight.has_value(), "PatientWeight (0010,1030)", lacking);
  check(height.has_value(), "PatientSize (0010,1020)", lacking);
  QStringList lackingForMass = lacking;
  check(sexKnown, "PatientSex (0010,0040)", lackingForMass);

  std::vector<PetQuantity> quantities{PetQuantity()};
  const auto add = [&](const char* id, const char* label, const char* unit, const QStringList& lacks,
                       auto measure) {
    PetQuantity quantity{QLatin1String(id), QLatin1String(label), QString::fromUtf8(unit), 1.0, {}};
    if (!lacks.isEmpty()) {
      quantity.unavailable = missing(lacks);
    } else if (const double body = measure(); body > 0.0) {
      quantity.factor = body / weight->value.value;
    } else {
      quantity.unavailable = Texts::tr("Weight %1 kg and height %2 cm give no lean or ideal mass.")
                                 .arg(weight->value.value)
                                 .arg(height->value);
    }
    quantities.push_back(quantity);
  };
  const QString& sex = values.patientSex;
  add("suljames", "SULjames", "g/ml", lackingForMass,
      [&] { return leanMassJames(weight->value, height->value, sex).value; });
  add("suljanma", "SULjanma", "g/ml", lackingForMass,
      [&] { return leanMassJanmahasatian(weight->value, height->value, sex).value; });
  // 10,000 cm² a m² over 1000 g a kg.
  add("suvbsa", "SUVbsa", "cm²/ml", lacking,
      [&] { return bodySurfaceArea(weight->value, height->value) * 10.0; });
  add("suvibw", "SUVibw", "g/ml", lackingForMass, [&] { return idealMass(height->value, sex).value; });
  return quantities;
}

}  // namespace uptake::dicom
