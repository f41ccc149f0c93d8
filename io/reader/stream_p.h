#pragma once

#include "core/error.h"
#include "core/geometry/patient_space.h"

#include <QDataStream>
#include <QIODevice>
#include <QString>
#include <QStringList>

#include <array>
#include <optional>
#include <utility>

// Serialisation of values for messages between processes and for the header cache. Reading does not trust
// lengths: QDataStream sets its status at the first incomplete value.
namespace uptake::reader {

constexpr QDataStream::Version kStreamVersion = QDataStream::Qt_6_0;

inline void put(QDataStream& stream, bool value) {
  stream << value;
}
inline void put(QDataStream& stream, int value) {
  stream << static_cast<qint32>(value);
}
inline void put(QDataStream& stream, double value) {
  stream << value;
}
inline void put(QDataStream& stream, const QByteArray& value) {
  stream << value;
}
inline void put(QDataStream& stream, const QStringList& value) {
  stream << value;
}
inline void put(QDataStream& stream, const QString& value) {
  // Most texts of a header are ASCII: half the bytes of UTF-16.
  stream << value.toUtf8();
}
inline void put(QDataStream& stream, const Eigen::Vector3d& value) {
  stream << value.x() << value.y() << value.z();
}

inline void get(QDataStream& stream, bool& value) {
  stream >> value;
}
inline void get(QDataStream& stream, int& value) {
  qint32 number = 0;
  stream >> number;
  value = number;
}
inline void get(QDataStream& stream, double& value) {
  stream >> value;
}
inline void get(QDataStream& stream, QByteArray& value) {
  stream >> value;
}
inline void get(QDataStream& stream, QStringList& value) {
  stream >> value;
}
inline void get(QDataStream& stream, QString& value) {
  QByteArray utf8;
  stream >> utf8;
  value = QString::fromUtf8(utf8);
}
inline void get(QDataStream& stream, Eigen::Vector3d& value) {
  stream >> value.x() >> value.y() >> value.z();
}

inline void put(QDataStream& stream, const Error& error) {
  put(stream, static_cast<int>(error.kind));
  put(stream, error.message);
  put(stream, error.file);
}
inline void get(QDataStream& stream, Error& error) {
  int kind = 0;
  get(stream, kind);
  error.kind = kind >= 0 && kind <= static_cast<int>(ErrorKind::Internal) ? static_cast<ErrorKind>(kind)
                                                                          : ErrorKind::Internal;
  get(stream, error.message);
  get(stream, error.file);
}

template <class T, std::size_t N>
void put(QDataStream& stream, const std::array<T, N>& value) {
  for (const T& element : value) put(stream, element);
}
template <class T, std::size_t N>
void get(QDataStream& stream, std::array<T, N>& value) {
  for (T& element : value) get(stream, element);
}
template <class T>
void put(QDataStream& stream, const std::optional<T>& value) {
  stream << value.has_value();
  if (value) put(stream, *value);
}
template <class T>
void get(QDataStream& stream, std::optional<T>& value) {
  bool there = false;
  stream >> there;
  if (!there) {
    value.reset();
    return;
  }
  T inner{};
  get(stream, inner);
  value = std::move(inner);
}

/// The bytes that `write(stream)` writes.
template <class Write>
QByteArray bytesOf(const Write& write) {
  QByteArray bytes;
  QDataStream stream(&bytes, QIODevice::WriteOnly);
  stream.setVersion(kStreamVersion);
  write(stream);
  return bytes;
}

}  // namespace uptake::reader
