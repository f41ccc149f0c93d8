#include "core/memory/shared_buffer.h"

#include "core/platform/platform.h"

#include <QCoreApplication>
#include <QDir>
#include <QTemporaryFile>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SharedBuffer)
};

constexpr std::size_t kMebibyte = 1024 * 1024;

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
    if (opened && QFile::exists(path)) return {std::move(file), path};
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

Result<SharedWindow> SharedWindow::open(const QString& key, std::size_t offset, std::size_t size) {
  SharedWindow window;
  window.file_ = std::make_unique<QFile>(key);
  const bool opened =
      window.file_->open(QIODevice::ReadWrite | QIODevice::Unbuffered | QIODevice::ExistingOnly);
  // A mapping beyond the end would not fail before it is touched.
  const bool large = opened && window.file_->size() >= static_cast<qint64>(offset + size);
  uchar* mapped = large ? window.file_->map(static_cast<qint64>(offset), static_cast<qint64>(size)) : nullptr;
  if (mapped == nullptr)
    return Error{ErrorKind::Internal, Texts::tr("The memory that the image belongs to is gone."), {}};
  platform::bringIn(mapped, size);
  window.data_ = reinterpret_cast<std::byte*>(mapped);
  window.size_ = size;
  return window;
}

}  // namespace uptake
