#include "core/jobs/parallel.h"

#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <memory>
#include <mutex>

namespace uptake {

namespace {

/// Apart from the threads of jobs and of Qt, which may be busy reading files for seconds.
QThreadPool& helpers() {
  static QThreadPool pool;
  static const bool sized = [] {
    pool.setMaxThreadCount(std::numeric_limits<int>::max());
    return true;
  }();
  Q_UNUSED(sized)
  return pool;
}

/// A loop as the threads that run it share it. Calls are waited for, not threads: a helper that gets a
/// processor only when all is done (another program has it) finds nothing left, and touches neither `work`
/// nor `control`, which are gone by then.
class Loop {
 public:
  explicit Loop(int count) : count_(count), left_(count) {}

  void run(const std::function<void(int)>& work, const JobControl& control) {
    for (int i = next_++; i < count_; i = next_++) {
      int done = 1;
      if (control.isCancelled()) {
        done += giveUpRest();
      } else {
        try {
          work(i);
        } catch (...) {
          const std::lock_guard lock(mutex_);
          if (!failure_) failure_ = std::current_exception();
          done += giveUpRest();
        }
      }
      if (left_.fetch_sub(done) == done) left_.notify_all();
    }
  }

  void wait() {
    for (int left = left_; left != 0; left = left_) left_.wait(left);
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  /// How many calls are now not begun any more.
  int giveUpRest() { return std::max(0, count_ - next_.exchange(count_)); }

  const int count_;
  std::atomic<int> next_ = 0;
  std::atomic<int> left_;  ///< calls that are neither done nor given up
  std::mutex mutex_;
  std::exception_ptr failure_;
};

}  // namespace

int processorCount() {
  return std::max(1, QThread::idealThreadCount());
}

void forEachInParallel(int count, int mostThreads, const JobControl& control,
                       const std::function<void(int)>& work) {
  if (count <= 0) return;
  const auto loop = std::make_shared<Loop>(count);
  for (int thread = 1; thread < std::min(mostThreads, count); ++thread)
    if (!helpers().tryStart([loop, &work, &control] { loop->run(work, control); })) break;
  loop->run(work, control);
  loop->wait();
}

void forRangesInParallel(int count, int grain, int mostThreads, const JobControl& control,
                         const std::function<void(int first, int end)>& work) {
  const auto range = [&](int n) { work(n * grain, std::min(count, (n + 1) * grain)); };
  forEachInParallel((count + grain - 1) / grain, mostThreads, control, range);
}

}  // namespace uptake
