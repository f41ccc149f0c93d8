#pragma once

#include "core/error.h"

#include <QByteArray>
#include <QCryptographicHash>
#include <QFile>
#include <QHash>
#include <QJsonObject>
#include <QString>

#include <memory>
#include <mutex>
#include <optional>

namespace uptake::evaluation {

/// What was worked out of cases before, in a file that only grows: the first line says what it is, each other
/// one is a case, {"key": "…", …}. A line that is damaged, such as the last one of a run that was killed,
/// counts as none. Members but open() may be called from any thread.
class FinishedLines {
 public:
  /// Reads the file where it is there. Without a path nothing is known and nothing kept. FileUnreadable when
  /// it cannot be read or does not begin with `firstLine`; it stays as it is then.
  static Result<std::unique_ptr<FinishedLines>> open(const QString& path, const QByteArray& firstLine);

  std::optional<QJsonObject> find(const QByteArray& key) const;
  /// Adds a line, at once.
  void keep(const QByteArray& key, QJsonObject content);
  /// Why lines could not be written; empty while they could.
  QString failure() const;

  /// Adds path, size and time of a file to a digest.
  static void addFile(QCryptographicHash& hash, const QString& file);
  /// The same of all files of a mask.
  static void addMask(QCryptographicHash& hash, const QString& mask);

 private:
  mutable std::mutex mutex_;
  QHash<QByteArray, QByteArray> lines_;  ///< by key: read when asked for
  QFile file_;
  QString failure_;
};

}  // namespace uptake::evaluation
