#include "app/session/evaluation/finished_lines.h"

#include "core/platform/platform.h"
#include "io/masks/label_image.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>

namespace uptake::evaluation {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

const QString kLineKey = QStringLiteral("key");

}  // namespace

Result<std::unique_ptr<FinishedLines>> FinishedLines::open(const QString& path, const QByteArray& firstLine) {
  auto lines = std::make_unique<FinishedLines>();
  if (path.isEmpty()) return lines;
  lines->file_.setFileName(path);
  if (!lines->file_.open(QIODevice::ReadWrite))
    return Error{ErrorKind::FileUnreadable, lines->file_.errorString(), path};
  const QByteArray first = lines->file_.readLine();
  if (!first.isEmpty() && first != firstLine)
    return Error{
        ErrorKind::FileUnreadable,
        Texts::tr("it is no file of finished cases of this version; choose another one, or remove it"), path};
  bool isLastWhole = true;
  while (!lines->file_.atEnd()) {
    const QByteArray line = lines->file_.readLine();
    isLastWhole = line.endsWith('\n');
    const QJsonObject stored = QJsonDocument::fromJson(line).object();
    if (stored.contains(kLineKey)) lines->lines_[stored[kLineKey].toString().toLatin1()] = line;
  }
  lines->file_.seek(lines->file_.size());
  // What follows half a line must not become a part of it.
  const QByteArray start = first.isEmpty() ? firstLine : isLastWhole ? QByteArray() : QByteArray("\n");
  if (lines->file_.write(start) != start.size() || !lines->file_.flush())
    return Error{ErrorKind::FileUnreadable, lines->file_.errorString(), path};
  return lines;
}

std::optional<QJsonObject> FinishedLines::find(const QByteArray& key) const {
  QByteArray line;
  {
    const std::lock_guard lock(mutex_);
    line = lines_.value(key);
  }
  return line.isEmpty() ? std::nullopt : std::optional(QJsonDocument::fromJson(line).object());
}

void FinishedLines::keep(const QByteArray& key, QJsonObject content) {
  if (!file_.isOpen()) return;
  content.insert(kLineKey, QString::fromLatin1(key));
  const QByteArray line = QJsonDocument(content).toJson(QJsonDocument::Compact) + '\n';
  const std::lock_guard lock(mutex_);
  if (file_.write(line) != line.size() || !file_.flush()) failure_ = file_.errorString();
}

QString FinishedLines::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

void FinishedLines::addFile(QCryptographicHash& hash, const QString& file) {
  const auto state = platform::fileState(file);
  hash.addData(QStringLiteral("%1\n%2 %3\n")
                   .arg(QFileInfo(file).absoluteFilePath())
                   .arg(state ? state->size : -1)
                   .arg(state ? state->changedMs : -1)
                   .toUtf8());
}

void FinishedLines::addMask(QCryptographicHash& hash, const QString& mask) {
  const QStringList files = canReadLabelImage(mask) ? labelImageFiles(mask) : QStringList{mask};
  for (const QString& file : files) addFile(hash, file);
  hash.addData(QByteArray("/"));
}

}  // namespace uptake::evaluation
