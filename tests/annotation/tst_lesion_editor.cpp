#include "annotation/commands/mask_edit.h"
#include "annotation/lesion_editor.h"
#include "annotation/regions/grow_region.h"
#include "annotation/regions/region_sets.h"
#include "tests/annotation/case_fixture.h"
#include "tests/annotation/voxel_sets.h"

#include <QCryptographicHash>
#include <QDataStream>
#include <QDeadlineTimer>
#include <QRandomGenerator>
#include <QSignalSpy>

using namespace uptake;
using uptake::test::CaseFixture;
using uptake::test::sameVoxels;

/// Operations on lesions of a case: one undo step each, locks, what is said when nothing changes.
class TestLesionEditor : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void growsAsOneStep();
  void neighboursKeepTheirVoxels();
  void locksAreKept_data();
  void locksAreKept();
  void nothingIsSaidNotDone();
  void editsMeanwhileWin();
  void cancelledChangesNothing();
  void partsAreKeptRemovedAndSplit();
  void lesionsAreMoved();
  void copiesOntoAnotherGrid();
  void combinesMasks();
  void automaticLesionsBecomeCorrected();
  void randomEditsUndoneAndRedone();
};

namespace {

/// A case with two masks on the CT's grid and one on a coarser one.
struct Open : CaseFixture {
  MaskId first = addMask(ctGrid());
  MaskId second = addMask(ctGrid(), 2);
  MaskId coarse = addMask(coarseGrid(), 1);
  LesionEditor editor{context()};
  QSignalSpy said{&editor, &LesionEditor::said};

  static ImageGrid coarseGrid() {
    return ImageGrid::create({20, 16, 8}, {2.0, 2.5, 4.0}, {-18.0, -14.0, 98.0}, Eigen::Matrix3d::Identity())
        .take();
  }
  void paint(MaskId mask, const IndexBox& box, Label label) {
    std::vector<LabelEdit> runs;
    VoxelRegion region(box);
    std::ranges::fill(region.inside, std::uint8_t{1});
    const MaskLayer free{MaskId::None, {}, document.mask(mask)->labels, {}, {}, {}, {}};
    document.applyRuns(mask, runsToChange(free, region, {label, false}));
  }
  bool wait() {
    const QDeadlineTimer deadline(20000);
    while (editor.job().isRunning() && !deadline.hasExpired())
      QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
    return !editor.job().isRunning();
  }
  VoxelRegion lesion(MaskId mask, Label label) const { return regionOf(document.mask(mask)->labels, label); }
  std::ptrdiff_t count(MaskId mask, Label label) const { return document.mask(mask)->labels.count(label); }
  QString lastSaid() const { return said.isEmpty() ? QString() : said.last().first().toString(); }
};

const JobControl kControl;

}  // namespace

void TestLesionEditor::growsAsOneStep() {
  Open open;
  open.paint(open.first, {{20, 20, 4}, {25, 24, 5}}, 1);
  const std::vector<Label> before = open.labels(open.first);
  const VoxelRegion expected = grownBy(open.lesion(open.first, 1), CaseFixture::ctGrid(), {3.0}, kControl);
  open.editor.grow({open.first, 1}, {3.0});
  QVERIFY(open.wait());
  QVERIFY(sameVoxels(open.lesion(open.first, 1), expected));
  QCOMPARE(open.stack.count(), 1);
  QCOMPARE(open.stack.undoText(), QStringLiteral("Grow Lesion 1 by 3 mm"));
  QVERIFY(open.said.isEmpty());
  open.stack.undo();
  QCOMPARE(open.labels(open.first), before);
  open.stack.redo();
  open.editor.grow({open.first, 1}, {-3.0});
  QVERIFY(open.wait());
  QCOMPARE(open.stack.count(), 2);
  QVERIFY(sameVoxels(open.lesion(open.first, 1), shrunkBy(expected, CaseFixture::ctGrid(), {3.0}, kControl)));
}

void TestLesionEditor::neighboursKeepTheirVoxels() {
  Open open;
  open.paint(open.first, {{20, 20, 4}, {25, 24, 5}}, 1);
  open.paint(open.first, {{26, 20, 4}, {30, 24, 5}}, 2);
  const VoxelRegion neighbour = open.lesion(open.first, 2);
  open.editor.grow({open.first, 1}, {2.0});
  QVERIFY(open.wait());
  QVERIFY(sameVoxels(open.lesion(open.first, 2), neighbour));
  QVERIFY(open.count(open.first, 1) > 60);
  // Drawn by hand, it is so no longer, and says what was done.
  QCOMPARE(open.document.mask(open.first)->segment(1)->algorithm, SegmentAlgorithm::SemiAutomatic);
  QCOMPARE(open.document.mask(open.first)->segment(1)->algorithmName,
           QStringLiteral("drawn by hand; grown 2 mm"));
  QVERIFY(open.said.isEmpty());
  // Told to, it takes them, and says how much.
  open.stack.undo();
  QCOMPARE(open.document.mask(open.first)->segment(1)->algorithm, SegmentAlgorithm::Manual);
  open.selection.setProtectsOthers(false);
  const VoxelRegion wanted = grownBy(open.lesion(open.first, 1), CaseFixture::ctGrid(), {2.0}, kControl);
  const std::ptrdiff_t before = open.count(open.first, 2);
  open.editor.grow({open.first, 1}, {2.0});
  QVERIFY(open.wait());
  QVERIFY(sameVoxels(open.lesion(open.first, 1), wanted));
  const std::ptrdiff_t taken = before - open.count(open.first, 2);
  QVERIFY(taken > 0);
  const double ml = static_cast<double>(taken) * CaseFixture::ctGrid().voxelVolume().value;
  QCOMPARE(open.lastSaid(),
           QStringLiteral("Taken from other lesions: %1 ml of Lesion 2.").arg(ml, 0, 'f', ml < 0.1 ? 3 : 2));
}

void TestLesionEditor::locksAreKept_data() {
  QTest::addColumn<bool>("all");
  QTest::newRow("the mask") << true;
  QTest::newRow("the lesion") << false;
}

void TestLesionEditor::locksAreKept() {
  QFETCH(bool, all);
  Open open;
  open.paint(open.first, {{20, 20, 2}, {25, 24, 2}}, 1);
  open.paint(open.first, {{20, 20, 6}, {25, 24, 6}}, 1);
  open.paint(open.first, {{40, 20, 6}, {45, 24, 6}}, 2);
  open.paint(open.second, {{20, 20, 2}, {30, 24, 8}}, 1);
  MaskLocks locks;
  locks.all = all;
  locks.labels = {1};
  open.document.setMaskLocks(open.first, locks);
  const std::vector<Label> before = open.labels(open.first);
  const LesionRef lesion{open.first, 1};
  const Point on = CaseFixture::ctGrid().toPatient({20, 20, 2});
  int refused = 0;
  const auto refuses = [&](auto operation) {
    operation();
    ++refused;
    return open.wait() && open.labels(open.first) == before && open.stack.count() == 0 &&
           open.said.count() == refused && open.lastSaid().contains(QLatin1String("locked"));
  };
  QVERIFY(refuses([&] { open.editor.grow(lesion, {2.0}); }));
  QVERIFY(refuses([&] { open.editor.fillBetween(lesion, 2); }));
  QVERIFY(refuses([&] { open.editor.smooth(lesion, {2.0}); }));
  QVERIFY(refuses([&] { open.editor.fillHoles(lesion); }));
  QVERIFY(refuses([&] { open.editor.keepLargestPart(lesion); }));
  QVERIFY(refuses([&] { open.editor.keepPartAt(lesion, on); }));
  QVERIFY(refuses([&] { open.editor.removePartAt(lesion, on); }));
  QVERIFY(refuses([&] { open.editor.split(lesion); }));
  QVERIFY(refuses([&] { open.editor.moveTo(lesion, 2); }));
  QVERIFY(refuses([&] { open.editor.moveTo({open.first, 2}, 1); }));
  QVERIFY(refuses([&] { open.editor.combine(lesion, {open.second, 1}, LesionEditor::Combination::Union); }));
  if (all) QVERIFY(refuses([&] { open.editor.copyTo({open.second, 1}, open.first); }));
  // Locked voxels are not taken by a neighbour.
  if (all) return;
  const VoxelRegion locked = open.lesion(open.first, 1);
  open.editor.combine({open.first, 2}, {open.second, 1}, LesionEditor::Combination::Union);
  QVERIFY(open.wait());
  QCOMPARE(open.stack.count(), 1);
  QVERIFY(sameVoxels(open.lesion(open.first, 1), locked));
}

void TestLesionEditor::nothingIsSaidNotDone() {
  Open open;
  const LesionRef lesion{open.first, 1};
  open.editor.smooth(lesion, {2.0});
  QVERIFY(open.lastSaid().contains(QLatin1String("no voxels")));
  open.paint(open.first, {{20, 20, 4}, {22, 22, 4}}, 1);
  int count = 1;
  const auto says = [&](auto operation, const char* words) {
    operation();
    const bool done = open.wait() && open.stack.count() == 0 && open.said.count() == ++count &&
                      open.lastSaid().contains(QLatin1String(words));
    if (!done) qWarning() << open.lastSaid() << open.said.count() << open.stack.count();
    return done;
  };
  QVERIFY(says([&] { open.editor.fillBetween(lesion, 2); }, "no gap"));
  QVERIFY(says([&] { open.editor.grow(lesion, {0.5}); }, "No free voxel"));
  QVERIFY(says([&] { open.editor.grow(lesion, {-10.0}); }, "stays as it is"));
  QVERIFY(says([&] { open.editor.fillHoles(lesion); }, "encloses no"));
  QVERIFY(says([&] { open.editor.fillHolesInSlices(lesion, 2); }, "encloses no"));
  QVERIFY(says([&] { open.editor.keepLargestPart(lesion); }, "one part"));
  QVERIFY(says([&] { open.editor.split(lesion); }, "one part"));
  QVERIFY(says([&] { open.editor.keepPartAt(lesion, Point(0, 0, 0)); }, "not on Lesion 1"));
  QVERIFY(says(
      [&] {
        open.editor.removePartAt(lesion, CaseFixture::ctGrid().toPatient({21, 21, 4}));
      },
      "stays as it is"));
  QVERIFY(says([&] { open.editor.smooth({open.first, 9}, {2.0}); }, "Select a lesion"));
  open.paint(open.second, {{40, 20, 4}, {42, 22, 4}}, 1);
  const LesionRef other{open.second, 1};
  using How = LesionEditor::Combination;
  QVERIFY(says([&] { open.editor.combine(lesion, other, How::Difference); }, "does not overlap"));
  QVERIFY(says([&] { open.editor.combine(lesion, other, How::Intersection); }, "stays as it is"));
  QVERIFY(says([&] { open.editor.clipToLungs(lesion, true); }, "still being read"));
}

void TestLesionEditor::editsMeanwhileWin() {
  Open open;
  open.paint(open.first, {{20, 20, 4}, {25, 24, 5}}, 1);
  open.editor.grow({open.first, 1}, {3.0});
  open.paint(open.first, {{26, 20, 4}, {26, 20, 4}}, 1);
  const std::vector<Label> drawn = open.labels(open.first);
  QVERIFY(open.wait());
  QCOMPARE(open.labels(open.first), drawn);
  QCOMPARE(open.stack.count(), 0);
  QVERIFY(open.lastSaid().contains(QLatin1String("changed while")));
  // Another lesion may be drawn meanwhile; what it got stays its own.
  open.editor.grow({open.first, 1}, {3.0});
  open.paint(open.first, {{27, 20, 4}, {28, 20, 4}}, 2);
  QVERIFY(open.wait());
  QCOMPARE(open.stack.count(), 1);
  QCOMPARE(open.count(open.first, 2), std::ptrdiff_t{2});
  // The mask is gone.
  open.editor.grow({open.first, 1}, {3.0});
  const auto taken = open.document.takeMask(open.first);
  QVERIFY(open.wait());
  QCOMPARE(open.stack.count(), 1);
}

void TestLesionEditor::cancelledChangesNothing() {
  Open open;
  const ImageGrid large =
      ImageGrid::create({256, 256, 120}, {1, 1, 1}, {0, 0, 0}, Eigen::Matrix3d::Identity()).take();
  const MaskId mask = open.addMask(large);
  open.paint(mask, {{2, 2, 1}, {250, 250, 110}}, 1);
  open.editor.smooth({mask, 1}, {12.0});
  QVERIFY(open.editor.job().isRunning());
  // One at a time.
  open.editor.smooth({mask, 1}, {12.0});
  QVERIFY(open.lastSaid().contains(QLatin1String("still being computed")));
  open.editor.job().cancel();
  QVERIFY(open.wait());
  QVERIFY(open.lastSaid().contains(QLatin1String("Stopped")));
  QCOMPARE(open.stack.count(), 0);
}

void TestLesionEditor::partsAreKeptRemovedAndSplit() {
  Open open;
  const auto paintParts = [&open] {
    open.paint(open.first, {{5, 5, 2}, {9, 9, 4}}, 1);      // 75
    open.paint(open.first, {{20, 20, 4}, {30, 30, 5}}, 1);  // 242
    open.paint(open.first, {{31, 31, 6}, {33, 33, 6}}, 1);  // 9, over a corner: apart
    open.paint(open.first, {{40, 5, 1}, {41, 6, 1}}, 1);    // 4
  };
  paintParts();
  const LesionRef lesion{open.first, 1};
  const ImageGrid grid = CaseFixture::ctGrid();
  open.editor.keepLargestPart(lesion);
  QVERIFY(open.wait());
  QCOMPARE(open.count(open.first, 1), std::ptrdiff_t{242});
  open.stack.undo();
  open.editor.keepPartAt(lesion, grid.toPatient({7, 7, 3}));
  QVERIFY(open.wait());
  QCOMPARE(open.count(open.first, 1), std::ptrdiff_t{75});
  open.stack.undo();
  open.editor.removePartAt(lesion, grid.toPatient({32, 32, 6}));
  QVERIFY(open.wait());
  QCOMPARE(open.count(open.first, 1), std::ptrdiff_t{321});
  open.stack.undo();
  const std::vector<Label> before = open.labels(open.first);
  open.editor.split(lesion);
  QVERIFY(open.wait());
  const MaskLayer& mask = *open.document.mask(open.first);
  QCOMPARE(mask.segments.size(), std::size_t{6});
  QCOMPARE(open.count(open.first, 1), std::ptrdiff_t{242});
  QCOMPARE(open.count(open.first, 4), std::ptrdiff_t{75});
  QCOMPARE(open.count(open.first, 5), std::ptrdiff_t{9});
  QCOMPARE(open.count(open.first, 6), std::ptrdiff_t{4});
  QCOMPARE(mask.segment(4)->label, QStringLiteral("Lesion 1 (2)"));
  QCOMPARE(open.selection.segment(), Label{1});
  open.stack.undo();
  QCOMPARE(open.labels(open.first), before);
  QCOMPARE(mask.segments.size(), std::size_t{3});
}

void TestLesionEditor::lesionsAreMoved() {
  Open open;
  open.paint(open.first, {{5, 5, 2}, {9, 9, 4}}, 1);
  open.paint(open.first, {{20, 20, 4}, {30, 30, 5}}, 2);
  open.selection.setSegment(open.first, 1);
  open.editor.moveTo({open.first, 1}, 2);
  QCOMPARE(open.count(open.first, 2), std::ptrdiff_t{317});
  QCOMPARE(open.count(open.first, 1), std::ptrdiff_t{0});
  QVERIFY(!open.document.mask(open.first)->segment(1));
  QCOMPARE(open.selection.segment(), Label{2});
  QCOMPARE(open.stack.undoText(), QStringLiteral("Move Lesion 1 to Lesion 2"));
  open.stack.undo();
  QCOMPARE(open.count(open.first, 1), std::ptrdiff_t{75});
  QCOMPARE(open.count(open.first, 2), std::ptrdiff_t{242});
}

void TestLesionEditor::copiesOntoAnotherGrid() {
  Open open;
  open.paint(open.first, {{20, 20, 2}, {40, 35, 7}}, 2);
  open.editor.copyTo({open.first, 2}, open.coarse);
  QVERIFY(open.wait());
  const ImageGrid to = Open::coarseGrid();
  const LabelMap& labels = open.document.mask(open.coarse)->labels;
  QCOMPARE(open.document.mask(open.coarse)->segments.size(), std::size_t{2});
  QCOMPARE(open.document.mask(open.coarse)->segment(2)->label, QStringLiteral("Lesion 2"));
  for (int k = 0; k < to.size().z(); ++k)
    for (int j = 0; j < to.size().y(); ++j)
      for (int i = 0; i < to.size().x(); ++i) {
        // By hand: the index of the centre in the other grid, rounded.
        const double x = (-18.0 + 2.0 * i + 20.0) / 0.7;
        const double y = (-14.0 + 2.5 * j + 15.0) / 0.9;
        const double z = (98.0 + 4.0 * k - 100.0) / 3.0;
        const bool inside = x >= 19.5 && x < 40.5 && y >= 19.5 && y < 35.5 && z >= 1.5 && z < 7.5;
        QCOMPARE(labels.at({i, j, k}), inside ? Label{2} : Label{0});
      }
  QVERIFY2(open.lastSaid().contains(QLatin1String("resampled")), qPrintable(open.lastSaid()));
  // The same grid: voxel by voxel, but not those of others.
  open.paint(open.second, {{40, 20, 2}, {45, 35, 7}}, 1);
  open.editor.copyTo({open.first, 2}, open.second);
  QVERIFY(open.wait());
  QCOMPARE(open.count(open.second, 3), std::ptrdiff_t{20 * 16 * 6});
  QCOMPARE(open.count(open.second, 1), std::ptrdiff_t{6 * 16 * 6});
}

void TestLesionEditor::combinesMasks() {
  Open open;
  const LesionRef lesion{open.first, 1};
  const LesionRef other{open.second, 1};
  open.paint(open.first, {{10, 10, 2}, {19, 19, 4}}, 1);   // 300
  open.paint(open.second, {{15, 10, 2}, {24, 19, 4}}, 1);  // 300, half of it shared
  using How = LesionEditor::Combination;
  for (const auto& [how, count] :
       {std::pair{How::Union, 450}, std::pair{How::Intersection, 150}, std::pair{How::Difference, 150}}) {
    open.editor.combine(lesion, other, how);
    QVERIFY(open.wait());
    QCOMPARE(open.count(open.first, 1), std::ptrdiff_t{count});
    QCOMPARE(open.count(open.second, 1), std::ptrdiff_t{300});
    open.stack.undo();
    QCOMPARE(open.count(open.first, 1), std::ptrdiff_t{300});
  }
  QVERIFY(open.said.isEmpty());
  open.paint(open.coarse, {{5, 5, 2}, {9, 9, 4}}, 1);
  open.editor.combine(lesion, {open.coarse, 1}, How::Union);
  QVERIFY(open.wait());
  QVERIFY(open.said.first().first().toString().contains(QLatin1String("resampled")));
}

void TestLesionEditor::automaticLesionsBecomeCorrected() {
  Open open;
  Segment segment = *open.document.mask(open.first)->segment(1);
  segment.algorithm = SegmentAlgorithm::Automatic;
  segment.algorithmName = QStringLiteral("nnU-Net");
  segment.trackingUid = QStringLiteral("1.2.3");
  open.document.setSegment(open.first, segment);
  open.paint(open.first, {{5, 5, 2}, {9, 9, 4}}, 1);
  open.paint(open.first, {{20, 5, 2}, {21, 9, 4}}, 1);
  open.editor.split({open.first, 1});
  QVERIFY(open.wait());
  const MaskLayer& mask = *open.document.mask(open.first);
  QCOMPARE(mask.segment(1)->algorithm, SegmentAlgorithm::SemiAutomatic);
  QCOMPARE(mask.segment(4)->algorithm, SegmentAlgorithm::SemiAutomatic);
  QCOMPARE(mask.segment(4)->algorithmName, QStringLiteral("nnU-Net; corrected by hand"));
  QVERIFY(mask.segment(4)->trackingUid.isEmpty());
  open.stack.undo();
  QCOMPARE(mask.segment(1)->algorithm, SegmentAlgorithm::Automatic);
}

namespace {

QByteArray pictureOf(const CaseDocument& document) {
  QCryptographicHash hash(QCryptographicHash::Sha1);
  for (const auto& mask : document.masks()) {
    QByteArray segments;
    QDataStream out(&segments, QIODevice::WriteOnly);
    for (const Segment& segment : mask->segments)
      out << segment.number << segment.label << static_cast<int>(segment.algorithm) << segment.colour.red;
    hash.addData(segments);
    const std::vector<Label> labels = mask->labels.allVoxels();
    const auto voxels = std::as_bytes(std::span(labels));
    hash.addData(QByteArrayView(voxels.data(), static_cast<qsizetype>(voxels.size())));
  }
  return hash.result();
}

}  // namespace

void TestLesionEditor::randomEditsUndoneAndRedone() {
  constexpr int kEdits = 10000;
  Open open;
  QRandomGenerator random(7);
  open.document.setMaskLocks(open.second, {false, {2}});
  open.paint(open.second, {{2, 2, 1}, {12, 12, 3}}, 2);
  const VoxelRegion locked = open.lesion(open.second, 2);
  const std::vector<MaskId> masks{open.first, open.second, open.coarse};
  const auto anyLesion = [&]() -> LesionRef {
    const MaskId mask = masks[static_cast<std::size_t>(random.bounded(3))];
    const auto& segments = open.document.mask(mask)->segments;
    if (segments.empty()) return {mask, 1};
    return {mask,
            segments[static_cast<std::size_t>(random.bounded(static_cast<int>(segments.size())))].number};
  };
  const auto anyPoint = [&] {
    return CaseFixture::ctGrid().toPatient(
        {random.bounded(64.0), random.bounded(48.0), random.bounded(10.0)});
  };
  std::vector<QByteArray> pictures{pictureOf(open.document)};  // by step of the history
  for (int edit = 0; edit < kEdits; ++edit) {
    const LesionRef lesion = anyLesion();
    const int before = open.stack.index();
    switch (random.bounded(16)) {
      case 0:
        open.editor.fillBetween(lesion, random.bounded(3));
        break;
      case 1:
        open.editor.smooth(lesion, {0.5 + random.bounded(3.0)});
        break;
      case 2:
        open.editor.grow(lesion, {0.5 + random.bounded(3.0)});
        break;
      case 3:
      case 4:
        open.editor.grow(lesion, {-0.5 - random.bounded(3.0)});
        break;
      case 5:
        open.editor.fillHoles(lesion);
        break;
      case 6:
        open.editor.fillHolesInSlices(lesion, random.bounded(3));
        break;
      case 7:
        open.editor.keepLargestPart(lesion);
        break;
      case 8:
        open.editor.removePartAt(lesion, anyPoint());
        break;
      case 9:
        if (open.document.mask(lesion.mask)->segments.size() < 6) open.editor.split(lesion);
        break;
      case 10:
        if (open.document.mask(lesion.mask)->segments.size() > 2)
          open.editor.moveTo(lesion, anyLesion().number);
        break;
      case 11:
        if (const MaskId to = masks[static_cast<std::size_t>(random.bounded(3))];
            open.document.mask(to)->segments.size() < 5)
          open.editor.copyTo(lesion, to);
        break;
      case 12:
        open.editor.combine(lesion, anyLesion(), static_cast<LesionEditor::Combination>(random.bounded(3)));
        break;
      default: {
        // Something to work on: a box of voxels, as a drawing tool would push it.
        const MaskLayer& mask = *open.document.mask(lesion.mask);
        const Eigen::Vector3i& size = mask.labels.grid().size();
        IndexBox box;
        for (int axis = 0; axis < 3; ++axis) {
          box.first[axis] = random.bounded(size[axis]);
          box.last[axis] = std::min(size[axis] - 1, box.first[axis] + random.bounded(9));
        }
        VoxelRegion region(box);
        for (std::uint8_t& in : region.inside) in = random.bounded(10) == 0 ? 0 : 1;
        if (mask.segment(lesion.number))
          pushLesionEdit(open.context(), lesion.mask,
                         runsToChange(mask, region, {lesion.number, random.bounded(3) == 0}), {},
                         QStringLiteral("Draw"));
      }
    }
    QVERIFY(open.wait());
    QVERIFY(open.stack.index() <= before + 1);
    if (open.stack.index() == before + 1) {
      pictures.resize(static_cast<std::size_t>(before) + 1);
      pictures.push_back(pictureOf(open.document));
    } else {
      QCOMPARE(pictureOf(open.document), pictures.back());
    }
    if (random.bounded(25) == 0) {
      const int steps = random.bounded(4);
      for (int step = 0; step < steps && open.stack.canUndo(); ++step) open.stack.undo();
      pictures.resize(static_cast<std::size_t>(open.stack.index()) + 1);
      QCOMPARE(pictureOf(open.document), pictures.back());
    }
  }
  QVERIFY(sameVoxels(open.lesion(open.second, 2), locked));
  QVERIFY2(open.stack.index() > kEdits / 4, qPrintable(QString::number(open.stack.index())));
  for (int step = open.stack.index(); step > 0; --step) {
    open.stack.undo();
    QCOMPARE(pictureOf(open.document), pictures[static_cast<std::size_t>(step - 1)]);
  }
  for (std::size_t step = 1; step < pictures.size(); ++step) {
    open.stack.redo();
    QCOMPARE(pictureOf(open.document), pictures[step]);
  }
}

QTEST_GUILESS_MAIN(TestLesionEditor)
#include "tst_lesion_editor.moc"
