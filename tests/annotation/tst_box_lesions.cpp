#include "annotation/boxes/add_boxes.h"
#include "annotation/boxes/box_interpolation.h"
#include "annotation/boxes/box_lesion_editor.h"
#include "annotation/case_editor.h"
#include "core/box/box_masks.h"
#include "core/box/label_scheme.h"
#include "tests/annotation/box_cases.h"

#include <QRandomGenerator>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// Lesions of boxes: how they come about, what is done with them as a whole, and the exactness of undo.
class TestBoxLesions : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void runsOfOverlappingBoxesAreLesions();
  void missingSlicesAreSteppedOver();
  void seriesAreKeptApart();
  void splitAndJoinedByHand();
  void manyBoxesAreGrouped();
  void lesionAsAWhole();
  void everyEditIsUndoneAndRedoneExactly_data();
  void everyEditIsUndoneAndRedoneExactly();
};

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

void TestBoxLesions::manyBoxesAreGrouped() {
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
  QCOMPARE(open.document.boxLesions().size(), std::size_t{25});
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
