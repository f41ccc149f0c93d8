#include "core/jobs/parallel.h"
#include "core/platform/platform.h"
#include "core/platform/program_files.h"
#include "io/reader/reader_pool_p.h"
#include "io/reader/reader_process_p.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <list>
#include <mutex>
#include <vector>

namespace uptake::reader {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Reader)
};

/// Idle readers end after this long; the next file starts them again.
constexpr std::chrono::seconds kIdleLimit{60};

/// Requests that are sent to a reader together.
struct Batch {
  std::vector<int> indices;
  std::uint64_t memory = 0;
};

/// One call of run(). Members are guarded by the pool's mutex unless stated otherwise.
struct Call {
  int count = 0;
  int batch = 1;
  const JobControl* control = nullptr;
  const ReaderPool::Request* request = nullptr;
  const ReaderPool::Answered* answered = nullptr;
  Limits limits;

  int next = 0;           ///< the first index that was not sent yet
  std::deque<int> again;  ///< sent without an answer, to be sent again one by one
  std::deque<int> large;  ///< to be sent again one by one with more memory
  int open = 0;           ///< number of batches that are being processed
  std::exception_ptr failure;
  std::atomic<bool> hasFailed{false};  ///< read without the mutex

  bool isWanted() const { return !hasFailed && !control->isCancelled(); }
  bool hasWork() const { return isWanted() && (next < count || !again.empty() || !large.empty()); }
  bool isOver() const { return open == 0 && !hasWork(); }

  /// The memory limit of the batch that take() will return.
  std::uint64_t nextMemory() const {
    return again.empty() && next >= count ? limits.mostMemory : limits.memory;
  }
  Batch take() {
    Batch taken{{}, nextMemory()};
    for (auto* queue : {&again, &large}) {
      if (queue->empty() || (queue == &large && next < count)) continue;
      taken.indices.push_back(queue->front());
      queue->pop_front();
      return taken;
    }
    while (next < count && static_cast<int>(taken.indices.size()) < batch) taken.indices.push_back(next++);
    return taken;
  }
};

}  // namespace

struct ReaderPool::State {
  QString program;
  std::mutex mutex;
  std::condition_variable work;   ///< wakes the reader threads
  std::condition_variable ended;  ///< wakes the callers of run()
  std::list<Call*> calls;         ///< the one that is served next comes first
  std::uint64_t memory = 0;       ///< limit for all readers together, bytes
  std::uint64_t reserved = 0;     ///< sum of the limits of busy readers, bytes
  bool warm = false;              ///< idle readers should be running
  bool stopping = false;
  std::vector<std::unique_ptr<ReaderThread>> threads;
};

/// The thread that communicates with one reader process.
class ReaderPool::ReaderThread : public QThread {
 public:
  explicit ReaderThread(State& state) : state_(state) {}

 protected:
  void run() override {
    ReaderProcess process(state_.program);
    std::unique_lock lock(state_.mutex);
    while (!state_.stopping) {
      Call* call = nextCall();
      if (call == nullptr) {
        waitForWork(process, lock);
        continue;
      }
      state_.calls.remove(call);
      state_.calls.push_back(call);
      const Batch batch = call->take();
      ++call->open;
      state_.reserved += batch.memory;
      lock.unlock();
      serve(process, *call, batch);
      lock.lock();
      state_.reserved -= batch.memory;
      --call->open;
      state_.ended.notify_all();
      if (std::ranges::any_of(state_.calls, &Call::hasWork)) state_.work.notify_all();
    }
  }

 private:
  /// The call to serve next. None while the first call with work has to wait for memory: if others were
  /// served, it might wait for ever.
  Call* nextCall() const {
    const auto found = std::ranges::find_if(state_.calls, &Call::hasWork);
    if (found == state_.calls.end()) return nullptr;
    const bool fits = state_.reserved == 0 || state_.reserved + (*found)->nextMemory() <= state_.memory;
    return fits ? *found : nullptr;
  }

  /// Waits for work. Starts the process ahead of it if readers should be warm, and ends it after kIdleLimit.
  void waitForWork(ReaderProcess& process, std::unique_lock<std::mutex>& lock) {
    if (state_.warm && !process.isRunning()) {
      lock.unlock();
      process.start();
      lock.lock();
      if (state_.stopping || nextCall() != nullptr) return;
    }
    const bool timeout = state_.work.wait_for(lock, kIdleLimit) == std::cv_status::timeout;
    if (!timeout || !process.isRunning()) return;
    state_.warm = false;
    lock.unlock();
    process.stop();
    lock.lock();
  }

  void serve(ReaderProcess& process, Call& call, const Batch& batch) {
    std::exception_ptr failure;
    try {
      std::vector<QByteArray> requests;
      requests.reserve(batch.indices.size());
      for (const int index : batch.indices) requests.push_back((*call.request)(index));
      const Exchange exchange = process.exchange(
          requests, {call.limits.answerMs, batch.memory}, [&] { return !call.isWanted(); },
          [&](int position, QByteArray answer) {
            deliver(call, batch.indices[static_cast<std::size_t>(position)], batch.memory, std::move(answer));
          });
      handleUnanswered(call, batch, exchange);
    } catch (...) {
      failure = std::current_exception();
      // Answers may be on their way still; a new reader knows nothing of them.
      process.stop();
    }
    if (!failure) return;
    const std::lock_guard lock(state_.mutex);
    call.failure = failure;
    call.hasFailed = true;
  }

  /// Passes an answer on, or queues the request again if the reader had not enough memory.
  void deliver(Call& call, int index, std::uint64_t memory, QByteArray answer) {
    if (!answer.isEmpty()) return (*call.answered)(index, std::move(answer));
    if (memory < call.limits.mostMemory) {
      const std::lock_guard lock(state_.mutex);
      call.large.push_back(index);
      return;
    }
    (*call.answered)(index,
                     Error{ErrorKind::NotSupported,
                           Texts::tr("Reading the file takes more than %1 MiB of memory, which is what "
                                     "this machine has for it: it is damaged, or made to do harm.")
                               .arg(memory / kMebibyte),
                           {}});
  }

  /// Queues the requests without an answer again, or answers them with an error.
  void handleUnanswered(Call& call, const Batch& batch, const Exchange& exchange) {
    using End = Exchange::End;
    const std::vector<int>& indices = batch.indices;
    if (exchange.end == End::Complete || exchange.end == End::Cancelled) return;
    const auto answered = static_cast<std::size_t>(exchange.answered);
    if (exchange.end == End::Lost && indices.size() - answered > 1) {
      // Answers may have been on their way, so the first one is not surely the culprit.
      const std::lock_guard lock(state_.mutex);
      call.again.insert(call.again.end(), indices.begin() + exchange.answered, indices.end());
      return;
    }
    if (exchange.died && batch.memory < call.limits.mostMemory && answered < indices.size()) {
      // Some libraries do not look whether there is memory.
      const std::lock_guard lock(state_.mutex);
      call.large.push_back(indices[answered]);
      return;
    }
    const Error error = exchange.end == End::NoReader
                            ? Error{ErrorKind::Internal, exchange.reason, {}}
                            : Error{ErrorKind::FileUnreadable,
                                    Texts::tr("The file could not be read: the process that read it was lost "
                                              "(%1). The file is damaged, or made to do harm.")
                                        .arg(exchange.reason),
                                    {}};
    for (std::size_t i = answered; i < indices.size(); ++i) (*call.answered)(indices[i], error);
  }

  State& state_;
};

std::uint64_t readersMemory() {
  constexpr std::uint64_t kWhenUnknown = 8192 * kMebibyte;
  const std::uint64_t memory = platform::physicalMemory();
  return memory == 0 ? kWhenUnknown : memory / 2;
}

ReaderPool::ReaderPool(QString program, int readers, std::uint64_t memory)
    : state_(std::make_unique<State>()) {
  state_->program = std::move(program);
  state_->memory = memory;
  for (int i = 0; i < std::max(1, readers); ++i) {
    state_->threads.push_back(std::make_unique<ReaderThread>(*state_));
    state_->threads.back()->start();
  }
}

ReaderPool::~ReaderPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->work.notify_all();
  for (const auto& thread : state_->threads) thread->wait();
}

void ReaderPool::run(int count, int batch, const JobControl& control, const Request& request,
                     const Answered& answered, Limits limits) {
  if (count <= 0) return;
  Call call;
  call.count = count;
  call.batch = std::max(1, batch);
  call.control = &control;
  call.request = &request;
  call.answered = &answered;
  call.limits = limits;
  call.limits.mostMemory = std::min(limits.mostMemory, state_->memory);
  call.limits.memory = std::min(limits.memory, call.limits.mostMemory);

  std::unique_lock lock(state_->mutex);
  state_->calls.push_back(&call);
  state_->work.notify_all();
  // A cancelled control tells nobody, so it is asked.
  constexpr std::chrono::milliseconds kCancelCheck{20};
  while (!call.isOver()) state_->ended.wait_for(lock, kCancelCheck);
  state_->calls.remove(&call);
  lock.unlock();
  if (call.failure) std::rethrow_exception(call.failure);
}

Result<QByteArray> ReaderPool::ask(const QByteArray& request, const JobControl& control, Limits limits) {
  Result<QByteArray> result = JobControl::cancelledError();
  run(
      1, 1, control, [&](int) { return request; },
      [&](int, Result<QByteArray> answer) { result = std::move(answer); }, limits);
  return result;
}

void ReaderPool::warmUp() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->warm = true;
  }
  state_->work.notify_all();
}

QString readerProgram() {
  const QString chosen = qEnvironmentVariable("UPTAKE_READER");
  if (!chosen.isEmpty()) return chosen;
#if defined(Q_OS_WIN)
  return platform::programFile(QStringLiteral("uptake-reader.exe"));
#else
  return platform::programFile(QStringLiteral("uptake-reader"));
#endif
}

ReaderPool& ReaderPool::shared() {
  static std::mutex mutex;
  static std::unique_ptr<ReaderPool> pool;
  const std::lock_guard lock(mutex);
  if (!pool) {
    pool = std::make_unique<ReaderPool>(readerProgram(), processorCount());
    // Its processes must end while Qt is still whole.
    qAddPostRoutine([] {
      const std::lock_guard guard(mutex);
      pool.reset();
    });
  }
  return *pool;
}

}  // namespace uptake::reader
