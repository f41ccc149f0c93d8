#include "core/memory/shared_buffer.h"

#include "core/platform/platform.h"

#include <QCoreApplication>
#include <QDir>
#include <QTemporaryFile>

#include <cstring>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SharedBuffer)
};

constexpr std::size_t kMebibyte = 1024 * 1024;
/// Begins the keys of memory files.
const QString kMemoryMark = QStringLiteral("memory:");

Error bufferIsGone() {
  return {ErrorKind::Internal, Texts::tr("The memory that the image belongs to is gone."), {}};
}

struct OpenedFile {
  std::unique_ptr<QFile> file;
  QString key;
};

/// In memory where the system can, else a temporary file, which the system keeps in memory while it can.
OpenedFile openFile(std::size_t size) {
  if (const int descriptor = platform::openMemoryFile(size); descriptor >= 0) {
    auto file = std::make_unique<QFile>();
    const QString path = platform::memoryFilePath(descriptor);
    const bool opened =
        file->open(descriptor, QIODevice::ReadWrite | QIODevice::Unbuffered, QFileDevice::AutoCloseHandle);
    // Without /proc no other process would find it.
    if (opened && QFile::exists(path)) return {std::move(file), kMemoryMark + path};
  }
  auto file = std::make_unique<QTemporaryFile>(QDir::tempPath() + QStringLiteral("/uptake-XXXXXX"));
  if (!file->open() || !file->resize(static_cast<qint64>(size))) return {};
  QString key = file->fileName();
  return {std::move(file), key};
}

}  // namespace

Result<std::unique_ptr<SharedBuffer>> SharedBuffer::create(std::size_t size) {
  const auto refused = [&] {
    return Error{ErrorKind::NotSupported,
                 Texts::tr("There is no memory for a volume of %1 MiB.").arg(size / kMebibyte),
                 {}};
  };
  // The system would promise it and end the program later.
  if (const auto memory = platform::physicalMemory(); memory > 0 && size > memory) return refused();
  OpenedFile opened = openFile(size);
  if (!opened.file) return refused();
  uchar* mapped = opened.file->map(0, static_cast<qint64>(size));
  if (mapped == nullptr) return refused();
  return std::unique_ptr<SharedBuffer>(new SharedBuffer(std::move(opened.file), std::move(opened.key),
                                                        reinterpret_cast<std::byte*>(mapped), size));
}

SharedBuffer::SharedBuffer(std::unique_ptr<QFile> file, QString key, std::byte* data, std::size_t size)
    : file_(std::move(file)), key_(std::move(key)), data_(data), size_(size) {}

Result<SharedWriter> SharedWriter::open(const QString& key) {
  SharedWriter writer;
  writer.isInMemory_ = key.startsWith(kMemoryMark);
  writer.file_ = std::make_unique<QFile>(writer.isInMemory_ ? key.mid(kMemoryMark.size()) : key);
  if (!writer.file_->open(QIODevice::ReadWrite | QIODevice::Unbuffered | QIODevice::ExistingOnly))
    return bufferIsGone();
  return writer;
}

Result<void> SharedWriter::write(std::size_t offset, const void* bytes, std::size_t size) {
  const auto place = static_cast<qint64>(offset);
  const auto length = static_cast<qint64>(size);
  if (file_->size() < place + length) return bufferIsGone();
  if (isInMemory_) {
    // Through the file: a mapping would cost several times as much, a fault for every page of it.
    const bool written =
        file_->seek(place) && file_->write(static_cast<const char*>(bytes), length) == length;
    return written ? Result<void>() : Result<void>(bufferIsGone());
  }
  // That a file on disk and the maker's mapping agree at once is only sure of another mapping.
  uchar* mapped = file_->map(place, length);
  if (mapped == nullptr) return bufferIsGone();
  std::memcpy(mapped, bytes, size);
  file_->unmap(mapped);
  return {};
}

}  // namespace uptake
