#include "core/foreign_text.h"

#include <QCryptographicHash>

namespace uptake {

QString boundedText(const QString& text) {
  if (text.size() <= kLongestForeignText) return text;
  constexpr qsizetype kDigits = 16;
  const QByteArray digest = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex();
  const QString end = QStringLiteral("… (%1)").arg(QString::fromLatin1(digest.left(kDigits)));
  qsizetype length = kLongestForeignText - end.size();
  if (text.at(length - 1).isHighSurrogate()) --length;
  return text.left(length) + end;
}

QString oneLine(const QString& text) {
  const auto isOrder = [](QChar c) {
    const char16_t code = c.unicode();
    return c.category() == QChar::Other_Control || (code >= 0x202a && code <= 0x202e) ||
           (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029;
  };
  QString line;
  line.reserve(text.size());
  for (const QChar c : text) {
    if (c == QLatin1Char('\n') || c == QLatin1Char('\t'))
      line += QLatin1Char(' ');
    else if (!isOrder(c))
      line += c;
  }
  return line;
}

QByteArray withoutControls(const QByteArray& utf8) {
  constexpr auto kDelete = 0x7f;
  QByteArray result;
  result.reserve(utf8.size());
  for (qsizetype n = 0; n < utf8.size(); ++n) {
    const auto byte = static_cast<unsigned char>(utf8[n]);
    const bool isLayout = byte == '\n' || byte == '\r' || byte == '\t';
    if ((byte < ' ' && !isLayout) || byte == kDelete) continue;
    // U+0080 to U+009F.
    const auto next = n + 1 < utf8.size() ? static_cast<unsigned char>(utf8[n + 1]) : 0;
    const bool isSecondSet = byte == 0xc2 && next >= 0x80 && next < 0xa0;
    if (isSecondSet)
      ++n;
    else
      result += utf8[n];
  }
  return result;
}

}  // namespace uptake
