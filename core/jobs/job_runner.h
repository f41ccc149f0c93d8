#pragma once

#include "core/error.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>

namespace uptake {

/// How a background job hears that it should stop and says how far it is. Shared by the job's thread and its
/// owner's; every member may be called from any thread.
class JobControl {
 public:
  bool isCancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  void cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  /// `total` 0: unknown. `what` is translated, such as the series being read.
  void setProgress(qint64 done, qint64 total, const QString& what = {});

  struct Progress {
    qint64 done = 0;
    qint64 total = 0;
    QString what;
  };
  Progress progress() const;

  /// The error of a job that was stopped.
  static Error cancelledError();

 private:
  std::atomic<bool> cancelled_{false};
  mutable std::mutex mutex_;
  Progress progress_;
};

/// Runs jobs of one kind off the UI thread: values in, one result out, delivered on the owner's thread. A new
/// job supersedes the one before it, which is cancelled and whose result is dropped. Deleting the runner
/// cancels and waits, so a job's captured references live long enough.
class JobRunner : public QObject {
  Q_OBJECT

 public:
  /// Progress is not shown for jobs shorter than this.
  static constexpr int kProgressDelayMs = 150;

  explicit JobRunner(QObject* parent = nullptr);
  ~JobRunner() override;

  /// Runs `work` on a pool thread, then `done` with its result on this object's thread. When the job is
  /// cancelled by cancel(), `done` gets ErrorKind::Cancelled; when a newer job superseded it, `done` is not
  /// called at all. An exception that escapes `work` becomes ErrorKind::Internal.
  template <class T>
  void start(std::function<Result<T>(JobControl&)> work, std::function<void(Result<T>)> done) {
    auto box = std::make_shared<std::optional<Result<T>>>();
    launch([work = std::move(work), box](JobControl& control) { box->emplace(work(control)); },
           [done = std::move(done), box](std::optional<Error> failure) {
             if (failure)
               done(std::move(*failure));
             else
               done(std::move(**box));
           });
  }

  void cancel();
  /// Cancels the job and forgets it: `done` is not called.
  void discard();
  bool isRunning() const { return control_ != nullptr; }
  /// Cancels the job and blocks until it has ended; `done` is not called. For tests and shutting down.
  void cancelAndWait();

 Q_SIGNALS:
  void started();
  /// Every 50 ms, from kProgressDelayMs after the start on.
  void progressed(qint64 done, qint64 total, const QString& what);
  /// The newest job ended, however it ended.
  void finished();

 private:
  using Deliver = std::function<void(std::optional<Error>)>;
  void launch(std::function<void(JobControl&)> work, Deliver deliver);
  void reportProgress();

  struct Pending;
  std::shared_ptr<Pending> pending_;
  std::shared_ptr<JobControl> control_;
  QTimer progressTimer_;
};

}  // namespace uptake
