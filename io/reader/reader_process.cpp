#include "core/platform/platform.h"
#include "io/reader/message_p.h"
#include "io/reader/reader_process_p.h"

#include <QCoreApplication>
#include <QDataStream>
#include <QElapsedTimer>
#include <QFileInfo>

namespace uptake::reader {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Reader)
};

constexpr int kStartLimitMs = 20000;
constexpr int kCancelCheckMs = 20;
/// How long a reader may take to finish what is no longer wanted before it is ended.
constexpr int kDrainLimitMs = 300;

QByteArray requestMessage(const std::vector<QByteArray>& requests, std::uint64_t memory) {
  QByteArray payload;
  QDataStream stream(&payload, QIODevice::WriteOnly);
  stream << static_cast<quint32>(requests.size()) << static_cast<quint64>(memory);
  for (const QByteArray& request : requests) stream << request;
  return messageHead(payload.size()) + payload;
}

}  // namespace

bool ReaderProcess::start(QString* reason) {
  if (process_) return true;
  arrived_.clear();
  taken_ = 0;
  isFresh_ = true;
  process_ = std::make_unique<QProcess>();
  // What libraries print about damaged files is for their makers; people get our own words.
  process_->setStandardErrorFile(QProcess::nullDevice());
  platform::keepFilesFrom(*process_);
  process_->start(program_, QStringList(), QIODevice::ReadWrite | QIODevice::Unbuffered);
  if (process_->waitForStarted(kStartLimitMs)) return true;
  if (reason != nullptr)
    *reason = Texts::tr("%1 cannot be started (%2). It is a part of the program: install it again.")
                  .arg(program_, process_->errorString());
  process_.reset();
  return false;
}

Exchange ReaderProcess::exchange(const std::vector<QByteArray>& requests, ExchangeLimits limits,
                                 const std::function<bool()>& isCancelled,
                                 const std::function<void(int, QByteArray)>& answered) {
  Exchange result;
  if (!start(&result.reason)) {
    result.end = Exchange::End::NoReader;
    return result;
  }
  process_->write(requestMessage(requests, limits.memory));
  int answeredByThis = 0;  // since the process was last replaced

  QElapsedTimer sinceAnswer;
  sinceAnswer.start();
  QElapsedTimer sinceCancel;
  const int count = static_cast<int>(requests.size());
  while (result.answered < count) {
    QByteArray message;
    bool broken = false;
    if (takeMessage(message, broken)) {
      if (!sinceCancel.isValid()) answered(result.answered, std::move(message));
      ++result.answered;
      ++answeredByThis;
      sinceAnswer.restart();
      continue;
    }
    if (broken) return lose(result, Texts::tr("it gave no valid answer"));
    if (!sinceCancel.isValid() && isCancelled()) sinceCancel.start();
    if (sinceCancel.isValid() && sinceCancel.elapsed() > kDrainLimitMs) {
      result = lose(result, {});
      break;
    }
    if (sinceAnswer.elapsed() > limits.answerMs)
      return lose(result, Texts::tr("it did not answer within %1 s").arg(limits.answerMs / 1000.0));
    if (!process_->waitForReadyRead(kCancelCheckMs) && process_->state() == QProcess::NotRunning &&
        process_->bytesAvailable() == 0) {
      // A reader that did something large ends by itself and wants to be replaced. One that was idle may have
      // been ended by anyone: its first request is not to blame, until a fresh reader dies of it as well.
      const bool retired = process_->exitStatus() == QProcess::NormalExit && process_->exitCode() == 0;
      const bool wasIdle = answeredByThis == 0 && !isFresh_;
      if (!wasIdle && !(retired && answeredByThis > 0)) {
        result.died = true;
        return lose(result, Texts::tr("it crashed or used too much memory"));
      }
      process_.reset();
      if (!start(&result.reason)) {
        result.end = Exchange::End::NoReader;
        return result;
      }
      answeredByThis = 0;
      process_->write(requestMessage({requests.begin() + result.answered, requests.end()}, limits.memory));
    }
    arrived_.append(process_->readAllStandardOutput());
  }
  isFresh_ = false;
  if (sinceCancel.isValid()) result.end = Exchange::End::Cancelled;
  return result;
}

bool ReaderProcess::takeMessage(QByteArray& message, bool& broken) {
  if (arrived_.size() - taken_ < kMessageHead) return false;
  const auto size = messageSize(arrived_.constData() + taken_);
  broken = !size.has_value();
  if (broken || arrived_.size() - taken_ - kMessageHead < *size) return false;
  message = arrived_.mid(taken_ + kMessageHead, *size);
  taken_ += kMessageHead + *size;
  if (taken_ == arrived_.size()) {
    arrived_.clear();
    taken_ = 0;
  }
  return true;
}

Exchange ReaderProcess::lose(Exchange exchange, const QString& reason) {
  exchange.end = Exchange::End::Lost;
  exchange.reason = reason;
  process_->kill();
  process_->waitForFinished();
  process_.reset();
  return exchange;
}

void ReaderProcess::stop() {
  if (!process_) return;
  process_->closeWriteChannel();
  if (!process_->waitForFinished(kDrainLimitMs)) {
    process_->kill();
    process_->waitForFinished();
  }
  process_.reset();
}

}  // namespace uptake::reader
