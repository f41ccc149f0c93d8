#include "annotation/compare/disagreement.h"
#include "annotation/compare/live_agreement.h"
#include "annotation/compare/prediction_editor.h"
#include "annotation/tools/brush_tool.h"
#include "tests/annotation/case_fixture.h"
#include "tests/annotation/random_edits.h"

#include <QRandomGenerator>
#include <QSignalSpy>

using namespace uptake;
using namespace uptake::test;

/// The comparison that is kept up to date, against one that is computed from nothing, and what taking over,
/// rejecting and correcting a predicted lesion does to the reader's mask.
class TestLiveAgreement : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void followsRandomEdits();
  void followsMasksThatGoAndComeBack();
  void figuresComeDuringAStroke();
  void anotherGridIsResampled();
  void disagreementIsWhatDiffers();
  void worstPlaceIsOnTheWorstSlice();
  void worstPlaceIsInTheMiddleOfEqualSlices();
  void takesOverAsNewLesion();
  void unitesWithTheLesionItOverlapsMost();
  void replacesMineByThePrediction();
  void intersectsMineWithThePrediction();
  void takesOthersOnlyWhenTold();
  void takesOverWithoutAMask();
  void lockedLesionsAreRefused();
  void rejectsAndTakesBackWhatWasTakenOver();
};

namespace {

const JobControl kControl;

/// Voxels first … last of a mask get a label.
void fill(CaseFixture& open, MaskId id, const Eigen::Vector3i& first, const Eigen::Vector3i& last,
          Label label) {
  const LabelMap& labels = open.document.mask(id)->labels;
  std::vector<LabelEdit> runs;
  for (int k = first.z(); k <= last.z(); ++k)
    for (int j = first.y(); j <= last.y(); ++j)
      for (int i = first.x(); i <= last.x(); ++i)
        runs.push_back({labels.grid().offset(i, j, k), 1, labels.at({i, j, k}), label});
  open.document.applyRuns(id, runs);
}

bool same(const std::optional<double>& a, const std::optional<double>& b) {
  return a.has_value() == b.has_value() && (!a || *a == *b);
}

/// Whether two comparisons say the same, to the last digit.
QString difference(const MaskAgreement& a, const MaskAgreement& b) {
  if (!same(a.dice, b.dice)) return QStringLiteral("Dice");
  if (a.fpvMl != b.fpvMl || !same(a.fnvMl, b.fnvMl)) return QStringLiteral("FPV or FNV");
  if (a.truthMl != b.truthMl || a.predictedMl != b.predictedMl || a.overlapMl != b.overlapMl)
    return QStringLiteral("volumes");
  if (a.truthComponents != b.truthComponents || a.predictedComponents != b.predictedComponents)
    return QStringLiteral("components");
  if (a.lesions.size() != b.lesions.size()) return QStringLiteral("lesions");
  for (std::size_t n = 0; n < a.lesions.size(); ++n) {
    const LesionAgreement& x = a.lesions[n];
    const LesionAgreement& y = b.lesions[n];
    const bool surfaces = x.surface.has_value() == y.surface.has_value() &&
                          (!x.surface || (x.surface->hausdorff95 == y.surface->hausdorff95 &&
                                          x.surface->mean == y.surface->mean));
    if (x.fate != y.fate || x.truth != y.truth || x.predicted != y.predicted || x.split != y.split ||
        x.merged != y.merged || x.truthMl != y.truthMl || x.predictedMl != y.predictedMl ||
        x.overlapMl != y.overlapMl || x.disagreementMl != y.disagreementMl || !same(x.dice, y.dice) ||
        !surfaces)
      return QStringLiteral("lesion %1").arg(n);
  }
  return {};
}

MaskAgreement afresh(const CaseFixture& open, MaskId truth, MaskId prediction) {
  return compareMasks(open.document.mask(truth)->labels, open.document.mask(prediction)->labels,
                      AgreementDetail::Surfaces, kControl)
      .take();
}

/// Two masks on the CT's voxels: the truth selected, the prediction made by "net" and locked.
struct Pair {
  CaseFixture open;
  MaskId truth = open.addMask(CaseFixture::ctGrid(), 3);
  MaskId prediction = addPrediction();
  LiveAgreement live{open.document};

  MaskId addPrediction() {
    const MaskId id = open.addMask(CaseFixture::ctGrid(), 2,
                                   PredictionOrigin{QStringLiteral("1.2.3"), QStringLiteral("p.nii")});
    for (Segment segment : open.document.mask(id)->segments) {
      segment.algorithm = SegmentAlgorithm::Automatic;
      segment.algorithmName = QStringLiteral("net");
      open.document.setSegment(id, segment);
    }
    open.document.setMaskLocks(id, {true, {}});
    open.selection.setSegment(truth, 1);
    return id;
  }
  bool settle() {
    live.setPair(truth, prediction);
    return QTest::qWaitFor([this] { return live.isSettled() && live.comparison(); }, 20000);
  }
  PredictionEditor editor() { return PredictionEditor(open.context()); }
  PredictionEditor::Request request(std::vector<int> parts) {
    return {truth, prediction, *live.comparison(), std::move(parts)};
  }
};

}  // namespace

void TestLiveAgreement::followsRandomEdits() {
  Pair pair;
  QRandomGenerator random(7);
  for (int n = 0; n < 12; ++n) {
    const Eigen::Vector3i at(random.bounded(50), random.bounded(38), random.bounded(7));
    fill(pair.open, n % 2 == 0 ? pair.truth : pair.prediction, at, at + Eigen::Vector3i(9, 7, 2),
         static_cast<Label>(1 + n % 2));
  }
  QVERIFY(pair.settle());
  QCOMPARE(difference(pair.live.comparison()->agreement, afresh(pair.open, pair.truth, pair.prediction)),
           QString());
  BrushTool brush(pair.open.context());
  int compared = 0;
  for (int round = 0; round < 60; ++round) {
    brush.setErasing(random.bounded(3) == 0);
    brush.setShape(random.bounded(2) == 0 ? BrushShape::Disc : BrushShape::Ball);
    brush.setDiameter({2.0 + random.bounded(12)});
    pair.open.selection.setSegment(pair.truth, static_cast<Label>(1 + random.bounded(3)));
    const double k = random.bounded(10);
    const auto somewhere = [&] {
      return CaseFixture::pointerAt(CaseFixture::ctGrid(), random.bounded(64), random.bounded(48), k);
    };
    CaseFixture::drag(brush, somewhere(), somewhere());
    if (random.bounded(4) == 0) pair.open.stack.undo();
    // The prediction, too, is anyone's who frees it.
    if (round == 30) {
      const Eigen::Vector3i at(20, 20, 3);
      fill(pair.open, pair.prediction, at, at + Eigen::Vector3i(10, 10, 3), 2);
    }
    if (random.bounded(3) != 0) continue;  // several edits in one look
    QVERIFY(QTest::qWaitFor([&] { return pair.live.isSettled(); }, 20000));
    QCOMPARE(difference(pair.live.comparison()->agreement, afresh(pair.open, pair.truth, pair.prediction)),
             QString());
    ++compared;
  }
  QVERIFY(compared > 10);
}

void TestLiveAgreement::followsMasksThatGoAndComeBack() {
  Pair pair;
  fill(pair.open, pair.truth, {5, 5, 2}, {9, 9, 4}, 1);
  fill(pair.open, pair.prediction, {5, 5, 2}, {9, 9, 4}, 1);
  QVERIFY(pair.settle());
  QCOMPARE(pair.live.comparison()->agreement.dice, std::optional(1.0));
  CaseEditor(pair.open.context()).removeMask(pair.truth);
  QVERIFY(QTest::qWaitFor([&] { return pair.live.isSettled() && pair.live.comparison(); }, 20000));
  QVERIFY(!pair.live.comparison()->agreement.dice);  // compared with nothing
  QCOMPARE(pair.live.comparison()->agreement.lesions.front().fate, LesionFate::FalsePositive);
  pair.open.stack.undo();
  QVERIFY(QTest::qWaitFor([&] { return pair.live.isSettled() && pair.live.comparison(); }, 20000));
  QCOMPARE(pair.live.comparison()->agreement.dice, std::optional(1.0));
  CaseEditor(pair.open.context()).removeMask(pair.prediction);
  QVERIFY(!pair.live.comparison());
  pair.open.stack.undo();
  QVERIFY(QTest::qWaitFor([&] { return pair.live.isSettled() && pair.live.comparison(); }, 20000));
  QCOMPARE(pair.live.comparison()->agreement.dice, std::optional(1.0));
}

void TestLiveAgreement::figuresComeDuringAStroke() {
  Pair pair;
  fill(pair.open, pair.prediction, {5, 5, 2}, {50, 40, 7}, 1);
  QVERIFY(pair.settle());
  QSignalSpy changed(&pair.live, &LiveAgreement::changed);
  // Without a pause, as a hand paints.
  for (int step = 0; step < 60; ++step) {
    fill(pair.open, pair.truth, {5 + step % 40, 5, 3}, {5 + step % 40, 30, 5}, 1);
    QTest::qWait(5);
  }
  QVERIFY2(changed.count() >= 5, qPrintable(QString::number(changed.count())));
}

void TestLiveAgreement::anotherGridIsResampled() {
  CaseFixture open;
  const ImageGrid fine = CaseFixture::ctGrid();
  const ImageGrid coarse =
      ImageGrid::create({32, 24, 10}, {1.4, 1.8, 3.0}, fine.toPatient({0.5, 0.5, 0.0}), fine.directions())
          .take();
  const MaskId truth = open.addMask(fine);
  const MaskId prediction = open.addMask(coarse);
  fill(open, prediction, {4, 4, 2}, {7, 7, 4}, 1);
  fill(open, truth, {8, 8, 2}, {15, 15, 4}, 1);  // the same box in finer voxels
  LiveAgreement live(open.document);
  live.setPair(truth, prediction);
  QVERIFY(live.isResampled());
  QVERIFY(QTest::qWaitFor([&] { return live.isSettled() && live.comparison(); }, 20000));
  QCOMPARE(live.comparison()->agreement.dice, std::optional(1.0));
  fill(open, prediction, {4, 4, 2}, {7, 7, 2}, 0);
  QVERIFY(QTest::qWaitFor([&] { return live.isSettled(); }, 20000));
  QCOMPARE(live.comparison()->agreement.dice, std::optional(0.8));
}

void TestLiveAgreement::disagreementIsWhatDiffers() {
  Pair pair;
  const double ml = CaseFixture::ctGrid().voxelVolume().value;
  fill(pair.open, pair.truth, {5, 5, 2}, {14, 9, 2}, 1);        // 50 voxels
  fill(pair.open, pair.truth, {30, 5, 2}, {34, 9, 2}, 2);       // 25
  fill(pair.open, pair.truth, {50, 5, 2}, {51, 6, 2}, 3);       // 4, missed
  fill(pair.open, pair.prediction, {10, 5, 2}, {34, 9, 2}, 1);  // 125: 25 in the first, 25 in the second
  fill(pair.open, pair.prediction, {5, 30, 2}, {7, 32, 2}, 2);  // 9, on nothing
  QVERIFY(pair.settle());
  const auto& lesions = pair.live.comparison()->agreement.lesions;
  QCOMPARE(lesions.size(), std::size_t{4});
  const auto near = [](double a, double b) { return std::abs(a - b) < 1e-12; };
  QVERIFY(near(lesions[0].disagreementMl, (25 + 75) * ml));
  QVERIFY(lesions[0].merged && lesions[1].merged);
  QVERIFY(near(lesions[1].disagreementMl, 75 * ml));
  QVERIFY(near(lesions[2].disagreementMl, 4 * ml));
  QVERIFY(near(lesions[3].disagreementMl, 9 * ml));
}

void TestLiveAgreement::worstPlaceIsOnTheWorstSlice() {
  Pair pair;
  fill(pair.open, pair.truth, {5, 5, 2}, {14, 9, 5}, 1);
  fill(pair.open, pair.prediction, {5, 5, 2}, {13, 9, 3}, 1);  // lacks a column on 2 and 3, and 4, 5 wholly
  fill(pair.open, pair.prediction, {5, 5, 4}, {5, 5, 4}, 1);
  QVERIFY(pair.settle());
  const Comparison& comparison = *pair.live.comparison();
  const Eigen::Vector3d at =
      comparison.truth.grid.toIndex(worstPlace(comparison, comparison.agreement.lesions[0]));
  QCOMPARE(at.z(), 5.0);
  QVERIFY(at.x() >= 9.0 - 1e-9 && at.x() <= 10.0 + 1e-9 && std::abs(at.y() - 7.0) < 1e-9);
}

void TestLiveAgreement::worstPlaceIsInTheMiddleOfEqualSlices() {
  Pair pair;
  fill(pair.open, pair.prediction, {20, 20, 2}, {24, 24, 6}, 2);
  QVERIFY(pair.settle());
  const Comparison& comparison = *pair.live.comparison();
  const Eigen::Vector3d at =
      comparison.truth.grid.toIndex(worstPlace(comparison, comparison.agreement.lesions[0]));
  QVERIFY((at - Eigen::Vector3d(22, 22, 4)).norm() < 1e-9);
}

void TestLiveAgreement::takesOverAsNewLesion() {
  Pair pair;
  fill(pair.open, pair.prediction, {20, 20, 4}, {23, 23, 6}, 2);
  fill(pair.open, pair.truth, {5, 5, 2}, {6, 6, 2}, 1);
  QVERIFY(pair.settle());
  const QByteArray before = snapshot(pair.open.document);
  const int steps = pair.open.stack.count();
  const auto outcome = pair.editor().takeOver(pair.request({0}), DecisionKind::TakenOver);
  QVERIFY(outcome.done);
  QCOMPARE(pair.open.stack.count(), steps + 1);
  QCOMPARE(pair.open.stack.undoText(), QStringLiteral("Take over Lesion 4"));
  const MaskLayer& mask = *pair.open.document.mask(pair.truth);
  QCOMPARE(mask.labels.count(4), std::ptrdiff_t{48});
  const Segment& lesion = *mask.segment(4);
  QCOMPARE(lesion.algorithm, SegmentAlgorithm::SemiAutomatic);
  QCOMPARE(lesion.algorithmName, QStringLiteral("net"));
  QVERIFY(lesion.trackingUid.startsWith(QLatin1String("2.25.")));
  QCOMPARE(pair.open.selection.segment(), Label{4});
  const auto& decisions = pair.open.document.decisions();
  QCOMPARE(decisions.size(), std::size_t{1});
  const LesionDecision& decision = decisions.begin()->second;
  QCOMPARE(decision.lesion, PredictedLesion(QStringLiteral("1.2.3"), 1));
  QCOMPARE(decision.kind, DecisionKind::TakenOver);
  QCOMPARE(decision.trackingUid, lesion.trackingUid);
  QVERIFY(decision.madeLesion);
  QVERIFY(QTest::qWaitFor([&] { return pair.live.isSettled(); }, 20000));
  QCOMPARE(pair.live.comparison()->agreement.lesions[1].dice, std::optional(1.0));
  pair.open.stack.undo();
  QCOMPARE(snapshot(pair.open.document), before);
  QVERIFY(decisions.empty());
  pair.open.stack.redo();
  QCOMPARE(decisions.size(), std::size_t{1});
  QCOMPARE(mask.labels.count(4), std::ptrdiff_t{48});
}

void TestLiveAgreement::unitesWithTheLesionItOverlapsMost() {
  Pair pair;
  fill(pair.open, pair.truth, {10, 10, 4}, {12, 12, 4}, 1);       // 9
  fill(pair.open, pair.truth, {16, 10, 4}, {19, 12, 4}, 2);       // 12
  fill(pair.open, pair.prediction, {10, 10, 4}, {19, 12, 4}, 1);  // 30 over both
  QVERIFY(pair.settle());
  const QByteArray before = snapshot(pair.open.document);
  QVERIFY(pair.editor().takeOver(pair.request({0}), DecisionKind::TakenOver).done);
  const MaskLayer& mask = *pair.open.document.mask(pair.truth);
  QCOMPARE(mask.labels.count(1), std::ptrdiff_t{9});  // keeps its own
  QCOMPARE(mask.labels.count(2), std::ptrdiff_t{12 + 9});
  QCOMPARE(mask.segments.size(), std::size_t{3});
  QCOMPARE(mask.segment(1)->algorithm, SegmentAlgorithm::Manual);
  QCOMPARE(mask.segment(2)->algorithm, SegmentAlgorithm::SemiAutomatic);
  QCOMPARE(mask.segment(2)->algorithmName, QStringLiteral("drawn by hand; net"));
  QVERIFY(!pair.open.document.decisions().begin()->second.madeLesion);
  QCOMPARE(pair.open.stack.undoText(), QStringLiteral("Unite Lesion 2 with the prediction"));
  pair.open.stack.undo();
  QCOMPARE(snapshot(pair.open.document), before);
}

void TestLiveAgreement::replacesMineByThePrediction() {
  // Shifted by half, and the prediction in two parts that both lie on lesion 2.
  Pair pair;
  fill(pair.open, pair.truth, {10, 10, 4}, {19, 12, 4}, 2);
  fill(pair.open, pair.truth, {22, 10, 4}, {23, 12, 4}, 1);
  fill(pair.open, pair.prediction, {15, 10, 4}, {17, 14, 4}, 1);
  fill(pair.open, pair.prediction, {19, 10, 4}, {23, 12, 4}, 2);
  QVERIFY(pair.settle());
  const QByteArray before = snapshot(pair.open.document);
  const int steps = pair.open.stack.count();
  QVERIFY(pair.editor().takeOver(pair.request({0}), DecisionKind::Replaced).done);
  QCOMPARE(pair.open.stack.count(), steps + 1);
  QCOMPARE(pair.open.stack.undoText(), QStringLiteral("Replace Lesion 2 by the prediction"));
  const MaskLayer& mask = *pair.open.document.mask(pair.truth);
  QCOMPARE(mask.labels.count(2), std::ptrdiff_t{3 * 5});
  QCOMPARE(mask.labels.extent(2), (IndexBox{{15, 10, 4}, {17, 14, 4}}));
  QCOMPARE(mask.labels.count(1), std::ptrdiff_t{6});
  QCOMPARE(mask.segment(2)->algorithm, SegmentAlgorithm::SemiAutomatic);
  QCOMPARE(mask.segment(2)->algorithmName, QStringLiteral("net"));
  QCOMPARE(pair.open.document.decisions().begin()->second.kind, DecisionKind::Replaced);
  pair.open.stack.undo();
  QCOMPARE(snapshot(pair.open.document), before);
  // Both parts at once: the first column of the second is lesion 2's, the rest of it free or lesion 1's.
  fill(pair.open, pair.truth, {22, 10, 4}, {23, 12, 4}, 0);
  QVERIFY(QTest::qWaitFor([&] { return pair.live.isSettled(); }, 20000));
  QVERIFY(pair.editor().takeOver(pair.request({0, 1}), DecisionKind::Replaced).done);
  QCOMPARE(mask.labels.count(2), std::ptrdiff_t{15 + 15});
  QVERIFY(QTest::qWaitFor([&] { return pair.live.isSettled(); }, 20000));
  QCOMPARE(pair.live.comparison()->agreement.dice, std::optional(1.0));
}

void TestLiveAgreement::intersectsMineWithThePrediction() {
  Pair pair;
  fill(pair.open, pair.truth, {10, 10, 4}, {19, 12, 4}, 1);
  fill(pair.open, pair.prediction, {15, 10, 4}, {30, 12, 5}, 1);
  fill(pair.open, pair.prediction, {40, 30, 4}, {42, 32, 5}, 2);
  QVERIFY(pair.settle());
  const QByteArray before = snapshot(pair.open.document);
  QVERIFY(pair.editor().takeOver(pair.request({0}), DecisionKind::Intersected).done);
  QCOMPARE(pair.open.stack.undoText(), QStringLiteral("Clip Lesion 1 to the prediction"));
  const MaskLayer& mask = *pair.open.document.mask(pair.truth);
  QCOMPARE(mask.labels.extent(1), (IndexBox{{15, 10, 4}, {19, 12, 4}}));
  QCOMPARE(mask.labels.count(1), std::ptrdiff_t{15});
  QCOMPARE(mask.segment(1)->algorithmName, QStringLiteral("drawn by hand; net"));
  QCOMPARE(pair.open.document.decisions().begin()->second.kind, DecisionKind::Intersected);
  pair.open.stack.undo();
  QCOMPARE(snapshot(pair.open.document), before);
  // Nothing of mine is there.
  QVERIFY(QTest::qWaitFor([&] { return pair.live.isSettled(); }, 20000));
  const auto outcome = pair.editor().takeOver(pair.request({1}), DecisionKind::Intersected);
  QVERIFY(!outcome.done && outcome.said.contains(QLatin1String("nothing to clip")));
  QCOMPARE(snapshot(pair.open.document), before);
}

void TestLiveAgreement::takesOthersOnlyWhenTold() {
  Pair pair;
  fill(pair.open, pair.truth, {10, 10, 4}, {12, 12, 4}, 1);       // 9
  fill(pair.open, pair.truth, {16, 10, 4}, {19, 12, 4}, 2);       // 12
  fill(pair.open, pair.prediction, {10, 10, 4}, {19, 12, 4}, 1);  // 30 over both
  QVERIFY(pair.settle());
  pair.open.selection.setProtectsOthers(false);
  const auto outcome = pair.editor().takeOver(pair.request({0}), DecisionKind::Replaced);
  QVERIFY(outcome.done);
  const double ml = 9.0 * CaseFixture::ctGrid().voxelVolume().value;
  QVERIFY2(outcome.said.contains(QStringLiteral("%1 ml of Lesion 1").arg(ml, 0, 'f', 3)),
           qPrintable(outcome.said));
  const MaskLayer& mask = *pair.open.document.mask(pair.truth);
  QCOMPARE(mask.labels.count(1), std::ptrdiff_t{0});
  QCOMPARE(mask.labels.count(2), std::ptrdiff_t{30});
}

void TestLiveAgreement::takesOverWithoutAMask() {
  CaseFixture open;
  const MaskId prediction = open.addMask(CaseFixture::ctGrid(), 1, PredictionOrigin{QStringLiteral("x"), {}});
  fill(open, prediction, {20, 20, 4}, {23, 23, 6}, 1);
  LiveAgreement live(open.document);
  live.setPair(MaskId::None, prediction);
  QVERIFY(QTest::qWaitFor([&] { return live.isSettled() && live.comparison(); }, 20000));
  const auto outcome =
      PredictionEditor(open.context())
          .takeOver({MaskId::None, prediction, *live.comparison(), {0}}, DecisionKind::Corrected);
  QVERIFY(outcome.done);
  QCOMPARE(open.document.masks().size(), std::size_t{2});
  const MaskLayer& made = *open.document.mask(outcome.lesion.mask);
  QVERIFY(!made.prediction);
  QCOMPARE(made.labels.count(1), std::ptrdiff_t{48});
  QCOMPARE(open.document.decisions().begin()->second.kind, DecisionKind::Corrected);
  open.stack.undo();
  QCOMPARE(open.document.masks().size(), std::size_t{1});
  QVERIFY(open.document.decisions().empty());
}

void TestLiveAgreement::lockedLesionsAreRefused() {
  Pair pair;
  fill(pair.open, pair.truth, {10, 10, 4}, {12, 12, 4}, 1);
  fill(pair.open, pair.prediction, {10, 10, 4}, {19, 12, 4}, 1);
  QVERIFY(pair.settle());
  for (const MaskLocks& locks : {MaskLocks{false, {1}}, MaskLocks{true, {}}}) {
    pair.open.document.setMaskLocks(pair.truth, locks);
    const auto outcome = pair.editor().takeOver(pair.request({0}), DecisionKind::TakenOver);
    QVERIFY(!outcome.done);
    QVERIFY(outcome.said.contains(QLatin1String("locked")));
    QVERIFY(pair.open.document.decisions().empty());
  }
}

void TestLiveAgreement::rejectsAndTakesBackWhatWasTakenOver() {
  Pair pair;
  fill(pair.open, pair.prediction, {20, 20, 4}, {23, 23, 6}, 2);
  QVERIFY(pair.settle());
  QVERIFY(pair.editor().reject(pair.request({0})).done);
  QCOMPARE(pair.open.document.decisions().begin()->second.kind, DecisionKind::Rejected);
  QVERIFY(pair.open.document.mask(pair.truth)->labels.extent().isEmpty());
  // Another mind: taken over, and rejected after all.
  QVERIFY(pair.editor().takeOver(pair.request({0}), DecisionKind::TakenOver).done);
  QVERIFY(QTest::qWaitFor([&] { return pair.live.isSettled(); }, 20000));
  const QByteArray taken = snapshot(pair.open.document);
  const auto outcome = pair.editor().reject(pair.request({0}));
  QVERIFY(outcome.done && outcome.said.contains(QLatin1String("removed")));
  QVERIFY(pair.open.document.mask(pair.truth)->labels.extent().isEmpty());
  QVERIFY(!pair.open.document.mask(pair.truth)->segment(4));
  QCOMPARE(pair.open.document.decisions().begin()->second.kind, DecisionKind::Rejected);
  pair.open.stack.undo();
  QCOMPARE(snapshot(pair.open.document), taken);
  QCOMPARE(pair.open.document.decisions().begin()->second.kind, DecisionKind::TakenOver);
}

QTEST_GUILESS_MAIN(TestLiveAgreement)
#include "tst_live_agreement.moc"
