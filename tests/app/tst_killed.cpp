#include "annotation/journal/journal_folder.h"
#include "annotation/journal/journal_reader.h"
#include "app/session/session.h"
#include "tests/annotation/case_content.h"
#include "tests/app/window_fixture.h"

#include <QDir>
#include <QElapsedTimer>
#include <QProcess>
#include <QRandomGenerator>
#include <QSignalSpy>

using namespace uptake;
using namespace uptake::test;

/// The real window, killed at random moments while it is drawn in.
class TestKilled : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void atMostTheGestureInProgressIsLost();

 private:
  std::unique_ptr<Session> opened() const;

  QTemporaryDir root_;
  QString study_;
};

namespace {

QByteArray hashOf(const CaseDocument& document) {
  return QCryptographicHash::hash(contentOf(document), QCryptographicHash::Sha1).toHex();
}

/// What a victim said: the case when it was opened, and after every gesture.
QList<QByteArray> statesOf(const QByteArray& said) {
  QList<QByteArray> states;
  // The last line may be cut.
  for (const QByteArray& line : said.left(said.lastIndexOf('\n') + 1).split('\n'))
    if (!line.isEmpty()) states.append(line.mid(line.indexOf(' ') + 1));
  return states;
}

}  // namespace

void TestKilled::initTestCase() {
  isolateSettings(root_.filePath(QStringLiteral("settings")));
  study_ = root_.filePath(QStringLiteral("study"));
  const QString failed = makePhantom(study_);
  QVERIFY2(failed.isEmpty(), qPrintable(failed));
  // What lies on disk already: a mask, a box, a measurement.
  const auto session = opened();
  QVERIFY(session);
  CaseEditor editor(session->openCase().toolContext());
  const auto mask = editor.addMask(QStringLiteral("Reader"), *session->openCase().document().pet());
  QVERIFY(mask);
  const LabelEdit run{500, 60, 0, 1};
  session->openCase().document().applyRuns(*mask, {&run, 1});
  Box box;
  box.sopInstanceUid = session->openCase().document().ct()->source().slices[3].sopInstanceUid;
  box.className = QStringLiteral("A");
  box.rect = {10, 12, 40, 50};
  editor.addBox(box);
  QSignalSpy saved(&session->annotations(), &Keeper::saved);
  session->annotations().save();
  QVERIFY(QTest::qWaitFor([&] { return !saved.isEmpty(); }, 60000));
}

std::unique_ptr<Session> TestKilled::opened() const {
  auto session = std::make_unique<Session>();
  QSignalSpy annotated(&session->annotations(), &Keeper::annotationsLoaded);
  session->open({study_});
  if (!QTest::qWaitFor([&] { return !annotated.isEmpty() && session->isSettled(); }, 60000)) return nullptr;
  return session;
}

void TestKilled::atMostTheGestureInProgressIsLost() {
  constexpr int kKills = 50;
  const auto session = opened();
  QVERIFY(session);
  const QByteArray base = hashOf(session->openCase().document());
  const QString journals = root_.filePath(QStringLiteral("journals"));
  const QString victim = QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("kill_victim"));
  QRandomGenerator random(2024);
  // The next one starts while this one draws.
  struct Running {
    std::unique_ptr<QProcess> process;
    QString journals;
  };
  std::vector<Running> running;
  int started = 0;
  const auto start = [&] {
    Running next{std::make_unique<QProcess>(), QStringLiteral("%1/%2").arg(journals).arg(started)};
    next.process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    next.process->start(victim, {study_, next.journals, root_.filePath(QStringLiteral("victim")),
                                 QString::number(1000 + started)});
    ++started;
    running.push_back(std::move(next));
  };
  start();
  qsizetype gestures = 0;
  int midGesture = 0;
  int unsaid = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    if (started < kKills) start();
    Running each = std::move(running.front());
    running.erase(running.begin());
    // After some gestures, however fast the machine is, and then at any moment.
    QByteArray said;
    QElapsedTimer timer;
    timer.start();
    const int lines = 1 + random.bounded(6);
    while (said.count('\n') < lines && timer.elapsed() < 60000) {
      each.process->waitForReadyRead(100);
      said += each.process->readAllStandardOutput();
    }
    QVERIFY2(said.startsWith("ready"), "the victim did not start");
    QTest::qSleep(random.bounded(60));
    each.process->kill();
    each.process->waitForFinished();
    QCOMPARE(each.process->exitStatus(), QProcess::CrashExit);
    said += each.process->readAllStandardOutput();
    const QList<QByteArray> states = statesOf(said);
    QCOMPARE(states.front(), base);
    gestures += states.size() - 1;

    auto left = leftJournals(each.journals, session->annotations().journal().formats(),
                             session->openCase().studyRef());
    QVERIFY(left.size() <= 1);
    if (left.empty()) {
      // Nothing differs from the disk; or it was killed between undoing all and saying so.
      if (states.back() != base) ++midGesture;
      unsaid += states.back() != base ? 1 : 0;
      continue;
    }
    QFile journal(left[0].path());
    Result<JournalState> state =
        readJournal(journal.fileName(), session->annotations().journal().formats(), JournalDepth::Whole);
    QVERIFY(state);
    const qint64 valid = state->validBytes;
    QCOMPARE(session->annotations().restore(state.take()).notes, QStringList());
    const bool isLast = hashOf(session->openCase().document()) == states.back();
    if (session->openCase().hasUnsavedChanges()) session->openCase().undoStack().undo();
    QCOMPARE(hashOf(session->openCase().document()), base);
    if (isLast) continue;
    // Then it was killed between recording a gesture and saying so: without that one it is the last said.
    ++midGesture;
    QVERIFY(journal.resize(valid - 1));
    Result<JournalState> before =
        readJournal(journal.fileName(), session->annotations().journal().formats(), JournalDepth::Whole);
    if (before && !before->steps.empty()) (void)session->annotations().restore(before.take());
    QCOMPARE(hashOf(session->openCase().document()), states.back());
    if (session->openCase().hasUnsavedChanges()) session->openCase().undoStack().undo();
  }
  for (Running& each : running) {
    each.process->kill();
    each.process->waitForFinished();
  }
  qInfo("%d kills, %d gestures, %d killed between recording a gesture and saying so", kKills,
        static_cast<int>(gestures), midGesture);
  QVERIFY(gestures > kKills);
  QVERIFY(unsaid <= 1);
}

QTEST_MAIN(TestKilled)
#include "tst_killed.moc"
