#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace uptake::dicom {

/// A moment on some clock: days and seconds apart, so that differences keep their microseconds.
struct Moment {
  qint64 day = 0;  ///< Julian day
  double second = 0.0;
  std::optional<int> offset;  ///< of the clock from UTC, s, where it is known

  /// Seconds from `other` to this; nothing when the offset of only one of the two clocks is known.
  std::optional<double> since(const Moment& other) const;
  Moment plus(double seconds) const { return {day, second + seconds, offset}; }
  /// The same instant on the clock with this offset. Without an offset of its own it is taken to be of that
  /// clock already, and with nothing given it stays as it is.
  Moment onClock(std::optional<int> clock) const;
  /// To the millisecond. UTC stands for "no time zone": no hour is skipped or doubled.
  QDateTime dateTime() const;
};

/// DA: YYYYMMDD, also YYYY.MM.DD (ACR-NEMA) and YYYY-MM-DD; the Julian day.
std::optional<qint64> parseDate(const QString& text);
/// TM: HH, HHMM, HHMMSS, HHMMSS.F… with any number of digits, also with colons; seconds since midnight. A
/// range, a zone or a number of digits that leaves the hour open is no time.
std::optional<double> parseTime(const QString& text);
/// DT to the hour or finer: YYYYMMDDHH[MM[SS[.F…]]][&ZZXX], also in the ISO 8601 form.
std::optional<Moment> parseDateTime(const QString& text);
/// "+0100", also "+01:00" and "Z", in seconds; from −12 to +14 hours.
std::optional<int> parseUtcOffset(const QString& text);
/// Whether a TM or a DT value states nothing finer than the hour.
bool isToTheHour(const QString& text);

/// The moment of `time` (seconds since midnight) that is nearest to `moment`, on its clock.
Moment nearestTo(const Moment& moment, double time);

}  // namespace uptake::dicom
