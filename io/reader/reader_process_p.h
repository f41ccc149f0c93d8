#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace uptake::reader {

/// How a batch of requests ended.
struct Exchange {
  enum class End {
    Complete,   ///< every request was answered
    Lost,       ///< the reader crashed, hung or spoke nonsense; it is gone
    NoReader,   ///< it could not be started at all
    Cancelled,  ///< the caller gave up; the reader is idle again, or gone
  };
  End end = End::Complete;
  bool died = false;  ///< when Lost: by itself
  int answered = 0;   ///< the first so many
  QString reason;     ///< when Lost or NoReader
};

/// What the requests of one exchange may cost; see Limits.
struct ExchangeLimits {
  int answerMs = 30000;
  std::uint64_t memory = 0;
};

/// One child process that reads files. It is started when first needed, and again after it was lost. Used by
/// one thread only, which must be a QThread.
class ReaderProcess {
 public:
  explicit ReaderProcess(QString program) : program_(std::move(program)) {}
  ~ReaderProcess() { stop(); }
  ReaderProcess(const ReaderProcess&) = delete;
  ReaderProcess& operator=(const ReaderProcess&) = delete;

  bool isRunning() const { return process_ != nullptr; }
  /// Starts it ahead of the first request.
  bool start(QString* reason = nullptr);

  /// Sends requests and hands on the answers in order; an empty one says that the memory did not suffice. It
  /// counts as hanging when no answer comes for `limits.answerMs`. One that had nothing to do and is gone,
  /// however it went, is started again.
  Exchange exchange(const std::vector<QByteArray>& requests, ExchangeLimits limits,
                    const std::function<bool()>& isCancelled,
                    const std::function<void(int, QByteArray)>& answered);
  /// Lets it end by itself, and ends it when it does not.
  void stop();

 private:
  Exchange lose(Exchange exchange, const QString& reason);
  /// Takes a whole message out of what has arrived. False when there is none; `broken` when there never will
  /// be.
  bool takeMessage(QByteArray& message, bool& broken);

  QString program_;
  std::unique_ptr<QProcess> process_;
  QByteArray arrived_;
  bool isFresh_ = true;  ///< it was started for what it does now
  qsizetype taken_ = 0;  ///< bytes of `arrived_` that were handed on
};

}  // namespace uptake::reader
