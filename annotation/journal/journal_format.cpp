#include "annotation/journal/journal_format_p.h"

#include <QtEndian>

#include <zlib.h>

namespace uptake::journal {

namespace {

constexpr qsizetype kSummedHead = 8;  ///< type, version and length

quint32 checksum(const char* summedHead, const QByteArray& payload) {
  uLong sum = crc32(0, reinterpret_cast<const Bytef*>(summedHead), static_cast<uInt>(kSummedHead));
  sum = crc32_z(sum, reinterpret_cast<const Bytef*>(payload.constData()),
                static_cast<z_size_t>(payload.size()));
  return static_cast<quint32>(sum);
}

}  // namespace

QByteArray recordBytes(RecordType type, quint16 version, const QByteArray& payload) {
  QByteArray bytes(kRecordHead, Qt::Uninitialized);
  char* head = bytes.data();
  qToBigEndian(kRecordMark, head);
  qToBigEndian(static_cast<quint16>(type), head + 4);
  qToBigEndian(version, head + 6);
  qToBigEndian(static_cast<quint32>(payload.size()), head + 8);
  qToBigEndian(checksum(head + 4, payload), head + 12);
  bytes.append(payload);
  return bytes;
}

std::optional<Record> readRecord(QIODevice& device) {
  const QByteArray head = device.read(kRecordHead);
  if (head.size() != kRecordHead || qFromBigEndian<quint32>(head.constData()) != kRecordMark)
    return std::nullopt;
  Record record;
  record.type = qFromBigEndian<quint16>(head.constData() + 4);
  record.version = qFromBigEndian<quint16>(head.constData() + 6);
  const auto length = qFromBigEndian<quint32>(head.constData() + 8);
  // A length is not believed before the bytes are there.
  if (length > device.bytesAvailable()) return std::nullopt;
  record.payload = device.read(length);
  if (record.payload.size() != static_cast<qsizetype>(length)) return std::nullopt;
  if (checksum(head.constData() + 4, record.payload) != qFromBigEndian<quint32>(head.constData() + 12))
    return std::nullopt;
  return record;
}

}  // namespace uptake::journal
