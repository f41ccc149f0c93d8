#include "annotation/lesions/lesion_findings.h"
#include "tests/annotation/case_fixture.h"
#include "tests/viewer/synthetic.h"

#include <QSignalSpy>

#include <cmath>
#include <random>

using namespace uptake;
using namespace uptake::test;

/// The figures that follow what is drawn: what was touched is measured again, the rest is not, and they are
/// what a look at everything gives.
class TestLesionFindings : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void onlyTheTouchedLesionIsMeasured();
  void randomEditsGiveWhatAllOfItGives();
  void erasedLesionsGo();
  void largeLesionsHaveNoEarlierFigures();
  void boxesAreLesions();
  void imagesElsewhereAreNotMeasured();
  void slicesThatArrive();
  void nothingHappensUnseen();
};

namespace {

const JobControl kControl;
const ImageGrid kPet = makeGrid({40, 36, 30}, {4.0, 4.0, 3.0}, {-78, -70, -45});

double uneven(const Point& p) {
  return 2.0 + std::sin(p.x() * 0.31) + std::cos(p.y() * 0.17 + p.z() * 0.23) + 0.001 * p.x();
}

/// A case with PET alone and a mask on it.
struct PetCase : CaseFixture {
  explicit PetCase(const ImageGrid& grid = kPet) {
    document.setImages(nullptr, test::makeVolume(grid, VoxelType::Float32, uneven));
    mask = addMask(grid, 9);
  }
  void paint(const Eigen::Vector3i& first, const Eigen::Vector3i& last, Label label) {
    const LabelMap& labels = document.mask(mask)->labels;
    std::vector<LabelEdit> runs;
    for (int k = first.z(); k <= last.z(); ++k)
      for (int j = first.y(); j <= last.y(); ++j)
        for (int i = first.x(); i <= last.x(); ++i)
          runs.push_back({labels.grid().offset(i, j, k), 1, labels.at({i, j, k}), label});
    document.applyRuns(mask, runs);
  }
  MaskId mask;
};

bool settle(LesionFindings& findings) {
  return QTest::qWaitFor([&] { return findings.isSettled(); }, 20000);
}

void compare(const LesionFigures& found, const LesionFigures& wanted) {
  QCOMPARE(found.label, wanted.label);
  QCOMPARE(found.voxels, wanted.voxels);
  QCOMPARE(found.volumeMl, wanted.volumeMl);
  QCOMPARE(found.uptake->state, wanted.uptake->state);
  QCOMPARE(found.uptake->mean, wanted.uptake->mean);
  QCOMPARE(found.uptake->maximum, wanted.uptake->maximum);
  QCOMPARE(found.uptake->median, wanted.uptake->median);
  QCOMPARE(found.uptake->total, wanted.uptake->total);
  QCOMPARE(found.uptake->peak.has_value(), wanted.uptake->peak.has_value());
  if (found.uptake->peak) QCOMPARE(found.uptake->peak->value, wanted.uptake->peak->value);
  QCOMPARE(found.shape->longest.lengthMm(), wanted.shape->longest.lengthMm());
  QCOMPARE(found.shape->perpendicular.lengthMm(), wanted.shape->perpendicular.lengthMm());
  QCOMPARE(found.shape->place, wanted.shape->place);
  QCOMPARE(found.shape->extentMm, wanted.shape->extentMm);
}

/// Against a look at the whole mask.
void compareAll(const LesionFindings& findings, const PetCase& open) {
  const LesionFiguresTable table =
      lesionFigures(open.document.mask(open.mask)->labels, open.document.pet().get(), nullptr, kControl);
  QCOMPARE(findings.lesions().size(), table.lesions.size());
  for (const LesionFigures& wanted : table.lesions) {
    QVERIFY(findings.figures(wanted.label));
    compare(*findings.figures(wanted.label), wanted);
    if (QTest::currentTestFailed()) return;
  }
  if (table.lesions.empty()) {
    QVERIFY(!findings.all());
    return;
  }
  QVERIFY(findings.all());
  QCOMPARE(findings.all()->voxels, table.all.voxels);
  QVERIFY(std::abs(findings.all()->uptake->total - table.all.uptake->total) <=
          1e-9 * table.all.uptake->total);
  QCOMPARE(findings.all()->uptake->maximum, table.all.uptake->maximum);
}

}  // namespace

void TestLesionFindings::onlyTheTouchedLesionIsMeasured() {
  PetCase open;
  open.paint({5, 5, 5}, {8, 8, 8}, 1);
  open.paint({20, 20, 20}, {23, 24, 22}, 2);
  open.paint({30, 8, 20}, {31, 9, 22}, 3);
  LesionFindings findings(open.document);
  findings.setActive(true);
  findings.setSource({open.mask, -1, {}});
  QVERIFY(settle(findings));
  QCOMPARE(findings.measuredCount(), 3);
  compareAll(findings, open);
  QSignalSpy changed(&findings, &LesionFindings::figuresChanged);
  // Many changes within a moment are one measurement, made while the gesture goes on.
  for (int n = 0; n < 10; ++n) open.paint({20 + n, 20, 23}, {20 + n, 21, 23}, 2);
  QVERIFY(settle(findings));
  QCOMPARE(findings.measuredCount(), 4);
  for (const auto& arguments : changed) QCOMPARE(arguments[0].toInt(), 2);
  compareAll(findings, open);
  // One takes voxels from another: both are touched, the third is not.
  open.paint({7, 5, 5}, {9, 8, 8}, 2);
  QVERIFY(settle(findings));
  QCOMPARE(findings.measuredCount(), 6);
  compareAll(findings, open);
  // Written, but with what was there.
  open.paint({30, 8, 20}, {31, 9, 20}, 3);
  QVERIFY(settle(findings));
  QCOMPARE(findings.measuredCount(), 6);
}

void TestLesionFindings::randomEditsGiveWhatAllOfItGives() {
  PetCase open;
  LesionFindings findings(open.document);
  findings.setActive(true);
  findings.setSource({open.mask, -1, {}});
  std::mt19937 random(4);
  for (int round = 0; round < 25; ++round) {
    const int edits = 1 + int(random() % 90U);  // more than what is kept apart
    for (int n = 0; n < edits; ++n) {
      const Eigen::Vector3i at(int(random() % 36U), int(random() % 32U), int(random() % 27U));
      open.paint(at, at + Eigen::Vector3i(int(random() % 4U), int(random() % 4U), int(random() % 3U)),
                 static_cast<Label>(random() % 6U));
    }
    findings.settleNow();
    QVERIFY(settle(findings));
    compareAll(findings, open);
    if (QTest::currentTestFailed()) return;
  }
}

void TestLesionFindings::erasedLesionsGo() {
  PetCase open;
  open.paint({5, 5, 5}, {8, 8, 8}, 1);
  LesionFindings findings(open.document);
  findings.setActive(true);
  findings.setSource({open.mask, -1, {}});
  QVERIFY(settle(findings));
  QSignalSpy lesions(&findings, &LesionFindings::lesionsChanged);
  open.paint({5, 5, 5}, {8, 8, 8}, 0);
  QVERIFY(settle(findings));
  QVERIFY(findings.lesions().empty() && !findings.all());
  QCOMPARE(lesions.count(), 1);
  open.paint({5, 5, 5}, {8, 8, 6}, 4);
  QVERIFY(settle(findings));
  QCOMPARE(findings.lesions(), std::vector<int>{4});
  // The mask goes, and with it the lesions.
  open.document.takeMask(open.mask);
  QVERIFY(findings.lesions().empty());
  QVERIFY(!findings.source().isMask());
}

void TestLesionFindings::largeLesionsHaveNoEarlierFigures() {
  PetCase open(makeGrid({200, 200, 60}, {2, 2, 3}, {0, 0, 0}));
  open.paint({20, 20, 5}, {179, 179, 50}, 1);
  open.paint({5, 5, 5}, {7, 7, 7}, 2);
  LesionFindings findings(open.document);
  findings.setActive(true);
  findings.setSource({open.mask, -1, {}});
  // The small one at once, the large one in the background.
  QVERIFY(!findings.figures(1) && findings.figures(2) && !findings.all());
  QVERIFY(settle(findings));
  compareAll(findings, open);
  open.paint({18, 20, 5}, {19, 60, 5}, 1);
  findings.settleNow();
  QVERIFY(!findings.figures(1) && !findings.all());
  QVERIFY(findings.figures(2));
  // Changed again while it is being measured: what comes is of the last state.
  open.paint({18, 61, 5}, {19, 90, 5}, 1);
  QVERIFY(settle(findings));
  compareAll(findings, open);
}

void TestLesionFindings::boxesAreLesions() {
  CaseFixture open;  // CT 64 × 48 × 10, 0.7 × 0.9 × 3 mm
  const auto ct = makeVolume(CaseFixture::ctGrid(), VoxelType::Int16, [](const Point& p) { return p.x(); });
  open.document.setImages(ct, nullptr);
  const auto add = [&](int slice, const PixelRect& rect) {
    return open.document.insertBox(
        {BoxId::None, QStringLiteral("CT.%1").arg(slice), QStringLiteral("A"), rect, false, false, {}, -1});
  };
  const BoxId first = add(3, {10, 10, 19, 14});
  add(4, {11, 10, 22, 15});
  add(8, {40, 30, 44, 33});
  LesionFindings findings(open.document);
  findings.setActive(true);
  findings.setSource({MaskId::None, 0, {}});
  QVERIFY(settle(findings));
  QCOMPARE(findings.lesions().size(), std::size_t{2});
  const LesionFigures& figures = *findings.figures(static_cast<int>(first));
  QCOMPARE(figures.voxels, std::ptrdiff_t{10 * 5 + 12 * 6});
  QVERIFY(std::abs(figures.volumeMl - 122 * 0.7 * 0.9 * 3.0 / 1000.0) < 1e-12);
  QCOMPARE(figures.shape->slices, 2);
  QVERIFY(std::abs(figures.shape->longest.lengthMm() - 12 * 0.7) < 1e-9);
  QVERIFY(std::abs(figures.shape->perpendicular.lengthMm() - 6 * 0.9) < 1e-9);
  QCOMPARE(figures.density->state, RegionState::Measured);
  QCOMPARE(findings.measuredCount(), 2);
  // One box changes: its lesion alone is measured.
  Box box = *open.document.box(first);
  box.rect.xmax = 30;
  open.document.updateBox(box);
  QVERIFY(settle(findings));
  QCOMPARE(findings.measuredCount(), 3);
  QCOMPARE(findings.figures(static_cast<int>(first))->voxels, std::ptrdiff_t{21 * 5 + 12 * 6});
  // Two on one image that overlap count what they share once.
  add(8, {44, 33, 46, 34});
  QVERIFY(settle(findings));
  std::ptrdiff_t most = 0;
  for (const int lesion : findings.lesions())
    if (lesion != static_cast<int>(first)) most += findings.figures(lesion)->voxels;
  QVERIFY(most == 5 * 4 + 3 * 2 || most == 5 * 4 + 3 * 2 - 1);  // as one lesion, or as two
}

void TestLesionFindings::imagesElsewhereAreNotMeasured() {
  PetCase open;
  open.paint({5, 5, 5}, {8, 8, 8}, 1);
  SeriesSource source;
  source.frameOfReferenceUid = QStringLiteral("1.2");
  source.slices.resize(30);
  const auto elsewhere =
      Volume::create(kPet, VoxelType::Float32, ValueUnit::Suv, QStringLiteral("SUVbw"), source, 0.0).take();
  open.document.setImages(nullptr, elsewhere);
  LesionFindings findings(open.document);
  findings.setActive(true);
  findings.setSource({MaskId::None, 0, QStringLiteral("1.3")});
  QVERIFY(findings.isPetElsewhere() && !findings.pet());
  findings.setSource({open.mask, -1, {}});  // which says nothing
  QVERIFY(!findings.isPetElsewhere());
}

void TestLesionFindings::slicesThatArrive() {
  PetCase open;
  open.paint({15, 15, 10}, {18, 18, 14}, 1);
  const auto whole = makeVolume(kPet, VoxelType::Float32, uneven);
  SeriesSource source;
  source.slices.resize(30);
  const auto pet =
      Volume::create(kPet, VoxelType::Float32, ValueUnit::Suv, QStringLiteral("SUVbw"), source, 0.0).take();
  const auto publish = [&](int k) {
    std::ranges::copy(whole->voxels<float>().subspan(static_cast<std::size_t>(kPet.offset(0, 0, k)),
                                                     static_cast<std::size_t>(kPet.sliceVoxelCount())),
                      pet->sliceVoxels<float>(k).begin());
    pet->publishSlice(k, Volume::SliceState::Loaded);
  };
  open.document.setImages(nullptr, pet);
  LesionFindings findings(open.document);
  findings.setActive(true);
  findings.setSource({open.mask, -1, {}});
  QVERIFY(settle(findings));
  QVERIFY(findings.figures(1)->isWaiting);
  for (int k = 9; k <= 15; ++k) publish(k);
  findings.takeSlices(false);
  QVERIFY(settle(findings));
  // Its own slices are there, but the sphere of the peak reaches further.
  QCOMPARE(findings.figures(1)->uptake->state, RegionState::Measured);
  QVERIFY(findings.figures(1)->isWaiting);
  for (int k = 0; k < 30; ++k)
    if (k < 9 || k > 15) publish(k);
  findings.takeSlices(true);
  QVERIFY(settle(findings));
  QVERIFY(!findings.figures(1)->isWaiting);
  compareAll(findings, open);
}

void TestLesionFindings::nothingHappensUnseen() {
  PetCase open;
  open.paint({5, 5, 5}, {8, 8, 8}, 1);
  LesionFindings findings(open.document);
  findings.setSource({open.mask, -1, {}});
  QTest::qWait(100);
  QCOMPARE(findings.measuredCount(), 0);
  QVERIFY(findings.lesions().empty());
  findings.setActive(true);
  QVERIFY(settle(findings));
  compareAll(findings, open);
  findings.setActive(false);
  open.paint({20, 20, 20}, {23, 24, 22}, 2);
  QTest::qWait(100);
  QCOMPARE(findings.measuredCount(), 1);
  findings.setActive(true);
  QVERIFY(settle(findings));
  compareAll(findings, open);
}

QTEST_GUILESS_MAIN(TestLesionFindings)
#include "tst_lesion_findings.moc"
