#include "core/foreign_text.h"
#include "core/identity/uid.h"
#include "io/dicom/dicom_text_p.h"
#include "io/seg/dicom_item_p.h"

#include <QStringList>
#include <QUuid>

#include <algorithm>
#include <array>
#include <cmath>

namespace uptake::seg {

namespace {

/// Converts the text of one element, or of everything below it.
void convert(DcmObject& object, const QByteArray& characterSet) {
  if (!object.isLeaf()) {
    for (DcmObject* child = object.nextInContainer(nullptr); child; child = object.nextInContainer(child))
      convert(*child, characterSet);
    return;
  }
  if (!object.isAffectedBySpecificCharacterSet()) return;
  auto& element = static_cast<DcmElement&>(object);
  char* bytes = nullptr;
  if (element.getString(bytes).bad() || bytes == nullptr) return;
  const QByteArray stored(bytes);
  const QByteArray decoded = dicom::decodeText(stored, characterSet).toUtf8();
  if (decoded != stored) element.putString(decoded.constData());
}

}  // namespace

QString textOf(DcmItem& item, const DcmTagKey& tag) {
  OFString value;
  if (item.findAndGetOFStringArray(tag, value).bad()) return {};
  // UIDs are padded with NUL.
  return boundedText(QString::fromUtf8(value.c_str()).trimmed());
}

std::optional<std::vector<double>> numbersOf(DcmItem& item, const DcmTagKey& tag, std::size_t count) {
  std::vector<double> values(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (item.findAndGetFloat64(tag, values[i], static_cast<unsigned long>(i)).bad()) return {};
    if (!std::isfinite(values[i])) return {};
  }
  return values;
}

std::optional<double> numberOf(DcmItem& item, const DcmTagKey& tag) {
  const auto values = numbersOf(item, tag, 1);
  return values ? std::optional(values->front()) : std::nullopt;
}

std::optional<Point> pointOf(DcmItem& item, const DcmTagKey& tag) {
  const auto values = numbersOf(item, tag, 3);
  return values ? std::optional(Point((*values)[0], (*values)[1], (*values)[2])) : std::nullopt;
}

std::optional<long> integerOf(DcmItem& item, const DcmTagKey& tag) {
  bool valid = false;
  const long value = textOf(item, tag).section(QLatin1Char('\\'), 0, 0).trimmed().toLong(&valid);
  return valid ? std::optional(value) : std::nullopt;
}

CodedConcept conceptOf(DcmItem& item, const DcmTagKey& sequence) {
  DcmItem* code = firstItem(item, sequence);
  if (code == nullptr) return {};
  const QString value = textOf(*code, DCM_CodeValue);
  return {value.isEmpty() ? textOf(*code, DCM_LongCodeValue) : value,
          textOf(*code, DCM_CodingSchemeDesignator), textOf(*code, DCM_CodeMeaning)};
}

DcmItem* firstItem(DcmItem& item, const DcmTagKey& sequence) {
  DcmItem* found = nullptr;
  return item.findAndGetSequenceItem(sequence, found, 0).good() ? found : nullptr;
}

void toUtf8(DcmItem& item) {
  OFString characterSet;
  item.findAndGetOFStringArray(DCM_SpecificCharacterSet, characterSet);
  convert(item, QByteArray(characterSet.c_str()).trimmed());
}

void put(DcmItem& item, const DcmTagKey& tag, const QString& value) {
  if (value.isEmpty())
    item.insertEmptyElement(tag);
  else
    item.putAndInsertString(tag, value.toUtf8().constData());
}

void put(DcmItem& item, const DcmTagKey& tag, const std::vector<double>& values) {
  QStringList strings;
  for (const double value : values) strings.append(decimalString(value));
  put(item, tag, strings.join(QLatin1Char('\\')));
}

void put(DcmItem& item, const DcmTagKey& tag, std::uint16_t value) {
  item.putAndInsertUint16(tag, value);
}

DcmItem& addItem(DcmItem& item, const DcmTagKey& sequence) {
  DcmItem* added = nullptr;
  item.findOrCreateSequenceItem(sequence, added, -2);
  // Fails only for a tag that is no sequence, which would be a defect here.
  Q_ASSERT(added != nullptr);
  return *added;
}

void addConcept(DcmItem& item, const DcmTagKey& sequence, const CodedConcept& code) {
  DcmItem& added = addItem(item, sequence);
  // PS3.3 8.1: longer values have an attribute of their own.
  put(added, code.value.size() > 16 ? DCM_LongCodeValue : DCM_CodeValue, singleValue(code.value));
  put(added, DCM_CodingSchemeDesignator, singleValue(code.scheme, 16));
  put(added, DCM_CodeMeaning, singleValue(code.meaning));
}

QString decimalString(double value) {
  if (value == 0.0) return QStringLiteral("0");
  // 15 digits survive a round trip through a double; a seventeenth would only show its rounding.
  for (int precision = 15; precision > 1; --precision) {
    const QString text = QString::number(value, 'g', precision);
    if (text.size() <= 16) return text;
  }
  return QString::number(value, 'g', 1);
}

QString singleValue(const QString& text, int length) {
  QString result;
  for (const QChar c : text) {
    if (c.category() == QChar::Other_Control)
      result += QLatin1Char(' ');
    else
      result += c == QLatin1Char('\\') ? QLatin1Char('/') : c;
  }
  result = result.trimmed();
  while (result.toUtf8().size() > length) result.chop(result.back().isLowSurrogate() ? 2 : 1);
  return result.trimmed();
}

QString codeString(const QString& text) {
  QString result;
  for (const QChar c : text.normalized(QString::NormalizationForm_KD).toUpper()) {
    if ((c >= QLatin1Char('A') && c <= QLatin1Char('Z')) || (c >= QLatin1Char('0') && c <= QLatin1Char('9')))
      result += c;
    else if (c.category() != QChar::Mark_NonSpacing)
      result += QLatin1Char('_');
  }
  return result.left(16);
}

QString uidFrom(const QString& seed) {
  // The name space of the UUIDs that are made here; any fixed UUID does.
  static const QUuid kNameSpace(QStringLiteral("{5b0c7f0e-6f52-4c9f-9d7e-2f1f6a1f5a43}"));
  return uidOf(QUuid::createUuidV5(kNameSpace, seed));
}

}  // namespace uptake::seg
