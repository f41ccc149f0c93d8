#include "io/reader/envelope_p.h"
#include "io/reader/reader_pool_p.h"

#include <QCoreApplication>

namespace uptake::reader {

QByteArray envelope(const Result<QByteArray>& answer) {
  return bytesOf([&](QDataStream& out) {
    putOutcome(out, answer);
    if (answer) put(out, *answer);
  });
}

Result<QByteArray> contentOf(const Result<QByteArray>& answer) {
  if (!answer) return answer.error();
  QDataStream in(*answer);
  in.setVersion(kStreamVersion);
  const auto failure = takeFailure(in);
  QByteArray content;
  if (!failure) get(in, content);
  if (in.status() != QDataStream::Ok) return invalidAnswer({});
  if (failure) return *failure;
  return content;
}

Error invalidAnswer(const QString& file) {
  return {
      ErrorKind::Internal,
      QCoreApplication::translate("uptake::Reader", "The process that read the file gave no valid answer."),
      file};
}

Result<QByteArray> askReader(const QByteArray& request, const QString& file, const JobControl& control) {
  // A SEG of twenty thousand frames takes seconds, and more from a slow disk.
  constexpr int kLimitMs = 300000;
  constexpr std::uint64_t kUsualMemory = 1024 * kMebibyte;
  /// Labels of a whole body of a thousand slices, and the frames that they came in.
  constexpr std::uint64_t kMostMemory = 6144 * kMebibyte;
  Result<QByteArray> content =
      contentOf(ReaderPool::shared().ask(request, control, {kLimitMs, kUsualMemory, kMostMemory}));
  if (content || !content.error().file.isEmpty()) return content;
  return Error{content.error().kind, content.error().message, file};
}

}  // namespace uptake::reader
