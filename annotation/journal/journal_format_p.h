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
/// parts, each `u16 type | u16 version | QByteArray`: the new state of what changed. A further kind of state
/// gets a further part type: see JournalRecorder::appendParts() and applyPart() in journal_reader.cpp.
namespace uptake::journal {

constexpr quint32 kRecordMark = 0x55504A31;
constexpr qsizetype kRecordHead = 16;
constexpr int kFormatVersion = 1;  ///< of the whole; other majors are not read

enum class RecordType : quint16 { Header = 1, Step = 2 };
constexpr quint16 kHeaderVersion = 1;
constexpr quint16 kStepVersion = 1;

enum class PartType : quint16 {
  Boxes = 1,         ///< of one image, all
  Measurements = 2,  ///< all
  MaskList = 3,      ///< which masks there are, in order
  Mask = 4,          ///< name, lesions and labels of a mask
  BoxLinks = 5,      ///< what a person decided about boxes as lesions, all
  Predictions = 6,   ///< which masks are predictions, all
  Decisions = 7,     ///< what a person decided about predicted lesions, all
  SliceClasses = 8,  ///< classes of the images of a table of slices, all
};
constexpr quint16 kPartVersion = 1;

struct Record {
  quint16 type = 0;
  quint16 version = 0;
  QByteArray payload;
};

QByteArray recordBytes(RecordType type, quint16 version, const QByteArray& payload);

/// The record at the device's position; nothing when there is none that is whole.
std::optional<Record> readRecord(QIODevice& device);

}  // namespace uptake::journal
