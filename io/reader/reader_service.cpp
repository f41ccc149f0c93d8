#include "core/platform/platform.h"
#include "io/reader/message_p.h"
#include "io/reader/reader_service_p.h"

#include <QDataStream>
#include <QElapsedTimer>
#include <QFile>

#include <optional>

namespace uptake::reader {

namespace {

/// Answers are sent together: a wake-up of the other side costs more than reading a header. But a slow one is
/// not kept waiting, so that progress is seen.
constexpr qsizetype kSendBytes = 64 * 1024;
constexpr qint64 kSendMs = 4;

bool readFully(QFile& in, char* to, qsizetype size) {
  while (size > 0) {
    const qint64 got = in.read(to, size);
    if (got <= 0) return false;
    to += got;
    size -= got;
  }
  return true;
}

bool writeFully(QFile& out, const QByteArray& bytes) {
  qsizetype written = 0;
  while (written < bytes.size()) {
    const qint64 count = out.write(bytes.constData() + written, bytes.size() - written);
    if (count <= 0) return false;
    written += count;
  }
  return true;
}

std::optional<QByteArray> readMessage(QFile& in) {
  QByteArray head(kMessageHead, Qt::Uninitialized);
  if (!readFully(in, head.data(), head.size())) return std::nullopt;
  const auto size = messageSize(head.constData());
  if (!size) return std::nullopt;
  QByteArray message(*size, Qt::Uninitialized);
  if (!readFully(in, message.data(), message.size())) return std::nullopt;
  return message;
}

}  // namespace

int serve(const std::function<Answer(const QByteArray&)>& handler) {
  platform::forbidCoreFiles();
  platform::keepFreedMemory();
  const platform::Streams streams = platform::takeStandardStreams();
  QFile in;
  QFile out;
  if (!in.open(streams.in, QIODevice::ReadOnly | QIODevice::Unbuffered) ||
      !out.open(streams.out, QIODevice::WriteOnly | QIODevice::Unbuffered))
    return 1;

  while (const auto message = readMessage(in)) {
    QDataStream requests(*message);
    quint32 count = 0;
    quint64 memory = 0;
    requests >> count >> memory;
    platform::limitOwnMemory(memory);
    QByteArray unsent;
    QElapsedTimer sinceSent;
    sinceSent.start();
    for (quint32 i = 0; i < count; ++i) {
      QByteArray request;
      requests >> request;
      if (requests.status() != QDataStream::Ok) return 1;
      const Answer answer = handler(request);
      unsent += messageHead(answer.message.size());
      unsent += answer.message;
      if (i + 1 == count || answer.endsReader || unsent.size() >= kSendBytes ||
          sinceSent.elapsed() >= kSendMs) {
        if (!writeFully(out, unsent)) return 1;
        unsent.clear();
        sinceSent.restart();
      }
      if (answer.endsReader) return 0;
    }
  }
  return 0;
}

}  // namespace uptake::reader
