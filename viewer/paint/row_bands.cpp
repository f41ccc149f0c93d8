#include "viewer/paint/row_bands.h"

#include <QSemaphore>
#include <QThread>
#include <QThreadPool>

#include <algorithm>
#include <atomic>

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
  // Whoever is free takes the next band: a helper that starts late does less instead of being waited for.
  std::atomic<int> next = 0;
  const auto run = [&] {
    for (int band = next++; band < bands; band = next++)
      work(band * kRowsOfABand, std::min(rows, (band + 1) * kRowsOfABand));
  };
  QSemaphore done;
  int started = 0;
  for (int thread = 1; thread < threads; ++thread) {
    if (helpers().tryStart([&] {
          run();
          done.release();
        }))
      ++started;
  }
  run();
  done.acquire(started);
}

}  // namespace uptake
