#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace uptake::reader {

/// The outcome of sending a batch of requests.
struct Exchange {
  enum class End {
    Complete,   ///< every request was answered
    Lost,       ///< the reader crashed, hung or sent an invalid message, and was ended
    NoReader,   ///< it could not be started
    Cancelled,  ///< the caller cancelled; the reader is idle again, or ended
  };
  End end = End::Complete;
  bool died = false;  ///< of Lost: it ended by itself
  int answered = 0;   ///< number of answered requests, which are the first ones
  QString reason;     ///< of Lost and NoReader, translated
};

/// Limits of the requests of one exchange; see Limits.
struct ExchangeLimits {
  int answerMs = 30000;
  std::uint64_t memory = 0;
};

/// One reader process. It is started for the first request, and again after it was lost. An object must be
/// used by one thread only, which must be a QThread.
class ReaderProcess {
 public:
  explicit ReaderProcess(QString program) : program_(std::move(program)) {}
  ~ReaderProcess() { stop(); }
  ReaderProcess(const ReaderProcess&) = delete;
  ReaderProcess& operator=(const ReaderProcess&) = delete;

  bool isRunning() const { return process_ != nullptr; }
  /// Starts the process before the first request.
  bool start(QString* reason = nullptr);

  /// Sends requests and passes on the answers in order; an empty answer means that the memory did not
  /// suffice. The reader counts as hanging when no answer arrives for `limits.answerMs`. A reader that ended
  /// while it was idle is started again.
  Exchange exchange(const std::vector<QByteArray>& requests, ExchangeLimits limits,
                    const std::function<bool()>& isCancelled,
                    const std::function<void(int, QByteArray)>& answered);
  /// Closes the reader's input so that it ends, and kills it if it does not.
  void stop();

 private:
  Exchange lose(Exchange exchange, const QString& reason);
  /// Takes the next complete message out of `arrived_`. Returns false when there is none; `broken` is set
  /// when the bytes are no message.
  bool takeMessage(QByteArray& message, bool& broken);

  QString program_;
  std::unique_ptr<QProcess> process_;
  QByteArray arrived_;
  bool isFresh_ = true;  ///< the process was started for the current exchange
  qsizetype taken_ = 0;  ///< bytes of `arrived_` that were taken as messages
};

}  // namespace uptake::reader
