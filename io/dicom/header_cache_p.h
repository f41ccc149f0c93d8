#pragma once

#include "io/dicom/instance_header_p.h"

#include <QByteArray>
#include <QString>

#include <vector>

class QSqlError;

namespace uptake::dicom {

/// What was learnt about a file, and by what one sees that it is still the same.
struct KnownFile {
  QString name;           ///< within its folder
  qint64 size = 0;        ///< bytes
  qint64 changedMs = 0;   ///< time of its last change, since 1970
  qint64 recordedMs = 0;  ///< see platform::FileState
  HeaderReading reading;
};

/// The headers of files that were scanned before, by folder, in a database in the person's cache folder. It
/// may be deleted at any time, and whatever is wrong with it costs only the time to scan again: nothing here
/// fails. Holds names of patients, so only its owner can read it. For one thread.
class HeaderCache {
 public:
  HeaderCache();
  ~HeaderCache();
  HeaderCache(const HeaderCache&) = delete;
  HeaderCache& operator=(const HeaderCache&) = delete;

  /// The files known in a folder, by name.
  std::vector<KnownFile> filesIn(const QString& folder);
  /// Takes the place of what was known of a folder.
  void store(const QString& folder, const std::vector<KnownFile>& files);

  static QString databaseFile();
  /// Deletes the database, and those of earlier versions.
  static void forget();

 private:
  static QString databaseFile(int format);
  void open();
  QSqlError opened();  ///< what went wrong
  void close();
  void giveUp(const QSqlError& error);

  QString connection_;
  bool isOpen_ = false;
  bool isWriting_ = false;
};

}  // namespace uptake::dicom
