#pragma once

#include "io/dicom/instance_header_p.h"

#include <QByteArray>
#include <QString>

#include <vector>

class QSqlError;

namespace uptake::dicom {

/// The header of a file, and the state of the file by which a later change is recognised.
struct CachedFile {
  QString name;           ///< within its folder
  qint64 size = 0;        ///< bytes
  qint64 changedMs = 0;   ///< time of its last change, ms since 1970
  qint64 recordedMs = 0;  ///< see platform::FileState
  HeaderReading reading;
};

/// The headers of files that were scanned before, by folder, in an SQLite database in the user's cache
/// folder. The database may be deleted at any time. No function fails: when the database is missing, damaged
/// or locked, the files are scanned again. It holds names of patients, so only its owner can read it. Use one
/// object per thread.
class HeaderCache {
 public:
  HeaderCache();
  ~HeaderCache();
  HeaderCache(const HeaderCache&) = delete;
  HeaderCache& operator=(const HeaderCache&) = delete;

  /// The cached files of a folder, sorted by name.
  std::vector<CachedFile> filesIn(const QString& folder);
  /// Replaces the cached files of a folder.
  void store(const QString& folder, const std::vector<CachedFile>& files);

  static QString databaseFile();
  /// Deletes the database, and the databases of earlier versions.
  static void forget();

 private:
  static QString databaseFile(int format);
  void open();
  QSqlError tryToOpen();
  void close();
  /// Closes the database for the rest of this object's life, and deletes it if it is damaged.
  void giveUp(const QSqlError& error);

  QString connection_;
  bool isOpen_ = false;
  bool isWriting_ = false;
};

}  // namespace uptake::dicom
