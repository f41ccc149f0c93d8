#include "core/memory/shared_buffer.h"
#include "io/dicom/slice_reading_p.h"
#include "io/reader/envelope_p.h"
#include "io/reader/header_stream_p.h"
#include "io/reader/operations_p.h"
#include "io/reader/reader_service_p.h"
#include "io/reader/stream_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <cerrno>
#include <new>
#include <span>
#include <vector>

namespace uptake::reader {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Reader)
};

/// Set when C++ code found no memory: libraries may have made another error of it.
bool foundNoMemory = false;

[[noreturn]] void findNoMemory() {
  foundNoMemory = true;
  throw std::bad_alloc();
}

// In the reader.

QByteArray readHeaderOf(QDataStream& in) {
  QString file;
  get(in, file);
  const dicom::HeaderReading reading = dicom::readInstanceHeader(file);
  return bytesOf([&](QDataStream& out) {
    put(out, static_cast<int>(reading.outcome));
    put(out, reading.reason);
    put(out, static_cast<int>(reading.content));
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
  put(out, task.isHounsfield);
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
  get(in, task.isHounsfield);
  get(in, task.bufferKey);
  quint64 offset = 0;
  in >> offset;
  task.byteOffset = static_cast<std::size_t>(offset);
  return task;
}

/// Converts the pixels in memory that stays in the processor's cache, and writes them where they belong.
template <class T>
Result<dicom::PaddingInside> readSliceInto(const SliceTask& task) {
  thread_local std::vector<T> voxels;
  voxels.resize(static_cast<std::size_t>(task.rows) * static_cast<std::size_t>(task.columns));
  const dicom::SliceForm form{task.rows, task.columns, task.factor, task.fillValue, task.isHounsfield};
  auto read = dicom::readSlice(task.source, form, std::span<T>(voxels));
  if (!read) return read;
  auto writer = SharedWriter::open(task.bufferKey);
  if (!writer) return writer.error();
  const auto written = writer->write(task.byteOffset, voxels.data(), voxels.size() * sizeof(T));
  return written ? read : written.error();
}

QByteArray readSliceOf(QDataStream& in) {
  const SliceTask task = getTask(in);
  const auto read = task.type == VoxelType::Int16  ? readSliceInto<std::int16_t>(task)
                    : task.type == VoxelType::Rgb8 ? readSliceInto<RgbVoxel>(task)
                                                   : readSliceInto<float>(task);
  return bytesOf([&](QDataStream& out) {
    putOutcome(out, read);
    if (!read) return;
    put(out, read->kept);
    put(out, read->cut);
    put(out, read->notNumbers);
  });
}

QByteArray readDirectoryOf(QDataStream& in) {
  QString file;
  get(in, file);
  const Result<dicom::DicomDirectory> read = dicom::readDicomDir(file);
  return bytesOf([&](QDataStream& out) {
    putOutcome(out, read);
    if (!read) return;
    put(out, static_cast<int>(read->files.size()));
    for (const dicom::ReferencedFile& referenced : read->files) {
      put(out, referenced.components);
      put(out, referenced.recordType);
      put(out, referenced.sopInstanceUid);
    }
    put(out, read->problems);
  });
}

MaskAnswer handle(Operation operation, QDataStream& in) {
  switch (operation) {
    case Operation::Header:
      return {readHeaderOf(in), false};
    case Operation::Slice:
      return {readSliceOf(in), false};
    case Operation::Directory:
      return {readDirectoryOf(in), false};
    case Operation::LungRads:
      return handleLungRads(in);
    case Operation::Sheet:
      return handleSheet(in);
    case Operation::ImageHeader:
    case Operation::ImageVoxels:
      return handleImage(operation, in);
    case Operation::Lidc:
      return handleLidc(in);
    case Operation::Hdf5Contents:
      return handleHdf5(in);
    default:
      return handleMask(operation, in);
  }
}

/// Whether an answer of handle() is an error.
bool isFailure(Operation operation, const QByteArray& answer) {
  return operation != Operation::Header && !answer.isEmpty() && answer.front() != 0;
}

}  // namespace

Answer handleRequest(const QByteArray& request) {
  QDataStream in(request);
  in.setVersion(kStreamVersion);
  quint8 operation = 0;
  in >> operation;
  std::set_new_handler(findNoMemory);
  foundNoMemory = false;
  errno = 0;
  // Who knows what the libraries left behind: the next file gets a fresh process.
  const Answer moreMemory{QByteArray(), true};
  try {
    const MaskAnswer done = handle(static_cast<Operation>(operation), in);
    // Libraries in C only say that something failed.
    const bool failed = isFailure(static_cast<Operation>(operation), done.bytes);
    if (foundNoMemory || (failed && errno == ENOMEM)) return moreMemory;
    return {envelope(done.bytes), done.wasLarge};
  } catch (const std::bad_alloc&) {
    return moreMemory;
  } catch (const std::exception& exception) {
    if (foundNoMemory || errno == ENOMEM) return moreMemory;
    return {envelope(Error{ErrorKind::Internal, QString::fromLocal8Bit(exception.what()), {}}), true};
  } catch (...) {
    return {envelope(Error{ErrorKind::Internal, Texts::tr("A library failed without a reason."), {}}), true};
  }
}

QByteArray headerRequest(const QString& file) {
  return requestOf(Operation::Header, [&](QDataStream& out) { put(out, file); });
}

dicom::HeaderReading headerAnswer(const Result<QByteArray>& answer) {
  using Outcome = dicom::HeaderReading::Outcome;
  const auto damaged = [](const Error& error) {
    return dicom::HeaderReading{Outcome::Damaged, {}, error.message, {}};
  };
  const Result<QByteArray> content = contentOf(answer);
  if (!content) return damaged(content.error());
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  dicom::HeaderReading reading;
  using Content = dicom::HeaderReading::Content;
  int outcome = 0;
  int holds = 0;
  get(in, outcome);
  get(in, reading.reason);
  get(in, holds);
  reading.content = static_cast<Content>(std::clamp(holds, 0, static_cast<int>(Content::Other)));
  reading.outcome = static_cast<Outcome>(std::clamp(outcome, 0, static_cast<int>(Outcome::Damaged)));
  if (reading.outcome == Outcome::Read) reading.headers = readHeaders(in, {});
  if (in.status() != QDataStream::Ok || (reading.outcome == Outcome::Read && reading.headers.empty()))
    return damaged(invalidAnswer({}));
  return reading;
}

Result<dicom::DicomDirectory> askForDirectory(const QString& file, const JobControl& control) {
  const Result<QByteArray> answer =
      askReader(requestOf(Operation::Directory, [&](QDataStream& out) { put(out, file); }), file, control);
  if (!answer) return answer.error();
  QDataStream in(*answer);
  in.setVersion(kStreamVersion);
  if (const auto failed = takeFailure(in)) return *failed;
  dicom::DicomDirectory directory;
  int count = 0;
  get(in, count);
  for (int i = 0; i < count && in.status() == QDataStream::Ok; ++i) {
    dicom::ReferencedFile referenced;
    get(in, referenced.components);
    get(in, referenced.recordType);
    get(in, referenced.sopInstanceUid);
    // The answer may come from a reader that the file took over: names are checked on this side as well.
    const QByteArray id = referenced.components.join(QLatin1Char('\\')).toLatin1();
    if (dicom::checkedComponents(id) == referenced.components)
      directory.files.push_back(std::move(referenced));
  }
  get(in, directory.problems);
  if (in.status() != QDataStream::Ok) return invalidAnswer(file);
  return directory;
}

QByteArray sliceRequest(const SliceTask& task) {
  return requestOf(Operation::Slice, [&](QDataStream& out) { putTask(out, task); });
}

Result<dicom::PaddingInside> sliceAnswer(const Result<QByteArray>& answer) {
  const Result<QByteArray> content = contentOf(answer);
  if (!content) return content.error();
  QDataStream in(*content);
  in.setVersion(kStreamVersion);
  if (const auto failure = takeFailure(in)) return *failure;
  dicom::PaddingInside padding;
  get(in, padding.kept);
  get(in, padding.cut);
  get(in, padding.notNumbers);
  if (in.status() != QDataStream::Ok) return invalidAnswer({});
  return padding;
}

}  // namespace uptake::reader
