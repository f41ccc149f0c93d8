#include "core/jobs/job_runner.h"

#include "core/jobs/parallel.h"

#include <QCoreApplication>
#include <QMetaObject>
#include <QThreadPool>

#include <algorithm>
#include <condition_variable>
#include <exception>

namespace uptake {

namespace {

/// Apart from Qt's global pool, and never fewer than four threads: a long load must not hold up the short
/// jobs (a MIP, a save) that a person waits for.
QThreadPool& jobPool() {
  static QThreadPool pool;
  static const bool sized = [] {
    pool.setMaxThreadCount(std::max(4, processorCount()));
    return true;
  }();
  Q_UNUSED(sized)
  return pool;
}

}  // namespace

void JobControl::setProgress(qint64 done, qint64 total, const QString& what) {
  const std::lock_guard lock(mutex_);
  progress_ = {done, total, what};
}

JobControl::Progress JobControl::progress() const {
  const std::lock_guard lock(mutex_);
  return progress_;
}

Error JobControl::cancelledError() {
  return {ErrorKind::Cancelled, QCoreApplication::translate("uptake::JobControl", "Cancelled."), {}};
}

/// Counts the jobs on pool threads, superseded ones included, so that the destructor can wait for all.
struct JobRunner::Pending {
  std::mutex mutex;
  std::condition_variable ended;
  int count = 0;
};

JobRunner::JobRunner(QObject* parent) : QObject(parent), pending_(std::make_shared<Pending>()) {
  connect(&progressTimer_, &QTimer::timeout, this, &JobRunner::reportProgress);
}

JobRunner::~JobRunner() {
  cancelAndWait();
}

void JobRunner::launch(std::function<void(JobControl&)> work, Deliver deliver) {
  if (control_) control_->cancel();
  auto control = std::make_shared<JobControl>();
  control_ = control;
  progressTimer_.start(kProgressDelayMs);
  {
    const std::lock_guard lock(pending_->mutex);
    ++pending_->count;
  }
  jobPool().start([this, control, pending = pending_, work = std::move(work),
                   deliver = std::move(deliver)]() mutable {
    std::optional<Error> failure;
    try {
      work(*control);
    } catch (const std::exception& exception) {
      failure = Error{ErrorKind::Internal, QString::fromLocal8Bit(exception.what()), {}};
    } catch (...) {
      failure = Error{ErrorKind::Internal,
                      QCoreApplication::translate("uptake::JobControl", "A library failed without a reason."),
                      {}};
    }
    if (control->isCancelled()) failure = JobControl::cancelledError();
    work = nullptr;
    // Queued before the count drops: while the destructor waits, `this` is still whole, and what is
    // queued for a deleted object is never delivered.
    QMetaObject::invokeMethod(
        this,
        [this, control, deliver = std::move(deliver), failure = std::move(failure)]() mutable {
          if (control_ != control) return;  // superseded
          control_.reset();
          progressTimer_.stop();
          deliver(std::move(failure));
          if (!control_) Q_EMIT finished();
        },
        Qt::QueuedConnection);
    const std::lock_guard lock(pending->mutex);
    --pending->count;
    pending->ended.notify_all();
  });
  Q_EMIT started();
}

void JobRunner::cancel() {
  if (control_) control_->cancel();
}

void JobRunner::discard() {
  if (!control_) return;
  control_->cancel();
  control_.reset();
  progressTimer_.stop();
  Q_EMIT finished();
}

void JobRunner::cancelAndWait() {
  if (control_) control_->cancel();
  control_.reset();
  progressTimer_.stop();
  std::unique_lock lock(pending_->mutex);
  pending_->ended.wait(lock, [this] { return pending_->count == 0; });
}

void JobRunner::reportProgress() {
  if (!control_) return;
  progressTimer_.setInterval(50);
  const JobControl::Progress progress = control_->progress();
  Q_EMIT progressed(progress.done, progress.total, progress.what);
}

}  // namespace uptake
