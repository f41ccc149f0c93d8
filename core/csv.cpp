#include "core/csv.h"

#include <QLocale>

#include <algorithm>

namespace uptake {

namespace {

/// Whether a spreadsheet would run something of it.
bool isFormula(const QString& text) {
  const QString trimmed = text.trimmed();
  if (trimmed.isEmpty() || !QStringLiteral("=+-@").contains(trimmed.front())) return false;
  return std::ranges::any_of(trimmed, [](QChar c) { return c.isLetter() || c == QLatin1Char('|'); });
}

}  // namespace

QByteArray csvField(const QString& text) {
  QString clean = text;
  for (QChar& c : clean)
    if (c.category() == QChar::Other_Control && c != QLatin1Char('\n')) c = QLatin1Char(' ');
  if (isFormula(clean)) clean.prepend(QLatin1Char('\''));
  QByteArray field = clean.toUtf8();
  if (field.contains(',') || field.contains('"') || field.contains('\n'))
    field = '"' + field.replace("\"", "\"\"") + '"';
  return field;
}

QByteArray csvNumber(const std::optional<double>& number) {
  return number ? QByteArray::number(*number, 'g', QLocale::FloatingPointShortest) : QByteArray();
}

QByteArray csvRow(const QByteArrayList& fields) {
  return fields.join(',') + '\n';
}

}  // namespace uptake
