#include "annotation/boxes/add_boxes.h"
#include "annotation/boxes/box_interpolation.h"
#include "annotation/boxes/box_lesion_editor.h"
#include "core/box/box_masks.h"
#include "core/box/label_scheme.h"
#include "tests/annotation/box_cases.h"

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// What is computed for boxes: those in between, tighter ones, those of masks; and class schemes.
class TestBoxOperations : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void interpolationByHandComputedNumbers_data();
  void interpolationByHandComputedNumbers();
  void interpolationFillsAndKeeps();
  void otherKeyIsTheNearestWithAGap();
  void petTightening();
  void ctTightening();
  void masksBecomeBoxesAndBack();
  void petMaskBecomesBoxesOfCt();
  void schemesAreChecked();
};

void TestBoxOperations::interpolationByHandComputedNumbers_data() {
  QTest::addColumn<int>("from");
  QTest::addColumn<int>("to");
  QTest::addColumn<QList<int>>("expected");  // of steps 1 … n − 1
  QTest::newRow("exact") << 10 << 14 << QList<int>{11, 12, 13};
  QTest::newRow("thirds") << 10 << 11 << QList<int>{10, 11};          // 10.33, 10.67
  QTest::newRow("halves up") << 10 << 11 << QList<int>{11};           // 10.5
  QTest::newRow("halves up, falling") << 11 << 10 << QList<int>{11};  // 10.5
  QTest::newRow("quarters") << 0 << 3 << QList<int>{1, 2, 2};         // 0.75, 1.5, 2.25
  QTest::newRow("below zero") << -3 << 0 << QList<int>{-2, -1, -1};   // −2.25, −1.5, −0.75
}

void TestBoxOperations::interpolationByHandComputedNumbers() {
  QFETCH(int, from);
  QFETCH(int, to);
  QFETCH(QList<int>, expected);
  const int steps = static_cast<int>(expected.size()) + 1;
  for (int step = 1; step < steps; ++step) {
    const PixelRect rect =
        interpolatedRect({from, from, from + 7, from + 9}, {to, to, to + 7, to + 9}, step, steps);
    const int at = expected[step - 1];
    QCOMPARE(rect, (PixelRect{at, at, at + 7, at + 9}));
  }
}

void TestBoxOperations::interpolationFillsAndKeeps() {
  CaseFixture open;
  const BoxId low = put(open, 1, {10, 10, 19, 19});
  const BoxId high = put(open, 7, {22, 16, 37, 25});
  const BoxId kept = put(open, 4, {15, 12, 20, 20});
  const BoxId other = put(open, 5, {15, 12, 20, 20}, QStringLiteral("G"));  // another class: not in the way
  BoxLesionEditor editor(open.context());
  const auto filled = editor.interpolate(high, low);
  QVERIFY(filled);
  QCOMPARE(filled->added, 4);
  QCOMPARE(filled->kept, std::vector<BoxId>{kept});
  QCOMPARE(open.stack.count(), 1);
  // From slice 1 to 7: per slice +2 and +1 for the left and top edges, +3 and +1 for the right and bottom.
  const auto rectOn = [&](int k) {
    for (const Box& box : open.document.boxesOn(QStringLiteral("ct.%1").arg(k)))
      if (box.className == QLatin1String("A")) return box.rect;
    return PixelRect{};
  };
  for (const int k : {2, 3, 5, 6}) {
    const int n = k - 1;
    QCOMPARE(rectOn(k), (PixelRect{10 + 2 * n, 10 + n, 19 + 3 * n, 19 + n}));
  }
  QCOMPARE(rectOn(4), (PixelRect{15, 12, 20, 20}));
  QCOMPARE(open.document.lesionOf(low)->boxes.size(), std::size_t{7});
  QCOMPARE(open.document.lesionOf(other)->boxes.size(), std::size_t{1});
  QVERIFY(!editor.interpolate(low, other));
  open.stack.undo();
  QCOMPARE(open.document.boxes().size(), std::size_t{4});

  // Keys so far apart that neighbours share no pixel are one lesion all the same.
  const BoxId near = put(open, 0, {0, 0, 3, 3});
  const BoxId far = put(open, 2, {40, 0, 43, 3});
  QVERIFY(editor.interpolate(near, far));
  QCOMPARE(open.document.lesionOf(near)->boxes.size(), std::size_t{3});
  open.stack.undo();
  // The same through a joined lesion.
  QVERIFY(editor.join(near, far));
  const auto gaps = editor.fillGaps(far);
  QVERIFY(gaps);
  QCOMPARE(gaps->added, 1);
  QVERIFY(!editor.fillGaps(far));
}

void TestBoxOperations::otherKeyIsTheNearestWithAGap() {
  CaseFixture open;
  const BoxId box = put(open, 3, {10, 10, 19, 19});
  QVERIFY(!otherKey(open.document, box));
  put(open, 4, {10, 10, 19, 19});                       // a neighbour: nothing between
  put(open, 6, {12, 10, 19, 19}, QStringLiteral("G"));  // another class
  const BoxId beside = put(open, 6, {40, 10, 49, 19});  // nearer, but elsewhere
  QCOMPARE(otherKey(open.document, box), std::optional(beside));
  const BoxId meant = put(open, 8, {14, 12, 23, 21});
  QCOMPARE(otherKey(open.document, box), std::optional(meant));
}

void TestBoxOperations::petTightening() {
  // CT pixels of 1 mm at whole millimetres; PET voxels of 4 mm whose cells begin at multiples of 4 mm: a PET
  // voxel i covers the CT pixels 4 i … 4 i + 3 (borders 4 i − 0.5 … 4 i + 3.5).
  CaseFixture open;
  const auto ctGrid =
      ImageGrid::create({64, 48, 5}, {1, 1, 3}, {0, 0, 0}, Eigen::Matrix3d::Identity()).take();
  const auto petGrid =
      ImageGrid::create({16, 12, 5}, {4, 4, 3}, {1.5, 1.5, 0}, Eigen::Matrix3d::Identity()).take();
  const auto ct = volumeOf(ctGrid, VoxelType::Int16, ValueUnit::Hounsfield, QStringLiteral("ct"),
                           [](const Point&) { return 0.0; });
  // Slice 2: maximum 10 in PET voxel (5, 4), 4.2 right of it, 4.0 left of it, 4.2 diagonally below right, and
  // 9 in (9, 4), apart from it. Slice 3: 5 in (5, 4).
  const auto value = [&](const Point& point) {
    const Eigen::Vector3i at = petGrid.nearestVoxel(point);
    if (at == Eigen::Vector3i(5, 4, 2)) return 10.0;
    if (at == Eigen::Vector3i(6, 4, 2) || at == Eigen::Vector3i(7, 5, 2)) return 4.2;
    if (at == Eigen::Vector3i(4, 4, 2)) return 4.0;
    if (at == Eigen::Vector3i(9, 4, 2)) return 9.0;
    if (at == Eigen::Vector3i(5, 4, 3)) return 5.0;
    if (at == Eigen::Vector3i(6, 4, 3)) return 2.4;
    return 0.5;
  };
  const auto pet = volumeOf(petGrid, VoxelType::Float32, ValueUnit::Suv, QStringLiteral("pet"), value);
  open.document.setImages(ct, pet);
  const BoxId box = put(open, 2, {10, 10, 45, 40});
  const BoxId next = put(open, 3, {10, 10, 45, 40});
  BoxLesionEditor editor(open.context());
  const auto rectOf = [&](BoxId id) { return open.document.box(id)->rect; };

  // 41 % of 10 is 4.1: PET voxels (5, 4), (6, 4) and (7, 5), which touches (6, 4) by a corner.
  auto done = editor.tighten(box, {TightenRule::Kind::OfMaximum, 0.41});
  QCOMPARE(done.changed, 1);
  QCOMPARE(rectOf(box), (PixelRect{20, 16, 31, 23}));
  QCOMPARE(open.stack.undoText(), QStringLiteral("Tighten box A"));
  done = editor.tighten(box, {TightenRule::Kind::OfMaximum, 0.41});
  QCOMPARE(done.tight, 1);
  QCOMPARE(open.stack.count(), 1);
  open.stack.undo();
  // SUV 4.0 takes (4, 4), too.
  editor.tighten(box, {TightenRule::Kind::FixedSuv, 4.0});
  QCOMPARE(rectOf(box), (PixelRect{16, 16, 31, 23}));
  open.stack.undo();
  // A border through PET voxels cuts them.
  Box cut = *open.document.box(box);
  cut.rect = {22, 17, 45, 40};
  open.document.updateBox(cut);
  editor.tighten(box, {TightenRule::Kind::OfMaximum, 0.5});
  QCOMPARE(rectOf(box), (PixelRect{22, 17, 23, 19}));
  open.stack.undo();
  cut.rect = {10, 10, 45, 40};
  open.document.updateBox(cut);

  // The box alone: 41 % of 5 is 2.05. The lesion: 41 % of 10 is 4.1.
  editor.tighten(next, {TightenRule::Kind::OfMaximum, 0.41});
  QCOMPARE(rectOf(next), (PixelRect{20, 16, 27, 19}));
  open.stack.undo();
  done = editor.tightenLesion(next, {TightenRule::Kind::OfMaximum, 0.41});
  QCOMPARE(done.changed, 2);
  QCOMPARE(rectOf(next), (PixelRect{20, 16, 23, 19}));
  QCOMPARE(rectOf(box), (PixelRect{20, 16, 31, 23}));
  open.stack.undo();
  // Nothing reaches it: the box stays, and it is said.
  done = editor.tightenLesion(next, {TightenRule::Kind::FixedSuv, 6.0});
  QCOMPARE(done.changed, 1);
  QCOMPARE(done.refused.size(), std::size_t{1});
  QCOMPARE(done.refused.front().first, next);
  QVERIFY2(done.refused.front().second.contains(QLatin1String("its maximum is 5")),
           qPrintable(done.refused.front().second));
  QCOMPARE(rectOf(next), (PixelRect{10, 10, 45, 40}));
  open.document.setImages(ct, nullptr);
  done = editor.tighten(next, {TightenRule::Kind::FixedSuv, 2.5});
  QCOMPARE(done.refused.front().second, QStringLiteral("There is no PET."));
}

void TestBoxOperations::ctTightening() {
  CaseFixture open;
  const auto grid = ImageGrid::create({64, 48, 3}, {1, 1, 3}, {0, 0, 0}, Eigen::Matrix3d::Identity()).take();
  // Lung with a disc of radius 5.2 about (30, 20), a vessel beside it, and wall from x = 44 on.
  const auto ct =
      volumeOf(grid, VoxelType::Int16, ValueUnit::Hounsfield, QStringLiteral("ct"), [](const Point& p) {
        if (p.x() >= 44) return 40.0;
        if (std::hypot(p.x() - 30, p.y() - 20) <= 5.2) return -450.0;
        if (p.x() >= 20 && p.x() <= 21 && p.y() >= 10) return 30.0;
        return -860.0;
      });
  open.document.setImages(ct, nullptr);
  const BoxId box = put(open, 1, {18, 8, 50, 34});
  BoxLesionEditor editor(open.context());
  // The middle of the box is (34, 21): 1 pixel from the disc, 10 from the wall. The disc covers 25 … 35 in
  // x and 15 … 25 in y (30 ± 5.2 at whole pixels).
  auto done = editor.tighten(box, {TightenRule::Kind::FixedHu, -500});
  QCOMPARE(done.changed, 1);
  QCOMPARE(open.document.box(box)->rect, (PixelRect{25, 15, 35, 25}));
  open.stack.undo();
  // Above −400 only vessel and wall are left; the wall (44, 21) is the nearer one.
  editor.tighten(box, {TightenRule::Kind::FixedHu, -400});
  QCOMPARE(open.document.box(box)->rect, (PixelRect{44, 8, 50, 34}));
  open.stack.undo();
  const BoxId inWall = put(open, 1, {48, 8, 55, 15});
  done = editor.tighten(inWall, {TightenRule::Kind::FixedHu, -500});
  QCOMPARE(done.refused.size(), std::size_t{1});
  const BoxId inLung = put(open, 1, {2, 2, 10, 8});
  done = editor.tighten(inLung, {TightenRule::Kind::FixedHu, -500});
  QCOMPARE(done.refused.size(), std::size_t{1});
  QVERIFY(done.refused.front().second.contains(QLatin1String("maximum is -860")) ||
          done.refused.front().second.contains(QStringLiteral("maximum is −860")));
}

void TestBoxOperations::masksBecomeBoxesAndBack() {
  CaseFixture open;
  for (int k = 1; k <= 4; ++k) put(open, k, {10 + k, 10, 19 + 2 * k, 19 + k});
  for (int k = 3; k <= 5; ++k) put(open, k, {45, 30, 50 + k, 47}, QStringLiteral("G"));
  put(open, 8, {0, 0, 0, 0}, QStringLiteral("q"));
  const LabelScheme scheme = LabelScheme::lungPetCtDx();
  const ImageStacks& images = open.document.imageStacks();
  auto made = maskOfBoxes(open.document.boxes(), images, open.document.boxLesions(), 0, scheme,
                          QStringLiteral("Boxes"), open.document.ct()->source());
  QVERIFY(made);
  QCOMPARE(made->shared, 0);
  const MaskLayer& mask = *made->mask;
  QCOMPARE(mask.segments.size(), std::size_t{3});
  QCOMPARE(mask.segments[0].label, QStringLiteral("A 1"));
  QCOMPARE(mask.segments[1].label, QStringLiteral("G 1"));
  QCOMPARE(mask.segments[1].type.value, QStringLiteral("254634000"));
  std::ptrdiff_t pixels = 0;
  for (int k = 1; k <= 4; ++k) pixels += std::ptrdiff_t{10 + k} * (10 + k);
  QCOMPARE(mask.labels.count(1), pixels);
  QCOMPARE(mask.labels.count(3), std::ptrdiff_t{1});

  std::map<Label, QString> classes;
  for (const Segment& segment : mask.segments)
    classes[segment.number] =
        classOfSegment(segment, scheme).isEmpty() ? QStringLiteral("q") : classOfSegment(segment, scheme);
  JobControl control;
  const auto back = boxesOfMask(mask.labels, classes, images.all().front(), control);
  QVERIFY(back);
  QCOMPARE(back->size(), open.document.boxes().size());
  for (const Box& box : *back) {
    const auto present = open.document.boxesOn(box.sopInstanceUid);
    QVERIFY(std::ranges::any_of(present, [&](const Box& other) {
      return other.rect == box.rect && other.className == box.className;
    }));
  }
  // All are there already: nothing is added, no step.
  QCOMPARE(addBoxes(open.context(), *back, QStringLiteral("x")), 0);
  QCOMPARE(open.stack.count(), 0);
  const QString before = contentOf(open.document);
  open.document.takeBox(BoxId{1});
  QCOMPARE(addBoxes(open.context(), *back, QStringLiteral("x")), 1);
  QCOMPARE(open.stack.count(), 1);
  QCOMPARE(open.document.boxesOn(QStringLiteral("ct.1")).front().rect, (PixelRect{11, 10, 21, 20}));
}

void TestBoxOperations::petMaskBecomesBoxesOfCt() {
  // Left-handed, finer CT over a coarser mask: the numbers are worked out by hand.
  Eigen::Matrix3d mirrored = Eigen::Matrix3d::Identity();
  mirrored(0, 0) = -1.0;
  const auto ctGrid = ImageGrid::create({40, 40, 12}, {1, 1, 2}, {39, 0, 0}, mirrored).take();
  const auto petGrid =
      ImageGrid::create({10, 10, 6}, {4, 4, 4}, {1.6, 1.6, 1}, Eigen::Matrix3d::Identity()).take();
  LabelMap labels = LabelMap::create(petGrid).take();
  // Voxels (2…3, 5, 2) cover x −0.4 + 8 … 15.6, y 19.6 … 23.6, z 7 … 11.
  labels.set({2, 5, 2}, 1);
  labels.set({3, 5, 2}, 1);
  ImageStack stack{ctGrid, {}};
  for (int k = 0; k < 12; ++k) stack.images.push_back(QString::number(k));
  JobControl control;
  const auto boxes = boxesOfMask(labels, {{1, QStringLiteral("A")}}, stack, control);
  QVERIFY(boxes);
  // Slices at z = 8 and 10 (k 4, 5); x 8 … 15 are the columns 39 − 15 … 39 − 8; y 20 … 23.
  QCOMPARE(boxes->size(), std::size_t{2});
  QCOMPARE((*boxes)[0].sopInstanceUid, QStringLiteral("4"));
  QCOMPARE((*boxes)[1].sopInstanceUid, QStringLiteral("5"));
  for (const Box& box : *boxes) QCOMPARE(box.rect, (PixelRect{24, 20, 31, 23}));
  QVERIFY(boxesOfMask(labels, {{2, QStringLiteral("A")}}, stack, control)->empty());
}

void TestBoxOperations::schemesAreChecked() {
  QCOMPARE(LabelScheme::lungRads().classNames(), QStringLiteral("0, 1, 2, 3, 4A, 4B, 4X"));
  for (const LabelScheme& scheme : LabelScheme::supplied())
    QVERIFY(LabelScheme::create(scheme.name(), scheme.classes()));
  const LabelClass a{QStringLiteral("A"), {}, {}, QStringLiteral("a"), {}};
  QCOMPARE(LabelScheme::create(QStringLiteral("S"), {a})->classes().front().key, QStringLiteral("A"));
  QVERIFY(!LabelScheme::create(QString(), {a}));
  QVERIFY(!LabelScheme::create(QStringLiteral("S"), {}));
  QVERIFY(!LabelScheme::create(QStringLiteral("S"), {a, a}));
  LabelClass b{QStringLiteral("B"), {}, {}, QStringLiteral("A"), {}};
  QVERIFY(!LabelScheme::create(QStringLiteral("S"), {a, b}));
  b.key = QStringLiteral("+");
  QVERIFY(!LabelScheme::create(QStringLiteral("S"), {a, b}));
}

QTEST_GUILESS_MAIN(TestBoxOperations)
#include "tst_box_operations.moc"
