#include "io/dicom/body_size_p.h"
#include "io/dicom/suv_quantities_p.h"

#include <QCoreApplication>
#include <QStringList>

#include <cmath>

namespace uptake::dicom {

namespace {

constexpr double kMostKilograms = 1000.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

QString missing(const QStringList& names) {
  return Texts::tr("Needs %1, missing or without a usable value in the file.")
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
  if (*weight <= kMostKilograms) return BodyValue<Kilograms>{{*weight}, false};
  return BodyValue<Kilograms>{{*weight / 1000.0}, true};
}

std::optional<BodyValue<double>> bodyHeightCm(const PetValues& values) {
  const auto height = positive(values.patientSize);
  if (!height) return std::nullopt;
  if (*height >= 0.3 && *height < 3.0) return BodyValue<double>{*height * 100.0, false};
  if (*height >= 30.0 && *height < 300.0) return BodyValue<double>{*height, true};
  return std::nullopt;
}

std::optional<BodyValue<Becquerel>> administeredDose(const PetValues& values) {
  const auto dose = positive(values.radionuclideTotalDose);
  if (!dose) return std::nullopt;
  // 0.1 MBq is below any dose that gives an image; 25 to 2000 is what people receive in MBq.
  if (*dose >= 1e5) return BodyValue<Becquerel>{{*dose}, false};
  if (*dose >= 25.0 && *dose <= 2000.0) return BodyValue<Becquerel>{{*dose * 1e6}, true};
  return std::nullopt;
}

std::vector<PetQuantity> suvQuantities(const PetValues& values) {
  const auto weight = bodyWeight(values);
  const auto height = bodyHeightCm(values);
  const bool sexKnown = !values.patientSex.isEmpty();
  QStringList lacking;
  if (!weight) lacking.append(QStringLiteral("PatientWeight (0010,1030)"));
  if (!height) lacking.append(QStringLiteral("PatientSize (0010,1020)"));
  QStringList lackingForMass = lacking;
  if (!sexKnown) lackingForMass.append(QStringLiteral("PatientSex (0010,0040)"));

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
