#include "io/dicom/radionuclides_p.h"
#include "io/dicom/suv_quantities_p.h"
#include "io/dicom/suv_tracer_p.h"

#include <QCoreApplication>

#include <algorithm>

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

/// The most that people receive of what decays within a day: of nuclides of seconds and minutes (Rb-82, O-15)
/// for one image, of others in all.
double mostOrdinary(Seconds halfLife) {
  if (halfLife.value > 86400.0) return suv_limits::kMostDose.value;
  return halfLife.value < 300.0 ? 4e9 : 2e9;
}

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

/// Twelve significant digits: more than any input has.
QString contradiction(const QString& stated, const HalfLife& found) {
  if (found.nuclide.isEmpty())
    return Texts::tr("RadionuclideHalfLife (0018,1075) %1 s is that of no known PET nuclide.").arg(stated);
  if (found.otherNuclide.isEmpty())
    return Texts::tr(
               "RadionuclideHalfLife (0018,1075) %1 s is not that of %2, which RadionuclideCodeSequence "
               "(0054,0300) names; the half-life as stated is used.")
        .arg(stated, found.nuclide);
  return Texts::tr(
             "RadionuclideHalfLife (0018,1075) %1 s is that of %2, but RadionuclideCodeSequence (0054,0300) "
             "names %3; the half-life as stated is used.")
      .arg(stated, found.otherNuclide, found.nuclide);
}

/// What the tracer is called may name another nuclide than the half-life is of.
void noteTracer(const PetValues& values, const HalfLife& found, SuvCollector& evidence) {
  const QString& name = values.radiopharmaceutical;
  const Radionuclide* named = radionuclideOf({}, name);
  if (!named || isHalfLife(found.value.value, named->halfLife)) return;
  const Radionuclide* own = radionuclideWith(found.value);
  evidence.warn(
      Texts::tr("The half-life of %1 s%2 is not that of %3, which Radiopharmaceutical (0018,0031) or "
                "RadiopharmaceuticalCodeSequence (0054,0304) names (\"%4\"); it is used all the same.")
          .arg(exactNumber(found.value.value), own ? QStringLiteral(" (%1)").arg(own->name()) : QString(),
               named->name(), name));
}

void noteHalfLife(const PetValues& values, const HalfLife& found, SuvCollector& evidence) {
  using Source = HalfLife::Source;
  const QString& stated = values.radionuclideHalfLife;
  evidence.use("RadionuclideCodeSequence", "(0054,0300)",
               (values.radionuclideCode + QLatin1Char(' ') + values.radionuclideMeaning).trimmed());
  evidence.use("RadionuclideHalfLife", "(0018,1075)", stated,
               found.source == Source::StatedInOtherUnit ? QString() : QStringLiteral("s"));
  const QString seconds = exactNumber(found.value.value);
  if (found.source == Source::OfNuclide) {
    evidence.warn(
        stated.isEmpty()
            ? Texts::tr("RadionuclideHalfLife (0018,1075) is missing: that of %1, which "
                        "RadionuclideCodeSequence (0054,0300) names, is taken, %2 s.")
                  .arg(found.nuclide, seconds)
            : Texts::tr("RadionuclideHalfLife (0018,1075) is %3: that of %1, which RadionuclideCodeSequence "
                        "(0054,0300) names, is taken, %2 s.")
                  .arg(found.nuclide, seconds, stated));
  } else if (found.source == Source::StatedInOtherUnit) {
    evidence.warn(
        Texts::tr("RadionuclideHalfLife (0018,1075) is %1, not in seconds: it is taken as the %2 s of "
                  "%3, which RadionuclideCodeSequence (0054,0300) names.")
            .arg(stated, seconds, found.nuclide));
  } else if (found.contradicts) {
    evidence.warn(contradiction(values.radionuclideHalfLife, found));
  }
  noteTracer(values, found, evidence);
}

}  // namespace

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

std::optional<Becquerel> useDose(const PetValues& values, SuvCollector& evidence) {
  if (!evidence.agree(values, "RadionuclideTotalDose (0018,1074)")) return std::nullopt;
  const QString& stated = values.radionuclideTotalDose;
  if (evidence.isEdited("RadionuclideTotalDose")) {
    evidence.use("RadionuclideTotalDose", "(0018,1074)", stated);
    return Becquerel{stated.toDouble()};
  }
  const auto dose = administeredDose(values);
  if (!dose) {
    evidence.refuse(
        stated.isEmpty() ? Texts::tr("RadionuclideTotalDose (0018,1074) is missing.")
        : positive(stated)
            ? Texts::tr("RadionuclideTotalDose (0018,1074) %1 is a plausible dose neither in Bq nor in MBq "
                        "or kBq.")
                  .arg(stated)
            : Texts::tr("RadionuclideTotalDose (0018,1074) is %1.").arg(stated));
    return std::nullopt;
  }
  const QString unit = unitName(dose->unit);
  evidence.use("RadionuclideTotalDose", "(0018,1074)", stated, unit);
  if (dose->assumed)
    evidence.warn(
        Texts::tr("RadionuclideTotalDose (0018,1074) %1 is taken as %2: in %3 it would be no dose that "
                  "gives an image.")
            .arg(stated, unit, values.doseInMegabecquerel ? QStringLiteral("MBq") : QStringLiteral("Bq")));
  if (const auto halfLife = decayHalfLife(values);
      halfLife && dose->value.value > mostOrdinary(halfLife->value))
    evidence.warn(
        Texts::tr(
            "RadionuclideTotalDose (0018,1074) of %1 MBq is more than anybody is given of a nuclide with "
            "a half-life of %2 min: the dose or its unit is likely to be wrong.")
            .arg(exactNumber(dose->value.value / 1e6),
                 QString::number(halfLife->value.value / 60.0, 'f', 1)));
  return dose->value;
}

std::optional<Seconds> useHalfLife(const PetValues& values, SuvCollector& evidence) {
  if (!evidence.agree(values, "RadionuclideHalfLife (0018,1075)")) return std::nullopt;
  const QString& stated = values.radionuclideHalfLife;
  const auto found = decayHalfLife(values);
  if (evidence.isEdited("RadionuclideHalfLife")) {
    evidence.use("RadionuclideHalfLife", "(0018,1075)", stated);
    return Seconds{stated.toDouble()};
  }
  if (!found) {
    evidence.refuse(
        stated.isEmpty() ? Texts::tr("RadionuclideHalfLife (0018,1075) is missing.")
        : positive(stated)
            ? Texts::tr("RadionuclideHalfLife (0018,1075) is %1, which in seconds is the half-life of no PET "
                        "nuclide.")
                  .arg(stated)
            : Texts::tr("RadionuclideHalfLife (0018,1075) is %1.").arg(stated));
    return std::nullopt;
  }
  if (found->source != HalfLife::Source::Stated &&
      !evidence.agree(values, "RadionuclideCodeSequence (0054,0300)"))
    return std::nullopt;
  noteHalfLife(values, *found, evidence);
  return found->value;
}

}  // namespace uptake::dicom
