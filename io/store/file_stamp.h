#pragma once

#include <QByteArray>
#include <QString>

namespace uptake {

/// What a file held when it was read or written: tells whether someone else changed it since.
struct FileStamp {
  qint64 size = -1;  ///< bytes; -1: there was none
  QByteArray hash;   ///< SHA-256 of the content
  bool exists() const { return size >= 0; }
  bool operator==(const FileStamp&) const = default;
};

/// Reads the whole file. One that cannot be read equals no other.
FileStamp stampOf(const QString& path);
FileStamp stampOfContent(const QByteArray& content);

}  // namespace uptake
