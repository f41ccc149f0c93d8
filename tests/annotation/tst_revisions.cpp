#include "annotation/commands/revisions.h"
#include "tests/annotation/random_edits.h"

#include <QSignalSpy>

#include <map>

using namespace uptake;
using namespace uptake::test;

/// That a revision names what a document holds.
class TestRevisions : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aRevisionHasOneContent_data();
  void aRevisionHasOneContent();
  void anotherEditAtTheSamePlaceIsAnotherRevision();
  void aStepThatBecomesOneWithTheLastIsAnotherRevision();
  void aStepThatChangesNothingKeepsTheRevision();
  void whatLoadersFillIsNoRevision();
};

namespace {

/// A case with its revisions, which listen to the stack first.
struct Followed {
  CaseFixture open;
  Revisions revisions{open.document, open.stack};
  CaseEditor editor{open.context()};

  BoxId addBox(int x) {
    Box box;
    box.sopInstanceUid = QStringLiteral("ct.1");
    box.className = QStringLiteral("A");
    box.rect = {x, 0, x + 10, 10};
    editor.addBox(box);
    return open.document.boxes().rbegin()->first;
  }
};

}  // namespace

void TestRevisions::aRevisionHasOneContent_data() {
  QTest::addColumn<quint32>("seed");
  for (quint32 seed = 1; seed <= 12; ++seed) QTest::addRow("seed %u", seed) << seed;
}

void TestRevisions::aRevisionHasOneContent() {
  QFETCH(quint32, seed);
  Monkey monkey(seed);
  CaseFixture& open = monkey.open();
  Revisions revisions(open.document, open.stack);
  std::map<qint64, QByteArray> contents{{revisions.current(), snapshot(open.document)}};
  qint64 saved = 0;
  int undone = 0;
  for (int round = 0; round < 300; ++round) {
    const QByteArray before = snapshot(open.document);
    switch (monkey.number(6)) {
      case 0:
        open.stack.undo();
        break;
      case 1:
        open.stack.redo();
        break;
      case 2:
        open.stack.setIndex(monkey.number(open.stack.count() + 1));
        break;
      default:
        monkey.edit();
    }
    const qint64 now = revisions.current();
    const QByteArray content = snapshot(open.document);
    const auto [known, isNew] = contents.emplace(now, content);
    QCOMPARE(known->second, content);
    undone += isNew ? 0 : 1;
    // Saved while it went on: an earlier revision, or this one.
    if (monkey.number(4) == 0) {
      saved = now;
      if (monkey.number(2) == 0) open.stack.undo();
      revisions.setSaved(saved);
    }
    QCOMPARE(open.stack.isClean(), revisions.isSaved());
    if (open.stack.isClean() && revisions.saved()) QCOMPARE(snapshot(open.document), contents[saved]);
  }
  QVERIFY(undone > 30);
}

void TestRevisions::anotherEditAtTheSamePlaceIsAnotherRevision() {
  Followed followed;
  followed.addBox(1);
  const qint64 first = followed.revisions.current();
  const int place = followed.open.stack.index();
  followed.open.stack.undo();
  followed.addBox(2);
  QCOMPARE(followed.open.stack.index(), place);
  QVERIFY(followed.revisions.current() != first);
  // A save that ends now holds the first.
  followed.revisions.setSaved(first);
  QVERIFY(!followed.open.stack.isClean());
}

void TestRevisions::aStepThatBecomesOneWithTheLastIsAnotherRevision() {
  Followed followed;
  const BoxId box = followed.addBox(1);
  followed.editor.nudgeBox(box, 1, 0);
  const qint64 first = followed.revisions.current();
  const int steps = followed.open.stack.count();
  followed.editor.nudgeBox(box, 1, 0);
  QCOMPARE(followed.open.stack.count(), steps);
  QVERIFY(followed.revisions.current() != first);
  followed.revisions.setSaved(first);
  QVERIFY(!followed.open.stack.isClean());
  followed.revisions.setSaved(followed.revisions.current());
  QVERIFY(followed.open.stack.isClean());
}

void TestRevisions::aStepThatChangesNothingKeepsTheRevision() {
  Followed followed;
  followed.addBox(1);
  followed.revisions.setSaved(followed.revisions.current());
  QSignalSpy changed(&followed.open.stack, &QUndoStack::cleanChanged);
  followed.open.stack.push(new QUndoCommand(QStringLiteral("mark")));
  QVERIFY(followed.open.stack.isClean());
  followed.open.stack.undo();
  QVERIFY(followed.open.stack.isClean());
  followed.open.stack.undo();
  QVERIFY(!followed.open.stack.isClean());
  followed.open.stack.redo();
  followed.open.stack.redo();
  QVERIFY(followed.open.stack.isClean());
  QCOMPARE(changed.back().front().toBool(), true);
}

void TestRevisions::whatLoadersFillIsNoRevision() {
  Followed followed;
  const qint64 before = followed.revisions.current();
  followed.revisions.setPaused(true);
  followed.open.addMask(CaseFixture::ctGrid());
  followed.revisions.setPaused(false);
  QCOMPARE(followed.revisions.current(), before);
  QVERIFY(followed.open.stack.isClean());
  followed.open.addMask(CaseFixture::ctGrid());
  QVERIFY(followed.revisions.current() != before);
}

QTEST_GUILESS_MAIN(TestRevisions)
#include "tst_revisions.moc"
