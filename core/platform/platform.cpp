#include "core/platform/platform.h"

#include <QFile>
#include <QProcess>

#if defined(Q_OS_LINUX)
#include <malloc.h>
#include <sys/mman.h>
#endif
#if defined(Q_OS_UNIX)
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#else
#include <QDateTime>
#include <QFileInfo>
#endif
#if defined(Q_OS_WIN)
#include <fcntl.h>
#include <io.h>
#endif

namespace uptake::platform {

int openMemoryFile(std::uint64_t bytes) {
#if defined(Q_OS_LINUX)
  const int descriptor = memfd_create("uptake", MFD_CLOEXEC);
  if (descriptor >= 0 && ftruncate(descriptor, static_cast<off_t>(bytes)) == 0) return descriptor;
  if (descriptor >= 0) close(descriptor);
  return -1;
#else
  Q_UNUSED(bytes)
  return -1;
#endif
}

QString memoryFilePath(int descriptor) {
#if defined(Q_OS_LINUX)
  return QStringLiteral("/proc/%1/fd/%2").arg(getpid()).arg(descriptor);
#else
  Q_UNUSED(descriptor)
  return {};
#endif
}

std::optional<FileState> fileState(const QString& path) {
#if defined(Q_OS_UNIX)
  struct stat state {};
  if (stat(QFile::encodeName(path).constData(), &state) != 0) return std::nullopt;
#if defined(Q_OS_DARWIN)
  const timespec& changed = state.st_mtimespec;
#else
  const timespec& changed = state.st_mtim;
#endif
  return FileState{state.st_size, std::int64_t{changed.tv_sec} * 1000 + changed.tv_nsec / 1'000'000};
#else
  const QFileInfo info(path);
  if (!info.exists()) return std::nullopt;
  return FileState{info.size(), info.fileTime(QFileDevice::FileModificationTime).toMSecsSinceEpoch()};
#endif
}

bool syncFile(int descriptor) {
#if defined(Q_OS_DARWIN)
  // fsync() there ends when the drive has the data, not when it has written them.
  return fcntl(descriptor, F_FULLFSYNC) != -1 || fsync(descriptor) == 0;
#elif defined(Q_OS_LINUX)
  return fdatasync(descriptor) == 0;
#elif defined(Q_OS_UNIX)
  return fsync(descriptor) == 0;
#elif defined(Q_OS_WIN)
  return _commit(descriptor) == 0;  // FlushFileBuffers()
#else
  Q_UNUSED(descriptor)
  return true;
#endif
}

void keepFreedMemory() {
#if defined(Q_OS_LINUX)
  constexpr int kLargestThreshold = 32 * 1024 * 1024;
  mallopt(M_MMAP_THRESHOLD, kLargestThreshold);
  mallopt(M_TRIM_THRESHOLD, 2 * kLargestThreshold);
#endif
}

std::uint64_t physicalMemory() {
#if defined(Q_OS_LINUX)
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long size = sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size) : 0;
#else
  return 0;
#endif
}

void limitOwnMemory(std::uint64_t bytes) {
#if defined(Q_OS_UNIX)
  // Only the soft limit, so that a later task may have another one.
  rlimit limit{};
  if (getrlimit(RLIMIT_DATA, &limit) != 0) return;
  const auto wanted = static_cast<rlim_t>(bytes);
  limit.rlim_cur = limit.rlim_max == RLIM_INFINITY || wanted < limit.rlim_max ? wanted : limit.rlim_max;
  setrlimit(RLIMIT_DATA, &limit);
#else
  Q_UNUSED(bytes)
#endif
}

void keepFilesFrom(QProcess& process) {
#if defined(Q_OS_UNIX)
  // In the child, between fork and exec. Marked rather than closed: Qt's own pipe tells it of an exec that
  // failed.
  process.setChildProcessModifier([] {
    constexpr int kFirst = STDERR_FILENO + 1;
#if defined(Q_OS_LINUX) && defined(CLOSE_RANGE_CLOEXEC)
    if (close_range(kFirst, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
#endif
    constexpr int kUsualLimit = 1024;
    for (int descriptor = kFirst; descriptor < kUsualLimit; ++descriptor)
      if (const int flags = fcntl(descriptor, F_GETFD); flags >= 0)
        fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC);
  });
#else
  Q_UNUSED(process)
#endif
}

void forbidCoreFiles() {
#if defined(Q_OS_UNIX)
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
#endif
}

Streams takeStandardStreams() {
#if defined(Q_OS_UNIX)
  const Streams streams{dup(STDIN_FILENO), dup(STDOUT_FILENO)};
  dup2(STDERR_FILENO, STDOUT_FILENO);
  return streams;
#elif defined(Q_OS_WIN)
  const Streams streams{_dup(0), _dup(1)};
  _dup2(2, 1);
  _setmode(streams.in, _O_BINARY);
  _setmode(streams.out, _O_BINARY);
  return streams;
#else
  return {0, 1};
#endif
}

}  // namespace uptake::platform
