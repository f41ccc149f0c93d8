#include "io/masks/label_image.h"
#include "io/seg/seg_reader.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>
#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// `uptake-cli mask2seg` and `seg2mask` as a script sees them.
class TestMaskCommands : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void thereAndBack();
  void namesSegments();
  void otherFormats_data();
  void otherFormats();
  void anotherGridIsTold();
  void gapsAreTold();
  void whatCouldNotBeReadIsTold();
  void sparseFramesAreTold();
  void overlapBecomesFiles();
  void otherGridsAreTold();
  void wrongUsage_data();
  void wrongUsage();
  void nothingToRead_data();
  void nothingToRead();
  void helpNeedsNothingElse();

 private:
  QString path(const QString& name) const { return dir_->filePath(name); }
  ProcessOutput run(const QStringList& arguments) const {
    return runProcess(program(QStringLiteral("uptake-cli")), arguments);
  }
  /// mask2seg with the series and mask of init().
  ProcessOutput toSeg(const QStringList& more = {}) const {
    return run(QStringList{QStringLiteral("mask2seg"), QStringLiteral("--source"), path(QStringLiteral("ct")),
                           QStringLiteral("--mask"), path(QStringLiteral("mask.nii.gz")),
                           QStringLiteral("--out"), path(QStringLiteral("x.dcm"))} +
               more);
  }
  std::vector<Segment> segments() const {
    JobControl control;
    auto layers = readSeg(path(QStringLiteral("x.dcm")), nullptr, control);
    return layers ? layers->front()->segments : std::vector<Segment>();
  }
  static bool isOneLine(const QByteArray& text) { return text.endsWith('\n') && text.count('\n') == 1; }

  std::unique_ptr<QTemporaryDir> dir_;
  std::optional<MaskLayer> mask_;
};

void TestMaskCommands::init() {
  dir_ = std::make_unique<QTemporaryDir>();
  const ImageGrid grid = makeGrid({23, 38, 5}, {0.7, 0.9, 2.5}, {46.4649, 5.01881, -177.75}, {0, 0, 10});
  mask_.emplace(makeMask(writeSource(path(QStringLiteral("ct")), grid), 3));
  QVERIFY(writeLabelImage(mask_->labels, path(QStringLiteral("mask.nii.gz"))));
}

void TestMaskCommands::thereAndBack() {
  UPTAKE_NEEDS_PYTHON();
  const ProcessOutput written = toSeg();
  QVERIFY2(written.exitCode == 0, written.err.constData());
  QCOMPARE(written.err, QByteArray());
  QCOMPARE(painted(path(QStringLiteral("x.dcm"))).size(), painted(*mask_).size());
  for (const bool withSource : {true, false}) {
    QStringList arguments{QStringLiteral("seg2mask"), path(QStringLiteral("x.dcm")), QStringLiteral("--out"),
                          path(QStringLiteral("back/labels.nii.gz"))};
    if (withSource) arguments << QStringLiteral("--source") << path(QStringLiteral("ct"));
    const ProcessOutput read = run(arguments);
    QVERIFY2(read.exitCode == 0, read.err.constData());
    JobControl control;
    const auto image =
        readLabelImage(path(QStringLiteral("back/labels.nii.gz")), mask_->labels.grid(), control);
    QVERIFY2(image, image ? "" : qPrintable(image.error().text()));
    QVERIFY(image->warnings.isEmpty());
    QVERIFY(image->labels.allVoxels() == mask_->labels.allVoxels());
  }
}

void TestMaskCommands::namesSegments() {
  QCOMPARE(toSeg({QStringLiteral("--label"), QStringLiteral("Primary"), QStringLiteral("--label"),
                  QStringLiteral("Ä")})
               .exitCode,
           0);
  const auto found = segments();
  QCOMPARE(found.size(), std::size_t{3});
  QCOMPARE(found[0].label, QStringLiteral("Primary"));
  QCOMPARE(found[2].label, QStringLiteral("Lesion 3"));
}

void TestMaskCommands::otherFormats_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"m.nii", "m.nrrd", "m.mha", "m.mhd", "M.NRRD"})
    QTest::newRow(name) << QString::fromLatin1(name);
}

void TestMaskCommands::otherFormats() {
  QFETCH(QString, name);
  QCOMPARE(toSeg().exitCode, 0);
  const QString image = path(name), back = path(QStringLiteral("y.dcm")), x = path(QStringLiteral("x.dcm"));
  const QString source = path(QStringLiteral("ct"));
  const ProcessOutput written = run({QStringLiteral("seg2mask"), x, QStringLiteral("--out"), image});
  QVERIFY2(written.exitCode == 0 && written.err.isEmpty(), written.err.constData());
  const ProcessOutput again = run({QStringLiteral("mask2seg"), QStringLiteral("--source"), source,
                                   QStringLiteral("--mask"), image, QStringLiteral("--out"), back});
  QVERIFY2(again.exitCode == 0 && again.err.isEmpty(), again.err.constData());
  JobControl control;
  const auto layers = readSeg(back, nullptr, control);
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  QCOMPARE(layers->front()->name, QStringLiteral("m").compare(name.left(1), Qt::CaseSensitive) == 0
                                      ? QStringLiteral("m")
                                      : QStringLiteral("M"));
  UPTAKE_NEEDS_PYTHON();
  QVERIFY(sameVoxels(painted(back), painted(*mask_)));
}

void TestMaskCommands::anotherGridIsTold() {
  // The same place, voxels twice as fine in plane.
  const ImageGrid& grid = mask_->labels.grid();
  const ImageGrid fine =
      *ImageGrid::create({46, 76, 5}, grid.spacing().cwiseProduct(Eigen::Vector3d(0.5, 0.5, 1)),
                         grid.toPatient({-0.25, -0.25, 0}), grid.directions());
  LabelMap labels = LabelMap::create(fine).take();
  labels.fill(fine.offset(10, 10, 2), 6, 1);
  labels.fill(fine.offset(10, 11, 2), 6, 1);
  QVERIFY(writeLabelImage(labels, path(QStringLiteral("mask.nii.gz"))));
  const ProcessOutput written = toSeg();
  QCOMPARE(written.exitCode, 1);
  QVERIFY2(written.err.contains("resampled") && isOneLine(written.err), written.err.constData());
  JobControl control;
  const auto layers = readSeg(path(QStringLiteral("x.dcm")), nullptr, control);
  QVERIFY(layers);
  QCOMPARE(layers->front()->labels.count(1), 3);
}

void TestMaskCommands::gapsAreTold() {
  LabelMap labels = LabelMap::create(mask_->labels.grid()).take();
  labels.set({1, 1, 1}, 2);
  labels.set({2, 2, 2}, 700);
  QVERIFY(writeLabelImage(labels, path(QStringLiteral("mask.nii.gz"))));
  const ProcessOutput written = toSeg();
  QCOMPARE(written.exitCode, 1);
  QVERIFY2(written.err.contains("label 700 became segment 2"), written.err.constData());
  QCOMPARE(segments().size(), std::size_t{2});
}

void TestMaskCommands::whatCouldNotBeReadIsTold() {
  // The last slice: nothing else shows that it was one.
  const QStringList slices = QDir(path(QStringLiteral("ct"))).entryList(QDir::Files, QDir::Name);
  QFile last(path(QStringLiteral("ct/") + slices.last()));
  QVERIFY(last.resize(0));
  const ProcessOutput written = toSeg();
  QCOMPARE(written.exitCode, 1);
  QVERIFY2(written.err.contains(slices.last().toUtf8()), written.err.constData());
}

void TestMaskCommands::sparseFramesAreTold() {
  MaskLayer sparse{MaskId::None,
                   QStringLiteral("Sparse"),
                   LabelMap::create(mask_->labels.grid()).take(),
                   {mask_->segments.front()},
                   mask_->source,
                   {},
                   {}};
  for (const int k : {0, 2}) sparse.labels.fill(sparse.labels.grid().offset(3, 4, k), 8, 1);
  JobControl control;
  const QString file = path(QStringLiteral("sparse.dcm"));
  QVERIFY(writeSeg(sparse, file, control));
  editDicom(file,
            [](DcmDataset& data) { data.findAndDeleteElement(DCM_SpacingBetweenSlices, OFTrue, OFTrue); });
  const double ml = 16 * 0.7 * 0.9 * 2.5 / 1000.0;
  const ProcessOutput compared = run({QStringLiteral("evaluate"), QStringLiteral("--truth"), file,
                                      QStringLiteral("--prediction"), file, QStringLiteral("--json")});
  QVERIFY2(compared.err.contains("Spacing Between Slices (0018,0088) is missing"), compared.err.constData());
  const QJsonObject found =
      QJsonDocument::fromJson(compared.out).object()[QStringLiteral("cases")].toArray().first().toObject();
  QVERIFY2(std::abs(found[QStringLiteral("truth_ml")].toDouble() - ml) < 1e-6, compared.out.constData());
  QCOMPARE(found[QStringLiteral("truth_components")].toInt(), 2);
  for (const bool withSource : {true, false}) {
    QStringList arguments{QStringLiteral("seg2mask"), file, QStringLiteral("--out"),
                          path(QStringLiteral("sparse.nii.gz"))};
    if (withSource) arguments << QStringLiteral("--source") << path(QStringLiteral("ct"));
    const ProcessOutput back = run(arguments);
    QCOMPARE(back.exitCode, withSource ? 0 : 1);
    const auto image = readLabelImage(path(QStringLiteral("sparse.nii.gz")));
    QVERIFY(image);
    QVERIFY(std::abs(image->labels.grid().spacing().z() - 2.5) < 1e-5);
    QCOMPARE(image->labels.count(1), std::ptrdiff_t{16});
  }
}

void TestMaskCommands::overlapBecomesFiles() {
  UPTAKE_NEEDS_PYTHON();
  QCOMPARE(toSeg().exitCode, 0);
  const auto encode = [&](const QString& to, const QString& step) {
    return runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/encode_seg.py"),
                                 path(QStringLiteral("x.dcm")), path(to), step});
  };
  QCOMPARE(encode(QStringLiteral("gaps.dcm"), QStringLiteral("gaps")).exitCode, 0);
  // Segment 11 is painted over all of the slices that it is on; 5 and 8 stay as they are.
  const QString overlap = QStringLiteral(
      "import sys, numpy, pydicom\n"
      "d = pydicom.dcmread(sys.argv[1])\n"
      "n = d.Rows * d.Columns\n"
      "bits = numpy.unpackbits(numpy.frombuffer(d.PixelData, numpy.uint8), bitorder='little')\n"
      "for i, g in enumerate(d.PerFrameFunctionalGroupsSequence):\n"
      "    if g.SegmentIdentificationSequence[0].ReferencedSegmentNumber == 11: bits[i * n:(i + 1) * n] = 1\n"
      "d.PixelData = numpy.packbits(bits, bitorder='little').tobytes()\n"
      "d.save_as(sys.argv[1])\n");
  const QString file = path(QStringLiteral("gaps.dcm"));
  QCOMPARE(runProcess(python(), {QStringLiteral("-c"), overlap, file}).exitCode, 0);
  const ProcessOutput read =
      run({QStringLiteral("seg2mask"), file, QStringLiteral("--source"), path(QStringLiteral("ct")),
           QStringLiteral("--out"), path(QStringLiteral("labels.nii.gz"))});
  QCOMPARE(read.exitCode, 1);
  QVERIFY2(read.err.contains("segments 5, 8 are in "), read.err.constData());
  QVERIFY2(read.err.contains("segments 11 are in ") && read.err.contains("labels_1.nii.gz"),
           read.err.constData());
  QVERIFY2(read.err.contains("5, 8, 11"), read.err.constData());  // the gaps
  QVERIFY(!QFile::exists(path(QStringLiteral("labels_2.nii.gz"))));

  const QString count = QStringLiteral(
      "import sys, nibabel, numpy\n"
      "for name in sys.argv[1:]:\n"
      "    v, c = numpy.unique(numpy.asarray(nibabel.load(name).dataobj), return_counts=True)\n"
      "    print(' '.join('%d:%d' % each for each in zip(v, c) if each[0]))\n");
  const ProcessOutput counts =
      runProcess(python(), {QStringLiteral("-c"), count, path(QStringLiteral("labels.nii.gz")),
                            path(QStringLiteral("labels_1.nii.gz"))});
  QCOMPARE(counts.exitCode, 0);
  QCOMPARE(QString::fromUtf8(counts.out).trimmed(), QStringLiteral("5:%1 8:%2\n11:%3")
                                                        .arg(mask_->labels.count(1))
                                                        .arg(mask_->labels.count(2))
                                                        .arg(4 * 23 * 38));
}

void TestMaskCommands::otherGridsAreTold() {
  QCOMPARE(toSeg().exitCode, 0);
  const ImageGrid fine = makeGrid({40, 80, 13}, {0.4, 0.4, 1.0}, {46.6, 5.3, -177.1}, {0, 0, 10});
  writeSource(path(QStringLiteral("fine")), fine);
  const ProcessOutput read =
      run({QStringLiteral("seg2mask"), path(QStringLiteral("x.dcm")), QStringLiteral("--source"),
           path(QStringLiteral("fine")), QStringLiteral("--out"), path(QStringLiteral("labels.nii.gz"))});
  QCOMPARE(read.exitCode, 1);
  QVERIFY2(read.err.contains("23 × 38 × 5 voxels") && read.err.contains("40 × 80 × 13 voxels"),
           read.err.constData());
  JobControl control;
  const auto labels = readLabelImage(path(QStringLiteral("labels.nii.gz")), fine, control);
  QVERIFY2(labels, labels ? "" : qPrintable(labels.error().text()));
  QVERIFY(labels->labels.count(1) > 0);
}

void TestMaskCommands::wrongUsage_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::newRow("nothing") << QStringList{QStringLiteral("mask2seg")};
  QTest::newRow("unknown option") << QStringList{QStringLiteral("seg2mask"), QStringLiteral("--colour")};
  QTest::newRow("no SEG") << QStringList{QStringLiteral("seg2mask"), QStringLiteral("--out"),
                                         QStringLiteral("a.nii")};
  QTest::newRow("no NIfTI name") << QStringList{QStringLiteral("seg2mask"), QStringLiteral("a.dcm"),
                                                QStringLiteral("--out"), QStringLiteral("a.png")};
}

void TestMaskCommands::wrongUsage() {
  QFETCH(QStringList, arguments);
  const ProcessOutput said = run(arguments);
  QCOMPARE(said.exitCode, 2);
  QVERIFY(isOneLine(said.err));

  // More names than segments; and a folder with two series.
  const QString label = QStringLiteral("--label"), name = QStringLiteral("n");
  QCOMPARE(toSeg({label, name, label, name, label, name, label, name}).exitCode, 2);
  writeSource(path(QStringLiteral("ct/more")), mask_->labels.grid());
  const ProcessOutput several = toSeg();
  QCOMPARE(several.exitCode, 2);
  QVERIFY(several.err.contains("1.2.3.4."));
  QVERIFY(!QFile::exists(path(QStringLiteral("x.dcm"))));
}

void TestMaskCommands::nothingToRead_data() {
  QTest::addColumn<QString>("damaged");
  QTest::newRow("mask") << QStringLiteral("mask.nii.gz");
  QTest::newRow("series") << QStringLiteral("ct");
}

void TestMaskCommands::nothingToRead() {
  QFETCH(QString, damaged);
  QVERIFY(QDir(path(damaged)).removeRecursively() || QFile::remove(path(damaged)));
  QDir().mkpath(path(QStringLiteral("ct")));
  if (damaged.endsWith(QLatin1String(".gz"))) {
    QFile file(path(damaged));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("no image");
  }
  ProcessOutput said = toSeg();
  QCOMPARE(said.exitCode, 3);
  QVERIFY2(isOneLine(said.err), said.err.constData());
  said = run(
      {QStringLiteral("seg2mask"), path(damaged), QStringLiteral("--out"), path(QStringLiteral("y.nii.gz"))});
  QCOMPARE(said.exitCode, 3);
  QVERIFY2(isOneLine(said.err), said.err.constData());
  QVERIFY(!QFile::exists(path(QStringLiteral("y.nii.gz"))));
}

void TestMaskCommands::helpNeedsNothingElse() {
  for (const char* command : {"mask2seg", "seg2mask"}) {
    const ProcessOutput said = run({QLatin1String(command), QStringLiteral("--help")});
    QCOMPARE(said.exitCode, 0);
    QVERIFY(said.out.contains("--source"));
    QCOMPARE(said.err, QByteArray());
  }
}

QTEST_GUILESS_MAIN(TestMaskCommands)
#include "tst_mask_commands.moc"
