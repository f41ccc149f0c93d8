#include "io/dicom/header_cache_p.h"
#include "io/reader/header_stream_p.h"
#include "io/reader/stream_p.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QUuid>
#include <QVariant>

#include <algorithm>

namespace uptake::dicom {

namespace {

/// Raised when headers are read or written differently: an old database is then not looked at.
constexpr int kCacheFormat = 4;
/// Folders that nobody opened for so long are forgotten.
constexpr qint64 kDaysKept = 180;

qint64 today() {
  constexpr qint64 kDayMs = 24LL * 3600 * 1000;
  return QDateTime::currentMSecsSinceEpoch() / kDayMs;
}

QByteArray bytesOf(const std::vector<CachedFile>& files) {
  return reader::bytesOf([&](QDataStream& stream) {
    reader::put(stream, static_cast<int>(files.size()));
    const InstanceHeader none;
    const InstanceHeader* last = &none;
    for (const CachedFile& file : files) {
      reader::put(stream, file.name);
      stream << file.size << file.changedMs << file.recordedMs;
      const bool isImage = file.reading.outcome == HeaderReading::Outcome::Read;
      reader::put(stream, isImage);
      if (!isImage) {
        reader::put(stream, static_cast<int>(file.reading.content));
        continue;
      }
      reader::writeHeaders(stream, file.reading.headers, *last);
      last = &file.reading.headers.back();
    }
  });
}

std::vector<CachedFile> filesFrom(const QByteArray& bytes) {
  QDataStream stream(bytes);
  stream.setVersion(reader::kStreamVersion);
  int count = 0;
  reader::get(stream, count);
  // A count that the bytes cannot hold is damage.
  if (count < 0 || count > bytes.size()) return {};
  std::vector<CachedFile> files(static_cast<std::size_t>(count));
  const InstanceHeader none;
  const InstanceHeader* last = &none;
  for (CachedFile& file : files) {
    reader::get(stream, file.name);
    stream >> file.size >> file.changedMs >> file.recordedMs;
    bool isImage = false;
    reader::get(stream, isImage);
    if (isImage) {
      file.reading.outcome = HeaderReading::Outcome::Read;
      file.reading.headers = reader::readHeaders(stream, *last);
      if (file.reading.headers.empty()) return {};
      last = &file.reading.headers.back();
    } else {
      int content = 0;
      reader::get(stream, content);
      file.reading.content = static_cast<HeaderReading::Content>(content);
    }
  }
  return stream.status() == QDataStream::Ok ? files : std::vector<CachedFile>();
}

}  // namespace

HeaderCache::HeaderCache() : connection_(QUuid::createUuid().toString()) {
  open();
}

HeaderCache::~HeaderCache() {
  if (isWriting_) QSqlDatabase::database(connection_, false).commit();
  close();
}

QString HeaderCache::databaseFile() {
  return databaseFile(kCacheFormat);
}

QString HeaderCache::databaseFile(int format) {
  return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) +
         QStringLiteral("/Uptake/headers-%1.sqlite").arg(format);
}

void HeaderCache::forget() {
  for (int format = 1; format <= kCacheFormat; ++format)
    for (const char* suffix : {"", "-journal", "-wal", "-shm"})
      QFile::remove(databaseFile(format) + QLatin1String(suffix));
}

void HeaderCache::open() {
  if (const QSqlError error = tryToOpen(); error.isValid()) giveUp(error);
}

QSqlError HeaderCache::tryToOpen() {
  const QString file = databaseFile();
  if (!QDir().mkpath(QFileInfo(file).path())) return {};
  QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection_);
  database.setDatabaseName(file);
  database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=1000"));
  if (!database.open()) return {};
  QFile::setPermissions(file, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
  QSqlQuery query(database);
  // Losing the latest entries in a power cut is no loss; a damaged file is deleted.
  isOpen_ =
      query.exec(QStringLiteral("PRAGMA synchronous = OFF")) &&
      query.exec(QStringLiteral("CREATE TABLE IF NOT EXISTS folder (path TEXT PRIMARY KEY, day INTEGER, "
                                "files BLOB) WITHOUT ROWID"));
  return isOpen_ ? QSqlError() : query.lastError();
}

void HeaderCache::close() {
  isOpen_ = false;
  if (!QSqlDatabase::contains(connection_)) return;
  QSqlDatabase::database(connection_, false).close();
  QSqlDatabase::removeDatabase(connection_);
}

// A damaged database is deleted, so that the next scan makes a new one. One that another program has locked,
// or for which the disk has no room, is kept.
void HeaderCache::giveUp(const QSqlError& error) {
  constexpr int kPrimary = 0xff;  // the extended codes of SQLite tell more in the bits above
  constexpr int kCorrupt = 11;
  constexpr int kNotADatabase = 26;
  const int code = error.nativeErrorCode().toInt() & kPrimary;
  isWriting_ = false;
  close();
  if (code == kCorrupt || code == kNotADatabase) forget();
}

std::vector<CachedFile> HeaderCache::filesIn(const QString& folder) {
  if (!isOpen_) return {};
  QSqlQuery query(QSqlDatabase::database(connection_, false));
  query.setForwardOnly(true);
  query.prepare(QStringLiteral("SELECT files FROM folder WHERE path = ?"));
  query.addBindValue(folder);
  if (!query.exec()) {
    const QSqlError error = query.lastError();
    query.finish();
    query = QSqlQuery();
    giveUp(error);
    return {};
  }
  return query.next() ? filesFrom(query.value(0).toByteArray()) : std::vector<CachedFile>();
}

void HeaderCache::store(const QString& folder, const std::vector<CachedFile>& files) {
  if (!isOpen_) return;
  QSqlDatabase database = QSqlDatabase::database(connection_, false);
  if (!isWriting_) {
    isWriting_ = database.transaction();
    QSqlQuery old(database);
    old.prepare(QStringLiteral("DELETE FROM folder WHERE day < ?"));
    old.addBindValue(today() - kDaysKept);
    old.exec();
  }
  QSqlQuery query(database);
  query.prepare(QStringLiteral("INSERT OR REPLACE INTO folder (path, day, files) VALUES (?, ?, ?)"));
  query.addBindValue(folder);
  query.addBindValue(today());
  query.addBindValue(bytesOf(files));
  if (query.exec()) return;
  const QSqlError error = query.lastError();
  query.finish();
  query = QSqlQuery();
  database = QSqlDatabase();
  giveUp(error);
}

}  // namespace uptake::dicom
