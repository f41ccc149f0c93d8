#pragma once

#include <QByteArray>
#include <QString>

#include <cstddef>
#include <cstdint>
#include <optional>

class QProcess;

/// What differs between operating systems and Qt does not cover. Its implementation is the one file of the
/// program with such code; each function says what it does where a system lacks the means.
namespace uptake::platform {

/// Opens a file in memory, `bytes` zeros long, that has no name and vanishes with its last user. Returns -1
/// where the system has no such files; a temporary file serves then.
int openMemoryFile(std::uint64_t bytes);
/// The path under which another process of the same person opens that file while this one holds it.
QString memoryFilePath(int descriptor);

/// Size and times of a file, in one question to the system.
struct FileState {
  std::int64_t size = 0;       ///< bytes
  std::int64_t changedMs = 0;  ///< last change of its content, since 1970; programs can set it to any time
  /// When the system last wrote anything about the file, which no program can set. `changedMs` where a system
  /// has no such time.
  std::int64_t recordedMs = 0;
  bool operator==(const FileState&) const = default;
};
std::optional<FileState> fileState(const QString& path);

/// Brings what was written to an open file onto the disk itself, so that it outlives a loss of power. Waits
/// for the disk: not for the UI thread. False when the system says that it failed.
bool syncFile(int descriptor);

/// Freed memory stays with this process for the next file instead of going back and forth.
void keepFreedMemory();

/// Bytes of main memory that this program may use: what the machine has, or less where a container (control
/// group) bounds it. 0 when unknown.
std::uint64_t physicalMemory();
/// The least memory that control groups allow, of version 1 or 2; 0 when they set no limit. `membership` is
/// what /proc/self/cgroup says, `root` where the groups are mounted.
std::uint64_t groupMemory(const QByteArray& membership, const QString& root);

/// Bounds what this process may allocate from now on, shared mappings apart; allocating more fails. Does
/// nothing where a system offers no such limit.
void limitOwnMemory(std::uint64_t bytes);

/// A program that is started by `process` gets none of the files that this one has open, but for its standard
/// streams. Libraries open pipes that are handed on until they are marked otherwise: a program that was
/// started in that moment keeps the end of such a pipe, and whoever reads from it waits for as long as that
/// program runs (libdbus does, while a window comes up where no session bus runs). Call it before starting.
/// Elsewhere Qt's own way is left as it is.
void keepFilesFrom(QProcess& process);

/// Numbers are written and read with a decimal point by the C library, whatever the person's language. Qt's
/// application objects take that language over for the C library too (`setlocale(LC_ALL, "")`), and libraries
/// that write files with it would make "4,07" of 4.07. Every application object of this program calls this as
/// it starts; what people read is made by QLocale, which this doesn't change.
void keepDecimalPoint();

/// A crash of this process leaves no core file.
void forbidCoreFiles();

/// The standard streams as binary files for this process alone: libraries that write to standard output
/// write to standard error from now on.
struct Streams {
  int in = -1;
  int out = -1;
};
Streams takeStandardStreams();

}  // namespace uptake::platform
