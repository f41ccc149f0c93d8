#include "viewer/paint/row_bands.h"

#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <atomic>
#include <memory>

namespace uptake {

namespace {

constexpr int kRowsOfABand = 32;
constexpr int kMostThreads = 4;

/// Threads of their own: those of the global pool may be busy reading files for seconds.
QThreadPool& helpers() {
  static QThreadPool pool;
  static const bool ready = [] {
    pool.setMaxThreadCount(kMostThreads - 1);
    pool.setExpiryTimeout(-1);
    return true;
  }();
  Q_UNUSED(ready)
  return pool;
}

}  // namespace

void forRowBands(int rows, const std::function<void(int first, int end)>& work) {
  const int bands = (rows + kRowsOfABand - 1) / kRowsOfABand;
  const int threads = std::min({QThread::idealThreadCount(), kMostThreads, bands});
  // Whoever is free takes the next band. Bands are waited for, not helpers: one that gets a processor only
  // when all is done (another program has it) finds nothing left, and must not touch `work`, which is gone by
  // then.
  struct Shared {
    std::atomic<int> next = 0;
    std::atomic<int> done = 0;
  };
  const auto shared = std::make_shared<Shared>();
  const auto run = [shared, bands, rows, &work] {
    for (int band = shared->next++; band < bands; band = shared->next++) {
      work(band * kRowsOfABand, std::min(rows, (band + 1) * kRowsOfABand));
      if (++shared->done == bands) shared->done.notify_one();
    }
  };
  for (int thread = 1; thread < threads; ++thread)
    if (!helpers().tryStart(run)) break;
  run();
  for (int done = shared->done; done < bands; done = shared->done) shared->done.wait(done);
}

}  // namespace uptake
