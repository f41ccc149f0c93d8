#include "io/masks/label_image.h"
#include "io/seg/seg_reader.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QTemporaryDir>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// Label images of other programs.
class TestMasksRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
  }
  void nrrdEqualsItsSeg_data();
  void nrrdEqualsItsSeg();
  void wholeBodyMaskKeepsItsVoxels_data();
  void wholeBodyMaskKeepsItsVoxels();

 private:
  JobControl control_;
};

void TestMasksRealdata::nrrdEqualsItsSeg_data() {
  QTest::addColumn<QString>("seg");
  QTest::addColumn<QString>("nrrd");
  QTest::newRow("liver") << QStringLiteral("dcmqi/liver.dcm") << QStringLiteral("dcmqi/liver_seg.nrrd");
  QTest::newRow("23 × 38 × 3") << QStringLiteral("dcmqi/23x38x3/seg/label.seg")
                               << QStringLiteral("dcmqi/23x38x3/nrrd/label.nrrd");
}

void TestMasksRealdata::nrrdEqualsItsSeg() {
  QFETCH(QString, seg);
  QFETCH(QString, nrrd);
  const auto layers = readSeg(realDataDir() + QLatin1Char('/') + seg, nullptr, control_);
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  const LabelMap& expected = layers->front()->labels;
  const auto image = readLabelImage(realDataDir() + QLatin1Char('/') + nrrd, expected.grid(), control_);
  QVERIFY2(image, image ? "" : qPrintable(image.error().text()));
  QVERIFY2(image->warnings.isEmpty(), qPrintable(image->warnings.join(QLatin1Char(' '))));
  QVERIFY(expected.count(1) > 100);
  QVERIFY(image->labels.allVoxels() == expected.allVoxels());
}

void TestMasksRealdata::wholeBodyMaskKeepsItsVoxels_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"x.nii.gz", "x.nrrd", "x.mha", "x.mhd"})
    QTest::newRow(name) << QString::fromLatin1(name);
}

void TestMasksRealdata::wholeBodyMaskKeepsItsVoxels() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, name);
  const QDir folder(realDataDir() + QStringLiteral("/autopet-masks"));
  const QStringList files = folder.entryList({QStringLiteral("*.nii.gz")}, QDir::Files);
  QVERIFY(!files.isEmpty());
  const QTemporaryDir dir;
  for (const QString& file : files) {
    const auto image = readLabelImage(folder.filePath(file));
    QVERIFY2(image, image ? "" : qPrintable(image.error().text()));
    QCOMPARE(image->labels.grid().size(), Eigen::Vector3i(200, 200, 448));
    const ProcessOutput counted =
        runProcess(python(), {QStringLiteral("-c"),
                              QStringLiteral("import nibabel, numpy, sys; print(numpy.count_nonzero("
                                             "numpy.asarray(nibabel.load(sys.argv[1]).dataobj)))"),
                              folder.filePath(file)});
    QCOMPARE(counted.out.trimmed().toLongLong(),
             static_cast<qlonglong>(image->labels.grid().voxelCount() - image->labels.count(0)));
    QVERIFY(writeLabelImage(image->labels, dir.filePath(name)));
    const auto back = readLabelImage(dir.filePath(name), image->labels.grid(), control_);
    QVERIFY2(back, back ? "" : qPrintable(back.error().text()));
    QVERIFY(back->warnings.isEmpty());
    QVERIFY(back->labels.allVoxels() == image->labels.allVoxels());
  }
}

QTEST_GUILESS_MAIN(TestMasksRealdata)
#include "tst_masks_realdata.moc"
