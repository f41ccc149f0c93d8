#include "io/dicom/suv.h"

#include "io/dicom/body_size_p.h"
#include "io/dicom/pet_values.h"
#include "io/dicom/suv_collector_p.h"
#include "io/dicom/suv_decay_p.h"
#include "io/dicom/suv_overrides_p.h"
#include "io/dicom/suv_quantities_p.h"
#include "io/dicom/suv_tracer_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <initializer_list>
#include <limits>

// Sources: QIBA vendor-neutral pseudo-code for SUV (Units, DecayCorrection, private values of GE and
// Philips); DICOM PS3.3 C.8.9.1 (Units, SUVType, DecayCorrection); the manual of the SUV digital reference
// objects (lean mass, ideal weight, body surface).

namespace uptake {

namespace {

using dicom::exactNumber;
using dicom::positive;
using dicom::SuvCollector;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

class Scale {
 public:
  Scale(const PetValues& values, const SuvOverrides& overrides)
      : values_(dicom::withOverrides(values, overrides, scale_.edits)), evidence_(scale_) {
    for (QString* word : {&values_.units, &values_.suvType, &values_.decayCorrection, &values_.patientSex})
      *word = word->toUpper();
    scale_.unit = values_.units;
    scale_.crossCheck.notMade = Texts::tr("There is no SUV.");
  }

  SuvScale take() {
    evidence_.use("Units", "(0054,1001)", values_.units);
    const bool done = hasUnits() && corrected() && convert();
    if (done) {
      scale_.quantities = dicom::suvQuantities(values_);
    } else {
      scale_.factor.reset();
      scale_.sliceFactors.clear();
      scale_.steps.clear();
    }
    return std::move(scale_);
  }

 private:
  /// Whether the files of the series agree; what the scale does not need is not asked.
  bool agree(std::initializer_list<const char*> attributes) {
    return std::ranges::all_of(attributes,
                               [&](const char* attribute) { return evidence_.agree(values_, attribute); });
  }

  bool hasUnits() {
    if (!agree({"RealWorldValueMappingSequence (0040,9096)", "Units (0054,1001)"})) return false;
    return values_.unitsProblem.isEmpty() || evidence_.refuse(values_.unitsProblem);
  }

  bool convert() {
    if (values_.units == QLatin1String("BQML")) return fromActivity(1.0);
    if (values_.units == QLatin1String("CNTS")) return fromCounts();
    if (values_.units == QLatin1String("GML")) return fromSuv();
    if (values_.units == QLatin1String("CM2ML")) return fromSurfaceSuv();
    return evidence_.refuse(
        values_.units.isEmpty()
            ? Texts::tr("Units (0054,1001) is missing.")
            : Texts::tr("Units (0054,1001) is %1; BQML, CNTS, GML and CM2ML can become SUV.")
                  .arg(values_.units));
  }

  bool corrected() {
    evidence_.use("CorrectedImage", "(0028,0051)", values_.correctedImage.join(QLatin1Char('\\')));
    if (!agree({"CorrectedImage (0028,0051)", "DecayCorrection (0054,1102)"})) return false;
    if (!values_.isCorrectedFor("ATTN"))
      return evidence_.refuse(
          Texts::tr("ATTN is not in CorrectedImage (0028,0051): not corrected for attenuation."));
    const bool decay = values_.isCorrectedFor("DECY");
    const bool none = values_.decayCorrection == QLatin1String("NONE");
    if (decay && !values_.correctedImage.contains(QLatin1String("DECY"), Qt::CaseInsensitive))
      evidence_.warn(Texts::tr("CorrectedImage (0028,0051) says DECAY, which is taken for DECY."));
    if (!decay && !none)
      return evidence_.refuse(
          Texts::tr("DECY is not in CorrectedImage (0028,0051), yet DecayCorrection (0054,1102) is not "
                    "NONE."));
    if (decay && none)
      return evidence_.refuse(
          Texts::tr("DECY is in CorrectedImage (0028,0051), yet DecayCorrection (0054,1102) is NONE."));
    return true;
  }

  /// `toActivity` turns a value into Bq/ml.
  bool fromActivity(double toActivity) {
    if (!agree({"RadiopharmaceuticalInformationSequence (0054,0016)"})) return false;
    if (values_.radiopharmaceuticals > 1)
      return evidence_.refuse(
          Texts::tr("RadiopharmaceuticalInformationSequence (0054,0016) names %1 radiopharmaceuticals; "
                    "which one the dose is of cannot be told.")
              .arg(values_.radiopharmaceuticals));
    const auto weight = patientWeight();
    const auto dose = weight ? dicom::useDose(values_, evidence_) : std::nullopt;
    // Nothing decays where the values are corrected to the administration.
    const bool decays = values_.decayCorrection != QLatin1String("ADMIN");
    const auto halfLife = !dose    ? std::nullopt
                          : decays ? dicom::useHalfLife(values_, evidence_)
                                   : Seconds{1.0};
    if (!halfLife) return false;
    const auto decayed = dicom::decayDose(values_, *halfLife, scale_);
    if (!decayed) return false;
    const double left = dose->value * decayed->factor;
    if (!decayed->expression.isEmpty())
      evidence_.step(Texts::tr("Dose at the reference"),
                     QStringLiteral("%1 Bq × %2").arg(exactNumber(dose->value), decayed->expression),
                     QStringLiteral("%1 Bq").arg(exactNumber(left)));
    const double factor = toActivity * weight->value * 1000.0 / left;
    QString expression =
        QStringLiteral("%1 g ÷ %2 Bq").arg(exactNumber(weight->value * 1000.0), exactNumber(left));
    if (toActivity != 1.0)
      expression = Texts::tr("%1 Bq/ml a count × %2").arg(exactNumber(toActivity), expression);
    if (!setFactors(factor, decayed->sliceFactors)) return false;
    if (!scale_.factor || *scale_.factor != factor)
      expression += QStringLiteral(" × ") + Texts::tr("each slice's decay");
    evidence_.step(Texts::tr("Factor"), expression, factorText());
    return true;
  }

  bool setFactors(double factor, const std::vector<double>& perSlice) {
    if (perSlice.empty()) {
      scale_.factor = factor;
      return true;
    }
    // NaN, in gaps, is neither less nor more.
    double least = std::numeric_limits<double>::infinity();
    double most = 0.0;
    for (const double slice : perSlice) {
      if (slice < least) least = slice;
      if (slice > most) most = slice;
    }
    if (most - least <= 1e-12 * most) {
      scale_.factor = factor * most;
      return true;
    }
    for (const double slice : perSlice) scale_.sliceFactors.push_back(factor * slice);
    return true;
  }

  QString factorText() const {
    if (scale_.factor) return exactNumber(*scale_.factor);
    double least = std::numeric_limits<double>::infinity();
    double most = 0.0;
    for (const double factor : scale_.sliceFactors) {
      if (factor < least) least = factor;
      if (factor > most) most = factor;
    }
    return Texts::tr("%1 to %2, one a slice").arg(exactNumber(least), exactNumber(most));
  }

  /// The file's values are SUV of some kind, or become it without the dose.
  void setStated(double factor, const QString& branch, const QString& expression) {
    scale_.factor = factor;
    scale_.branch = branch;
    scale_.crossCheck.notMade = Texts::tr("The scale needs no decay reference.");
    evidence_.step(Texts::tr("Factor"), expression, exactNumber(factor));
  }

  bool fromCounts() {
    if (values_.philipsCreatorMissing)
      evidence_.warn(Texts::tr(
          "Group 7053 has no private creator: its values are taken to be those of \"Philips PET Private "
          "Group\"."));
    if (!agree({"SUVScaleFactor (7053,xx00) (Philips PET Private Group)"})) return false;
    evidence_.use("SUVScaleFactor (Philips PET Private Group)", "(7053,xx00)", values_.philipsSuvFactor);
    if (const auto factor = positive(values_.philipsSuvFactor)) {
      setStated(*factor, Texts::tr("counts times Philips' SUV scale factor"),
                Texts::tr("as the file states it"));
      return true;
    }
    if (!agree({"ActivityConcentrationScaleFactor (7053,xx09) (Philips PET Private Group)"})) return false;
    evidence_.use("ActivityConcentrationScaleFactor (Philips PET Private Group)", "(7053,xx09)",
                  values_.philipsActivityFactor);
    if (const auto factor = positive(values_.philipsActivityFactor)) {
      scale_.branch = Texts::tr("counts times Philips' activity concentration factor to Bq/ml; ");
      return fromActivity(*factor);
    }
    return evidence_.refuse(
        Texts::tr("Units (0054,1001) is CNTS and neither the SUV scale factor (7053,xx00) nor the activity "
                  "factor (7053,xx09) of \"Philips PET Private Group\" has a value above 0."));
  }

  bool fromSuv() {
    if (!agree({"SUVType (0054,1006)"})) return false;
    const QString type = values_.suvType.isEmpty() ? QStringLiteral("BW") : values_.suvType;
    evidence_.use("SUVType", "(0054,1006)", values_.suvType);
    if (type == QLatin1String("BW")) {
      setStated(1.0, Texts::tr("the file holds SUV by body weight"), Texts::tr("SUVbw already"));
      return true;
    }
    const auto weight = patientWeight();
    const auto height = weight ? patientHeightCm() : std::nullopt;
    if (!height) return false;
    const auto known = sex();
    if (!known) return false;
    Kilograms mass;
    if (type == QLatin1String("LBM") || type == QLatin1String("LBMJAMES128"))
      mass = dicom::leanMassJames(*weight, *height, *known);
    else if (type == QLatin1String("LBMJANMA"))
      mass = dicom::leanMassJanmahasatian(*weight, *height, *known);
    else if (type == QLatin1String("IBW"))
      mass = dicom::idealMass(*height, *known);
    else
      return evidence_.refuse(Texts::tr("SUVType (0054,1006) %1 does not go with Units GML.").arg(type));
    if (mass.value <= 0.0)
      return evidence_.refuse(Texts::tr("Weight %1 kg and height %2 cm give no lean or ideal mass.")
                                  .arg(weight->value)
                                  .arg(*height));
    if (type == QLatin1String("LBM"))
      evidence_.warn(Texts::tr("SUVType LBM does not say which formula; James with 128 is assumed."));
    setStated(weight->value / mass.value,
              Texts::tr("the file holds SUV by %1; times weight over %2 kg").arg(type).arg(mass.value),
              QStringLiteral("%1 kg ÷ %2 kg").arg(exactNumber(weight->value), exactNumber(mass.value)));
    return true;
  }

  bool fromSurfaceSuv() {
    if (!agree({"SUVType (0054,1006)"})) return false;
    evidence_.use("SUVType", "(0054,1006)", values_.suvType);
    if (!values_.suvType.isEmpty() && values_.suvType != QLatin1String("BSA"))
      return evidence_.refuse(
          Texts::tr("SUVType (0054,1006) %1 does not go with Units CM2ML.").arg(values_.suvType));
    const auto weight = patientWeight();
    const auto height = weight ? patientHeightCm() : std::nullopt;
    if (!height) return false;
    const double area = dicom::bodySurfaceArea(*weight, *height);
    setStated(weight->value * 1000.0 / (area * 10000.0),
              Texts::tr("the file holds SUV by body surface; times weight over %1 m²").arg(area),
              QStringLiteral("%1 g ÷ %2 cm²")
                  .arg(exactNumber(weight->value * 1000.0), exactNumber(area * 10000.0)));
    return true;
  }

  std::optional<Kilograms> patientWeight() {
    if (!agree({"PatientWeight (0010,1030)"})) return std::nullopt;
    const auto weight = dicom::bodyWeight(values_);
    if (!weight) {
      evidence_.refuse(values_.patientWeight.isEmpty()
                           ? Texts::tr("PatientWeight (0010,1030) is missing.")
                           : Texts::tr("PatientWeight (0010,1030) is %1.").arg(values_.patientWeight));
      return std::nullopt;
    }
    evidence_.use("PatientWeight", "(0010,1030)", values_.patientWeight,
                  weight->assumed ? QStringLiteral("g") : QStringLiteral("kg"));
    if (weight->assumed)
      evidence_.warn(Texts::tr("PatientWeight (0010,1030) %1 is above 1000 and taken as grams.")
                         .arg(values_.patientWeight));
    return weight->value;
  }

  std::optional<double> patientHeightCm() {
    if (!agree({"PatientSize (0010,1020)"})) return std::nullopt;
    const auto height = dicom::bodyHeightCm(values_);
    if (!height) {
      evidence_.refuse(
          values_.patientSize.toDouble() > 0.0
              ? Texts::tr("PatientSize (0010,1020) %1 m is no height.").arg(values_.patientSize)
              : Texts::tr("PatientSize (0010,1020) is missing or 0, which %1 needs.").arg(values_.units));
      return std::nullopt;
    }
    evidence_.use("PatientSize", "(0010,1020)", values_.patientSize,
                  height->assumed ? QStringLiteral("cm") : QStringLiteral("m"));
    if (height->assumed)
      evidence_.warn(
          Texts::tr("PatientSize (0010,1020) %1 is taken as centimetres.").arg(values_.patientSize));
    return height->value;
  }

  std::optional<QString> sex() {
    if (!agree({"PatientSex (0010,0040)"})) return std::nullopt;
    if (values_.patientSex.isEmpty()) {
      evidence_.refuse(
          Texts::tr("PatientSex (0010,0040) is missing, which SUVType %1 needs.").arg(values_.suvType));
      return std::nullopt;
    }
    evidence_.use("PatientSex", "(0010,0040)", values_.patientSex);
    if (values_.patientSex != QLatin1String("M") && values_.patientSex != QLatin1String("F"))
      evidence_.warn(
          Texts::tr("PatientSex (0010,0040) is neither M nor F: the mean of both formulas is used."));
    return values_.patientSex;
  }

  SuvScale scale_;
  PetValues values_;
  SuvCollector evidence_;
};

}  // namespace

QString SuvScale::label() const {
  return isEdited() ? Texts::tr("SUVbw (edited)") : QStringLiteral("SUVbw");
}

SuvScale computeSuv(const PetValues& values, const SuvOverrides& overrides) {
  if (const QString defect = overrides.defect(); !defect.isEmpty()) {
    SuvScale scale;
    scale.unit = values.units;
    dicom::withOverrides(values, overrides, scale.edits);
    scale.refused = defect;
    scale.crossCheck.notMade = Texts::tr("There is no SUV.");
    return scale;
  }
  return Scale(values, overrides).take();
}

SuvOverrides statedValues(const PetValues& values) {
  SuvOverrides stated;
  if (const auto weight = dicom::bodyWeight(values)) stated.patientWeight = weight->value;
  if (const auto height = dicom::bodyHeightCm(values)) stated.patientSize = height->value / 100.0;
  if (!values.patientSex.isEmpty())
    stated.patientSex = values.patientSex == QLatin1String("M") || values.patientSex == QLatin1String("F")
                            ? values.patientSex
                            : QStringLiteral("O");
  if (const auto dose = dicom::administeredDose(values)) stated.totalDose = dose->value;
  const auto halfLife = dicom::decayHalfLife(values);
  if (halfLife) stated.halfLife = halfLife->value;
  // The times by the rule itself; without a half-life as if it were fluorine's.
  SuvScale scratch;
  dicom::decayDose(values, halfLife ? halfLife->value : Seconds{6586.2}, scratch);
  stated.administration = scratch.administration;
  stated.decayReference = scratch.decayReference;
  return stated;
}

}  // namespace uptake
