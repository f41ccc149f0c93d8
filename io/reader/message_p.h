#pragma once

#include <QByteArray>
#include <QIODevice>
#include <QtEndian>

#include <optional>

namespace uptake::reader {

// A message between the program and a reader: kMessageMark, the length (both 32 bit, little endian) and that
// number of bytes.
constexpr quint32 kMessageMark = 0x314b5055;  ///< "UPK1"
constexpr qsizetype kMessageHead = 8;
constexpr quint32 kLargestMessage = 0x7fff0000;

inline QByteArray messageHead(qsizetype size) {
  QByteArray head(kMessageHead, Qt::Uninitialized);
  qToLittleEndian(kMessageMark, head.data());
  qToLittleEndian(static_cast<quint32>(size), head.data() + 4);
  return head;
}

/// The length in a message head; `std::nullopt` when it is no valid head.
inline std::optional<qsizetype> messageSize(const char* head) {
  const auto size = qFromLittleEndian<quint32>(head + 4);
  if (qFromLittleEndian<quint32>(head) != kMessageMark || size > kLargestMessage) return std::nullopt;
  return static_cast<qsizetype>(size);
}

}  // namespace uptake::reader
