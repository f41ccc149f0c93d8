#include "annotation/boxes/add_boxes.h"
#include "annotation/boxes/box_interpolation.h"
#include "annotation/boxes/box_lesion_editor.h"
#include "annotation/case_editor.h"
#include "core/box/box_masks.h"
#include "core/box/label_scheme.h"
#include "tests/annotation/case_fixture.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

#include <cmath>

using namespace uptake;
using uptake::test::CaseFixture;

/// Lesions of boxes: how they come about, what is done with them as a whole, and the exactness of undo.
class TestBoxLesions : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void runsOfOverlappingBoxesAreLesions();
  void missingSlicesAreSteppedOver();
  void seriesAreKeptApart();
  void splitAndJoinedByHand();
  void groupingIsFast();
  void lesionAsAWhole();
  void interpolationByHandComputedNumbers_data();
  void interpolationByHandComputedNumbers();
  void interpolationFillsAndKeeps();
  void otherKeyIsTheNearestWithAGap();
  void petTightening();
  void ctTightening();
  void masksBecomeBoxesAndBack();
  void petMaskBecomesBoxesOfCt();
  void schemesAreChecked();
  void everyEditIsUndoneAndRedoneExactly_data();
  void everyEditIsUndoneAndRedoneExactly();
};

namespace {

BoxId put(CaseFixture& open, int k, const PixelRect& rect, const QString& name = QStringLiteral("A")) {
  Box box;
  box.sopInstanceUid = QStringLiteral("ct.%1").arg(k);
  box.className = name;
  box.rect = rect;
  return open.document.insertBox(box);
}

/// "1 2|3": the ids of each lesion.
QString lesionsOf(const CaseDocument& document) {
  QStringList lesions;
  for (const BoxLesion& lesion : document.boxLesions()) {
    QStringList ids;
    for (const BoxId id : lesion.boxes) ids.append(QString::number(static_cast<int>(id)));
    lesions.append(ids.join(QLatin1Char(' ')));
  }
  return lesions.join(QLatin1Char('|'));
}

/// Everything that an undo must give back, readable where it differs.
QString contentOf(const CaseDocument& document) {
  QString text;
  for (const auto& [id, box] : document.boxes())
    text += QStringLiteral("%1 %2 %3 [%4 %5 %6 %7] %8%9\n")
                .arg(static_cast<int>(id))
                .arg(box.sopInstanceUid, box.className)
                .arg(box.rect.xmin)
                .arg(box.rect.ymin)
                .arg(box.rect.xmax)
                .arg(box.rect.ymax)
                .arg(box.truncated)
                .arg(box.difficult);
  for (const auto& [pair, tie] : document.boxTies())
    text += QStringLiteral("%1-%2 %3\n")
                .arg(static_cast<int>(pair.first))
                .arg(static_cast<int>(pair.second))
                .arg(static_cast<int>(tie));
  return text;
}

std::shared_ptr<Volume> volumeOf(const ImageGrid& grid, VoxelType type, ValueUnit unit, const QString& name,
                                 const std::function<double(const Point&)>& value) {
  SeriesSource source;
  source.seriesInstanceUid = name;
  source.modality = unit == ValueUnit::Suv ? QStringLiteral("PT") : QStringLiteral("CT");
  for (int k = 0; k < grid.size().z(); ++k)
    source.slices.push_back({QStringLiteral("%1.%2").arg(name).arg(k), {}, {}, 0});
  auto volume = Volume::create(grid, type, unit,
                               unit == ValueUnit::Suv ? QStringLiteral("SUVbw") : QStringLiteral("HU"),
                               std::move(source), 0)
                    .take();
  for (int k = 0; k < grid.size().z(); ++k) {
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i) {
        const double at = value(grid.toPatient({double(i), double(j), double(k)}));
        const auto place = static_cast<std::size_t>(j * grid.size().x() + i);
        if (type == VoxelType::Int16)
          volume->sliceVoxels<std::int16_t>(k)[place] = static_cast<std::int16_t>(at);
        else
          volume->sliceVoxels<float>(k)[place] = static_cast<float>(at);
      }
    volume->publishSlice(k, Volume::SliceState::Loaded);
  }
  return volume;
}

}  // namespace

void TestBoxLesions::runsOfOverlappingBoxesAreLesions() {
  CaseFixture open;
  put(open, 2, {10, 10, 19, 19});                       // 1
  put(open, 3, {19, 19, 25, 25});                       // 2: shares the one pixel (19, 19)
  put(open, 4, {26, 25, 30, 30});                       // 3: beside 2, none shared
  put(open, 4, {25, 25, 28, 28}, QStringLiteral("B"));  // 4: on 2, another class
  put(open, 4, {20, 20, 24, 24}, QStringLiteral("a"));  // 5: capitals make no difference
  put(open, 6, {20, 20, 24, 24});                       // 6: an image lies between
  put(open, 1, {0, 0, 9, 9});                           // 7: beside 1
  QCOMPARE(lesionsOf(open.document), QStringLiteral("7|1 2 5|3|4|6"));
  const BoxLesion& lesion = *open.document.lesionOf(BoxId{2});
  QCOMPARE(lesion.firstSlice, 2);
  QCOMPARE(lesion.lastSlice, 4);
  QCOMPARE(lesion.extent, (PixelRect{10, 10, 25, 25}));
  QCOMPARE(open.document.lesionOf(BoxId{99}), nullptr);

  // It follows every change.
  Box moved = *open.document.box(BoxId{3});
  moved.rect = {25, 25, 30, 30};
  open.document.updateBox(moved);
  QCOMPARE(lesionsOf(open.document), QStringLiteral("7|1 2 3 5|4|6"));
  open.document.takeBox(BoxId{2});
  QCOMPARE(lesionsOf(open.document), QStringLiteral("7|1|3|4|5|6"));
}

void TestBoxLesions::missingSlicesAreSteppedOver() {
  CaseFixture open;
  SeriesSource source;
  for (int k = 0; k < 10; ++k)
    source.slices.push_back({k == 4 ? QString() : QStringLiteral("ct.%1").arg(k), {}, {}, 0});
  open.document.setImages(Volume::create(CaseFixture::ctGrid(), VoxelType::Int16, ValueUnit::Hounsfield,
                                         QStringLiteral("HU"), source, 0)
                              .take(),
                          nullptr);
  put(open, 3, {10, 10, 19, 19});
  put(open, 5, {10, 10, 19, 19});
  QCOMPARE(lesionsOf(open.document), QStringLiteral("1 2"));
  QCOMPARE(open.document.boxLesions().front().sliceCount(), 3);
}

void TestBoxLesions::seriesAreKeptApart() {
  CaseFixture open;
  ImageStack other{CaseFixture::ctGrid(), {}};
  for (int k = 0; k < 10; ++k) other.images.push_back(QStringLiteral("other.%1").arg(k));
  open.document.setImageStacks({other});
  put(open, 3, {10, 10, 19, 19});
  Box box;
  box.sopInstanceUid = QStringLiteral("other.4");
  box.className = QStringLiteral("A");
  box.rect = {10, 10, 19, 19};
  open.document.insertBox(box);
  box.sopInstanceUid = QStringLiteral("other.5");
  open.document.insertBox(box);
  box.sopInstanceUid = QStringLiteral("nowhere");
  open.document.insertBox(box);
  QCOMPARE(lesionsOf(open.document), QStringLiteral("4|2 3|1"));
  BoxLesionEditor editor(open.context());
  QVERIFY(!editor.join(BoxId{1}, BoxId{2}));
  QVERIFY(!editor.join(BoxId{1}, BoxId{4}));
  QCOMPARE(open.stack.count(), 0);
}

void TestBoxLesions::splitAndJoinedByHand() {
  CaseFixture open;
  for (int k = 1; k <= 6; ++k) put(open, k, {10, 10, 19, 19});
  put(open, 9, {40, 30, 45, 35});                       // 7
  put(open, 9, {10, 30, 15, 35}, QStringLiteral("G"));  // 8
  BoxLesionEditor editor(open.context());
  QCOMPARE(lesionsOf(open.document), QStringLiteral("1 2 3 4 5 6|7|8"));
  QVERIFY(!editor.splitAt(BoxId{1}));
  QVERIFY(editor.splitAt(BoxId{4}));
  QCOMPARE(open.stack.undoText(), QStringLiteral("Split lesion A"));
  QCOMPARE(lesionsOf(open.document), QStringLiteral("1 2 3|4 5 6|7|8"));
  QVERIFY(editor.setApart(BoxId{5}));
  QCOMPARE(lesionsOf(open.document), QStringLiteral("1 2 3|4|5|6|7|8"));
  QVERIFY(!editor.setApart(BoxId{5}));
  QVERIFY(editor.join(BoxId{6}, BoxId{7}));
  QCOMPARE(lesionsOf(open.document), QStringLiteral("1 2 3|4|5|6 7|8"));
  QVERIFY(editor.join(BoxId{1}, BoxId{4}));  // what was set apart follows on again
  QCOMPARE(lesionsOf(open.document), QStringLiteral("1 2 3 4|5|6 7|8"));
  QVERIFY(!editor.join(BoxId{7}, BoxId{8}));  // of another class
  // Splitting what was joined takes the join back.
  QVERIFY(editor.splitAt(BoxId{7}));
  QCOMPARE(lesionsOf(open.document), QStringLiteral("1 2 3 4|5|6|7|8"));
  while (open.stack.canUndo()) open.stack.undo();
  QVERIFY(open.document.boxTies().empty());
  QCOMPARE(lesionsOf(open.document), QStringLiteral("1 2 3 4 5 6|7|8"));
  while (open.stack.canRedo()) open.stack.redo();
  QCOMPARE(lesionsOf(open.document), QStringLiteral("1 2 3 4|5|6|7|8"));
  // Set apart, moved away and joined: the one pair changes twice in one step.
  CaseFixture moved;
  const BoxId stays = put(moved, 1, {10, 10, 19, 19});
  const BoxId goes = put(moved, 2, {10, 10, 19, 19});
  BoxLesionEditor again(moved.context());
  QVERIFY(again.setApart(goes));
  CaseEditor(moved.context()).setBoxRect(goes, {40, 10, 49, 19});
  QVERIFY(again.join(stays, goes));
  QCOMPARE(moved.document.boxTies(), (BoxTies{{pairOf(stays, goes), BoxTie::Joined}}));
  moved.stack.undo();
  QCOMPARE(moved.document.boxTies(), (BoxTies{{pairOf(stays, goes), BoxTie::Apart}}));
  // A deleted box comes back with its ties.
  CaseEditor(open.context()).removeBox(BoxId{5});
  open.stack.undo();
  QCOMPARE(lesionsOf(open.document), QStringLiteral("1 2 3 4|5|6|7|8"));
}

void TestBoxLesions::groupingIsFast() {
  CaseFixture open;
  const ImageGrid grid =
      ImageGrid::create({512, 512, 300}, {0.7, 0.7, 1.0}, {0, 0, 0}, Eigen::Matrix3d::Identity()).take();
  ImageStack stack{grid, {}};
  for (int k = 0; k < 300; ++k) stack.images.push_back(QStringLiteral("ct.%1").arg(k));
  open.document.setImageStacks({stack});
  // 25 lesions of 20 images each, in a grid of 5 × 5 places.
  for (int lesion = 0; lesion < 25; ++lesion)
    for (int k = 0; k < 20; ++k) {
      const int x = 20 + lesion % 5 * 90;
      const int y = 20 + lesion / 5 * 90;
      put(open, 10 + lesion * 10 + k, {x, y, x + 40, y + 40});
    }
  QElapsedTimer timer;
  timer.start();
  constexpr int kTimes = 20;
  for (int n = 0; n < kTimes; ++n) {
    open.document.setBoxTie(pairOf(BoxId{1}, BoxId{500}), std::nullopt);
    QCOMPARE(open.document.boxLesions().size(), std::size_t{25});
  }
  const double milliseconds = static_cast<double>(timer.nsecsElapsed()) / 1e6 / kTimes;
  qInfo("500 boxes are grouped in %.3f ms", milliseconds);
  QVERIFY(milliseconds < 20.0);
}

void TestBoxLesions::lesionAsAWhole() {
  CaseFixture open;
  for (int k = 1; k <= 4; ++k) put(open, k, {10, 10, 19, 19});
  put(open, 8, {10, 10, 19, 19});
  BoxLesionEditor editor(open.context());
  open.selection.setBox(BoxId{2});
  editor.setClass(BoxId{2}, QStringLiteral("G"));
  QCOMPARE(open.stack.count(), 1);
  for (int id = 1; id <= 4; ++id) QCOMPARE(open.document.box(BoxId{id})->className, QStringLiteral("G"));
  QCOMPARE(open.document.box(BoxId{5})->className, QStringLiteral("A"));
  QCOMPARE(open.selection.box(), BoxId{2});
  editor.setClass(BoxId{2}, QStringLiteral("G"));  // no change, no step
  QCOMPARE(open.stack.count(), 1);
  editor.remove(BoxId{3});
  QCOMPARE(open.stack.count(), 2);
  QCOMPARE(open.document.boxes().size(), std::size_t{1});
  QCOMPARE(open.selection.box(), BoxId::None);
  open.stack.undo();
  QCOMPARE(open.document.boxes().size(), std::size_t{5});
  QCOMPARE(open.selection.box(), BoxId{2});
  // Hiding is no edit.
  open.document.setBoxesHidden(open.document.lesionOf(BoxId{1})->boxes, true);
  QVERIFY(open.document.isBoxHidden(BoxId{4}));
  QVERIFY(!open.document.isBoxHidden(BoxId{5}));
  QCOMPARE(open.stack.count(), 2);

  // Exact entry: corners in any order, clipped to the image of 64 × 48.
  Box box = *open.document.box(BoxId{5});
  box.rect = {70, 40, 60, 60};
  box.truncated = true;
  QVERIFY(editor.setBox(box));
  QCOMPARE(open.document.box(BoxId{5})->rect, (PixelRect{60, 40, 63, 47}));
  QVERIFY(open.document.box(BoxId{5})->truncated);
  box.rect = {64, 0, 70, 10};
  QVERIFY(!editor.setBox(box));
  QCOMPARE(open.document.box(BoxId{5})->rect, (PixelRect{60, 40, 63, 47}));
}

void TestBoxLesions::interpolationByHandComputedNumbers_data() {
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

void TestBoxLesions::interpolationByHandComputedNumbers() {
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

void TestBoxLesions::interpolationFillsAndKeeps() {
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

void TestBoxLesions::otherKeyIsTheNearestWithAGap() {
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

void TestBoxLesions::petTightening() {
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

void TestBoxLesions::ctTightening() {
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

void TestBoxLesions::masksBecomeBoxesAndBack() {
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

void TestBoxLesions::petMaskBecomesBoxesOfCt() {
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

void TestBoxLesions::schemesAreChecked() {
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

void TestBoxLesions::everyEditIsUndoneAndRedoneExactly_data() {
  QTest::addColumn<quint32>("seed");
  QTest::addColumn<int>("edits");
  QTest::addRow("10,000 edits") << 7U << 10000;
  for (const quint32 seed : {1U, 2U, 20260101U}) QTest::addRow("1,000 edits, %u", seed) << seed << 1000;
}

void TestBoxLesions::everyEditIsUndoneAndRedoneExactly() {
  QFETCH(quint32, seed);
  QFETCH(int, edits);
  QRandomGenerator random(seed);
  CaseFixture open;
  const auto ct =
      volumeOf(CaseFixture::ctGrid(), VoxelType::Int16, ValueUnit::Hounsfield, QStringLiteral("ct"),
               [](const Point& p) { return 900.0 * std::sin(p.x() / 3.0) * std::cos(p.y() / 4.0); });
  open.document.setImages(ct, nullptr);
  BoxLesionEditor editor(open.context());
  CaseEditor single(open.context());
  QString fault;
  const auto check = [&] {
    if (open.selection.box() != BoxId::None && !open.document.box(open.selection.box()))
      fault = QStringLiteral("a selected box that is gone");
  };
  connect(&open.document, &CaseDocument::boxesChanged, this, check);
  connect(&open.selection, &Selection::changed, this, check);
  const auto number = [&](int below) { return random.bounded(below); };
  const auto anyBox = [&]() -> BoxId {
    const auto& boxes = open.document.boxes();
    if (boxes.empty()) return BoxId::None;
    return std::next(boxes.begin(), number(static_cast<int>(boxes.size())))->first;
  };
  const auto anyClass = [&] { return QString(QLatin1Char("ABEG"[number(4)])); };

  std::vector<QString> contents{contentOf(open.document)};
  for (int edit = 0; edit < edits; ++edit) {
    const int before = open.stack.index();
    const std::size_t boxes = open.document.boxes().size();
    switch (number(boxes > 30 ? 9 : 16)) {
      case 0:
        editor.remove(anyBox());
        break;
      case 1:
        single.removeBox(anyBox());
        break;
      case 2:
        editor.setClass(anyBox(), anyClass());
        break;
      case 3:
        editor.splitAt(anyBox());
        break;
      case 4:
        editor.setApart(anyBox());
        break;
      case 5:
        (void)editor.join(anyBox(), anyBox());
        break;
      case 6:
        editor.tighten(anyBox(), {TightenRule::Kind::FixedHu, -500.0 + number(900)});
        break;
      case 7:
        editor.tightenLesion(anyBox(), {TightenRule::Kind::FixedHu, -500.0 + number(900)});
        break;
      case 8: {
        Box box;
        const BoxId id = anyBox();
        if (id == BoxId::None) break;
        box = *open.document.box(id);
        box.rect = {number(70) - 3, number(50) - 3, number(70), number(50)};
        box.truncated = number(2) == 0;
        editor.setBox(box);
        break;
      }
      case 9:
      case 10:
        (void)editor.interpolate(anyBox(), anyBox());
        break;
      case 11:
        (void)editor.fillGaps(anyBox());
        break;
      case 12:
        single.copyBoxToSlice(anyBox(), QStringLiteral("ct.%1").arg(number(10)));
        break;
      default: {
        Box box;
        box.sopInstanceUid = QStringLiteral("ct.%1").arg(number(10));
        box.className = anyClass();
        const int x = number(50);
        const int y = number(35);
        box.rect = {x, y, x + number(14), y + number(13)};
        single.addBox(box);
      }
    }
    QVERIFY2(fault.isEmpty(), qPrintable(fault));
    if (open.stack.index() == before) {
      QCOMPARE(contentOf(open.document), contents.back());  // no step, no change
    } else {
      QCOMPARE(open.stack.index(), before + 1);
      contents.push_back(contentOf(open.document));
    }
    // Every box is in exactly one lesion.
    if (edit % 50 == 0) {
      std::size_t grouped = 0;
      for (const BoxLesion& lesion : open.document.boxLesions()) grouped += lesion.boxes.size();
      QCOMPARE(grouped, open.document.boxes().size());
    }
  }
  QVERIFY2(static_cast<int>(contents.size()) > edits / 3, qPrintable(QString::number(contents.size())));
  for (int step = open.stack.index(); step > 0; --step) {
    open.stack.undo();
    QCOMPARE(contentOf(open.document), contents[static_cast<std::size_t>(step - 1)]);
  }
  QVERIFY(open.document.boxes().empty());
  for (int step = 1; step < static_cast<int>(contents.size()); ++step) {
    open.stack.redo();
    QCOMPARE(contentOf(open.document), contents[static_cast<std::size_t>(step)]);
  }
  QVERIFY2(fault.isEmpty(), qPrintable(fault));
}

QTEST_GUILESS_MAIN(TestBoxLesions)
#include "tst_box_lesions.moc"
