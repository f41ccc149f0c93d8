#include "app/cli/conversion_run.h"

#include "app/cli/command.h"
#include "core/jobs/parallel.h"
#include "core/platform/platform.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <vector>

namespace uptake::cli {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::cli)
};

/// What a case of a thousand slices takes while its CT is resampled.
constexpr std::uint64_t kBytesPerCase = std::uint64_t{4} << 30;

std::atomic<bool> interrupted{false};
std::atomic<JobControl*> running{nullptr};  ///< what an interrupt cancels
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<JobControl*>::is_always_lock_free);

void onInterrupt(int) {
  interrupted = true;
  if (JobControl* const control = running) control->cancel();
}

int defaultJobs() {
  const auto cores = static_cast<std::uint64_t>(processorCount());
  const std::uint64_t memory = platform::physicalMemory();
  return static_cast<int>(memory == 0 ? cores : std::clamp<std::uint64_t>(memory / kBytesPerCase, 1, cores));
}

class Conversion {
 public:
  explicit Conversion(const ConversionRun& run) : run_(run), places_(run_.options) {}

  int operator()() {
    running = &control_;
    std::signal(SIGINT, onInterrupt);
    const int jobs = run_.jobs > 0 ? run_.jobs : defaultJobs();
    // The first call finds the cases, which the others convert as they come.
    forEachInParallel(jobs + 1, jobs + 1, {}, [this](int n) {
      if (n == 0)
        readFolders();
      else
        work();
    });
    std::signal(SIGINT, SIG_DFL);
    running = nullptr;
    return report();
  }

 private:
  /// Finds the cases.
  void readFolders() {
    for (const QString& folder : run_.folders) {
      if (control_.isCancelled()) break;
      const qint64 scanned = QDateTime::currentMSecsSinceEpoch();
      const auto index = scanStudies({folder}, control_);
      if (!index) {
        if (!control_.isCancelled()) problem(index.error().text());
        continue;
      }
      const AnnotationFolder annotations = run_.annotations.isEmpty() ? AnnotationFolder::defaultFor(folder)
                                                                      : AnnotationFolder(run_.annotations);
      QStringList problems;
      std::vector<ConversionCase> cases = conversionCases(*index, annotations, problems);
      for (const FileProblem& unread : index->problems)
        problem(QStringLiteral("%1: %2").arg(unread.file, unread.reason));
      for (const QString& text : problems) problem(QStringLiteral("%1: %2").arg(folder, text));
      if (cases.empty() && problems.isEmpty()) problem(Texts::tr("%1: no PET/CT study").arg(folder));
      const std::lock_guard lock(mutex_);
      for (ConversionCase& conversion : cases) {
        // Folders may be given twice, by a link too, or one within another.
        if (!places_.claim(conversion)) continue;
        conversion.scannedMs = scanned;
        ++found_;
        waiting_.push_back(std::move(conversion));
      }
      changed_.notify_all();
    }
    const std::lock_guard lock(mutex_);
    allFound_ = true;
    changed_.notify_all();
  }

  void work() {
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !waiting_.empty() || allFound_; });
      if (waiting_.empty() || control_.isCancelled()) return;
      const ConversionCase conversion = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      convert(conversion);
    }
  }

  void convert(const ConversionCase& conversion) {
    QElapsedTimer time;
    time.start();
    const Result<CaseOutcome> outcome = convertCase(conversion, run_.options, control_);
    const std::lock_guard lock(mutex_);
    if (!outcome && (outcome.error().kind == ErrorKind::Cancelled || control_.isCancelled())) return;
    ++endedCases_;
    const QString place = QStringLiteral("[%1/%2%3] %4")
                              .arg(endedCases_)
                              .arg(found_)
                              .arg(allFound_ ? QString() : QStringLiteral("+"), conversion.title());
    if (!outcome) {
      ++failed_;
      printError(Texts::tr("%1: failed: %2").arg(place, outcome.error().text()));
      return;
    }
    ++done_;
    if (outcome->wasFinished) {
      printError(Texts::tr("%1: was finished already").arg(place));
      return;
    }
    for (const QString& warning : outcome->warnings) {
      hasProblems_ = true;
      printError(QStringLiteral("%1: %2").arg(conversion.title(), warning));
    }
    const double seconds = static_cast<double>(time.elapsed()) / 1000.0;
    printError(Texts::tr("%1: done in %2 s").arg(place, QString::number(seconds, 'f', 1)));
  }

  void problem(const QString& text) {
    const std::lock_guard lock(mutex_);
    hasProblems_ = true;
    printError(text);
  }

  int report() {
    if (done_ > 0)
      if (const auto written = writeCollection(run_.options); !written) {
        printError(written.error().text());
        hasProblems_ = true;
      }
    if (interrupted) {
      printError(
          Texts::tr("stopped: %1 of %2 cases are done; the same command goes on").arg(done_).arg(found_));
      return kDoneWithProblems;
    }
    if (done_ == 0) return kNothingRead;
    return failed_ > 0 || hasProblems_ ? kDoneWithProblems : kDone;
  }

  const ConversionRun& run_;
  JobControl control_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<ConversionCase> waiting_;
  CasePlaces places_;
  bool allFound_ = false;
  int found_ = 0;
  int endedCases_ = 0;
  int done_ = 0;
  int failed_ = 0;
  bool hasProblems_ = false;
};

}  // namespace

int runConversion(const ConversionRun& run) {
  return Conversion(run)();
}

}  // namespace uptake::cli
