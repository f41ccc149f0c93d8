#include "io/store/file_stamp.h"

#include <QCryptographicHash>
#include <QFile>
#include <QUuid>

namespace uptake {

FileStamp stampOf(const QString& path) {
  QFile file(path);
  if (!file.exists()) return {};
  QCryptographicHash hash(QCryptographicHash::Sha256);
  if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file)) return {0, QUuid::createUuid().toByteArray()};
  return {file.size(), hash.result()};
}

FileStamp stampOfContent(const QByteArray& content) {
  return {content.size(), QCryptographicHash::hash(content, QCryptographicHash::Sha256)};
}

}  // namespace uptake
