#include "io/sheet/sheet_file_p.h"

#include <QDateTime>

#include <cmath>

namespace uptake::sheet {

QString dateOfSerial(double serial, bool from1904) {
  constexpr double kLast = 2958466.0;  // 10000-01-01
  if (!(serial >= 0.0 && serial < kLast)) return {};
  constexpr qint64 kDay = 86400;
  const auto seconds = static_cast<qint64>(std::llround(serial * static_cast<double>(kDay)));
  const qint64 days = seconds / kDay;
  const QTime time = QTime(0, 0).addSecs(static_cast<int>(seconds % kDay));
  const QString timeText = time.toString(QStringLiteral("HH:mm:ss"));
  if (days == 0 && !from1904) return timeText;
  const QDate start = from1904 ? QDate(1904, 1, 1) : days < 60 ? QDate(1899, 12, 31) : QDate(1899, 12, 30);
  const QString date = !from1904 && days == 60 ? QStringLiteral("1900-02-29")
                                               : start.addDays(days).toString(QStringLiteral("yyyy-MM-dd"));
  return seconds % kDay == 0 ? date : date + QLatin1Char('T') + timeText;
}

bool isDateFormat(const QString& code) {
  bool hasPart = false;
  for (qsizetype at = 0; at < code.size(); ++at) {
    const QChar c = code[at];
    if (c == QLatin1Char(';')) break;  // the form of negative numbers follows
    if (c == QLatin1Char('"')) {
      at = code.indexOf(QLatin1Char('"'), at + 1);
      if (at < 0) break;
    } else if (c == QLatin1Char('[')) {
      const qsizetype end = code.indexOf(QLatin1Char(']'), at);
      if (end < 0) break;
      // "[h]", "[mm]": elapsed. Others are colours, conditions and languages.
      const QString inside = code.mid(at + 1, end - at - 1).toLower();
      if (!inside.isEmpty() && inside.count(inside[0]) == inside.size() &&
          QStringLiteral("hms").contains(inside[0]))
        return false;
      at = end;
    } else if (c == QLatin1Char('\\') || c == QLatin1Char('_') || c == QLatin1Char('*')) {
      ++at;
    } else if (code.mid(at).startsWith(QLatin1String("General"), Qt::CaseInsensitive)) {
      at += 6;
    } else if (QStringLiteral("ymdhs").contains(c.toLower())) {
      hasPart = true;
    }
  }
  return hasPart;
}

bool isBuiltInDateFormat(int id) {
  // ECMA-376 part 1, 18.8.30, those of East Asian workbooks included; 46 is elapsed.
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || id == 45 || id == 47 || (id >= 50 && id <= 58);
}

}  // namespace uptake::sheet
