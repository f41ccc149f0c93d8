#include "core/jobs/parallel.h"
#include "tests/support/test_support.h"

#include <QThread>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <numeric>
#include <set>
#include <stdexcept>
#include <vector>

using namespace uptake;

class TestParallel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void callsEachOnce_data();
  void callsEachOnce();
  void rangesCoverAll();
  void usesSoManyThreadsAtMost();
  void stopsWhenCancelled();
  void throwsOnTheCallersThread();
  void loopsMayBeNested();
  void lateHelpersFindNothing();
};

void TestParallel::callsEachOnce_data() {
  QTest::addColumn<int>("count");
  QTest::addColumn<int>("threads");
  for (const int count : {0, 1, 2, 7, 1000})
    for (const int threads : {1, 2, 8}) QTest::addRow("%d on %d", count, threads) << count << threads;
}

void TestParallel::callsEachOnce() {
  QFETCH(int, count);
  QFETCH(int, threads);
  std::vector<std::atomic<int>> calls(static_cast<std::size_t>(count));
  forEachInParallel(count, threads, {}, [&](int i) { ++calls[static_cast<std::size_t>(i)]; });
  for (const std::atomic<int>& each : calls) QCOMPARE(each.load(), 1);
}

void TestParallel::rangesCoverAll() {
  for (const int count : {0, 1, 31, 32, 33, 100}) {
    std::vector<std::atomic<int>> calls(static_cast<std::size_t>(count));
    int longest = 0;
    std::mutex mutex;
    forRangesInParallel(count, 32, 4, {}, [&](int first, int end) {
      for (int i = first; i < end; ++i) ++calls[static_cast<std::size_t>(i)];
      const std::lock_guard lock(mutex);
      longest = std::max(longest, end - first);
    });
    for (const std::atomic<int>& each : calls) QCOMPARE(each.load(), 1);
    QVERIFY(longest <= 32);
  }
}

void TestParallel::usesSoManyThreadsAtMost() {
  std::mutex mutex;
  std::set<Qt::HANDLE> threads;
  std::atomic<int> atOnce = 0;
  std::atomic<bool> tooMany = false;
  forEachInParallel(60, 3, {}, [&](int) {
    if (++atOnce > 3) tooMany = true;
    QThread::msleep(1);
    {
      const std::lock_guard lock(mutex);
      threads.insert(QThread::currentThreadId());
    }
    --atOnce;
  });
  QVERIFY(!tooMany);
  QVERIFY(threads.size() <= 3);
  QVERIFY(threads.contains(QThread::currentThreadId()));
}

void TestParallel::stopsWhenCancelled() {
  JobControl control;
  std::atomic<int> calls = 0;
  forEachInParallel(100'000, 4, control, [&](int) {
    if (++calls == 10) control.cancel();
  });
  QVERIFY(calls >= 10);
  QVERIFY(calls < 20);  // those that had begun
  forEachInParallel(100, control, [&](int) { calls = 1000; });
  QVERIFY(calls < 20);
}

void TestParallel::throwsOnTheCallersThread() {
  std::atomic<int> calls = 0;
  const auto fail = [&](int i) {
    ++calls;
    if (i == 5) throw std::runtime_error("five");
  };
  // So many that none else gets to the end while the thread of the fifth waits for a processor.
  const int count = 1'000'000'000;
  QVERIFY_EXCEPTION_THROWN(forEachInParallel(count, 4, {}, fail), std::runtime_error);
  QVERIFY(calls < count);
}

void TestParallel::loopsMayBeNested() {
  std::atomic<int> sum = 0;
  forEachInParallel(20, 8, {}, [&](int) { forEachInParallel(50, 8, {}, [&](int i) { sum += i; }); });
  QCOMPARE(sum.load(), 20 * 49 * 50 / 2);
}

/// Loops so short that most helpers come when all is done, and what the calls refer to is gone.
void TestParallel::lateHelpersFindNothing() {
  for (int round = 0; round < 2000; ++round) {
    auto values = std::make_unique<std::vector<int>>(3, 1);
    forEachInParallel(3, 8, {}, [&](int i) { (*values)[static_cast<std::size_t>(i)] += i; });
    QCOMPARE(std::accumulate(values->begin(), values->end(), 0), 6);
  }
}

QTEST_GUILESS_MAIN(TestParallel)
#include "tst_parallel.moc"
