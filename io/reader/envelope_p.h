#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "io/reader/stream_p.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace uptake::reader {

/// The operations of reader processes.
enum class Operation : quint8 {
  Header = 1,
  Slice,
  Directory,
  SegReference,
  StructureSetReference,
  Seg,
  StructureSet,
  LabelImage,
  LabelImageGrid,
  WriteSeg,
  LungRads,
  Sheet,
  ImageHeader,
  ImageVoxels,
  Lidc,
  Hdf5Contents,
};

/// A request: the operation, followed by the arguments that `write(stream)` writes.
template <class Write>
QByteArray requestOf(Operation operation, const Write& write) {
  return bytesOf([&](QDataStream& stream) {
    stream << static_cast<quint8>(operation);
    write(stream);
  });
}

/// An answer on the wire: the result of the operation, or the error with which it failed.
QByteArray envelope(const Result<QByteArray>& answer);

/// The content of such an answer, or its error, or the error with which the exchange failed.
Result<QByteArray> contentOf(const Result<QByteArray>& answer);

/// The error of an answer that cannot be parsed.
Error invalidAnswer(const QString& file);

/// Writes whether there is a result or, if not, its error; takeFailure() reads it.
template <class T>
void putOutcome(QDataStream& stream, const Result<T>& result) {
  put(stream, result.ok() ? std::optional<Error>() : std::optional<Error>(result.error()));
}
inline std::optional<Error> takeFailure(QDataStream& stream) {
  std::optional<Error> error;
  get(stream, error);
  return error;
}

/// Sends a request to one of the shared readers and waits for the answer. An error without a file gets
/// `file`.
Result<QByteArray> askReader(const QByteArray& request, const QString& file, const JobControl& control);

/// The answer to a request that may have taken much memory.
struct MaskAnswer {
  QByteArray bytes;
  /// The reader should be restarted, because the memory that libraries keep would count against the next
  /// file.
  bool wasLarge = false;
};
/// Executes an operation in the reader process. `in` is positioned after the operation.
MaskAnswer handleMask(Operation operation, QDataStream& in);
MaskAnswer handleLungRads(QDataStream& in);
MaskAnswer handleSheet(QDataStream& in);
MaskAnswer handleImage(Operation operation, QDataStream& in);
MaskAnswer handleLidc(QDataStream& in);
MaskAnswer handleHdf5(QDataStream& in);

}  // namespace uptake::reader
