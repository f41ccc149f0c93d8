#include "io/dicom/suv_administration_p.h"
#include "io/dicom/suv_collector_p.h"
#include "io/dicom/suv_decay_p.h"
#include "io/dicom/suv_reference_p.h"

#include <QCoreApplication>

#include <cmath>
#include <limits>
#include <numbers>

// Source: the QIBA FDG-PET/CT profile's vendor-neutral pseudo-code for SUV and its cross-check of the
// reference.

namespace uptake::dicom {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

QString clockText(const Moment& moment) {
  return moment.dateTime().toString(QStringLiteral("HH:mm:ss.zzz"));
}

/// "17:31:56.531 − 16:28:00.000", with the dates when they differ.
QString differenceText(const Moment& later, const Moment& earlier) {
  const bool sameDay = later.dateTime().date() == earlier.dateTime().date();
  const QString format = sameDay ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz");
  return later.dateTime().toString(format) + QStringLiteral(" − ") + earlier.dateTime().toString(format);
}

/// Patients are seldom scanned when less than a sixteenth of the dose is left.
constexpr double kLongOrdinaryUptakeHalfLives = 4.0;

/// Of a TM or DT value.
bool isMidnight(const QString& value) {
  if (const auto time = parseTime(value)) return *time == 0.0;
  const auto moment = parseDateTime(value);
  return moment && moment->second == 0.0;
}

class Decay {
 public:
  Decay(const PetValues& values, Seconds halfLife, SuvScale& scale)
      : values_(values),
        halfLife_(halfLife.value),
        lambda_(std::numbers::ln2 / halfLife.value),
        scale_(scale),
        evidence_(scale),
        times_(values) {}

  std::optional<DecayedDose> run() {
    evidence_.use("DecayCorrection", "(0054,1102)", values_.decayCorrection);
    if (values_.decayCorrection == QLatin1String("START")) return start();
    if (values_.decayCorrection == QLatin1String("ADMIN")) {
      scale_.branch += Texts::tr("decay corrected to administration (ADMIN): the dose as administered");
      scale_.crossCheck.notMade =
          Texts::tr("The values are corrected to administration: the scale needs no other reference.");
      return DecayedDose{};
    }
    if (values_.decayCorrection == QLatin1String("NONE")) return none();
    evidence_.refuse(
        !values_.decayCorrection.isEmpty()
            ? Texts::tr("DecayCorrection (0054,1102) is %1; START, ADMIN and NONE are known.")
                  .arg(values_.decayCorrection)
        : values_.doseInMegabecquerel
            ? Texts::tr("DecayCorrected (0018,9758) or DecayCorrectionDateTime (0018,9701) is missing.")
            : Texts::tr("DecayCorrection (0054,1102) is missing."));
    return std::nullopt;
  }

 private:
  std::optional<DecayedDose> start() {
    if (!useTimezone()) return std::nullopt;
    const auto reference = decayReference(values_, times_, lambda_, scale_);
    if (!reference) return std::nullopt;
    scale_.decayReference = reference->moment.dateTime();
    const auto administration = administrationTime(values_, times_, Seconds{halfLife_}, *reference, scale_);
    if (!administration) return std::nullopt;
    scale_.administration = administration->moment.dateTime();
    const double uptake = *reference->moment.since(administration->moment);
    if (!plausible(uptake, *reference, *administration)) return std::nullopt;
    warnOfUptake(uptake, *administration);
    crossCheck(reference->moment);
    scale_.branch += Texts::tr("; dose decayed over %1 s from administration (%2) to the reference (%3)")
                         .arg(QString::number(uptake, 'f', 3), clockText(administration->moment),
                              clockText(reference->moment));
    evidence_.step(Texts::tr("Uptake time"), differenceText(reference->moment, administration->moment),
                   QStringLiteral("%1 s").arg(QString::number(uptake, 'f', 3)));
    return DecayedDose{
        std::exp(-lambda_ * uptake),
        QStringLiteral("2^(−%1 s ÷ %2 s)").arg(QString::number(uptake, 'f', 3), exactNumber(halfLife_)),
        {}};
  }

  std::optional<DecayedDose> none() {
    if (!useTimezone() || !useAcquisition(values_, times_, evidence_)) return std::nullopt;
    const StatedMoment acquired = firstAcquisition(values_, times_);
    const auto administration = administrationTime(values_, times_, Seconds{halfLife_}, acquired, scale_);
    if (!administration) return std::nullopt;
    scale_.administration = administration->moment.dateTime();
    DecayedDose decayed;
    for (const SliceTime& slice : times_.slices) {
      if (slice.missing) {
        decayed.sliceFactors.push_back(std::numeric_limits<double>::quiet_NaN());
        continue;
      }
      if (!slice.duration || *slice.duration <= 0.0) {
        evidence_.refuse(
            Texts::tr("ActualFrameDuration (0018,1242) is missing or not positive, which DecayCorrection "
                      "NONE needs."));
        return std::nullopt;
      }
      const double uptake = *slice.acquired->since(administration->moment);
      if (!plausible(uptake, acquired, *administration)) return std::nullopt;
      decayed.sliceFactors.push_back(frameStartFactor(lambda_, *slice.duration) * std::exp(lambda_ * uptake));
    }
    warnOfUptake(*acquired.moment.since(administration->moment), *administration);
    evidence_.use("ActualFrameDuration", "(0018,1242)",
                  values_.slices[static_cast<std::size_t>(times_.first)].actualFrameDuration,
                  QStringLiteral("ms"));
    scale_.branch +=
        Texts::tr(
            "not decay corrected (NONE): each slice from its own acquisition back to administration "
            "(%1)")
            .arg(clockText(administration->moment));
    scale_.crossCheck.notMade =
        Texts::tr("The values are not decay corrected: each slice has its own acquisition as reference.");
    const auto first = static_cast<std::size_t>(times_.first);
    evidence_.step(Texts::tr("Decay back to administration, earliest slice"),
                   Texts::tr("λT ÷ (1 − e^−λT) × e^(λ × (%1)), λ = ln 2 ÷ %2 s, T = %3 s")
                       .arg(differenceText(acquired.moment, administration->moment), exactNumber(halfLife_),
                            exactNumber(*times_.slices[first].duration)),
                   exactNumber(decayed.sliceFactors[first]));
    return decayed;
  }

  /// One clock for all dates and times without an offset of their own.
  bool useTimezone() {
    evidence_.use("TimezoneOffsetFromUTC", "(0008,0201)", values_.timezoneOffsetFromUtc);
    if (!evidence_.agree(values_, "TimezoneOffsetFromUTC (0008,0201)")) return false;
    if (!values_.timezoneOffsetFromUtc.isEmpty() && !times_.clock)
      evidence_.warn(Texts::tr("TimezoneOffsetFromUTC (0008,0201) \"%1\" is no offset from UTC and is passed "
                               "over.")
                         .arg(values_.timezoneOffsetFromUtc));
    return true;
  }

  bool plausible(double uptake, const StatedMoment& reference, const StatedMoment& administration) {
    if (uptake < -kLatestAdministration)
      return evidence_.refuse(
          Texts::tr("The administration (%1) is %2 min after the start of the scan (%3), which is not "
                    "plausible: one "
                    "of the two is wrong.")
              .arg(administration.text(), QString::number(-uptake / 60.0, 'f', 1), reference.text()));
    if (uptake <= kLongestUptakeHalfLives * halfLife_) return true;
    return evidence_.refuse(
        Texts::tr("The uptake time of %1 min from the administration (%2) to the scan (%3) is not plausible "
                  "(0 to %4 "
                  "min, six half-lives of %5 s): one of these values is wrong.")
            .arg(QString::number(uptake / 60.0, 'f', 1), administration.text(), reference.text(),
                 QString::number(kLongestUptakeHalfLives * halfLife_ / 60.0, 'f', 0),
                 exactNumber(halfLife_)));
  }

  /// What is possible, but rare.
  void warnOfUptake(double uptake, const StatedMoment& administration) {
    if (uptake < 0.0)
      evidence_.warn(
          Texts::tr("The administration is %1 s after the start of the scan, as in a dynamic acquisition.")
              .arg(exactNumber(-uptake)));
    if (uptake > kLongOrdinaryUptakeHalfLives * halfLife_)
      evidence_.warn(Texts::tr("The uptake time of %1 min from the administration (%2) to the scan is %3 "
                               "half-lives, which is unusually long: the values are right only if the time "
                               "of the administration is.")
                         .arg(QString::number(uptake / 60.0, 'f', 1), administration.text(),
                              QString::number(uptake / halfLife_, 'f', 1)));
    if (isMidnight(administration.value) && !evidence_.isEdited("RadiopharmaceuticalStartDateTime"))
      evidence_.warn(Texts::tr("The administration (%1) is at midnight exactly, which is likely to stand for "
                               "an unknown time.")
                         .arg(administration.text()));
  }

  /// The reference that each slice's own times imply: its activity at FrameReferenceTime is its mean.
  void crossCheck(const Moment& reference) {
    SuvCrossCheck& check = scale_.crossCheck;
    int differing = 0;
    for (std::size_t k = 0; k < times_.slices.size(); ++k) {
      const auto own = times_.slices[k].impliedReference(lambda_);
      const auto implied = own ? own->since(reference) : std::nullopt;
      if (!implied) continue;
      const double deviation = std::expm1(lambda_ * *implied);
      ++check.slices;
      if (std::abs(deviation) > kReferenceTolerance) ++differing;
      if (check.slice >= 0 && std::abs(deviation) <= std::abs(check.difference)) continue;
      check.slice = static_cast<int>(k);
      check.difference = deviation;
      check.ownReference = reference.plus(*implied).dateTime();
    }
    check.reference = reference.dateTime();
    check.notMade.clear();
    if (check.slices == 0) {
      check.notMade = Texts::tr(
          "No slice states all of AcquisitionTime (0008,0032), FrameReferenceTime (0054,1300) and "
          "ActualFrameDuration (0018,1242).");
      return;
    }
    if (differing == 0) return;
    evidence_.warn(
        Texts::tr(
            "FrameReferenceTime of %n slice(s) implies another decay reference; values would differ by up to "
            "%1 %.",
            nullptr, differing)
            .arg(QString::number(check.difference * 100.0, 'f', 1)));
  }

  const PetValues& values_;
  double halfLife_;
  double lambda_;
  SuvScale& scale_;
  SuvCollector evidence_;
  const SeriesTimes times_;
};

}  // namespace

std::optional<DecayedDose> decayDose(const PetValues& values, Seconds halfLife, SuvScale& scale) {
  return Decay(values, halfLife, scale).run();
}

}  // namespace uptake::dicom
