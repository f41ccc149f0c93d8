#include "tests/annotation/random_edits.h"

using namespace uptake;
using namespace uptake::test;

/// Thousands of random edits of every kind, cancelled gestures and undo/redo among them. The case must look
/// the same whenever the history stands at the same step, and the selection must point to what exists, at
/// every signal.
class TestUndo : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everyEditIsUndoneAndRedoneExactly_data();
  void everyEditIsUndoneAndRedoneExactly();
};

namespace {

QString selectionFault(const CaseFixture& open) {
  const Selection& selection = open.selection;
  if (selection.box() != BoxId::None && !open.document.box(selection.box()))
    return QStringLiteral("a box that is gone");
  if (selection.mask() == MaskId::None)
    return selection.segment() == 0 ? QString() : QStringLiteral("a lesion of no mask");
  const MaskLayer* mask = open.document.mask(selection.mask());
  if (!mask) return QStringLiteral("a mask that is gone");
  if (selection.segment() != 0 && !mask->segment(selection.segment()))
    return QStringLiteral("a lesion that is gone");
  return {};
}

/// Voxels that bear the number of no listed lesion.
bool hasStrayVoxels(const MaskLayer& mask) {
  return std::ranges::any_of(mask.labels.allVoxels(),
                             [&](Label label) { return label != 0 && !mask.segment(label); });
}

}  // namespace

void TestUndo::everyEditIsUndoneAndRedoneExactly_data() {
  QTest::addColumn<quint32>("seed");
  for (const quint32 seed : {1U, 20240517U, 4294967295U}) QTest::addRow("%u", seed) << seed;
}

void TestUndo::everyEditIsUndoneAndRedoneExactly() {
  QFETCH(quint32, seed);
  Monkey monkey(seed);
  CaseFixture& open = monkey.open();
  QUndoStack& stack = open.stack;
  QString fault;
  const auto check = [&] {
    if (fault.isEmpty()) fault = selectionFault(open);
  };
  connect(&open.document, &CaseDocument::boxesChanged, this, check);
  connect(&open.document, &CaseDocument::masksChanged, this, check);
  connect(&open.document, &CaseDocument::segmentsChanged, this, [&](MaskId mask) {
    check();
    if (fault.isEmpty() && hasStrayVoxels(*open.document.mask(mask)))
      fault = QStringLiteral("voxels of no lesion");
  });
  connect(&open.document, &CaseDocument::maskVoxelsChanged, this, check);
  connect(&open.selection, &Selection::changed, this, check);

  // What the case looks like at each step of the history.
  std::vector<QByteArray> states{snapshot(open.document)};
  const auto at = [&](int step) -> QByteArray& { return states[static_cast<std::size_t>(step)]; };
  for (int round = 0; round < 1200; ++round) {
    if (monkey.number(12) == 0) {
      for (int steps = monkey.number(5); steps > 0; --steps) stack.undo();
      QCOMPARE(snapshot(open.document), at(stack.index()));
      for (int steps = monkey.number(5); steps > 0; --steps) stack.redo();
      QCOMPARE(snapshot(open.document), at(stack.index()));
    }
    const int before = stack.index();
    const bool mayMerge = monkey.edit();
    const QByteArray state = snapshot(open.document);
    QVERIFY2(fault.isEmpty(), qPrintable(QStringLiteral("round %1: %2").arg(round).arg(fault)));
    if (stack.index() > before || (mayMerge && stack.index() == before)) {
      states.resize(static_cast<std::size_t>(stack.index()) + 1);
      at(stack.index()) = state;
    }
    QCOMPARE(state, at(stack.index()));
  }
  QVERIFY(stack.count() > 500);
  QCOMPARE(stack.count(), stack.index());
  const int last = stack.index();
  while (stack.canUndo()) {
    stack.undo();
    QCOMPARE(snapshot(open.document), at(stack.index()));
  }
  QCOMPARE(snapshot(open.document), states.front());
  while (stack.canRedo()) {
    stack.redo();
    QCOMPARE(snapshot(open.document), at(stack.index()));
  }
  QCOMPARE(stack.index(), last);
  QVERIFY2(fault.isEmpty(), qPrintable(fault));
}

QTEST_GUILESS_MAIN(TestUndo)
#include "tst_undo.moc"
