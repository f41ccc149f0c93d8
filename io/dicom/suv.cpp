#include "io/dicom/suv.h"

#include "io/dicom/body_size_p.h"
#include "io/dicom/pet_values.h"
#include "io/dicom/suv_decay_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

// Sources: QIBA vendor-neutral pseudo-code for SUV (Units, DecayCorrection, private values of GE and
// Philips); DICOM PS3.3 C.8.9.1 (Units, SUVType, DecayCorrection); the manual of the SUV digital reference
// objects (lean mass, ideal weight, body surface).

namespace uptake {

namespace {

using dicom::SuvEvidence;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

std::optional<double> positive(const QString& text) {
  bool ok = false;
  const double value = text.toDouble(&ok);
  if (!ok || !std::isfinite(value) || value <= 0.0) return std::nullopt;
  return value;
}

class Scale {
 public:
  explicit Scale(const PetValues& values) : values_(values), evidence_(scale_) { scale_.unit = values.units; }

  SuvScale take() {
    evidence_.use("Units", "(0054,1001)", values_.units);
    const bool done = corrected() && convert();
    if (!done) {
      scale_.factor.reset();
      scale_.sliceFactors.clear();
    }
    return std::move(scale_);
  }

 private:
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
    if (!values_.correctedImage.contains(QLatin1String("ATTN")))
      return evidence_.refuse(
          Texts::tr("ATTN is not in CorrectedImage (0028,0051): not corrected for attenuation."));
    const bool decay = values_.correctedImage.contains(QLatin1String("DECY"));
    const bool none = values_.decayCorrection == QLatin1String("NONE");
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
    if (values_.radiopharmaceuticals > 1)
      return evidence_.refuse(
          Texts::tr("RadiopharmaceuticalInformationSequence (0054,0016) names %1 radiopharmaceuticals; "
                    "which one the dose is of cannot be told.")
              .arg(values_.radiopharmaceuticals));
    const auto weight = patientWeight();
    const auto dose = weight ? totalDose() : std::nullopt;
    const auto halfLife = dose ? radionuclideHalfLife() : std::nullopt;
    if (!halfLife) return false;
    const auto decayed = dicom::decayDose(values_, *halfLife, scale_);
    if (!decayed) return false;
    const double factor = toActivity * weight->value * 1000.0 / (dose->value * decayed->factor);
    return setFactors(factor, decayed->sliceFactors);
  }

  bool setFactors(double factor, const std::vector<double>& perSlice) {
    if (perSlice.empty()) {
      scale_.factor = factor;
      return true;
    }
    const auto [least, most] = std::minmax_element(perSlice.begin(), perSlice.end());
    if (*most - *least <= 1e-12 * *most) {
      scale_.factor = factor * perSlice.front();
      return true;
    }
    for (const double slice : perSlice) scale_.sliceFactors.push_back(factor * slice);
    return true;
  }

  bool fromCounts() {
    if (values_.philipsCreatorMissing)
      evidence_.warn(Texts::tr(
          "Group 7053 has no private creator: its values are taken to be those of \"Philips PET Private "
          "Group\"."));
    evidence_.use("SUVScaleFactor (Philips PET Private Group)", "(7053,xx00)", values_.philipsSuvFactor);
    if (const auto factor = positive(values_.philipsSuvFactor)) {
      scale_.branch = Texts::tr("counts times Philips' SUV scale factor");
      scale_.factor = *factor;
      return true;
    }
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
    const QString type = values_.suvType.isEmpty() ? QStringLiteral("BW") : values_.suvType;
    evidence_.use("SUVType", "(0054,1006)", values_.suvType);
    if (type == QLatin1String("BW")) {
      scale_.branch = Texts::tr("the file holds SUV by body weight");
      scale_.factor = 1.0;
      return true;
    }
    const auto weight = patientWeight();
    const auto height = weight ? patientHeightCm() : std::nullopt;
    if (!height) return false;
    Kilograms mass;
    if (type == QLatin1String("LBM") || type == QLatin1String("LBMJAMES128"))
      mass = dicom::leanMassJames(*weight, *height, sex());
    else if (type == QLatin1String("LBMJANMA"))
      mass = dicom::leanMassJanmahasatian(*weight, *height, sex());
    else if (type == QLatin1String("IBW"))
      mass = dicom::idealMass(*height, sex());
    else
      return evidence_.refuse(Texts::tr("SUVType (0054,1006) %1 does not go with Units GML.").arg(type));
    if (mass.value <= 0.0)
      return evidence_.refuse(Texts::tr("Weight %1 kg and height %2 cm give no lean or ideal mass.")
                                  .arg(weight->value)
                                  .arg(*height));
    if (type == QLatin1String("LBM"))
      evidence_.warn(Texts::tr("SUVType LBM does not say which formula; James with 128 is assumed."));
    scale_.branch = Texts::tr("the file holds SUV by %1; times weight over %2 kg").arg(type).arg(mass.value);
    scale_.factor = weight->value / mass.value;
    return true;
  }

  bool fromSurfaceSuv() {
    evidence_.use("SUVType", "(0054,1006)", values_.suvType);
    if (!values_.suvType.isEmpty() && values_.suvType != QLatin1String("BSA"))
      return evidence_.refuse(
          Texts::tr("SUVType (0054,1006) %1 does not go with Units CM2ML.").arg(values_.suvType));
    const auto weight = patientWeight();
    const auto height = weight ? patientHeightCm() : std::nullopt;
    if (!height) return false;
    const double area = dicom::bodySurfaceArea(*weight, *height);
    scale_.branch = Texts::tr("the file holds SUV by body surface; times weight over %1 m²").arg(area);
    scale_.factor = weight->value * 1000.0 / (area * 10000.0);
    return true;
  }

  std::optional<Kilograms> patientWeight() {
    const auto weight = positive(values_.patientWeight);
    if (!weight) {
      evidence_.refuse(values_.patientWeight.isEmpty()
                           ? Texts::tr("PatientWeight (0010,1030) is missing.")
                           : Texts::tr("PatientWeight (0010,1030) is %1.").arg(values_.patientWeight));
      return std::nullopt;
    }
    evidence_.use("PatientWeight", "(0010,1030)", values_.patientWeight);
    if (*weight <= 1000.0) return Kilograms{*weight};
    evidence_.warn(Texts::tr("PatientWeight (0010,1030) %1 is above 1000 and taken as grams.")
                       .arg(values_.patientWeight));
    return Kilograms{*weight / 1000.0};
  }

  std::optional<double> patientHeightCm() {
    const auto height = positive(values_.patientSize);
    if (!height) {
      evidence_.refuse(
          Texts::tr("PatientSize (0010,1020) is missing or 0, which %1 needs.").arg(values_.units));
      return std::nullopt;
    }
    evidence_.use("PatientSize", "(0010,1020)", values_.patientSize);
    if (*height < 3.0) return *height * 100.0;
    if (*height >= 30.0 && *height < 300.0) {
      evidence_.warn(
          Texts::tr("PatientSize (0010,1020) %1 is taken as centimetres.").arg(values_.patientSize));
      return *height;
    }
    evidence_.refuse(Texts::tr("PatientSize (0010,1020) %1 m is no height.").arg(values_.patientSize));
    return std::nullopt;
  }

  QString sex() {
    evidence_.use("PatientSex", "(0010,0040)", values_.patientSex);
    if (values_.patientSex != QLatin1String("M") && values_.patientSex != QLatin1String("F"))
      evidence_.warn(
          Texts::tr("PatientSex (0010,0040) is neither M nor F: the mean of both formulas is used."));
    return values_.patientSex;
  }

  std::optional<Becquerel> totalDose() {
    const auto dose = positive(values_.radionuclideTotalDose);
    if (!dose) {
      evidence_.refuse(
          values_.radionuclideTotalDose.isEmpty()
              ? Texts::tr("RadionuclideTotalDose (0018,1074) is missing.")
              : Texts::tr("RadionuclideTotalDose (0018,1074) is %1.").arg(values_.radionuclideTotalDose));
      return std::nullopt;
    }
    evidence_.use("RadionuclideTotalDose", "(0018,1074)", values_.radionuclideTotalDose);
    // 0.1 MBq is below any dose that gives an image; 25 to 2000 is what people receive in MBq.
    if (*dose >= 1e5) return Becquerel{*dose};
    if (*dose >= 25.0 && *dose <= 2000.0) {
      evidence_.warn(Texts::tr("RadionuclideTotalDose (0018,1074) %1 is taken as MBq.")
                         .arg(values_.radionuclideTotalDose));
      return Becquerel{*dose * 1e6};
    }
    evidence_.refuse(
        Texts::tr("RadionuclideTotalDose (0018,1074) %1 is a plausible dose neither in Bq nor in MBq.")
            .arg(values_.radionuclideTotalDose));
    return std::nullopt;
  }

  std::optional<Seconds> radionuclideHalfLife() {
    const auto halfLife = positive(values_.radionuclideHalfLife);
    if (!halfLife) {
      evidence_.refuse(Texts::tr("RadionuclideHalfLife (0018,1075) is missing or 0."));
      return std::nullopt;
    }
    evidence_.use("RadionuclideHalfLife", "(0018,1075)", values_.radionuclideHalfLife);
    return Seconds{*halfLife};
  }

  const PetValues& values_;
  SuvScale scale_;
  SuvEvidence evidence_;
};

}  // namespace

QString PetValues::firstDifference(const PetValues& a, const PetValues& b) {
  if (a.units != b.units) return QStringLiteral("Units (0054,1001)");
  if (a.decayCorrection != b.decayCorrection) return QStringLiteral("DecayCorrection (0054,1102)");
  if (a.decayCorrectionDateTime != b.decayCorrectionDateTime)
    return QStringLiteral("DecayCorrectionDateTime (0018,9701)");
  if (a.correctedImage != b.correctedImage) return QStringLiteral("CorrectedImage (0028,0051)");
  if (a.suvType != b.suvType) return QStringLiteral("SUVType (0054,1006)");
  if (a.patientWeight != b.patientWeight) return QStringLiteral("PatientWeight (0010,1030)");
  if (a.patientSize != b.patientSize) return QStringLiteral("PatientSize (0010,1020)");
  if (a.patientSex != b.patientSex) return QStringLiteral("PatientSex (0010,0040)");
  if (a.seriesDate != b.seriesDate) return QStringLiteral("SeriesDate (0008,0021)");
  if (a.seriesTime != b.seriesTime) return QStringLiteral("SeriesTime (0008,0031)");
  if (a.radionuclideTotalDose != b.radionuclideTotalDose)
    return QStringLiteral("RadionuclideTotalDose (0018,1074)");
  if (a.radionuclideHalfLife != b.radionuclideHalfLife)
    return QStringLiteral("RadionuclideHalfLife (0018,1075)");
  if (a.radiopharmaceuticalStartTime != b.radiopharmaceuticalStartTime)
    return QStringLiteral("RadiopharmaceuticalStartTime (0018,1072)");
  if (a.radiopharmaceuticalStartDateTime != b.radiopharmaceuticalStartDateTime)
    return QStringLiteral("RadiopharmaceuticalStartDateTime (0018,1078)");
  if (a.radiopharmaceuticals != b.radiopharmaceuticals)
    return QStringLiteral("RadiopharmaceuticalInformationSequence (0054,0016)");
  if (a.geReferenceDateTime != b.geReferenceDateTime)
    return QStringLiteral("the private scan time (0009,xx0D) of GEMS_PETD_01");
  if (a.units == QLatin1String("CNTS") &&
      (a.philipsSuvFactor != b.philipsSuvFactor || a.philipsActivityFactor != b.philipsActivityFactor))
    return QStringLiteral("a scale factor of Philips PET Private Group (7053)");
  return {};
}

SuvScale computeSuv(const PetValues& values) {
  return Scale(values).take();
}

}  // namespace uptake
