#include "io/dicom/suv_decay_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
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

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

QString clock(const Moment& moment) {
  const auto milliseconds = static_cast<qint64>(std::llround(moment.second * 1000.0));
  const qint64 inDay = ((milliseconds % 86400000) + 86400000) % 86400000;
  return QStringLiteral("%1:%2:%3.%4")
      .arg(inDay / 3600000, 2, 10, QLatin1Char('0'))
      .arg(inDay / 60000 % 60, 2, 10, QLatin1Char('0'))
      .arg(inDay / 1000 % 60, 2, 10, QLatin1Char('0'))
      .arg(inDay % 1000, 3, 10, QLatin1Char('0'));
}

struct SliceTime {
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
  for (const PetSliceValues& slice : values.slices) {
    // Some writers state the date once, for the series.
    const QString date = slice.acquisitionDate.isEmpty() ? values.seriesDate : slice.acquisitionDate;
    times.push_back({parseMoment(date, slice.acquisitionTime), milliseconds(slice.frameReferenceTime),
                     milliseconds(slice.actualFrameDuration)});
  }
  return times;
}

/// Index of the earliest acquisition, or -1 when a slice has none.
int earliest(const std::vector<SliceTime>& times) {
  int best = -1;
  for (std::size_t i = 0; i < times.size(); ++i) {
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
    const auto administration = administrationTime(*reference);
    if (!administration) return std::nullopt;
    const double uptake = reference->since(*administration);
    if (!plausible(uptake)) return std::nullopt;
    crossCheck(*reference);
    scale_.branch += Texts::tr("; dose decayed over %1 s from administration (%2) to the reference (%3)")
                         .arg(QString::number(uptake, 'f', 3), clock(*administration), clock(*reference));
    return DecayedDose{std::exp(-lambda_ * uptake), {}};
  }

  std::optional<DecayedDose> none() {
    if (!requireAcquisition()) return std::nullopt;
    const auto administration = administrationTime(*acquired(first_));
    if (!administration) return std::nullopt;
    DecayedDose decayed;
    for (const SliceTime& slice : times_) {
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
    if (!values_.radiopharmaceuticalStartDateTime.isEmpty()) {
      if (const auto stated = parseDateTime(values_.radiopharmaceuticalStartDateTime)) {
        evidence_.use("RadiopharmaceuticalStartDateTime", "(0018,1078)",
                      values_.radiopharmaceuticalStartDateTime);
        return local(*stated);
      }
      evidence_.warn(Texts::tr("RadiopharmaceuticalStartDateTime (0018,1078) \"%1\" is no date and time; "
                               "RadiopharmaceuticalStartTime is used.")
                         .arg(values_.radiopharmaceuticalStartDateTime));
    }
    const auto time = parseTime(values_.radiopharmaceuticalStartTime);
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
    return administration;
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
    double worst = 0.0;
    int count = 0;
    for (const SliceTime& slice : times_) {
      if (!slice.acquired || !slice.frameReference || !slice.duration || *slice.duration <= 0.0) continue;
      const double mean = std::log(frameStartFactor(lambda_, *slice.duration)) / lambda_;
      const double implied = slice.acquired->since(reference) + mean - *slice.frameReference;
      const double deviation = std::expm1(lambda_ * implied);
      if (std::abs(deviation) <= kCrossCheckTolerance) continue;
      ++count;
      if (std::abs(deviation) > std::abs(worst)) worst = deviation;
    }
    if (count == 0) return;
    evidence_.warn(
        Texts::tr(
            "FrameReferenceTime of %n slice(s) implies another decay reference; values would differ by up to "
            "%1 %.",
            nullptr, count)
            .arg(QString::number(worst * 100.0, 'f', 1)));
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
  scale_.inputs.push_back({QLatin1String(keyword), QLatin1String(tag), value});
}

bool SuvEvidence::refuse(const QString& reason) {
  if (scale_.refused.isEmpty()) scale_.refused = reason;
  return false;
}

std::optional<DecayedDose> decayDose(const PetValues& values, Seconds halfLife, SuvScale& scale) {
  return Decay(values, halfLife, scale).run();
}

}  // namespace uptake::dicom
