#include "core/csv.h"

#include <QLocale>

namespace uptake {

QByteArray csvField(const QString& text) {
  QByteArray field = text.toUtf8();
  if (field.contains(',') || field.contains('"') || field.contains('\n') || field.contains('\r'))
    field = '"' + field.replace("\"", "\"\"") + '"';
  return field;
}

QByteArray csvNumber(const std::optional<double>& number) {
  return number ? QByteArray::number(*number, 'g', QLocale::FloatingPointShortest) : QByteArray();
}

}  // namespace uptake
