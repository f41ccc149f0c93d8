#include "io/dicom/dcmtk_session_p.h"
#include "io/dicom/dicom_text_p.h"

#include <QStringConverter>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcspchrs.h>
#include <dcmtk/ofstd/ofchrenc.h>

#include <algorithm>
#include <optional>

namespace uptake::dicom {

namespace {

bool isPlainAscii(const QByteArray& bytes) {
  constexpr char kEscape = 0x1b;
  return std::all_of(bytes.begin(), bytes.end(),
                     [](char c) { return c != kEscape && (static_cast<unsigned char>(c) & 0x80U) == 0; });
}

std::optional<QString> fromValidUtf8(const QByteArray& bytes) {
  QStringDecoder decoder(QStringDecoder::Utf8, QStringConverter::Flag::Stateless);
  QString text = decoder(bytes);
  if (decoder.hasError()) return std::nullopt;
  return text;
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

/// The multi-byte sets with code extensions, which DCMTK leaves out when it is built upon the C library's
/// converter. Korean and Chinese are announced by an escape and otherwise plain EUC (PS3.5 annexes I and K).
std::optional<QString> fromEastAsian(QByteArray bytes, const QByteArray& characterSet) {
  const char* encoding = nullptr;
  if (characterSet.contains("ISO 2022 IR 87") || characterSet.contains("ISO 2022 IR 159")) {
    encoding = "ISO-2022-JP-2";
  } else if (characterSet.contains("ISO 2022 IR 149")) {
    encoding = "EUC-KR";
    bytes.replace("\x1b$)C", "");
  } else if (characterSet.contains("ISO 2022 IR 58")) {
    encoding = "GB18030";
    bytes.replace("\x1b$)A", "");
  }
  OFCharacterEncoding converter;
  OFString converted;
  if (encoding == nullptr || converter.selectEncoding(encoding, "UTF-8").bad() ||
      converter.convertString(bytes.constData(), static_cast<size_t>(bytes.size()), converted).bad())
    return std::nullopt;
  return QString::fromUtf8(converted.data(), static_cast<qsizetype>(converted.length()));
}

}  // namespace

QString decodeText(const QByteArray& bytes, const QByteArray& characterSet) {
  if (isPlainAscii(bytes)) return QString::fromLatin1(bytes);
  if (characterSet == "ISO_IR 100") return QString::fromLatin1(bytes);
  if (characterSet.isEmpty() || characterSet == "ISO_IR 192" || characterSet == "ISO_IR 6") {
    // Non-ASCII text without a character set breaks the standard; UTF-8 is recognisable, so it is tried.
    return fromValidUtf8(bytes).value_or(QString::fromLatin1(bytes));
  }
  if (auto text = throughDcmtk(bytes, characterSet)) return *text;
  return fromEastAsian(bytes, characterSet).value_or(QString::fromLatin1(bytes));
}

}  // namespace uptake::dicom
