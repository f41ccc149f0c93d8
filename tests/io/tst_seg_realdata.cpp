#include "io/masks/label_image.h"
#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QTemporaryDir>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// Segmentations of other programs, and ours of a real PET, against independent readers.
class TestSegRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
  }
  void dcmqiEqualsItsTruth_data();
  void dcmqiEqualsItsTruth();
  void maskOnARealPet();

 private:
  /// The only volume series in a folder of the real data.
  std::optional<SeriesEntry> series(const QString& folder);
  JobControl control_;
};

std::optional<SeriesEntry> TestSegRealdata::series(const QString& folder) {
  const auto index = scanStudies({realDataDir() + QLatin1Char('/') + folder}, control_);
  if (!index) return {};
  for (const PatientEntry& patient : index->patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& entry : study.series)
        if (entry.isVolume()) return entry;
  return {};
}

void TestSegRealdata::dcmqiEqualsItsTruth_data() {
  QTest::addColumn<QString>("seg");
  QTest::addColumn<QString>("image");
  QTest::addColumn<QString>("truth");
  QTest::newRow("liver") << QStringLiteral("dcmqi/liver.dcm") << QStringLiteral("dcmqi/ct-3slice")
                         << QStringLiteral("dcmqi/liver_seg.nrrd");
  QTest::newRow("23 × 38 × 3") << QStringLiteral("dcmqi/23x38x3/seg/label.seg")
                               << QStringLiteral("dcmqi/23x38x3/image")
                               << QStringLiteral("dcmqi/23x38x3/nrrd/label.nrrd");
}

void TestSegRealdata::dcmqiEqualsItsTruth() {
  UPTAKE_NEEDS_REAL_DATA();
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, seg);
  QFETCH(QString, image);
  QFETCH(QString, truth);
  const auto entry = series(image);
  QVERIFY(entry);
  const QTemporaryDir dir;
  for (const SeriesEntry* source : {&*entry, static_cast<const SeriesEntry*>(nullptr)}) {
    const auto layers = readSeg(realDataDir() + QLatin1Char('/') + seg, source, control_);
    QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
    QCOMPARE(layers->size(), std::size_t{1});
    const MaskLayer& layer = *layers->front();
    QCOMPARE(layer.segments.size(), std::size_t{1});
    QVERIFY(!layer.name.isEmpty());
    const QString labels = dir.filePath(QStringLiteral("labels.nii.gz"));
    QVERIFY(writeLabelImage(layer.labels, labels));
    const ProcessOutput compared =
        runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/compare_nrrd.py"),
                              realDataDir() + QLatin1Char('/') + truth, labels});
    QVERIFY2(compared.exitCode == 0, compared.err.constData());

    // Written by us, it says the same to an independent reader.
    if (source == nullptr) continue;
    const QString again = dir.filePath(QStringLiteral("again.dcm"));
    const auto written = writeSeg(layer, again, control_);
    QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
    QCOMPARE(dciodvfyErrors(again), QByteArray());
    QCOMPARE(painted(again), painted(layer));
    QCOMPARE(onImages(again, layer.source), onImages(layer));
    QCOMPARE(readSegReference(again)->predecessorUid, layer.provenance.sopInstanceUid);
  }
}

void TestSegRealdata::maskOnARealPet() {
  UPTAKE_NEEDS_REAL_DATA();
  UPTAKE_NEEDS_PYTHON();
  const auto entry = series(QStringLiteral("petct-siemens/PET"));
  QVERIFY(entry);
  QCOMPARE(entry->grid->size(), Eigen::Vector3i(168, 168, 553));
  MaskLayer mask{MaskId::None,
                 QStringLiteral("Lesions"),
                 LabelMap::create(*entry->grid).take(),
                 {},
                 entry->source,
                 {},
                 {}};
  // A ball around the bladder's maximum, and a lesion of three voxels elsewhere.
  const Eigen::Vector3i centre(75, 84, 113);
  for (int k = -9; k <= 9; ++k)
    for (int j = -5; j <= 5; ++j)
      for (int i = -5; i <= 5; ++i) {
        const Eigen::Vector3d away = Eigen::Vector3d(i, j, k).cwiseProduct(entry->grid->spacing());
        if (away.norm() <= 18.0) mask.labels.set(centre + Eigen::Vector3i(i, j, k), 1);
      }
  for (const int k : {300, 301, 552}) mask.labels.set({k % 168, 167, k}, 2);
  for (const Label number : {Label{1}, Label{2}}) {
    Segment segment;
    segment.number = number;
    segment.label = QStringLiteral("Lesion %1").arg(number);
    segment.colour = lesionColour(number);
    mask.segments.push_back(segment);
  }
  const QTemporaryDir dir;
  const QString file = dir.filePath(QStringLiteral("SEG/mask.dcm"));
  const auto written = writeSeg(mask, file, control_);
  QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
  QCOMPARE(dciodvfyErrors(file), QByteArray());
  const QStringList expected = painted(mask);
  QVERIFY(expected.size() > 500);

  // Positions to 0.001 mm: the slices of this series are not perfectly even.
  const QStringList seen = painted(file);
  QCOMPARE(seen.size(), expected.size());
  const auto layers = readSeg(file, &*entry, control_);
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  QVERIFY((*layers)[0]->labels.allVoxels() == mask.labels.allVoxels());
  QVERIFY((*layers)[0]->warnings.isEmpty());
  const auto split = [](const QString& line) {
    std::array<qlonglong, 4> numbers{};
    const QStringList parts = line.split(QLatin1Char(' '));
    for (std::size_t i = 0; i < 4; ++i) numbers[i] = parts[static_cast<int>(i)].toLongLong();
    return numbers;
  };
  std::vector<std::array<qlonglong, 4>> a, b;
  for (const QString& line : seen) a.push_back(split(line));
  for (const QString& line : expected) b.push_back(split(line));
  std::ranges::sort(a);
  std::ranges::sort(b);
  for (std::size_t i = 0; i < a.size(); ++i) {
    QCOMPARE(a[i][0], b[i][0]);
    for (std::size_t axis = 1; axis < 4; ++axis) QVERIFY(std::abs(a[i][axis] - b[i][axis]) <= 20);
  }
}

QTEST_GUILESS_MAIN(TestSegRealdata)
#include "tst_seg_realdata.moc"
