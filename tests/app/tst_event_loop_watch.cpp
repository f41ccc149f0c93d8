#include "app/shell/window/event_loop_watch.h"

#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QThread>
#include <QTimer>

using namespace uptake;

/// That whoever stops the event loop is named.
class TestEventLoopWatch : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatTakesLongIsNamed();
  void waitingIsNoStanding();
};

void TestEventLoopWatch::whatTakesLongIsNamed() {
  EventLoopWatch watch;
  QSignalSpy stood(&watch, &EventLoopWatch::stood);
  QTimer slow;
  slow.setObjectName(QStringLiteral("slow"));
  slow.setSingleShot(true);
  connect(&slow, &QTimer::timeout, this, [] { QThread::msleep(2 * EventLoopWatch::kLongestMs); });
  QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("The event loop stood for .*slow")));
  slow.start(0);
  QTRY_VERIFY(!stood.isEmpty());
  QVERIFY(stood[0][0].toInt() >= 2 * EventLoopWatch::kLongestMs);
  QVERIFY2(stood[0][1].toString().contains(QLatin1String("Timer to QTimer \"slow\"")),
           qPrintable(stood[0][1].toString()));
}

void TestEventLoopWatch::waitingIsNoStanding() {
  EventLoopWatch watch;
  QSignalSpy stood(&watch, &EventLoopWatch::stood);
  constexpr int kWaitedMs = 20 * EventLoopWatch::kLongestMs;
  bool isOver = false;
  QTimer::singleShot(kWaitedMs, this, [&] { isOver = true; });
  QTRY_VERIFY(isOver);
  // A busy machine may hold this process up, but not for as long as was waited.
  for (const auto& each : stood) QVERIFY(each[0].toInt() < kWaitedMs);
}

QTEST_GUILESS_MAIN(TestEventLoopWatch)
#include "tst_event_loop_watch.moc"
