#pragma once

#include <QString>

#include <optional>

namespace uptake::dicom {

/// A moment without a time zone: days and seconds apart, so that differences keep their microseconds.
struct Moment {
  qint64 day = 0;  ///< Julian day
  double second = 0.0;

  /// Seconds from `other` to this.
  double since(const Moment& other) const {
    return static_cast<double>(day - other.day) * 86400.0 + (second - other.second);
  }
  Moment plus(double seconds) const { return {day, second + seconds}; }
};

/// DA: YYYYMMDD, also the old YYYY.MM.DD; the Julian day.
std::optional<qint64> parseDate(const QString& text);
/// TM: HH, HHMM, HHMMSS, HHMMSS.F…, also the old form with colons; seconds since midnight.
std::optional<double> parseTime(const QString& text);
/// A DA and a TM value together; nothing unless both are there.
std::optional<Moment> parseMoment(const QString& date, const QString& time);

struct ZonedMoment {
  Moment moment;
  std::optional<int> offsetSeconds;  ///< of its time zone from UTC, when stated
};
/// DT to the hour or finer: YYYYMMDDHH[MM[SS[.F…]]][&ZZXX].
std::optional<ZonedMoment> parseDateTime(const QString& text);
/// "+0100" in seconds.
std::optional<int> parseUtcOffset(const QString& text);

}  // namespace uptake::dicom
