#pragma once

#include <QByteArray>
#include <QIODevice>

#include <cstdint>
#include <optional>

/// A journal is a row of records, each
///
///     u32 mark "UPJ1" | u16 type | u16 version | u32 length | u32 CRC-32 | payload
///
/// in big-endian numbers; the checksum (zlib's) is of type, version, length and payload. The first record is
/// the header. A record of an unknown type or a later version is skipped with a warning; the first one that
/// is not whole or whose checksum is wrong ends the journal, because the ones behind it build on it.
///
/// A Step is one completed gesture. Its payload is the kind, time and text of the gesture, and a row of
/// parts, each `u16 type | u16 version | QByteArray`: the new state of what changed. The types of the first
/// kinds of annotation are theirs (JournalFormat::numbers); later ones share the type Named, whose bytes are
/// the kind's id and a further QByteArray.
namespace uptake::journal {

constexpr quint32 kRecordMark = 0x55504A31;
constexpr qsizetype kRecordHead = 16;
constexpr int kFormatVersion = 1;  ///< of the whole; other majors are not read

enum class RecordType : quint16 { Header = 1, Step = 2 };
constexpr quint16 kHeaderVersion = 1;
constexpr quint16 kStepVersion = 1;

/// Types of parts. 1 to 8 are those of the first kinds.
constexpr quint16 kNamedPart = 9;
constexpr quint16 kPartVersion = 1;

struct Record {
  quint16 type = 0;
  quint16 version = 0;
  QByteArray payload;
};

QByteArray recordBytes(RecordType type, quint16 version, const QByteArray& payload);

/// The record at the device's position; std::nullopt when it is not whole.
std::optional<Record> readRecord(QIODevice& device);

}  // namespace uptake::journal
