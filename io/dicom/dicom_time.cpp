#include "io/dicom/dicom_time_p.h"

#include <QDate>
#include <QRegularExpression>

#include <cmath>

// Forms: DICOM PS3.5 6.2 (DA, TM, DT). What other writers make of them is read where it has one meaning.

namespace uptake::dicom {

namespace {

constexpr double kSecondsPerDay = 86400.0;

}  // namespace

std::optional<double> Moment::since(const Moment& other) const {
  if (offset.has_value() != other.offset.has_value()) return std::nullopt;
  return static_cast<double>(day - other.day) * kSecondsPerDay + (second - other.second) -
         (offset.value_or(0) - other.offset.value_or(0));
}

Moment Moment::onClock(std::optional<int> clock) const {
  if (!clock) return *this;
  Moment moved = plus(*clock - offset.value_or(*clock));
  moved.offset = clock;
  return moved;
}

QDateTime Moment::dateTime() const {
  const auto milliseconds = static_cast<qint64>(std::llround(second * 1000.0));
  return QDateTime(QDate::fromJulianDay(day), QTime(0, 0), Qt::UTC).addMSecs(milliseconds);
}

std::optional<qint64> parseDate(const QString& text) {
  static const QRegularExpression pattern(QStringLiteral("^(\\d{4})([.\\-/]?)(\\d{2})\\2(\\d{2})$"));
  const auto match = pattern.match(text.trimmed());
  if (!match.hasMatch()) return std::nullopt;
  const QDate date(match.captured(1).toInt(), match.captured(3).toInt(), match.captured(4).toInt());
  if (!date.isValid()) return std::nullopt;
  return date.toJulianDay();
}

std::optional<double> parseTime(const QString& text) {
  // One digit of an hour is enough where a colon ends it.
  static const QRegularExpression pattern(
      QStringLiteral("^(\\d{2}|\\d(?=:))(?::?(\\d{2})(?::?(\\d{2})(?:[.,](\\d*))?)?)?$"));
  const auto match = pattern.match(text.trimmed());
  if (!match.hasMatch()) return std::nullopt;
  const int hours = match.captured(1).toInt();
  const int minutes = match.captured(2).toInt();
  const int seconds = match.captured(3).toInt();
  // 60 is a leap second.
  if (hours > 23 || minutes > 59 || seconds > 60) return std::nullopt;
  const double fraction = (QStringLiteral("0.") + match.captured(4) + QLatin1Char('0')).toDouble();
  return hours * 3600.0 + minutes * 60.0 + seconds + fraction;
}

std::optional<Moment> parseDateTime(const QString& text) {
  static const QRegularExpression pattern(
      QStringLiteral("^(\\d{8}|\\d{4}-\\d{2}-\\d{2}(?=[T ]))[T ]?([\\d:]{2,8}(?:[.,]\\d*)?)\\s*"
                     "([+-]\\d{2}:?\\d{2}|Z)?$"));
  const auto match = pattern.match(text.trimmed());
  if (!match.hasMatch()) return std::nullopt;
  const auto day = parseDate(match.captured(1));
  const auto second = parseTime(match.captured(2));
  if (!day || !second) return std::nullopt;
  if (match.captured(3).isEmpty()) return Moment{*day, *second, std::nullopt};
  const auto offset = parseUtcOffset(match.captured(3));
  if (!offset) return std::nullopt;
  return Moment{*day, *second, offset};
}

std::optional<int> parseUtcOffset(const QString& text) {
  static const QRegularExpression pattern(QStringLiteral("^([+-])(\\d{2}):?(\\d{2})$"));
  const QString stated = text.trimmed();
  if (stated == QLatin1String("Z")) return 0;
  const auto match = pattern.match(stated);
  if (!match.hasMatch() || match.captured(3).toInt() > 59) return std::nullopt;
  const int size = match.captured(2).toInt() * 3600 + match.captured(3).toInt() * 60;
  const int seconds = match.captured(1) == QLatin1String("-") ? -size : size;
  constexpr int kWest = -12 * 3600;
  constexpr int kEast = 14 * 3600;
  return seconds < kWest || seconds > kEast ? std::nullopt : std::optional(seconds);
}

bool isToTheHour(const QString& text) {
  static const QRegularExpression pattern(QStringLiteral("^(\\d{8})?\\d{2}\\s*([+-]\\d{4})?$"));
  return pattern.match(text.trimmed()).hasMatch();
}

Moment nearestTo(const Moment& moment, double time) {
  const double days = std::round((moment.second - time) / kSecondsPerDay);
  return {moment.day + static_cast<qint64>(days), time, moment.offset};
}

}  // namespace uptake::dicom
