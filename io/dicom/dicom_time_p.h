#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace uptake::dicom {

/// A point in time on one clock. Day and seconds are separate numbers, so that differences are exact to the
/// microsecond.
struct Moment {
  qint64 day = 0;             ///< Julian day
  double second = 0.0;        ///< since midnight; may be negative or beyond one day
  std::optional<int> offset;  ///< the clock's offset from UTC in seconds, if known

  /// Seconds from `other` to this; `std::nullopt` when the UTC offset of only one of the two is known.
  std::optional<double> since(const Moment& other) const;
  Moment plus(double seconds) const { return {day, second + seconds, offset}; }
  /// The same instant on a clock with the UTC offset `clock`. A moment without an offset is assumed to be on
  /// that clock already; `std::nullopt` returns the moment unchanged.
  Moment onClock(std::optional<int> clock) const;
  /// The moment to the millisecond, as a UTC QDateTime whatever the offset, because in UTC no hour is skipped
  /// or repeated.
  QDateTime dateTime() const;
};

/// The Julian day of a DA value: YYYYMMDD, also YYYY.MM.DD (ACR-NEMA) and YYYY-MM-DD.
std::optional<qint64> parseDate(const QString& text);
/// Seconds since midnight of a TM value: HH, HHMM, HHMMSS, HHMMSS.F… with any number of digits, also with
/// colons. `std::nullopt` for a range, a value with a time zone, and a number of digits that leaves the hour
/// open.
std::optional<double> parseTime(const QString& text);
/// The moment of a DT value that states at least the hour: YYYYMMDDHH[MM[SS[.F…]]][&ZZXX], also in the ISO
/// 8601 form.
std::optional<Moment> parseDateTime(const QString& text);
/// Seconds from UTC of an offset such as "+0100", also "+01:00" and "Z"; from −12 to +14 hours.
std::optional<int> parseUtcOffset(const QString& text);
/// Whether a TM or a DT value states nothing finer than the hour.
bool isToTheHour(const QString& text);

/// The moment at the time of day `time` (seconds since midnight) that is nearest to `moment`, on its clock.
Moment nearestTo(const Moment& moment, double time);

}  // namespace uptake::dicom
