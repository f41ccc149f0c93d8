#include "io/dicom/body_size_p.h"
#include "io/dicom/radionuclides_p.h"
#include "io/dicom/suv_quantities_p.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace uptake::dicom {

namespace {

/// Who no weight is stated for.
constexpr Kilograms kAdult{75.0};

/// Below 50 kBq a kg even a long scan of the whole body shows nothing; the lowest doses that are tried, at
/// total-body scanners, are about 70.
constexpr double kLeastDosePerKilogram = 5e4;

bool givesAnImage(Becquerel dose, Kilograms weight) {
  return dose.value >= std::max(suv_limits::kLeastDose.value, kLeastDosePerKilogram * weight.value) &&
         dose.value <= suv_limits::kMostDose.value;
}

/// What people receive: 25 MBq and more, of yttrium-90 some thousand. A unit that is only assumed has to make
/// one of these.
bool isOrdinary(Becquerel dose, DoseUnit unit) {
  const double most = unit == DoseUnit::Kilobecquerel ? 2e9 : 1e10;
  return dose.value >= 2.5e7 && dose.value <= most;
}

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

QString unitName(DoseUnit unit) {
  if (unit == DoseUnit::Kilobecquerel) return QStringLiteral("kBq");
  return unit == DoseUnit::Megabecquerel ? QStringLiteral("MBq") : QStringLiteral("Bq");
}

std::optional<Dose> administeredDose(const PetValues& values) {
  const auto stated = positive(values.radionuclideTotalDose);
  if (!stated) return std::nullopt;
  const auto in = [&](DoseUnit unit) {
    const double scale = unit == DoseUnit::Becquerel ? 1.0 : unit == DoseUnit::Kilobecquerel ? 1e3 : 1e6;
    return Becquerel{*stated * scale};
  };
  const DoseUnit own = values.doseInMegabecquerel ? DoseUnit::Megabecquerel : DoseUnit::Becquerel;
  const auto weight = bodyWeight(values);
  if (givesAnImage(in(own), weight ? weight->value : kAdult)) return Dose{in(own), own, false};
  for (const DoseUnit unit : {DoseUnit::Megabecquerel, DoseUnit::Becquerel, DoseUnit::Kilobecquerel})
    if (unit != own && isOrdinary(in(unit), unit)) return Dose{in(unit), unit, true};
  return std::nullopt;
}

std::optional<HalfLife> decayHalfLife(const PetValues& values) {
  const Radionuclide* coded = radionuclideOf(values.radionuclideCode, values.radionuclideMeaning);
  const auto stated = positive(values.radionuclideHalfLife);
  HalfLife found;
  if (coded) found.nuclide = coded->name();
  if (!stated) {
    if (!coded) return std::nullopt;
    found.value = coded->halfLife;
    found.source = HalfLife::Source::OfNuclide;
    return found;
  }
  found.value = Seconds{*stated};
  if (coded && isHalfLife(*stated, coded->halfLife)) return found;
  const Radionuclide* other = radionuclideWith(found.value);
  // Another unit is believed where it hits the nuclide exactly.
  constexpr double kExact = 0.01;
  for (const double unit : {60.0, 3600.0, 86400.0}) {
    if (coded && isHalfLife(*stated * unit, coded->halfLife, kExact)) {
      found.value = Seconds{*stated * unit};
      found.source = HalfLife::Source::StatedInOtherUnit;
      return found;
    }
    if (!coded && !other && radionuclideWith(Seconds{*stated * unit}, kExact)) return std::nullopt;
  }
  found.contradicts = coded != nullptr || other == nullptr;
  if (other) found.otherNuclide = other->name();
  return found;
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
