#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

using namespace uptake;
using namespace uptake::test;

/// SEGs whose frames do not lie on the voxels of the series that they are shown on.
class TestSegOffGrid : public QObject, private SegScratch {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void takesTheNearestVoxel_data();
  void takesTheNearestVoxel();
  void theFileIsNotReplaced();
  void saysWhatIsLost();
  void refusesWhatLiesElsewhere();
  void framesThatSpanNoGrid();
  void framesOfSeveralOrientations();
  void overlapStays();
};

namespace {

/// Labels by place: what a voxel of the drawn mask's cell says at the centre of each voxel of `grid`. Centres
/// within a thousandth of a voxel of a border pass either way.
int differences(const MaskLayer& drawn, const LabelMap& seen) {
  const ImageGrid& from = drawn.labels.grid();
  int wrong = 0;
  for (int k = 0; k < seen.grid().size().z(); ++k)
    for (int j = 0; j < seen.grid().size().y(); ++j)
      for (int i = 0; i < seen.grid().size().x(); ++i) {
        const Eigen::Vector3d index = from.toIndex(seen.grid().toPatient(Eigen::Vector3d(i, j, k)));
        const Eigen::Vector3d border = (index.array() + 0.5) - (index.array() + 0.5).round();
        if (border.cwiseAbs().minCoeff() < 1e-3) continue;
        const Eigen::Vector3i cell = index.array().round().matrix().cast<int>();
        const Label expected = from.contains(cell) ? drawn.labels.at(cell) : Label{0};
        if (seen.at({i, j, k}) != expected) ++wrong;
      }
  return wrong;
}

void setPosition(DcmDataset& data, long frame, const char* position) {
  DcmItem* item = nullptr;
  data.findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, item, frame);
  DcmItem* plane = nullptr;
  item->findAndGetSequenceItem(DCM_PlanePositionSequence, plane);
  plane->putAndInsertString(DCM_ImagePositionPatient, position);
}

}  // namespace

void TestSegOffGrid::takesTheNearestVoxel_data() {
  QTest::addColumn<Eigen::Vector3i>("size");
  QTest::addColumn<Eigen::Vector3d>("spacing");
  QTest::addColumn<Eigen::Vector3d>("degrees");
  const Eigen::Vector3d straight(0, 0, 0), turned(8, -5, 20);
  QTest::newRow("shifted") << Eigen::Vector3i(23, 38, 5) << Eigen::Vector3d(0.7, 0.9, 2.5) << straight;
  QTest::newRow("finer") << Eigen::Vector3i(40, 80, 13) << Eigen::Vector3d(0.4, 0.4, 1.0) << straight;
  QTest::newRow("coarser") << Eigen::Vector3i(9, 15, 4) << Eigen::Vector3d(2.0, 2.5, 4.0) << straight;
  QTest::newRow("turned") << Eigen::Vector3i(40, 40, 20) << Eigen::Vector3d(0.6, 0.8, 1.1) << turned;
}

void TestSegOffGrid::takesTheNearestVoxel() {
  QFETCH(Eigen::Vector3i, size);
  QFETCH(Eigen::Vector3d, spacing);
  QFETCH(Eigen::Vector3d, degrees);
  const SeriesEntry drawnOn = source();
  const MaskLayer mask = makeMask(drawnOn, 3);
  const QString file = write(mask);
  const SeriesEntry other = source(makeGrid(size, spacing, {46.6, 5.3, -177.1}, degrees));
  const auto layers = read(file, &other);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(layers[0]->labels.grid().sameAs(*other.grid));
  QVERIFY(!layers[0]->labels.extent().isEmpty());
  QCOMPARE(differences(mask, layers[0]->labels), 0);
  QVERIFY(layers[0]->segments == mask.segments);
  // Both geometries are named.
  const QString all = layers[0]->warnings.join(QLatin1Char('\n'));
  QVERIFY2(all.contains(QStringLiteral("23 × 38 × 5 voxels of 0.7 × 0.9 × 2.5 mm")), qPrintable(all));
  QVERIFY2(all.contains(QStringLiteral("%1 × %2 × %3 voxels of %4 × %5 × %6 mm")
                            .arg(size.x())
                            .arg(size.y())
                            .arg(size.z())
                            .arg(spacing.x())
                            .arg(spacing.y())
                            .arg(spacing.z())),
           qPrintable(all));
}

void TestSegOffGrid::theFileIsNotReplaced() {
  const SeriesEntry drawnOn = source();
  const QString file = write(makeMask(drawnOn, 2));
  const SeriesEntry other = source(makeGrid({40, 80, 13}, {0.4, 0.4, 1.0}, {46.6, 5.3, -177.1}));
  auto layers = read(file, &other);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(layers[0]->provenance.file.isEmpty());
  QVERIFY(!layers[0]->provenance.sopInstanceUid.isEmpty());
  QCOMPARE(layers[0]->provenance.predecessorUid, layers[0]->provenance.sopInstanceUid);
  // Edited and saved: another object of another series, made from the first.
  layers[0]->labels.set({0, 0, 0}, 1);
  const auto written = writeSeg(*layers[0], path("edited.dcm"), control_);
  QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
  const auto before = readSegReference(file), after = readSegReference(path("edited.dcm"));
  QVERIFY(before && after);
  QCOMPARE(after->predecessorUid, before->sopInstanceUid);
  QCOMPARE(after->sourceSeriesUid, other.source.seriesInstanceUid);
  QVERIFY(after->seriesInstanceUid != before->seriesInstanceUid);
  QCOMPARE(dciodvfyErrors(path("edited.dcm")), QByteArray());
}

void TestSegOffGrid::saysWhatIsLost() {
  const SeriesEntry drawnOn = source();
  MaskLayer mask = makeMask(drawnOn, 2);
  mask.labels = LabelMap::create(*drawnOn.grid).take();
  for (int i = 0; i < 12; ++i) mask.labels.fill(mask.labels.grid().offset(0, i, 2), 12, 1);
  mask.labels.set({20, 30, 2}, 2);
  const QString file = write(mask);
  // The centres of its voxels lie between those of the file, and rows from 6 on are beyond it.
  const SeriesEntry coarse = source(makeGrid({8, 3, 3}, {2.8, 1.8, 2.5}, {47.0, 5.1, -175.0}));
  const auto layers = read(file, &coarse);
  QCOMPARE(layers.size(), std::size_t{1});
  const QString all = layers[0]->warnings.join(QLatin1Char('\n'));
  QCOMPARE(layers[0]->labels.count(2), std::ptrdiff_t{0});
  QVERIFY2(all.contains(QStringLiteral("Segment 2 \"Lesion 2\" lies on no voxel")), qPrintable(all));
  QVERIFY2(all.contains(QStringLiteral("outside of the series and are not shown")), qPrintable(all));
  QCOMPARE(layers[0]->segments.size(), std::size_t{2});
}

void TestSegOffGrid::refusesWhatLiesElsewhere() {
  const SeriesEntry drawnOn = source();
  const QString file = write(makeMask(drawnOn, 1));
  const SeriesEntry away = source(makeGrid({23, 38, 5}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, 300.0}));
  const auto layers = readSeg(file, &away, control_);
  QVERIFY(!layers);
  QCOMPARE(layers.error().kind, ErrorKind::Inconsistent);
  QVERIFY2(layers.error().message.contains(QLatin1String("-177.750")), qPrintable(layers.error().message));
}

void TestSegOffGrid::framesThatSpanNoGrid() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 1);
  mask.labels = LabelMap::create(*entry.grid).take();
  for (const int k : {0, 1, 3}) mask.labels.fill(mask.labels.grid().offset(4, 7 + k, k), 6, 1);
  const QString file = write(mask);
  // Distances of 2.5 and 3.4 mm, and sideways shifts of three columns: no grid holds all three.
  editDicom(file, [](DcmDataset& data) {
    setPosition(data, 1, "48.5649\\5.01881\\-175.25");
    setPosition(data, 2, "46.4649\\5.01881\\-171.85");
  });
  QVERIFY(!readSeg(file, nullptr, control_));
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  const LabelMap& labels = layers[0]->labels;
  QCOMPARE(labels.at({4, 7, 0}), Label{1});
  QCOMPARE(labels.at({4 + 3, 8, 1}), Label{1});
  QCOMPARE(labels.at({4 + 2, 8, 1}), Label{0});
  QCOMPARE(labels.at({4, 10, 2}), Label{1});  // slice 2 lies at −172.75, within the 2.5 mm of −171.85
  QCOMPARE(labels.count(1), std::ptrdiff_t{18});
  QVERIFY(layers[0]->warnings[0].contains(QLatin1String("span no even grid")));
  QVERIFY(layers[0]->provenance.file.isEmpty());
}

void TestSegOffGrid::framesOfSeveralOrientations() {
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 2);
  mask.labels = LabelMap::create(*entry.grid).take();
  mask.labels.fill(mask.labels.grid().offset(4, 7, 1), 6, 1);
  mask.labels.fill(mask.labels.grid().offset(2, 9, 3), 5, 2);
  const QString file = write(mask);
  // The second frame's rows run the other way: another plane, on the same voxels.
  editDicom(file, [](DcmDataset& data) {
    DcmItem* item = nullptr;
    data.findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, item, 1);
    DcmItem* plane = nullptr;
    item->findOrCreateSequenceItem(DCM_PlaneOrientationSequence, plane, -2);
    plane->putAndInsertString(DCM_ImageOrientationPatient, "-1\\0\\0\\0\\1\\0");
    setPosition(data, 1, "61.8649\\5.01881\\-170.25");
  });
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QCOMPARE(layers[0]->warnings, QStringList());
  QCOMPARE(layers[0]->labels.count(1), std::ptrdiff_t{6});
  QCOMPARE(layers[0]->labels.count(2), std::ptrdiff_t{5});
  QCOMPARE(layers[0]->labels.at({22 - 2, 9, 3}), Label{2});
  QCOMPARE(layers[0]->labels.at({22 - 6, 9, 3}), Label{2});

  // And at a right angle, off the grid: frame by frame.
  editDicom(file, [](DcmDataset& data) {
    DcmItem* item = nullptr;
    data.findAndGetSequenceItem(DCM_PerFrameFunctionalGroupsSequence, item, 1);
    DcmItem* plane = nullptr;
    item->findAndGetSequenceItem(DCM_PlaneOrientationSequence, plane);
    plane->putAndInsertString(DCM_ImageOrientationPatient, "1\\0\\0\\0\\0\\1");
    setPosition(data, 1, "46.4649\\12.3\\-178.35");
  });
  const auto sagittal = read(file, &entry);
  QCOMPARE(sagittal.size(), std::size_t{1});
  QVERIFY(!sagittal[0]->warnings.isEmpty());
  QCOMPARE(sagittal[0]->labels.count(1), std::ptrdiff_t{6});
  // Row 9 of the frame lies on slice 3, columns 2 to 6; its 2.5 mm hold the rows 7 to 9 of the series.
  QCOMPARE(sagittal[0]->labels.count(2), std::ptrdiff_t{15});
  QCOMPARE(sagittal[0]->labels.at({2, 8, 3}), Label{2});
}

void TestSegOffGrid::overlapStays() {
  const SeriesEntry drawnOn = source();
  const QString file = write(makeMask(drawnOn, 2));
  editDicom(file, [](DcmDataset& data) {
    const Uint8* bytes = nullptr;
    unsigned long count = 0;
    data.findAndGetUint8Array(DCM_PixelData, bytes, &count);
    const std::vector<Uint8> ones(count, 0xFF);
    data.putAndInsertUint8Array(DCM_PixelData, ones.data(), count);
  });
  const SeriesEntry other = source(makeGrid({40, 80, 13}, {0.4, 0.4, 1.0}, {46.6, 5.3, -177.1}));
  const auto layers = read(file, &other);
  QCOMPARE(layers.size(), std::size_t{2});
  QVERIFY(layers[0]->labels.count(1) > 0);
  QCOMPARE(layers[0]->labels.count(1), layers[1]->labels.count(2));
}

QTEST_GUILESS_MAIN(TestSegOffGrid)
#include "tst_seg_off_grid.moc"
