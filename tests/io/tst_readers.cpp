#include "io/reader/reader_pool_p.h"
#include "io/reader/reader_process_p.h"
#include "tests/support/test_support.h"

#include <QElapsedTimer>
#include <QFile>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#if defined(Q_OS_UNIX)
#include <poll.h>
#include <signal.h>
#include <unistd.h>
#endif

using namespace uptake;
using reader::Limits;
using reader::ReaderPool;

/// Whatever becomes of a reader process, one request is answered with an error and the others as they should.
class TestReaders : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();

  void answersComeOnceEach();
  void oneLostReaderCostsOneRequest_data();
  void oneLostReaderCostsOneRequest();
  void retiredReadersAreReplaced();
  void idleReadersThatWereKilledAreReplaced();
  void moreMemoryIsGivenOnce();
  void allReadersTogetherKeepToTheirMemory();
  void strayOutputDoesNoHarm();
  void callsTakeTurns();
  void cancels();
  void absentReaderIsNamed();
  void exceptionsReachTheCaller();
  void openFilesAreNotHandedOn();

 private:
  std::map<int, Result<QByteArray>> answersTo(const QList<QByteArray>& requests, int batch,
                                              Limits limits = {30000});
  QString program_;
};

void TestReaders::initTestCase() {
  program_ = QCoreApplication::applicationDirPath() + QStringLiteral("/faulty_reader");
}

std::map<int, Result<QByteArray>> TestReaders::answersTo(const QList<QByteArray>& requests, int batch,
                                                         Limits limits) {
  ReaderPool pool(program_, 2);
  std::map<int, Result<QByteArray>> answers;
  std::mutex mutex;
  const JobControl control;
  pool.run(
      static_cast<int>(requests.size()), batch, control, [&](int i) { return requests.at(i); },
      [&](int i, Result<QByteArray> answer) {
        const std::lock_guard lock(mutex);
        if (!answers.emplace(i, std::move(answer)).second) qFatal("answered twice");
      },
      limits);
  return answers;
}

void TestReaders::answersComeOnceEach() {
  QList<QByteArray> requests;
  for (int i = 0; i < 500; ++i) requests.append(QByteArray::number(i));
  const auto answers = answersTo(requests, 7);
  QCOMPARE(answers.size(), std::size_t{500});
  for (const auto& [i, answer] : answers) QCOMPARE(*answer, "did " + QByteArray::number(i));
}

void TestReaders::oneLostReaderCostsOneRequest_data() {
  QTest::addColumn<QByteArray>("deed");
  QTest::newRow("crashes") << QByteArray("crash");
  QTest::newRow("hangs") << QByteArray("hang");
  QTest::newRow("leaves without a word") << QByteArray("leave");
}

void TestReaders::oneLostReaderCostsOneRequest() {
  QFETCH(QByteArray, deed);
  QList<QByteArray> requests;
  for (int i = 0; i < 40; ++i) requests.append(i == 13 || i == 14 || i == 39 ? deed : QByteArray::number(i));
  const auto answers = answersTo(requests, 8, Limits{500});
  QCOMPARE(answers.size(), std::size_t{40});
  for (const auto& [i, answer] : answers) {
    QCOMPARE(answer.ok(), requests.at(i) != deed);
    if (answer)
      QCOMPARE(*answer, "did " + QByteArray::number(i));
    else
      QCOMPARE(answer.error().kind, ErrorKind::FileUnreadable);
  }
}

void TestReaders::retiredReadersAreReplaced() {
  const auto answers = answersTo({"1", "retire", "3", "retire", "retire", "6"}, 6);
  const QList<QByteArray> expected{"did 1", "retired", "did 3", "retired", "retired", "did 6"};
  for (const auto& [i, answer] : answers) QCOMPARE(answer.ok() ? *answer : QByteArray(), expected.at(i));
  QCOMPARE(answers.size(), std::size_t{6});
}

/// Someone else may end a process that does nothing: the next file is not to blame.
void TestReaders::idleReadersThatWereKilledAreReplaced() {
#if defined(Q_OS_UNIX)
  ReaderPool pool(program_, 1);
  const JobControl control;
  for (int round = 0; round < 3; ++round) {
    const auto id = pool.ask("id", control);
    QVERIFY2(id.ok(), qPrintable(id.ok() ? QString() : id.error().message));
    const pid_t process = id->toInt();
    QVERIFY(process > 0);
    QCOMPARE(kill(process, SIGKILL), 0);
    const auto answer = pool.ask(QByteArray::number(round), control);
    QVERIFY2(answer.ok(), qPrintable(answer.ok() ? QString() : answer.error().message));
    QCOMPARE(*answer, "did " + QByteArray::number(round));
  }
  // One that is killed while it works is still a lost one, and found out only once.
  QVERIFY(!pool.ask("crash", control).ok());
  QVERIFY(pool.ask("after", control).ok());
#else
  QSKIP("there are signals on Unix systems alone");
#endif
}

void TestReaders::moreMemoryIsGivenOnce() {
#if defined(__SANITIZE_ADDRESS__)
  QSKIP("the address sanitizer's own memory leaves no room for a limit");
#endif
  using reader::kMebibyte;
  const auto answers = answersTo({"1", "grow 200", "grow 200", "4", "grow 900", "6"}, 6,
                                 {30000, 100 * kMebibyte, 400 * kMebibyte});
  QCOMPARE(answers.size(), std::size_t{6});
  for (const int i : {0, 1, 2, 3, 5}) QVERIFY2(answers.at(i).ok(), qPrintable(QString::number(i)));
  QCOMPARE(*answers.at(1), QByteArray("did grow 200"));
  QVERIFY(!answers.at(4).ok());
  QCOMPARE(answers.at(4).error().kind, ErrorKind::NotSupported);
  QVERIFY(answers.at(4).error().message.contains(QStringLiteral("400 MiB")));
}

/// However many readers there are: those that work at a time may allocate no more than the pool has.
void TestReaders::allReadersTogetherKeepToTheirMemory() {
  using reader::kMebibyte;
  ReaderPool pool(program_, 8, 250 * kMebibyte);
  const JobControl control;
  QList<QByteArray> requests;
  for (int i = 0; i < 24; ++i) requests.append(i % 6 == 5 ? QByteArray("grow 150") : QByteArray("span"));
  std::mutex mutex;
  std::vector<std::pair<qint64, qint64>> spans;
  int answered = 0;
  pool.run(
      static_cast<int>(requests.size()), 1, control, [&](int i) { return requests.at(i); },
      [&](int, Result<QByteArray> answer) {
        const std::lock_guard lock(mutex);
        QVERIFY(answer.ok());
        ++answered;
        if (const auto times = answer->split(' '); times.size() == 2)
          spans.emplace_back(times[0].toLongLong(), times[1].toLongLong());
      },
      {30000, 100 * kMebibyte, 200 * kMebibyte});
  QCOMPARE(answered, 24);
  QCOMPARE(spans.size(), std::size_t{20});
  for (const auto& [begin, end] : spans) {
    const auto atTheTime = std::ranges::count_if(
        spans, [begin = begin](const auto& other) { return other.first <= begin && begin < other.second; });
    QVERIFY2(atTheTime <= 2, qPrintable(QString::number(atTheTime)));
  }
}

void TestReaders::strayOutputDoesNoHarm() {
  const auto answers = answersTo({"1", "chatter", "3"}, 3);
  QCOMPARE(*answers.at(1), QByteArray("did chatter"));
  QCOMPARE(*answers.at(2), QByteArray("did 3"));
}

void TestReaders::callsTakeTurns() {
  ReaderPool pool(program_, 1);
  std::atomic<int> longDone{0};
  std::atomic<int> longDoneWhenShortWas{-1};
  const JobControl control;
  std::jthread longCall([&] {
    pool.run(
        50, 1, control, [](int) { return QByteArray("slow"); },
        [&](int, const Result<QByteArray>&) { ++longDone; });
  });
  QTRY_VERIFY(longDone > 0);
  QVERIFY(pool.ask("short", control).ok());
  longDoneWhenShortWas = longDone.load();
  longCall.join();
  QVERIFY2(longDoneWhenShortWas < 10, qPrintable(QString::number(longDoneWhenShortWas)));
  QCOMPARE(longDone.load(), 50);
}

void TestReaders::cancels() {
  ReaderPool pool(program_, 2);
  JobControl control;
  std::atomic<int> answered{0};
  QElapsedTimer timer;
  timer.start();
  pool.run(
      1000, 4, control, [](int i) { return i == 5 ? QByteArray("hang") : QByteArray("1"); },
      [&](int, const Result<QByteArray>&) {
        if (++answered == 3) control.cancel();
      });
  QVERIFY(answered < 1000);
  QVERIFY(timer.elapsed() < 10000);  // the hanging one would take half a minute
  JobControl next;
  QCOMPARE(*pool.ask("again", next), QByteArray("did again"));
}

void TestReaders::absentReaderIsNamed() {
  ReaderPool pool(QStringLiteral("/nowhere/uptake-reader"), 1);
  const JobControl control;
  const auto answer = pool.ask("1", control);
  QVERIFY(!answer);
  QCOMPARE(answer.error().kind, ErrorKind::Internal);
  QVERIFY(answer.error().message.contains(QStringLiteral("/nowhere/uptake-reader")));
}

void TestReaders::exceptionsReachTheCaller() {
  ReaderPool pool(program_, 2);
  const JobControl control;
  QVERIFY_EXCEPTION_THROWN(pool.run(
                               10, 2, control, [](int) { return QByteArray("1"); },
                               [](int, const Result<QByteArray>&) { throw std::runtime_error("a defect"); }),
                           std::runtime_error);
  QCOMPARE(*pool.ask("2", control), QByteArray("did 2"));
}

/// A library's pipe, not yet marked to be closed in other programs when one is started: its reader must hear
/// of the end when we close ours.
void TestReaders::openFilesAreNotHandedOn() {
#if defined(Q_OS_UNIX)
  int ends[2] = {-1, -1};
  QCOMPARE(pipe(ends), 0);
  reader::ReaderProcess process(program_);
  QVERIFY(process.start());
  close(ends[1]);
  pollfd waiting{ends[0], POLLIN, 0};
  QCOMPARE(poll(&waiting, 1, 5000), 1);
  QVERIFY((waiting.revents & POLLHUP) != 0);
  QVERIFY(process.isRunning());
  close(ends[0]);
#else
  QSKIP("pipes are handed on by Unix systems alone");
#endif
}

QTEST_GUILESS_MAIN(TestReaders)
#include "tst_readers.moc"
