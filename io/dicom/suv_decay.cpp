#include "io/dicom/suv_decay_p.h"

#include <QCoreApplication>
#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

// Reference time, its cross-check and the administration time follow the QIBA FDG-PET/CT profile's
// vendor-neutral pseudo-code for SUV and its revision for shifted series times.

namespace uptake::dicom {

namespace {

/// After six half-lives 1.6 % of the dose is left: too little to image, so a longer uptake is a wrong date.
/// For F-18 that is 11 h, below the 12 h of an AM/PM slip and the 24 h of a wrong day.
constexpr double kLongestUptakeHalfLives = 6.0;
/// Two ways to the reference time may differ this much in the value before it is said.
constexpr double kCrossCheckTolerance = 0.005;
constexpr double kSecondsPerDay = 86400.0;
/// Two statements of one moment may differ by a rounded minute.
constexpr double kClockTolerance = 60.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

/// To the millisecond. UTC stands for "no time zone": no hour is skipped or doubled.
QDateTime dateTime(const Moment& moment) {
  const auto milliseconds = static_cast<qint64>(std::llround(moment.second * 1000.0));
  return QDateTime(QDate::fromJulianDay(moment.day), QTime(0, 0), Qt::UTC).addMSecs(milliseconds);
}

QString clock(const Moment& moment) {
  return dateTime(moment).toString(QStringLiteral("HH:mm:ss.zzz"));
}

/// "17:31:56.531 − 16:28:00.000", with the dates when they differ.
QString differenceText(const Moment& later, const Moment& earlier) {
  const bool sameDay = dateTime(later).date() == dateTime(earlier).date();
  const QString format = sameDay ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz");
  return dateTime(later).toString(format) + QStringLiteral(" − ") + dateTime(earlier).toString(format);
}

QString number(double value) {
  return QString::number(value, 'g', 12);
}

struct SliceTime {
  bool missing = false;
  std::optional<Moment> acquired;
  std::optional<double> frameReference;  ///< s
  std::optional<double> duration;        ///< s
};

std::optional<double> milliseconds(const QString& text) {
  bool ok = false;
  const double value = text.toDouble(&ok);
  if (!ok || !std::isfinite(value)) return std::nullopt;
  return value / 1000.0;
}

std::vector<SliceTime> sliceTimes(const PetValues& values) {
  std::vector<SliceTime> times;
  times.reserve(values.slices.size());
  const PetSliceValues* last = nullptr;
  for (const PetSliceValues& slice : values.slices) {
    // The slices of a bed have one time, and parsing them is a good part of an index.
    if (last != nullptr && last->acquisitionDate == slice.acquisitionDate &&
        last->acquisitionTime == slice.acquisitionTime &&
        last->frameReferenceTime == slice.frameReferenceTime &&
        last->actualFrameDuration == slice.actualFrameDuration) {
      times.push_back(times.back());
      times.back().missing = slice.missing;
      continue;
    }
    last = &slice;
    // Some writers state the date once, for the series.
    const QString date = slice.acquisitionDate.isEmpty() ? values.seriesDate : slice.acquisitionDate;
    times.push_back({slice.missing, parseMoment(date, slice.acquisitionTime),
                     milliseconds(slice.frameReferenceTime), milliseconds(slice.actualFrameDuration)});
  }
  return times;
}

/// Index of the earliest acquisition, or -1 when a slice that exists has none.
int earliest(const std::vector<SliceTime>& times) {
  int best = -1;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i].missing) continue;
    if (!times[i].acquired) return -1;
    if (best < 0 || times[i].acquired->since(*times[static_cast<std::size_t>(best)].acquired) < 0.0)
      best = static_cast<int>(i);
  }
  return best;
}

/// Mean activity of a frame over its activity at the start is (1 − e^−x)/x with x = λT; this is the inverse.
double frameStartFactor(double lambda, double duration) {
  const double x = lambda * duration;
  return x < 1e-9 ? 1.0 : x / -std::expm1(-x);
}

class Decay {
 public:
  Decay(const PetValues& values, Seconds halfLife, SuvScale& scale)
      : values_(values),
        halfLife_(halfLife.value),
        lambda_(std::numbers::ln2 / halfLife.value),
        scale_(scale),
        evidence_(scale),
        times_(sliceTimes(values)),
        first_(earliest(times_)) {}

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
    evidence_.refuse(values_.decayCorrection.isEmpty()
                         ? Texts::tr("DecayCorrection (0054,1102) is missing.")
                         : Texts::tr("DecayCorrection (0054,1102) is %1; START, ADMIN and NONE are known.")
                               .arg(values_.decayCorrection));
    return std::nullopt;
  }

 private:
  std::optional<DecayedDose> start() {
    const auto reference = referenceTime();
    if (!reference) return std::nullopt;
    scale_.decayReference = dateTime(*reference);
    const auto administration = administrationTime(*reference);
    if (!administration) return std::nullopt;
    scale_.administration = dateTime(*administration);
    const double uptake = reference->since(*administration);
    if (!plausible(uptake)) return std::nullopt;
    crossCheck(*reference);
    scale_.branch += Texts::tr("; dose decayed over %1 s from administration (%2) to the reference (%3)")
                         .arg(QString::number(uptake, 'f', 3), clock(*administration), clock(*reference));
    evidence_.step(Texts::tr("Uptake time"), differenceText(*reference, *administration),
                   QStringLiteral("%1 s").arg(QString::number(uptake, 'f', 3)));
    return DecayedDose{
        std::exp(-lambda_ * uptake),
        QStringLiteral("2^(−%1 s ÷ %2 s)").arg(QString::number(uptake, 'f', 3), number(halfLife_)),
        {}};
  }

  std::optional<DecayedDose> none() {
    if (!requireAcquisition()) return std::nullopt;
    const auto administration = administrationTime(*acquired(first_));
    if (!administration) return std::nullopt;
    scale_.administration = dateTime(*administration);
    DecayedDose decayed;
    for (const SliceTime& slice : times_) {
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
      const double uptake = slice.acquired->since(*administration);
      if (!plausible(uptake)) return std::nullopt;
      decayed.sliceFactors.push_back(frameStartFactor(lambda_, *slice.duration) * std::exp(lambda_ * uptake));
    }
    evidence_.use("ActualFrameDuration", "(0018,1242)",
                  values_.slices[static_cast<std::size_t>(first_)].actualFrameDuration);
    scale_.branch +=
        Texts::tr(
            "not decay corrected (NONE): each slice from its own acquisition back to administration "
            "(%1)")
            .arg(clock(*administration));
    scale_.crossCheck.notMade =
        Texts::tr("The values are not decay corrected: each slice has its own acquisition as reference.");
    const SliceTime& slice = times_[static_cast<std::size_t>(first_)];
    evidence_.step(Texts::tr("Decay back to administration, earliest slice"),
                   Texts::tr("λT ÷ (1 − e^−λT) × e^(λ × (%1)), λ = ln 2 ÷ %2 s, T = %3 s")
                       .arg(differenceText(*slice.acquired, *administration), number(halfLife_),
                            number(*slice.duration)),
                   number(decayed.sliceFactors[static_cast<std::size_t>(first_)]));
    return decayed;
  }

  const std::optional<Moment>& acquired(int slice) const {
    return times_[static_cast<std::size_t>(slice)].acquired;
  }

  bool requireAcquisition() {
    if (first_ < 0)
      return evidence_.refuse(
          Texts::tr("AcquisitionDate (0008,0022) or AcquisitionTime (0008,0032) is missing "
                    "or unreadable."));
    const PetSliceValues& slice = values_.slices[static_cast<std::size_t>(first_)];
    evidence_.use("AcquisitionDate", "(0008,0022)", slice.acquisitionDate);
    evidence_.use("AcquisitionTime", "(0008,0032)", slice.acquisitionTime);
    return true;
  }

  std::optional<Moment> referenceTime() {
    if (const auto stated = parseDateTime(values_.decayReferenceDateTime)) {
      evidence_.use("DecayReference", "", values_.decayReferenceDateTime);
      scale_.branch += Texts::tr("decay corrected to the start of the scan (START): as a person states it");
      return stated->moment;
    }
    // Enhanced PET says outright what the values are corrected to (PS3.3 C.8.22.4).
    if (const auto stated = parseDateTime(values_.decayCorrectionDateTime)) {
      evidence_.use("DecayCorrectionDateTime", "(0018,9701)", values_.decayCorrectionDateTime);
      scale_.branch += Texts::tr("decay corrected to DecayCorrectionDateTime");
      return local(*stated);
    }
    const auto series = parseMoment(values_.seriesDate, values_.seriesTime);
    evidence_.use("SeriesDate", "(0008,0021)", values_.seriesDate);
    evidence_.use("SeriesTime", "(0008,0031)", values_.seriesTime);
    const auto ge = parseDateTime(values_.geReferenceDateTime);
    if (first_ < 0 && ge) return geReference(*ge);
    if (!requireAcquisition()) return std::nullopt;
    if (series && series->since(*acquired(first_)) <= 0.0) {
      scale_.branch +=
          Texts::tr("decay corrected to the start of the scan (START): SeriesDate and SeriesTime");
      return series;
    }
    if (ge) return geReference(*ge);
    scale_.branch +=
        series ? Texts::tr(
                     "decay corrected to the start of the scan (START): SeriesTime is after the earliest "
                     "acquisition, which is taken instead")
               : Texts::tr(
                     "decay corrected to the start of the scan (START): no SeriesDate and SeriesTime, the "
                     "earliest acquisition is taken");
    return acquired(first_);
  }

  Moment geReference(const ZonedMoment& ge) {
    evidence_.use("PETScanDateTime (GEMS_PETD_01)", "(0009,xx0D)", values_.geReferenceDateTime);
    scale_.branch += Texts::tr("decay corrected to the start of the scan (START): GE private scan time");
    return local(ge);
  }

  /// In the clock of the other times. An offset that the file does not state for those is the scanner's own.
  Moment local(const ZonedMoment& zoned) const {
    const auto fileOffset = parseUtcOffset(values_.timezoneOffsetFromUtc);
    if (!zoned.offsetSeconds || !fileOffset) return zoned.moment;
    return zoned.moment.plus(*fileOffset - *zoned.offsetSeconds);
  }

  std::optional<Moment> administrationTime(const Moment& reference) {
    const auto time = parseTime(values_.radiopharmaceuticalStartTime);
    if (!values_.radiopharmaceuticalStartDateTime.isEmpty()) {
      if (const auto stated = parseDateTime(values_.radiopharmaceuticalStartDateTime)) {
        evidence_.use("RadiopharmaceuticalStartDateTime", "(0018,1078)",
                      values_.radiopharmaceuticalStartDateTime);
        warnOfOtherClock(*stated, time);
        return local(*stated);
      }
      evidence_.warn(Texts::tr("RadiopharmaceuticalStartDateTime (0018,1078) \"%1\" is no date and time; "
                               "RadiopharmaceuticalStartTime is used.")
                         .arg(values_.radiopharmaceuticalStartDateTime));
    }
    if (!time) {
      evidence_.refuse(Texts::tr(
          "RadiopharmaceuticalStartDateTime (0018,1078) and RadiopharmaceuticalStartTime (0018,1072) "
          "are missing or unreadable."));
      return std::nullopt;
    }
    evidence_.use("RadiopharmaceuticalStartTime", "(0018,1072)", values_.radiopharmaceuticalStartTime);
    Moment administration{reference.day, *time};
    if (administration.since(reference) > 0.0) {
      administration.day -= 1;
      evidence_.warn(
          Texts::tr("RadiopharmaceuticalStartTime is later than the scan: taken as the day before."));
    }
    // A day more would pass for plausible too: nothing in the file tells the days apart.
    if (reference.since(administration) + kSecondsPerDay <= kLongestUptakeHalfLives * halfLife_)
      evidence_.warn(
          Texts::tr("RadiopharmaceuticalStartTime (0018,1072) has no date, and with a half-life of %1 h the "
                    "administration may have been days before; the latest such time before the scan is "
                    "taken.")
              .arg(QString::number(halfLife_ / 3600.0, 'f', 1)));
    return administration;
  }

  /// The time on its own is the older attribute; scanners write both from one clock.
  void warnOfOtherClock(const ZonedMoment& stated, const std::optional<double>& time) {
    if (!time) return;
    const double apart = std::fmod(std::abs(stated.moment.second - *time), kSecondsPerDay);
    if (std::min(apart, kSecondsPerDay - apart) <= kClockTolerance) return;
    evidence_.warn(Texts::tr("RadiopharmaceuticalStartDateTime (0018,1078) %1 and "
                             "RadiopharmaceuticalStartTime (0018,1072) %2 disagree; the first is taken.")
                       .arg(values_.radiopharmaceuticalStartDateTime, values_.radiopharmaceuticalStartTime));
  }

  bool plausible(double uptake) {
    if (uptake >= 0.0 && uptake <= kLongestUptakeHalfLives * halfLife_) return true;
    return evidence_.refuse(
        Texts::tr("The uptake time of %1 min is not plausible (0 to %2 min, six half-lives): "
                  "one of the dates or times of "
                  "administration and scan is wrong.")
            .arg(QString::number(uptake / 60.0, 'f', 1),
                 QString::number(kLongestUptakeHalfLives * halfLife_ / 60.0, 'f', 0)));
  }

  /// The reference that each slice's own times imply: its activity at FrameReferenceTime is its mean.
  void crossCheck(const Moment& reference) {
    SuvCrossCheck& check = scale_.crossCheck;
    int differing = 0;
    for (std::size_t k = 0; k < times_.size(); ++k) {
      const SliceTime& slice = times_[k];
      if (!slice.acquired || !slice.frameReference || !slice.duration || *slice.duration <= 0.0) continue;
      const double mean = std::log(frameStartFactor(lambda_, *slice.duration)) / lambda_;
      const double implied = slice.acquired->since(reference) + mean - *slice.frameReference;
      const double deviation = std::expm1(lambda_ * implied);
      ++check.slices;
      if (std::abs(deviation) > kCrossCheckTolerance) ++differing;
      if (check.slice >= 0 && std::abs(deviation) <= std::abs(check.difference)) continue;
      check.slice = static_cast<int>(k);
      check.difference = deviation;
      check.ownReference = dateTime(reference.plus(implied));
    }
    check.reference = dateTime(reference);
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
  SuvEvidence evidence_;
  std::vector<SliceTime> times_;
  int first_;
};

}  // namespace

void SuvEvidence::use(const char* keyword, const char* tag, const QString& value) {
  if (value.isEmpty()) return;
  SuvInput input{QLatin1String(keyword), QLatin1String(tag), value, false, {}};
  for (const SuvInput& edit : scale_.edits)
    if (edit.keyword == input.keyword) input = edit;
  scale_.inputs.push_back(input);
}

bool SuvEvidence::refuse(const QString& reason) {
  if (scale_.refused.isEmpty()) scale_.refused = reason;
  return false;
}

std::optional<DecayedDose> decayDose(const PetValues& values, Seconds halfLife, SuvScale& scale) {
  return Decay(values, halfLife, scale).run();
}

}  // namespace uptake::dicom
