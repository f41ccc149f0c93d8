#include "core/memory/shared_buffer.h"
#include "core/platform/platform.h"
#include "io/dicom/slice_reading_p.h"
#include "io/reader/header_stream_p.h"
#include "io/reader/operations_p.h"
#include "io/reader/reader_service_p.h"
#include "io/reader/stream_p.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <new>

namespace uptake::reader {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Reader)
};

enum class Operation : quint8 { Header = 1, Slice = 2 };

constexpr std::uint64_t kMebibyte = 1024 * 1024;
/// What a reader may allocate for a header or a slice. A header is some hundred kilobytes; a slice of 65,535
/// columns that claims as many rows does not fit, and is nothing that a scanner makes.
constexpr std::uint64_t kFileMemory = 1024 * kMebibyte;

QByteArray requestOf(Operation operation, const auto& write) {
  return bytesOf([&](QDataStream& stream) {
    stream << static_cast<quint8>(operation);
    write(stream);
  });
}

Error nonsense() {
  return {ErrorKind::Internal, Texts::tr("The process that read the file answered nonsense."), {}};
}

// In the reader.

QByteArray readHeaderOf(QDataStream& in) {
  QString file;
  get(in, file);
  const dicom::HeaderReading reading = dicom::readInstanceHeader(file);
  return bytesOf([&](QDataStream& out) {
    put(out, static_cast<int>(reading.outcome));
    put(out, reading.reason);
    if (reading.outcome == dicom::HeaderReading::Outcome::Read) writeHeaders(out, reading.headers, {});
  });
}

void putTask(QDataStream& out, const SliceTask& task) {
  put(out, task.source.sopInstanceUid);
  put(out, task.source.sopClassUid);
  put(out, task.source.file);
  put(out, task.source.frame);
  put(out, task.rows);
  put(out, task.columns);
  put(out, static_cast<int>(task.type));
  put(out, task.factor);
  put(out, task.fillValue);
  put(out, task.bufferKey);
  out << static_cast<quint64>(task.byteOffset);
}

SliceTask getTask(QDataStream& in) {
  SliceTask task;
  get(in, task.source.sopInstanceUid);
  get(in, task.source.sopClassUid);
  get(in, task.source.file);
  get(in, task.source.frame);
  get(in, task.rows);
  get(in, task.columns);
  int type = 0;
  get(in, type);
  task.type = static_cast<VoxelType>(type);
  get(in, task.factor);
  get(in, task.fillValue);
  get(in, task.bufferKey);
  quint64 offset = 0;
  in >> offset;
  task.byteOffset = static_cast<std::size_t>(offset);
  return task;
}

Result<void> readSliceInto(const SliceTask& task) {
  const auto pixels = static_cast<std::size_t>(task.rows) * static_cast<std::size_t>(task.columns);
  const bool isShort = task.type == VoxelType::Int16;
  auto window = SharedWindow::open(task.bufferKey, task.byteOffset,
                                   pixels * (isShort ? sizeof(std::int16_t) : sizeof(float)));
  if (!window) return Error{window.error().kind, window.error().message, task.source.file};
  void* voxels = window->data();
  const dicom::SliceForm form{task.rows, task.columns, task.factor, task.fillValue};
  if (isShort) return dicom::readSlice(task.source, form, {static_cast<std::int16_t*>(voxels), pixels});
  return dicom::readSlice(task.source, form, {static_cast<float*>(voxels), pixels});
}

QByteArray readSliceOf(QDataStream& in) {
  const Result<void> read = readSliceInto(getTask(in));
  return bytesOf([&](QDataStream& out) {
    put(out, read.ok() ? std::optional<Error>() : std::optional<Error>(read.error()));
  });
}

QByteArray handle(Operation operation, QDataStream& in) {
  switch (operation) {
    case Operation::Header:
      return readHeaderOf(in);
    case Operation::Slice:
      return readSliceOf(in);
  }
  return {};
}

/// An answer is a flag and either what was asked for or an Error that says why the reader failed as a whole.
QByteArray envelope(const Result<QByteArray>& answer) {
  return bytesOf([&](QDataStream& out) {
    put(out, answer.ok());
    if (answer)
      put(out, *answer);
    else
      put(out, answer.error());
  });
}

Result<QByteArray> opened(const Result<QByteArray>& answer) {
  if (!answer) return answer.error();
  QDataStream in(*answer);
  in.setVersion(kStreamVersion);
  bool fine = false;
  get(in, fine);
  QByteArray content;
  Error error;
  if (fine)
    get(in, content);
  else
    get(in, error);
  if (in.status() != QDataStream::Ok) return nonsense();
  if (!fine) return error;
  return content;
}

}  // namespace

Answer handleRequest(const QByteArray& request) {
  QDataStream in(request);
  in.setVersion(kStreamVersion);
  quint8 operation = 0;
  in >> operation;
  platform::limitOwnMemory(kFileMemory);
  try {
    return {envelope(handle(static_cast<Operation>(operation), in)), false};
  } catch (const std::bad_alloc&) {
    // Who knows what the libraries left behind: the next file gets a fresh process.
    return {envelope(Error{ErrorKind::NotSupported,
                           Texts::tr("Reading the file takes more than %1 MiB of memory: it is damaged, or "
                                     "made to do harm.")
                               .arg(kFileMemory / kMebibyte),
                           {}}),
            true};
  } catch (const std::exception& exception) {
    return {envelope(Error{ErrorKind::Internal, QString::fromLocal8Bit(exception.what()), {}}), true};
  }
}

QByteArray headerRequest(const QString& file) {
  return requestOf(Operation::Header, [&](QDataStream& out) { put(out, file); });
}

dicom::HeaderReading headerAnswer(const Result<QByteArray>& answer) {
  using Outcome = dicom::HeaderReading::Outcome;
  const auto damaged = [](const Error& error) {
    return dicom::HeaderReading{Outcome::Damaged, {}, error.message};
  };
  const Result<QByteArray> content = opened(answer);
  if (!content) return damaged(content.error());
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  dicom::HeaderReading reading;
  int outcome = 0;
  get(in, outcome);
  get(in, reading.reason);
  reading.outcome = static_cast<Outcome>(std::clamp(outcome, 0, static_cast<int>(Outcome::Damaged)));
  if (reading.outcome == Outcome::Read) reading.headers = readHeaders(in, {});
  if (in.status() != QDataStream::Ok || (reading.outcome == Outcome::Read && reading.headers.empty()))
    return damaged(nonsense());
  return reading;
}

QByteArray sliceRequest(const SliceTask& task) {
  return requestOf(Operation::Slice, [&](QDataStream& out) { putTask(out, task); });
}

std::optional<Error> sliceAnswer(const Result<QByteArray>& answer) {
  const Result<QByteArray> content = opened(answer);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  std::optional<Error> error;
  get(in, error);
  if (in.status() != QDataStream::Ok) return nonsense();
  return error;
}

}  // namespace uptake::reader
