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

/// What a batch of files may cost.
struct Limits {
  int answerMs = 30000;  ///< without an answer for so long a reader counts as hanging
  /// Bytes that a reader may allocate for a file. A header is some hundred kilobytes.
  std::uint64_t memory = 512 * kMebibyte;
  /// The same for one that proves to need more. A slice of 65,535 columns that claims as many rows does not
  /// fit, and is nothing that a scanner makes.
  std::uint64_t mostMemory = 1024 * kMebibyte;
};

/// What all readers together may allocate on this machine, or in its container: half of the memory there.
std::uint64_t readersMemory();

/// The readers of this process: as many as there are cores, each a child that parses files from outside, so
/// that no file can harm the program. A file that costs a reader its life is found by giving the unanswered
/// ones of its batch out again one by one; it gets an error, the rest is read. A file that needs more memory
/// than usual is read again when there is as much, and gets an error when it still does not suffice.
class ReaderPool {
 public:
  /// Shared by all jobs; ends with the application object.
  static ReaderPool& shared();

  /// Readers that work at the same time have no more than `memory` bytes together.
  ReaderPool(QString program, int readers, std::uint64_t memory = readersMemory());
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  using Request = std::function<QByteArray(int)>;
  /// Gets the answer, or why there is none. Called on the readers' threads, for each index once.
  using Answered = std::function<void(int, Result<QByteArray>)>;

  /// Sends request(i) for i = 0 … count − 1, lowest first, `batch` at a time, and returns when all are
  /// answered or `control` is cancelled. Several threads may call at the same time; they take turns.
  /// An exception of a callback stops the call and is thrown again here.
  void run(int count, int batch, const JobControl& control, const Request& request, const Answered& answered,
           Limits limits = {});

  /// One request.
  Result<QByteArray> ask(const QByteArray& request, const JobControl& control, Limits limits = {});

  /// Starts the readers ahead of need.
  void warmUp();

 private:
  struct State;
  class Line;
  std::unique_ptr<State> state_;
};

/// The reader program of this installation: beside the running program, or where a test says.
QString readerProgram();

}  // namespace uptake::reader
