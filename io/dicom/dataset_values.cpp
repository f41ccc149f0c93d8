#include "core/foreign_text.h"
#include "io/dicom/dataset_values_p.h"
#include "io/dicom/dicom_text_p.h"

#include <cmath>

namespace uptake::dicom {

namespace {

QByteArray withoutPadding(QByteArray bytes) {
  // NUL pads UIDs, blanks pad text; some writers use either for both.
  while (!bytes.isEmpty() && (bytes.back() == '\0' || bytes.back() == ' ')) bytes.chop(1);
  qsizetype blanks = 0;
  while (blanks < bytes.size() && bytes.at(blanks) == ' ') ++blanks;
  return bytes.mid(blanks);
}

}  // namespace

DatasetValues::DatasetValues(DcmItem& item) : item_(item), characterSet_(raw(DCM_SpecificCharacterSet)) {}

QByteArray DatasetValues::raw(const DcmTagKey& tag) const {
  DcmElement* element = nullptr;
  if (item_.findAndGetElement(tag, element).bad() || element == nullptr || element->getLength() == 0)
    return {};
  // Private elements of implicit VR files arrive as bytes of an unknown VR, which hold text all the same.
  const DcmEVR vr = element->ident();
  Uint8* bytes = nullptr;
  if ((vr == EVR_UN || vr == EVR_UNKNOWN || vr == EVR_UNKNOWN2B || vr == EVR_OB) &&
      element->getUint8Array(bytes).good() && bytes != nullptr)
    return withoutPadding(
        QByteArray(reinterpret_cast<const char*>(bytes), static_cast<qsizetype>(element->getLength())));
  OFString value;
  if (element->getOFStringArray(value).bad()) return {};
  return withoutPadding(QByteArray(value.data(), static_cast<qsizetype>(value.length())));
}

QString DatasetValues::text(const DcmTagKey& tag) const {
  return boundedText(decodeText(raw(tag), characterSet_));
}

QStringList DatasetValues::values(const DcmTagKey& tag) const {
  // No list that is asked for has more, and each is looked through.
  constexpr qsizetype kMostValues = 1024;
  const QString all = decodeText(raw(tag), characterSet_);
  if (all.isEmpty()) return {};
  QStringList parts = all.split(QLatin1Char('\\')).mid(0, kMostValues);
  for (QString& part : parts) part = boundedText(part.trimmed());
  return parts;
}

std::optional<double> DatasetValues::number(const DcmTagKey& tag) const {
  const auto list = numbers(tag, 1);
  if (!list) return std::nullopt;
  return list->front();
}

std::optional<std::vector<double>> DatasetValues::numbers(const DcmTagKey& tag, int count) const {
  const QList<QByteArray> parts = raw(tag).split('\\');
  if (parts.size() != count) return std::nullopt;
  std::vector<double> result;
  for (const QByteArray& part : parts) {
    bool ok = false;
    const double value = part.trimmed().toDouble(&ok);
    if (!ok || !std::isfinite(value)) return std::nullopt;
    result.push_back(value);
  }
  return result;
}

std::optional<int> DatasetValues::integer(const DcmTagKey& tag) const {
  bool ok = false;
  const int value = raw(tag).toInt(&ok);
  if (!ok) return std::nullopt;
  return value;
}

int DatasetValues::unsignedShort(const DcmTagKey& tag, int absent) const {
  Uint16 value = 0;
  return item_.findAndGetUint16(tag, value).good() ? value : absent;
}

std::vector<DcmTagKey> DatasetValues::privateCreators(quint16 group) const {
  std::vector<DcmTagKey> creators;
  for (DcmObject* object = item_.nextInContainer(nullptr); object != nullptr;
       object = item_.nextInContainer(object)) {
    const DcmTag& tag = object->getTag();
    if (tag.getGroup() > group) break;
    if (tag.getGroup() == group && tag.getElement() >= 0x10 && tag.getElement() <= 0xff)
      creators.push_back(tag.getXTag());
  }
  return creators;
}

std::optional<QString> DatasetValues::privateText(quint16 group, const char* creator, quint8 offset) const {
  for (const DcmTagKey& block : privateCreators(group)) {
    if (raw(block) != creator) continue;
    const auto element = static_cast<quint16>((block.getElement() << 8) | offset);
    const QByteArray value = raw(DcmTagKey(group, element));
    if (!value.isEmpty()) return decodeText(value, characterSet_);
  }
  return std::nullopt;
}

bool DatasetValues::hasPrivateCreator(quint16 group) const {
  return !privateCreators(group).empty();
}

}  // namespace uptake::dicom
