#include "io/dicom/dicom_time_p.h"

#include <QDate>
#include <QRegularExpression>

namespace uptake::dicom {

std::optional<qint64> parseDate(const QString& text) {
  static const QRegularExpression pattern(QStringLiteral("^(\\d{4})\\.?(\\d{2})\\.?(\\d{2})$"));
  const auto match = pattern.match(text.trimmed());
  if (!match.hasMatch()) return std::nullopt;
  const QDate date(match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt());
  if (!date.isValid()) return std::nullopt;
  return date.toJulianDay();
}

std::optional<double> parseTime(const QString& text) {
  static const QRegularExpression pattern(
      QStringLiteral("^(\\d{2})(?::?(\\d{2})(?::?(\\d{2})(?:\\.(\\d{1,6}))?)?)?$"));
  const auto match = pattern.match(text.trimmed());
  if (!match.hasMatch()) return std::nullopt;
  const int hours = match.captured(1).toInt();
  const int minutes = match.captured(2).toInt();
  const int seconds = match.captured(3).toInt();
  // 60 is a leap second (PS3.5 6.2).
  if (hours > 23 || minutes > 59 || seconds > 60) return std::nullopt;
  const double fraction = (QStringLiteral("0.") + match.captured(4) + QLatin1Char('0')).toDouble();
  return hours * 3600.0 + minutes * 60.0 + seconds + fraction;
}

std::optional<Moment> parseMoment(const QString& date, const QString& time) {
  const auto day = parseDate(date);
  const auto second = parseTime(time);
  if (!day || !second) return std::nullopt;
  return Moment{*day, *second};
}

std::optional<ZonedMoment> parseDateTime(const QString& text) {
  static const QRegularExpression pattern(
      QStringLiteral("^(\\d{8})(\\d{2,6}(?:\\.\\d{1,6})?)([+-]\\d{4})?$"));
  const auto match = pattern.match(text.trimmed());
  if (!match.hasMatch()) return std::nullopt;
  const auto moment = parseMoment(match.captured(1), match.captured(2));
  if (!moment) return std::nullopt;
  return ZonedMoment{*moment, parseUtcOffset(match.captured(3))};
}

std::optional<int> parseUtcOffset(const QString& text) {
  static const QRegularExpression pattern(QStringLiteral("^([+-])(\\d{2})(\\d{2})$"));
  const auto match = pattern.match(text.trimmed());
  if (!match.hasMatch()) return std::nullopt;
  const int seconds = match.captured(2).toInt() * 3600 + match.captured(3).toInt() * 60;
  return match.captured(1) == QLatin1String("-") ? -seconds : seconds;
}

}  // namespace uptake::dicom
