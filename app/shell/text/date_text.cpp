#include "app/shell/text/date_text.h"

#include <QDate>
#include <QLocale>

namespace uptake {

QString dateText(const QString& dicomDate) {
  const QDate date = QDate::fromString(dicomDate, QStringLiteral("yyyyMMdd"));
  return date.isValid() ? QLocale().toString(date, QLocale::ShortFormat) : dicomDate;
}

}  // namespace uptake
