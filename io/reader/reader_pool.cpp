#include "io/reader/program_files_p.h"
#include "io/reader/reader_pool_p.h"
#include "io/reader/reader_process_p.h"

#include <QCoreApplication>
#include <QThread>

#include <algorithm>
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

/// One call of run().
struct Call {
  int count = 0;
  int batch = 1;
  const JobControl* control = nullptr;
  const ReaderPool::Request* request = nullptr;
  const ReaderPool::Answered* answered = nullptr;
  Limits limits;

  int next = 0;           ///< the first index not given out yet
  std::deque<int> again;  ///< given out, not answered: alone this time
  int open = 0;           ///< batches that readers have now
  std::exception_ptr failure;

  bool isWanted() const { return !failure && !control->isCancelled(); }
  bool hasWork() const { return isWanted() && (next < count || !again.empty()); }
  bool isOver() const { return open == 0 && !hasWork(); }

  std::vector<int> take() {
    if (!again.empty()) {
      const int index = again.front();
      again.pop_front();
      return {index};
    }
    std::vector<int> indices;
    while (next < count && static_cast<int>(indices.size()) < batch) indices.push_back(next++);
    return indices;
  }
};

}  // namespace

struct ReaderPool::State {
  QString program;
  std::mutex mutex;
  std::condition_variable work;   ///< for the lines
  std::condition_variable ended;  ///< for the callers
  std::list<Call*> calls;         ///< in turn
  bool warm = false;
  int idle = 0;         ///< processes that are alive and have nothing to do
  bool ending = false;  ///< idle readers should end
  bool stopping = false;
  std::vector<std::unique_ptr<Line>> lines;
};

/// The thread of one reader.
class ReaderPool::Line : public QThread {
 public:
  explicit Line(State& state) : state_(state) {}

 protected:
  void run() override {
    ReaderProcess process(state_.program);
    std::unique_lock lock(state_.mutex);
    while (!state_.stopping) {
      Call* call = nextCall();
      if (call == nullptr) {
        rest(process, lock);
        continue;
      }
      const std::vector<int> indices = call->take();
      ++call->open;
      lock.unlock();
      serve(process, *call, indices);
      lock.lock();
      --call->open;
      state_.ended.notify_all();
      if (call->hasWork()) state_.work.notify_all();
    }
  }

 private:
  Call* nextCall() {
    for (auto it = state_.calls.begin(); it != state_.calls.end(); ++it) {
      if (!(*it)->hasWork()) continue;
      Call* call = *it;
      state_.calls.splice(state_.calls.end(), state_.calls, it);
      return call;
    }
    return nullptr;
  }

  /// Waits for work; starts and ends the idle process as wanted.
  void rest(ReaderProcess& process, std::unique_lock<std::mutex>& lock) {
    if (state_.warm && !process.isRunning()) {
      lock.unlock();
      process.start();
      lock.lock();
      if (state_.stopping || std::ranges::any_of(state_.calls, &Call::hasWork)) return;
    }
    if (process.isRunning()) ++state_.idle;
    const bool timeout = state_.work.wait_for(lock, kIdleLimit) == std::cv_status::timeout;
    if (!process.isRunning()) return;
    if (timeout || state_.ending) {
      state_.warm = false;
      lock.unlock();
      process.stop();
      lock.lock();
    }
    --state_.idle;
    state_.ended.notify_all();
  }

  void serve(ReaderProcess& process, Call& call, const std::vector<int>& indices) {
    std::exception_ptr failure;
    Exchange exchange;
    try {
      std::vector<QByteArray> requests;
      requests.reserve(indices.size());
      for (const int index : indices) requests.push_back((*call.request)(index));
      exchange = process.exchange(
          requests, call.limits.answerMs, [&] { return !call.isWanted(); },
          [&](int position, QByteArray answer) {
            (*call.answered)(indices[static_cast<std::size_t>(position)], std::move(answer));
          });
      settle(call, indices, exchange);
    } catch (...) {
      failure = std::current_exception();
      // Answers may be on their way still; a new reader knows nothing of them.
      process.stop();
    }
    if (!failure) return;
    const std::lock_guard lock(state_.mutex);
    call.failure = failure;
  }

  /// What becomes of the requests without an answer.
  void settle(Call& call, const std::vector<int>& indices, const Exchange& exchange) {
    using End = Exchange::End;
    if (exchange.end == End::Complete || exchange.end == End::Cancelled) return;
    const auto answered = static_cast<std::size_t>(exchange.answered);
    if (exchange.end == End::Lost && indices.size() - answered > 1) {
      // Answers may have been on their way, so the first one is not surely the culprit.
      const std::lock_guard lock(state_.mutex);
      call.again.insert(call.again.end(), indices.begin() + exchange.answered, indices.end());
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

ReaderPool::ReaderPool(QString program, int readers) : state_(std::make_unique<State>()) {
  state_->program = std::move(program);
  for (int i = 0; i < std::max(1, readers); ++i) {
    state_->lines.push_back(std::make_unique<Line>(*state_));
    state_->lines.back()->start();
  }
}

ReaderPool::~ReaderPool() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->work.notify_all();
  for (const auto& line : state_->lines) line->wait();
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

  std::unique_lock lock(state_->mutex);
  const auto place = state_->calls.insert(state_->calls.end(), &call);
  state_->work.notify_all();
  // A cancelled control tells nobody, so it is asked.
  constexpr std::chrono::milliseconds kCancelCheck{20};
  while (!call.isOver()) state_->ended.wait_for(lock, kCancelCheck);
  state_->calls.erase(place);
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

void ReaderPool::endReaders() {
  std::unique_lock lock(state_->mutex);
  state_->warm = false;
  state_->ending = true;
  state_->work.notify_all();
  state_->ended.wait(lock, [this] { return state_->idle == 0; });
  state_->ending = false;
}

QString readerProgram() {
  const QString chosen = qEnvironmentVariable("UPTAKE_READER");
  if (!chosen.isEmpty()) return chosen;
#if defined(Q_OS_WIN)
  return programFile(QStringLiteral("uptake-reader.exe"));
#else
  return programFile(QStringLiteral("uptake-reader"));
#endif
}

ReaderPool& ReaderPool::shared() {
  static std::mutex mutex;
  static std::unique_ptr<ReaderPool> pool;
  const std::lock_guard lock(mutex);
  if (!pool) {
    pool = std::make_unique<ReaderPool>(readerProgram(), QThread::idealThreadCount());
    // Its processes must end while Qt is still whole.
    qAddPostRoutine([] {
      const std::lock_guard guard(mutex);
      pool.reset();
    });
  }
  return *pool;
}

}  // namespace uptake::reader
