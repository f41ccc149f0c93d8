#pragma once

#include <QByteArray>
#include <QString>

namespace uptake {

/// The content of a file when it was read or written, by which a later change is recognised.
struct FileStamp {
  qint64 size = -1;  ///< bytes; −1 if the file did not exist
  QByteArray hash;   ///< SHA-256 of the content
  bool exists() const { return size >= 0; }
  bool operator==(const FileStamp&) const = default;
};

/// The stamp of a file, which is read completely. The stamp of a file that cannot be read equals no other.
FileStamp stampOf(const QString& path);
FileStamp stampOfContent(const QByteArray& content);

}  // namespace uptake
