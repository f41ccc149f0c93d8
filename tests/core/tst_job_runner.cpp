#include "core/jobs/job_runner.h"
#include "tests/support/test_support.h"

#include <QSignalSpy>
#include <QThread>

#include <stdexcept>

using namespace uptake;

class TestJobRunner : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void deliversOnTheOwnersThread();
  void cancelledJobSaysSo();
  void newestJobWins();
  void exceptionBecomesAnError();
  void anythingThrownBecomesAnError();
  void progressShowsOnlyForLongJobs();
  void deletingTheRunnerWaits();
};

namespace {

Result<int> spinUntilCancelled(JobControl& control) {
  while (!control.isCancelled()) QThread::msleep(1);
  return 1;
}

}  // namespace

void TestJobRunner::deliversOnTheOwnersThread() {
  JobRunner runner;
  QThread* delivered = nullptr;
  QThread* worked = nullptr;
  int value = 0;
  runner.start<int>(
      [&](JobControl&) -> Result<int> {
        worked = QThread::currentThread();
        return 42;
      },
      [&](const Result<int>& result) {
        delivered = QThread::currentThread();
        value = *result;
      });
  QTRY_COMPARE(value, 42);
  QCOMPARE(delivered, QThread::currentThread());
  QVERIFY(worked != delivered);
  QVERIFY(!runner.isRunning());
}

void TestJobRunner::cancelledJobSaysSo() {
  JobRunner runner;
  std::optional<ErrorKind> kind;
  runner.start<int>(spinUntilCancelled, [&](const Result<int>& result) { kind = result.error().kind; });
  runner.cancel();
  QTRY_VERIFY(kind.has_value());
  QCOMPARE(*kind, ErrorKind::Cancelled);
}

void TestJobRunner::newestJobWins() {
  JobRunner runner;
  bool firstDelivered = false;
  int value = 0;
  runner.start<int>(spinUntilCancelled, [&](const Result<int>&) { firstDelivered = true; });
  runner.start<int>([](JobControl&) -> Result<int> { return 2; },
                    [&](const Result<int>& result) { value = *result; });
  QTRY_COMPARE(value, 2);
  QTest::qWait(50);
  QVERIFY(!firstDelivered);
}

void TestJobRunner::exceptionBecomesAnError() {
  JobRunner runner;
  QString message;
  runner.start<int>([](JobControl&) -> Result<int> { throw std::runtime_error("broken"); },
                    [&](const Result<int>& result) { message = result.error().message; });
  QTRY_COMPARE(message, QStringLiteral("broken"));
}

/// Libraries throw numbers and texts as well.
void TestJobRunner::anythingThrownBecomesAnError() {
  JobRunner runner;
  std::optional<ErrorKind> kind;
  QString message;
  runner.start<int>([](JobControl&) -> Result<int> { throw 42; },
                    [&](const Result<int>& result) {
                      kind = result.error().kind;
                      message = result.error().message;
                    });
  QTRY_VERIFY(kind.has_value());
  QCOMPARE(*kind, ErrorKind::Internal);
  QVERIFY(!message.isEmpty());
}

void TestJobRunner::progressShowsOnlyForLongJobs() {
  JobRunner runner;
  QSignalSpy progress(&runner, &JobRunner::progressed);
  QSignalSpy finished(&runner, &JobRunner::finished);
  runner.start<int>([](JobControl&) -> Result<int> { return 1; }, [](const Result<int>&) {});
  QTRY_COMPARE(finished.count(), 1);
  QCOMPARE(progress.count(), 0);

  runner.start<int>(
      [](JobControl& control) -> Result<int> {
        control.setProgress(3, 10, QStringLiteral("reading"));
        return spinUntilCancelled(control);
      },
      [](const Result<int>&) {});
  QTRY_VERIFY(progress.count() > 0);
  QCOMPARE(progress.at(0).at(0).toLongLong(), 3);
  QCOMPARE(progress.at(0).at(2).toString(), QStringLiteral("reading"));
}

void TestJobRunner::deletingTheRunnerWaits() {
  std::atomic<bool> ended{false};
  {
    JobRunner runner;
    runner.start<int>(
        [&](JobControl& control) -> Result<int> {
          auto result = spinUntilCancelled(control);
          QThread::msleep(20);
          ended = true;
          return result;
        },
        [](const Result<int>&) {});
    QTest::qWait(10);
  }
  QVERIFY(ended);
}

QTEST_GUILESS_MAIN(TestJobRunner)
#include "tst_job_runner.moc"
