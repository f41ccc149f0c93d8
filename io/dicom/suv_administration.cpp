#include "io/dicom/suv_administration_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

// Source: the QIBA FDG-PET/CT profile's vendor-neutral pseudo-code for SUV. Offsets from UTC: PS3.3
// C.12.1.1.8.

namespace uptake::dicom {

namespace {

constexpr double kSecondsPerDay = 86400.0;
/// Two statements of one moment may differ by a rounded minute.
constexpr double kClockTolerance = 60.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Suv)
};

/// How far two times of day are apart, s; around midnight too.
double timeOfDayApart(double a, double b) {
  const double apart = std::fmod(std::abs(a - b), kSecondsPerDay);
  return std::min(apart, kSecondsPerDay - apart);
}

class Administration {
 public:
  Administration(const PetValues& values, const SeriesTimes& times, double halfLife, SuvScale& scale)
      : values_(values), times_(times), halfLife_(halfLife), evidence_(scale) {}

  /// On the clock of the reference.
  std::optional<StatedMoment> find(const StatedMoment& reference) {
    for (const char* attribute :
         {"RadiopharmaceuticalStartDateTime (0018,1078)", "RadiopharmaceuticalStartTime (0018,1072)"})
      if (!evidence_.agree(values_, attribute)) return std::nullopt;
    const QString& dateTime = values_.radiopharmaceuticalStartDateTime;
    if (!dateTime.isEmpty()) {
      if (const auto stated = parseDateTime(dateTime)) {
        evidence_.useTime("RadiopharmaceuticalStartDateTime", "(0018,1078)", dateTime);
        return byDate({*stated, QStringLiteral("RadiopharmaceuticalStartDateTime (0018,1078)"), dateTime},
                      reference);
      }
      evidence_.warn(Texts::tr("RadiopharmaceuticalStartDateTime (0018,1078) \"%1\" is no date and time; "
                               "RadiopharmaceuticalStartTime is used.")
                         .arg(dateTime));
    }
    if (const auto time = parseTime(values_.radiopharmaceuticalStartTime)) return byTime(*time, reference);
    evidence_.refuse(
        !values_.radiopharmaceuticalStartTime.isEmpty()
            ? Texts::tr("RadiopharmaceuticalStartTime (0018,1072) \"%1\" cannot be read as a time.")
                  .arg(values_.radiopharmaceuticalStartTime)
        : !dateTime.isEmpty()
            ? Texts::tr("RadiopharmaceuticalStartDateTime (0018,1078) \"%1\" cannot be read, and "
                        "RadiopharmaceuticalStartTime (0018,1072) is missing.")
                  .arg(dateTime)
            : Texts::tr("RadiopharmaceuticalStartDateTime (0018,1078) and RadiopharmaceuticalStartTime "
                        "(0018,1072) are missing."));
    return std::nullopt;
  }

 private:
  bool refuseTwoClocks(const StatedMoment& zoned, const StatedMoment& bare) {
    return evidence_.refuse(
        values_.timezoneOffsetFromUtc.isEmpty()
            ? Texts::tr(
                  "%1 states its offset from UTC, %2 does not, and TimezoneOffsetFromUTC (0008,0201) is "
                  "missing: how long was between them cannot be told.")
                  .arg(zoned.text(), bare.text())
            : Texts::tr(
                  "%1 states its offset from UTC, %2 does not, and TimezoneOffsetFromUTC (0008,0201) is "
                  "\"%3\": how long was between them cannot be told.")
                  .arg(zoned.text(), bare.text(), values_.timezoneOffsetFromUtc));
  }

  std::optional<StatedMoment> byDate(StatedMoment stated, const StatedMoment& reference) {
    const auto time = parseTime(values_.radiopharmaceuticalStartTime);
    const std::optional<int> clock = reference.moment.offset;
    if (evidence_.isEdited("RadiopharmaceuticalStartDateTime")) {
      // A person states it on the clock that the reference is shown on.
      stated.moment.offset = clock;
      return stated;
    }
    if (stated.moment.offset && !clock && time &&
        timeOfDayApart(stated.moment.second, *time) <= kClockTolerance) {
      evidence_.warn(
          Texts::tr("%1 states its offset from UTC and the scan's times do not: since "
                    "RadiopharmaceuticalStartTime (0018,1072) \"%2\" is the same, all are taken to be of "
                    "one clock.")
              .arg(stated.text(), values_.radiopharmaceuticalStartTime));
      stated.moment.offset.reset();
    }
    stated.moment = stated.moment.onClock(times_.clock);
    if (time) warnOfOtherTime(stated, *time);
    if (stated.moment.offset.has_value() == clock.has_value()) {
      stated.moment = stated.moment.onClock(clock);
      return stated;
    }
    if (clock)
      refuseTwoClocks(reference, stated);
    else
      refuseTwoClocks(stated, reference);
    return std::nullopt;
  }

  /// RadiopharmaceuticalStartTime has no date: the latest day that makes an uptake.
  std::optional<StatedMoment> byTime(double time, const StatedMoment& reference) {
    const QString& value = values_.radiopharmaceuticalStartTime;
    evidence_.useTime("RadiopharmaceuticalStartTime", "(0018,1072)", value);
    const StatedMoment nearest{nearestTo(reference.moment, time),
                               QStringLiteral("RadiopharmaceuticalStartTime (0018,1072)"), value};
    if (reference.moment.offset && !times_.clock) {
      refuseTwoClocks(reference, nearest);
      return std::nullopt;
    }
    StatedMoment administration = nearest;
    if (*reference.moment.since(administration.moment) < -kLatestAdministration)
      administration.moment.day -= 1;
    const double uptake = *reference.moment.since(administration.moment);
    const double longest = kLongestUptakeHalfLives * halfLife_;
    if (uptake > longest) return nearest;
    if (uptake + kSecondsPerDay <= longest) {
      evidence_.refuse(
          Texts::tr(
              "RadiopharmaceuticalStartTime (0018,1072) \"%1\" has no date, and with a half-life of %2 h the "
              "administration may have been on any of several days. State its date and time among the "
              "corrections of the SUV.")
              .arg(value, QString::number(halfLife_ / 3600.0, 'f', 1)));
      return std::nullopt;
    }
    if (administration.moment.dateTime().date() < reference.moment.dateTime().date())
      evidence_.warn(
          Texts::tr("RadiopharmaceuticalStartTime is later than the scan: taken as the day before."));
    return administration;
  }

  /// The time on its own is the older attribute; scanners write both from one clock.
  void warnOfOtherTime(const StatedMoment& stated, double time) {
    if (timeOfDayApart(stated.moment.second, time) <= kClockTolerance) return;
    evidence_.warn(Texts::tr("RadiopharmaceuticalStartDateTime (0018,1078) %1 and "
                             "RadiopharmaceuticalStartTime (0018,1072) %2 disagree; the first is taken.")
                       .arg(stated.value, values_.radiopharmaceuticalStartTime));
  }

  const PetValues& values_;
  const SeriesTimes& times_;
  double halfLife_;
  SuvCollector evidence_;
};

}  // namespace

std::optional<StatedMoment> administrationTime(const PetValues& values, const SeriesTimes& times,
                                               Seconds halfLife, const StatedMoment& reference,
                                               SuvScale& scale) {
  return Administration(values, times, halfLife.value, scale).find(reference);
}

}  // namespace uptake::dicom
