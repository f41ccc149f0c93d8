#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"
#include "io/reader/stream_p.h"

#include <QByteArray>
#include <QString>

#include <optional>

namespace uptake::reader {

/// What readers can be asked for.
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
};

/// A request: the operation, and what `write(stream)` adds.
template <class Write>
QByteArray requestOf(Operation operation, const Write& write) {
  return bytesOf([&](QDataStream& stream) {
    stream << static_cast<quint8>(operation);
    write(stream);
  });
}

/// An answer is what was asked for, or an Error that says why the reader failed as a whole.
QByteArray envelope(const Result<QByteArray>& answer);
Result<QByteArray> contentOf(const Result<QByteArray>& answer);

/// The error of an answer that makes no sense.
Error nonsense(const QString& file);

/// A result's first part: whether it is one, or its error.
template <class T>
void putOutcome(QDataStream& stream, const Result<T>& result) {
  put(stream, result.ok() ? std::optional<Error>() : std::optional<Error>(result.error()));
}
inline std::optional<Error> takeFailure(QDataStream& stream) {
  std::optional<Error> error;
  get(stream, error);
  return error;
}

/// Asks one of the shared readers about a file and waits; an error that names no file gets this one.
Result<QByteArray> askReader(const QByteArray& request, const QString& file, const JobControl& control);

/// Masks and what goes with them: done in the reader. `in` stands after the operation.
struct MaskAnswer {
  QByteArray bytes;
  bool wasLarge = false;  ///< what the libraries keep in memory would count against the next file
};
MaskAnswer handleMask(Operation operation, QDataStream& in);
MaskAnswer handleLungRads(QDataStream& in);

}  // namespace uptake::reader
