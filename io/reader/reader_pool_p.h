#pragma once

#include "core/error.h"
#include "core/jobs/job_runner.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>

namespace uptake::reader {

constexpr std::uint64_t kMebibyte = 1024 * 1024;

/// Limits of time and memory for a batch of files.
struct Limits {
  int answerMs = 30000;  ///< after this time without an answer a reader counts as hanging
  /// Bytes that a reader may allocate for a file. A header is some hundred kilobytes.
  std::uint64_t memory = 512 * kMebibyte;
  /// The same for a second attempt at a file that needs more. A damaged slice that states 65,535 rows and
  /// columns, which no scanner makes, exceeds it.
  std::uint64_t mostMemory = 1024 * kMebibyte;
};

/// The memory that all readers together may allocate: half of the memory of this machine or container.
std::uint64_t readersMemory();

/// The reader processes of this program. Each is a child process that parses files, so that no damaged or
/// malicious file can harm the program. When a reader crashes or hangs, the unanswered requests of its batch
/// are sent again one by one: the file that causes it gets an error, the others are read. A file that needs
/// more memory than usual is read again with a larger limit, and gets an error when that does not suffice
/// either.
class ReaderPool {
 public:
  /// The pool that all jobs share, with one reader per core. It ends with the application object.
  static ReaderPool& shared();

  /// `readers` processes of `program`, whose memory limits add up to no more than `memory` bytes at any time.
  ReaderPool(QString program, int readers, std::uint64_t memory = readersMemory());
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  using Request = std::function<QByteArray(int)>;
  /// Receives the answer to request `index`, or an error. Called once for each index, on the readers'
  /// threads.
  using Answered = std::function<void(int, Result<QByteArray>)>;

  /// Sends request(i) for i = 0 … count − 1 in ascending order, in batches of `batch`, and returns when all
  /// are answered or `control` is cancelled. Several threads may call it at the same time; their batches
  /// alternate. An exception of a callback ends the call and is thrown again by it.
  void run(int count, int batch, const JobControl& control, const Request& request, const Answered& answered,
           Limits limits = {});

  /// Sends one request and waits for its answer.
  Result<QByteArray> ask(const QByteArray& request, const JobControl& control, Limits limits = {});

  /// Starts the readers before the first request.
  void warmUp();

 private:
  struct State;
  class ReaderThread;
  std::unique_ptr<State> state_;
};

/// The path of uptake-reader: the value of the environment variable UPTAKE_READER, else see programFile().
QString readerProgram();

}  // namespace uptake::reader
