#include "core/platform/platform.h"

#include <QCoreApplication>
#include <QFile>
#include <QProcess>

#include <algorithm>
#include <clocale>

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
  const timespec& recorded = state.st_ctimespec;
#else
  const timespec& changed = state.st_mtim;
  const timespec& recorded = state.st_ctim;
#endif
  const auto inMs = [](const timespec& time) {
    return std::int64_t{time.tv_sec} * 1000 + time.tv_nsec / 1'000'000;
  };
  return FileState{state.st_size, inMs(changed), inMs(recorded)};
#else
  const QFileInfo info(path);
  if (!info.exists()) return std::nullopt;
  const qint64 changed = info.fileTime(QFileDevice::FileModificationTime).toMSecsSinceEpoch();
  return FileState{info.size(), changed, changed};
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

std::uint64_t groupMemory(const QByteArray& membership, const QString& root) {
  std::uint64_t least = 0;
  const auto consider = [&](const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return;
    bool isNumber = false;  // "max" is none
    const std::uint64_t bytes = file.readAll().trimmed().toULongLong(&isNumber);
    if (isNumber && bytes > 0 && (least == 0 || bytes < least)) least = bytes;
  };
  for (const QByteArray& line : membership.split('\n')) {
    // "<number>:<controllers>:<path>"; version 2 names no controllers.
    const QList<QByteArray> parts = line.trimmed().split(':');
    if (parts.size() < 3) continue;
    const bool isUnified = parts[1].isEmpty();
    if (!isUnified && !parts[1].split(',').contains("memory")) continue;
    const QString name = isUnified ? QStringLiteral("/memory.max") : QStringLiteral("/memory.limit_in_bytes");
    // Groups above bound this one as well. Inside of a container its own group is mounted as the root.
    QString path = QFile::decodeName(parts.mid(2).join(':'));
    while (path.endsWith(QLatin1Char('/'))) path.chop(1);
    while (true) {
      for (const char* mount : {"", "/unified", "/memory"})
        consider(root + QLatin1String(mount) + path + name);
      if (path.isEmpty()) break;
      path.truncate(std::max<qsizetype>(0, path.lastIndexOf(QLatin1Char('/'))));
    }
  }
  return least;
}

std::uint64_t physicalMemory() {
#if defined(Q_OS_LINUX)
  const long pages = sysconf(_SC_PHYS_PAGES);
  const long size = sysconf(_SC_PAGESIZE);
  if (pages <= 0 || size <= 0) return 0;
  const auto machine = static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size);
  static const std::uint64_t container = [] {
    QFile file(QStringLiteral("/proc/self/cgroup"));
    return file.open(QIODevice::ReadOnly) ? groupMemory(file.readAll(), QStringLiteral("/sys/fs/cgroup")) : 0;
  }();
  return container == 0 ? machine : std::min(machine, container);
#else
  return 0;
#endif
}

void limitOwnMemory(std::uint64_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  Q_UNUSED(bytes)  // its own memory, many times that of the program, would count
#elif defined(Q_OS_UNIX)
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

void keepDecimalPoint() {
  std::setlocale(LC_NUMERIC, "C");
}
// Here and not in each main(), where the next program would forget it.
Q_COREAPP_STARTUP_FUNCTION(keepDecimalPoint)

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
