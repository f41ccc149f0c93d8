#include "core/foreign_text.h"
#include "io/dicom/dcmtk_session_p.h"
#include "io/dicom/dicom_text_p.h"

#include <QList>
#include <QStringConverter>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcspchrs.h>
#include <dcmtk/ofstd/ofchrenc.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace uptake::dicom {

namespace {

unsigned char codeOf(char c) {
  return static_cast<unsigned char>(c);
}

bool isHigh(char c) {
  return codeOf(c) >= 0x80;
}

bool isPlainAscii(const QByteArray& bytes) {
  constexpr char kEscape = 0x1b;
  return std::none_of(bytes.begin(), bytes.end(), [](char c) { return c == kEscape || isHigh(c); });
}

std::optional<QString> fromValidUtf8(const QByteArray& bytes) {
  QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
  QString text = decoder(bytes);
  if (decoder.hasError()) return std::nullopt;
  return text;
}

/// A defined term of SpecificCharacterSet, spelt as PS3.3 C.12.1.1.2 spells it, from what files state:
/// "ISO IR 192", "ISO_IR_100", "UTF-8", "ISO8859-5", "GBK". An unknown one is empty.
QByteArray definedTerm(const QByteArray& stated) {
  QByteArray letters;
  for (const char c : stated.toUpper())
    if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) letters += c;
  if (letters.startsWith("ISO2022IR")) return "ISO 2022 IR " + letters.mid(9);
  if (letters.startsWith("ISOIR")) return "ISO_IR " + letters.mid(5);
  static const std::map<QByteArray, QByteArray> kOtherNames{{"UTF8", "ISO_IR 192"},
                                                            {"UNICODE11UTF8", "ISO_IR 192"},
                                                            {"LATIN1", "ISO_IR 100"},
                                                            {"ISO88591", "ISO_IR 100"},
                                                            {"ISO88592", "ISO_IR 101"},
                                                            {"ISO88593", "ISO_IR 109"},
                                                            {"ISO88594", "ISO_IR 110"},
                                                            {"ISO88595", "ISO_IR 144"},
                                                            {"ISO88596", "ISO_IR 127"},
                                                            {"ISO88597", "ISO_IR 126"},
                                                            {"ISO88598", "ISO_IR 138"},
                                                            {"ISO88599", "ISO_IR 148"},
                                                            {"ISO885911", "ISO_IR 166"},
                                                            {"ISO885915", "ISO_IR 203"},
                                                            {"TIS620", "ISO_IR 166"},
                                                            {"GB18030", "GB18030"},
                                                            {"GBK", "GBK"},
                                                            {"GB2312", "GBK"},
                                                            {"ASCII", "ISO_IR 6"},
                                                            {"USASCII", "ISO_IR 6"}};
  const auto known = kOtherNames.find(letters);
  return known == kOtherNames.end() ? QByteArray() : known->second;
}

/// The stated value with its terms spelt right. What is no term at all is left out: a text that needs it is
/// then read by what its bytes look like.
QByteArray corrected(const QByteArray& characterSet) {
  QByteArrayList terms;
  for (const QByteArray& stated : characterSet.split('\\')) {
    const QByteArray term = definedTerm(stated);
    // The first value may be empty, which means ASCII.
    if (!term.isEmpty() || terms.isEmpty()) terms.append(term);
  }
  while (!terms.isEmpty() && terms.last().isEmpty()) terms.removeLast();
  return terms.join('\\');
}

std::optional<QString> throughDcmtk(const QByteArray& bytes, const QByteArray& characterSet) {
  prepareDcmtk();
  // Opening a converter is slow and a study has one character set, so each thread keeps its last.
  thread_local DcmSpecificCharacterSet converter;
  thread_local std::optional<QByteArray> selected;
  if (selected != characterSet) {
    selected.reset();
    if (converter.selectCharacterSet(characterSet.constData()).bad()) return std::nullopt;
    selected = characterSet;
  }
  OFString converted;
  // Code extensions end at the parts of a person name (PS3.5 6.1.2.5.3).
  if (converter
          .convertString(OFString(bytes.constData(), static_cast<size_t>(bytes.size())), converted, "\\^=")
          .bad())
    return std::nullopt;
  return QString::fromUtf8(converted.data(), static_cast<qsizetype>(converted.length()));
}

std::optional<QString> fromEncoding(const QByteArray& bytes, const char* encoding) {
  OFCharacterEncoding converter;
  OFString converted;
  if (converter.selectEncoding(encoding, "UTF-8").bad() ||
      converter.convertString(bytes.constData(), static_cast<size_t>(bytes.size()), converted).bad())
    return std::nullopt;
  return QString::fromUtf8(converted.data(), static_cast<qsizetype>(converted.length()));
}

/// The multi-byte sets with code extensions, which DCMTK leaves out when it is built upon the C library's
/// converter. Korean and Chinese are announced by an escape and otherwise plain EUC (PS3.5 annexes I and K).
std::optional<QString> fromEastAsian(QByteArray bytes, const QByteArray& characterSet) {
  if (characterSet.contains("ISO 2022 IR 87") || characterSet.contains("ISO 2022 IR 159"))
    return fromEncoding(bytes, "ISO-2022-JP-2");
  if (characterSet.contains("ISO 2022 IR 149")) {
    bytes.replace("\x1b$)C", "");
    return fromEncoding(bytes, "EUC-KR");
  }
  if (characterSet.contains("ISO 2022 IR 58")) {
    bytes.replace("\x1b$)A", "");
    return fromEncoding(bytes, "GB18030");
  }
  return std::nullopt;
}

/// Whether bytes are surely the usual characters of GBK: in pairs, the first of each one of the 3,755 common
/// ones, and some second byte a sign that words of European languages have no use for.
bool looksLikeGbk(const QByteArray& bytes) {
  bool hasSign = false;
  bool hasPair = false;
  for (qsizetype i = 0; i < bytes.size(); ++i) {
    if (!isHigh(bytes[i])) continue;
    const unsigned char first = codeOf(bytes[i]);
    const unsigned char second = i + 1 < bytes.size() ? codeOf(bytes[i + 1]) : 0;
    if (first < 0xb0 || first > 0xd7 || second < 0xa1 || second > 0xfe) return false;
    hasPair = true;
    hasSign = hasSign || first < 0xc0 || second < 0xc0;
    ++i;
  }
  return hasPair && hasSign;
}

/// Latin 1 with the letters that Windows adds where Latin 1 has control characters.
QString fromWestern(const QByteArray& bytes) {
  static constexpr std::array<char16_t, 32> kWindows1252{
      u'\u20ac', u'\ufffd', u'\u201a', u'\u0192', u'\u201e', u'\u2026', u'\u2020', u'\u2021',
      u'\u02c6', u'\u2030', u'\u0160', u'\u2039', u'\u0152', u'\ufffd', u'\u017d', u'\ufffd',
      u'\ufffd', u'\u2018', u'\u2019', u'\u201c', u'\u201d', u'\u2022', u'\u2013', u'\u2014',
      u'\u02dc', u'\u2122', u'\u0161', u'\u203a', u'\u0153', u'\ufffd', u'\u017e', u'\u0178'};
  QString text = QString::fromLatin1(bytes);
  for (QChar& c : text)
    if (c.unicode() >= 0x80 && c.unicode() < 0xa0) c = kWindows1252[c.unicode() - 0x80U];
  return text;
}

/// Text that states no character set, or one that cannot be: UTF-8 and GBK are recognisable.
QString undeclared(const QByteArray& bytes) {
  if (auto text = fromValidUtf8(bytes)) return *text;
  if (looksLikeGbk(bytes))
    if (auto text = fromEncoding(bytes, "GB18030")) return *text;
  return fromWestern(bytes);
}

QString decoded(const QByteArray& bytes, const QByteArray& stated) {
  if (isPlainAscii(bytes)) return QString::fromLatin1(bytes);
  const QByteArray characterSet = corrected(stated);
  // Scanners state Latin 1 by default, whatever the text is that others bring to them. Neither UTF-8 nor GBK
  // makes sense in it.
  if (characterSet.isEmpty() || characterSet == "ISO_IR 6" || characterSet == "ISO_IR 192" ||
      characterSet == "ISO_IR 100")
    return undeclared(bytes);
  if (auto text = throughDcmtk(bytes, characterSet)) return *text;
  if (auto text = fromEastAsian(bytes, characterSet)) return *text;
  return undeclared(bytes);
}

}  // namespace

QString decodeText(const QByteArray& bytes, const QByteArray& characterSet) {
  return oneLine(decoded(bytes, characterSet));
}

}  // namespace uptake::dicom
