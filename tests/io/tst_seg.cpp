#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDirIterator>
#include <QTemporaryDir>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

namespace {

DcmItem* sharedGroups(DcmDataset& data) {
  DcmItem* item = nullptr;
  data.findAndGetSequenceItem(DCM_SharedFunctionalGroupsSequence, item);
  return item;
}

}  // namespace

/// Masks written and read again: the same voxels in the same places, for every geometry.
class TestSeg : public QObject, private SegScratch {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void roundTrip_data();
  void roundTrip();
  void placesFramesByPosition_data();
  void placesFramesByPosition();
  void unevenSlicesKeepTheirOwnPositions();
  void refusesFramesOffTheGrid();
  void ownGridFillsGaps();
  void sparseFramesKeepTheSliceDistance_data();
  void sparseFramesKeepTheSliceDistance();
};

void TestSeg::roundTrip_data() {
  QTest::addColumn<Eigen::Vector3i>("size");
  QTest::addColumn<Eigen::Vector3d>("degrees");
  QTest::addColumn<Eigen::Vector3d>("flips");
  QTest::addColumn<int>("segments");
  const Eigen::Vector3d straight(0, 0, 0), oblique(12, -7, 31), none(1, 1, 1);
  QTest::newRow("rows × columns no multiple of 8") << Eigen::Vector3i(23, 38, 5) << straight << none << 3;
  QTest::newRow("tiny") << Eigen::Vector3i(5, 3, 3) << straight << none << 1;
  QTest::newRow("odd") << Eigen::Vector3i(7, 5, 4) << straight << none << 2;
  QTest::newRow("whole bytes") << Eigen::Vector3i(16, 8, 4) << straight << none << 4;
  QTest::newRow("oblique") << Eigen::Vector3i(23, 38, 5) << oblique << none << 2;
  QTest::newRow("rows reversed") << Eigen::Vector3i(23, 38, 5) << straight << Eigen::Vector3d(1, -1, 1) << 2;
  QTest::newRow("left-handed") << Eigen::Vector3i(23, 38, 5) << straight << Eigen::Vector3d(1, 1, -1) << 2;
  QTest::newRow("oblique and reversed")
      << Eigen::Vector3i(9, 11, 6) << oblique << Eigen::Vector3d(-1, 1, -1) << 5;
}

void TestSeg::roundTrip() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(Eigen::Vector3i, size);
  QFETCH(Eigen::Vector3d, degrees);
  QFETCH(Eigen::Vector3d, flips);
  QFETCH(int, segments);
  const SeriesEntry entry =
      source(makeGrid(size, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75}, degrees, flips));
  MaskLayer mask = makeMask(entry, segments);
  mask.segments[0].algorithm = SegmentAlgorithm::SemiAutomatic;
  mask.segments[0].algorithmName = QStringLiteral("Threshold");
  mask.segments[0].type = {QStringLiteral("14799000"), QStringLiteral("SCT"),
                           QStringLiteral("Neoplasm, Secondary")};
  const auto written = writeSeg(mask, path("deep/er/mask.dcm"), control_);
  QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
  const QString file = written->provenance.file;
  QCOMPARE(dciodvfyErrors(file), QByteArray());
  QVERIFY(!painted(mask).isEmpty());
  QVERIFY(sameVoxels(painted(file), painted(mask)));
  QCOMPARE(onImages(file, entry.source), onImages(mask));
  QVERIFY(written->renumbered.empty());

  for (const SeriesEntry* given : {&entry, static_cast<const SeriesEntry*>(nullptr)}) {
    // The frames alone cannot tell that the stack is left-handed.
    if (given == nullptr && flips.prod() < 0) continue;
    const auto layers = read(file, given);
    QCOMPARE(layers.size(), std::size_t{1});
    const MaskLayer& back = *layers[0];
    QVERIFY(sameLabels(back.labels, mask.labels));
    QVERIFY(back.labels.grid().sameAs(mask.labels.grid()));
    QCOMPARE(back.segments.size(), mask.segments.size());
    QVERIFY(back.segments == mask.segments);
    QCOMPARE(back.name, mask.name);
    QCOMPARE(back.warnings, QStringList());
    QCOMPARE(back.source.seriesInstanceUid, entry.source.seriesInstanceUid);
    QCOMPARE(back.provenance.sopInstanceUid, written->provenance.sopInstanceUid);
    QCOMPARE(back.source.slices[0].sopInstanceUid, entry.source.slices[0].sopInstanceUid);
  }
  const auto reference = readSegReference(file);
  QVERIFY(reference);
  QCOMPARE(reference->sourceSeriesUid, entry.source.seriesInstanceUid);
  QCOMPARE(reference->frameOfReferenceUid, entry.source.frameOfReferenceUid);
  QCOMPARE(reference->predecessorUid, QString());
}

void TestSeg::placesFramesByPosition_data() {
  QTest::addColumn<Eigen::Matrix3i>("turn");  // columns: the grid axes that the other image's axes run along
  Eigen::Matrix3i turn;
  turn << -1, 0, 0, 0, 1, 0, 0, 0, 1;
  QTest::newRow("columns reversed") << turn;
  turn << -1, 0, 0, 0, -1, 0, 0, 0, 1;
  QTest::newRow("turned by 180 degrees") << turn;
  turn << 0, 1, 0, 1, 0, 0, 0, 0, -1;
  QTest::newRow("transposed") << turn;
  turn << 0, 0, 1, 1, 0, 0, 0, 1, 0;
  QTest::newRow("another plane") << turn;
}

void TestSeg::placesFramesByPosition() {
  QFETCH(Eigen::Matrix3i, turn);
  // Two images of the same voxels, the second stored along other axes.
  const ImageGrid grid = makeGrid({9, 7, 5}, {1.5, 1.1, 2.5}, {-30, 12, 200}, {5, 8, -20});
  Eigen::Vector3i size;
  Eigen::Vector3d spacing;
  Eigen::Vector3i first = Eigen::Vector3i::Zero();
  for (int axis = 0; axis < 3; ++axis) {
    int along = 0;
    turn.col(axis).cwiseAbs().maxCoeff(&along);
    size[axis] = grid.size()[along];
    spacing[axis] = grid.spacing()[along];
    if (turn(along, axis) < 0) first[along] = grid.size()[along] - 1;
  }
  const ImageGrid other = *ImageGrid::create(size, spacing, grid.toPatient(first.cast<double>()),
                                             grid.directions() * turn.cast<double>());
  const SeriesEntry entry = source(grid), turned = source(other);
  const MaskLayer mask = makeMask(turned, 2);
  const auto layers = read(write(mask), &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(layers[0]->labels.grid().sameAs(grid));
  QVERIFY(sameVoxels(painted(*layers[0]), painted(mask)));
  QCOMPARE(layers[0]->warnings.size(), 1);  // it names another series
}

void TestSeg::unevenSlicesKeepTheirOwnPositions() {
  UPTAKE_NEEDS_PYTHON();
  SourceOptions options;
  options.slide = [](int k) { return k == 2 ? 0.02 : 0.0; };
  const SeriesEntry entry = source(kPlain, options);
  const MaskLayer mask = makeMask(entry, 2);
  const QString file = write(mask);
  bool slid = false;
  for (const QString& line : painted(file)) slid = slid || line.endsWith(QLatin1String(" -172730"));
  QVERIFY(slid);
  const auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(sameLabels(layers[0]->labels, mask.labels));
  const auto own = read(file, nullptr);
  QCOMPARE(own.size(), std::size_t{1});
  QVERIFY(sameLabels(own[0]->labels, mask.labels));
}

void TestSeg::refusesFramesOffTheGrid() {
  const SeriesEntry entry = source();
  const QString file = write(makeMask(entry, 1));
  SeriesEntry shifted = source(makeGrid({23, 38, 5}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.65}));
  auto result = readSeg(file, &shifted, control_, OffGrid::Refuse);
  QVERIFY(!result);
  QCOMPARE(result.error().kind, ErrorKind::Inconsistent);
  QVERIFY2(result.error().message.contains(QLatin1String("(46.465, 5.019, -177.750) mm")),
           qPrintable(result.error().message));
  SeriesEntry coarse = source(makeGrid({23, 38, 5}, {0.7, 0.95, 2.5}, {46.4649, 5.01881, -177.75}));
  result = readSeg(file, &coarse, control_, OffGrid::Refuse);
  QVERIFY(!result && result.error().kind == ErrorKind::Inconsistent);
  SeriesEntry smaller = source(makeGrid({22, 38, 5}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75}));
  result = readSeg(file, &smaller, control_, OffGrid::Refuse);
  QVERIFY(!result && result.error().kind == ErrorKind::Inconsistent);
  SourceOptions elsewhere;
  elsewhere.frameOfReferenceUid = "1.2.3.4.98";
  SeriesEntry foreign = source(kPlain, elsewhere);
  result = readSeg(file, &foreign, control_);
  QVERIFY(!result && result.error().kind == ErrorKind::Inconsistent);
}

void TestSeg::ownGridFillsGaps() {
  const SeriesEntry entry = source(makeGrid({23, 38, 9}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75}));
  MaskLayer mask = makeMask(entry, 1);
  mask.labels = LabelMap::create(*entry.grid).take();
  for (const int k : {2, 4, 7}) mask.labels.set({k, 3, k}, 1);
  const QString file = write(mask);
  const auto layers = read(file, nullptr);
  QCOMPARE(layers.size(), std::size_t{1});
  const LabelMap& labels = layers[0]->labels;
  QCOMPARE(labels.grid().size(), Eigen::Vector3i(23, 38, 6));
  QVERIFY((labels.grid().origin() - entry.grid->toPatient({0, 0, 2})).norm() < 1e-9);
  for (const int k : {2, 4, 7}) QCOMPARE(labels.at({k, 3, k - 2}), Label{1});
  QCOMPARE(labels.count(1), std::ptrdiff_t{3});

  // Without Spacing Between Slices and Slice Thickness, 5 and 7.5 mm apart have no common step that can be
  // known.
  editDicom(file, [](DcmDataset& data) {
    for (const DcmTagKey& tag : {DCM_SpacingBetweenSlices, DCM_SliceThickness})
      sharedGroups(data)->findAndDeleteElement(tag, OFFalse, OFTrue);
  });
  const auto refused = readSeg(file, nullptr, control_);
  QVERIFY(!refused && refused.error().kind == ErrorKind::NotSupported);
}

void TestSeg::sparseFramesKeepTheSliceDistance_data() {
  QTest::addColumn<QList<int>>("slices");
  QTest::addColumn<QByteArray>("spacing");
  QTest::addColumn<QByteArray>("thickness");
  QTest::addColumn<double>("distance");
  QTest::addColumn<bool>("isCertain");
  const QByteArray none;
  // Of slices 2.5 mm apart.
  QTest::newRow("stated") << QList{2, 4} << QByteArray("2.5") << QByteArray("2.5") << 2.5 << true;
  QTest::newRow("every second, thickness") << QList{2, 4} << none << QByteArray("2.5") << 2.5 << false;
  QTest::newRow("uneven gaps, thickness") << QList{1, 3, 6} << none << QByteArray("2.5") << 2.5 << false;
  QTest::newRow("two in a row, thickness") << QList{1, 2, 6} << none << QByteArray("2.5") << 2.5 << true;
  QTest::newRow("nothing stated") << QList{2, 4} << none << none << 5.0 << false;
  QTest::newRow("thickness of thick slices") << QList{2, 3, 4} << none << QByteArray("5") << 2.5 << false;
  QTest::newRow("contradicted") << QList{2, 3, 5} << QByteArray("4") << QByteArray("2.5") << 2.5 << false;
  QTest::newRow("one slice") << QList{3} << none << QByteArray("2.5") << 2.5 << false;
  QTest::newRow("one slice, stated") << QList{3} << QByteArray("2.5") << QByteArray("1") << 2.5 << true;
}

void TestSeg::sparseFramesKeepTheSliceDistance() {
  QFETCH(QList<int>, slices);
  QFETCH(QByteArray, spacing);
  QFETCH(QByteArray, thickness);
  QFETCH(double, distance);
  QFETCH(bool, isCertain);
  const SeriesEntry entry = source(makeGrid({23, 38, 9}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75}));
  MaskLayer mask = makeMask(entry, 1);
  mask.labels = LabelMap::create(*entry.grid).take();
  for (const int k : slices)
    for (int i = 5; i < 9; ++i) mask.labels.set({i, 3, k}, 1);
  const QString file = write(mask);
  editDicom(file, [&](DcmDataset& data) {
    DcmItem* measures = nullptr;
    QVERIFY(sharedGroups(data)->findAndGetSequenceItem(DCM_PixelMeasuresSequence, measures).good());
    const auto set = [&](const DcmTagKey& tag, const QByteArray& value) {
      measures->findAndDeleteElement(tag);
      if (!value.isEmpty()) measures->putAndInsertString(tag, value.constData());
    };
    set(DCM_SpacingBetweenSlices, spacing);
    set(DCM_SliceThickness, thickness);
  });
  const auto own = readSeg(file, nullptr, control_);
  QVERIFY2(own, own ? "" : qPrintable(own.error().text()));
  const MaskLayer& layer = *own->front();
  QVERIFY2(std::abs(layer.labels.grid().spacing().z() - distance) < 1e-9,
           qPrintable(QString::number(layer.labels.grid().spacing().z())));
  QCOMPARE(layer.labels.count(1), 4 * slices.size());
  const bool isSaid = std::ranges::any_of(
      layer.warnings, [](const QString& text) { return text.contains(QStringLiteral("(0018,0088)")); });
  QCOMPARE(isSaid, !isCertain);
  // On the series, its slices count, whatever the file says.
  const auto onSeries = read(file, &entry);
  QCOMPARE(onSeries.size(), std::size_t{1});
  QVERIFY(sameLabels(onSeries[0]->labels, mask.labels));
  QVERIFY2(onSeries[0]->warnings.isEmpty(), qPrintable(onSeries[0]->warnings.join(QLatin1Char(' '))));
}

QTEST_GUILESS_MAIN(TestSeg)
#include "tst_seg.moc"
