#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QStandardPaths>

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// One mask in every form that other programs give it (tests/scripts/encode_seg.py): always the same voxels.
class TestSegForms : public QObject, private SegScratch {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void sameVoxels_data();
  void sameVoxels();
  void losslessJpeg_data();
  void losslessJpeg();
  void refusesLossyCompression();
  void refusesDamagedCompression_data();
  void refusesDamagedCompression();
  void namesALabelMapAsPredecessor();

 private:
  /// Our file of a mask with three segments, brought into another form.
  QString encoded(const MaskLayer& mask, const QStringList& steps) {
    const QString file = write(mask);
    const QString out = path("encoded.dcm");
    const ProcessOutput done = runProcess(
        python(),
        QStringList{sourceDir() + QStringLiteral("/tests/scripts/encode_seg.py"), file, out} + steps);
    if (done.exitCode != 0) qWarning("%s", done.err.constData());
    return done.exitCode == 0 ? out : QString();
  }
};

void TestSegForms::sameVoxels_data() {
  QTest::addColumn<QString>("steps");
  QTest::addColumn<QString>("warning");  // what the only one says; empty for none
  const auto row = [](const char* steps, const char* warning) {
    QTest::newRow(steps) << QString::fromLatin1(steps) << QString::fromLatin1(warning);
  };
  row("reverse", "");
  row("shuffle", "");
  row("autopet", "");
  row("autopet shuffle rle-bits", "");
  row("gaps", "5, 8, 11");
  row("gaps shuffle rle", "5, 8, 11");
  row("deflate", "");
  row("rle", "");
  row("rle-bits", "");
  row("rle-fragments", "");
  row("bytes", "BINARY");
  row("bytes rle", "BINARY");
  row("fractional", "FRACTIONAL");
  row("fractional rle", "FRACTIONAL");
  row("fractional deflate", "FRACTIONAL");
  row("labelmap8", "");
  row("labelmap8 rle", "");
  row("labelmap8 rle-fragments", "");
  row("labelmap16", "");
  row("labelmap16 rle", "");
  row("gaps labelmap16 rle", "");
  row("reverse labelmap16 deflate", "");
}

void TestSegForms::sameVoxels() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, steps);
  QFETCH(QString, warning);
  const SeriesEntry entry = source();
  MaskLayer mask = makeMask(entry, 3);
  const QString file = encoded(mask, steps.split(QLatin1Char(' ')));
  QVERIFY(!file.isEmpty());
  if (steps.contains(QLatin1String("gaps")))
    for (std::ptrdiff_t i = 0; i < entry.grid->voxelCount(); ++i)
      if (const Label label = mask.labels.voxels(i, 1).front(); label != 0)
        mask.labels.fill(i, 1, static_cast<Label>(3 * label + 2));
  for (const SeriesEntry* given : {&entry, static_cast<const SeriesEntry*>(nullptr)}) {
    const auto layers = read(file, given);
    QCOMPARE(layers.size(), std::size_t{1});
    if (given != nullptr)
      QVERIFY(sameLabels(layers[0]->labels, mask.labels));
    else
      QVERIFY(test::sameVoxels(painted(*layers[0]), painted(mask)));
    QCOMPARE(layers[0]->segments.size(), std::size_t{3});
    QCOMPARE(layers[0]->segments[2].label, QStringLiteral("Lesion 3"));
    QCOMPARE(layers[0]->warnings.size(), warning.isEmpty() ? 0 : 1);
    if (!warning.isEmpty())
      QVERIFY2(layers[0]->warnings[0].contains(warning), qPrintable(layers[0]->warnings[0]));
  }
}

void TestSegForms::losslessJpeg_data() {
  QTest::addColumn<QString>("form");
  QTest::addColumn<QString>("program");
  QTest::addColumn<QString>("option");
  for (const char* form : {"labelmap8", "labelmap16", "fractional"}) {
    QTest::addRow("%s JPEG-LS", form)
        << QString::fromLatin1(form) << QStringLiteral("dcmcjpls") << QStringLiteral("--encode-lossless");
    QTest::addRow("%s JPEG", form) << QString::fromLatin1(form) << QStringLiteral("dcmcjpeg")
                                   << QStringLiteral("--encode-lossless-sv1");
  }
}

void TestSegForms::losslessJpeg() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, form);
  QFETCH(QString, program);
  QFETCH(QString, option);
  const QString encoder = QStandardPaths::findExecutable(program);
  if (encoder.isEmpty()) QSKIP("DCMTK's tools are absent");
  const SeriesEntry entry = source();
  const MaskLayer mask = makeMask(entry, 3);
  const QString plain = encoded(mask, {form});
  const ProcessOutput done =
      runProcess(encoder, {option, QStringLiteral("--uid-never"), plain, path("jpeg.dcm")});
  QVERIFY2(done.exitCode == 0, done.err.constData());
  const auto layers = read(path("jpeg.dcm"), &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  QVERIFY(sameLabels(layers[0]->labels, mask.labels));
}

void TestSegForms::refusesLossyCompression() {
  UPTAKE_NEEDS_PYTHON();
  const QString encoder = QStandardPaths::findExecutable(QStringLiteral("dcmcjpeg"));
  if (encoder.isEmpty()) QSKIP("DCMTK's tools are absent");
  const SeriesEntry entry = source();
  const QString plain = encoded(makeMask(entry, 3), {QStringLiteral("labelmap8")});
  const ProcessOutput done =
      runProcess(encoder, {QStringLiteral("--encode-baseline"), plain, path("jpeg.dcm")});
  QVERIFY2(done.exitCode == 0, done.err.constData());
  const auto layers = readSeg(path("jpeg.dcm"), &entry, control_);
  QVERIFY(!layers);
  QCOMPARE(layers.error().kind, ErrorKind::NotSupported);
  QVERIFY2(layers.error().message.contains(QLatin1String("JPEG Baseline")),
           qPrintable(layers.error().message));
}

void TestSegForms::refusesDamagedCompression_data() {
  QTest::addColumn<int>("defect");
  QTest::addColumn<QString>("says");
  QTest::newRow("a frame is missing") << 0 << QStringLiteral("fragments");
  QTest::newRow("a frame is cut") << 1 << QStringLiteral("Frame 1 ");
  QTest::newRow("no planes") << 2 << QStringLiteral("Frame 1 ");
  QTest::newRow("plane outside of the frame") << 3 << QStringLiteral("Frame 1 ");
  QTest::newRow("too many planes") << 4 << QStringLiteral("byte planes");
}

void TestSegForms::refusesDamagedCompression() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(int, defect);
  QFETCH(QString, says);
  const SeriesEntry entry = source();
  for (const char* form : {"labelmap8 rle", "labelmap16 rle", "rle-bits"}) {
    if (defect == 4 && QByteArray(form).startsWith("labelmap16")) continue;
    const QString file = encoded(makeMask(entry, 3), QString::fromLatin1(form).split(QLatin1Char(' ')));
    // The frame's own bytes, found by its header: the number of planes, then the offset of the first, 64.
    QFile dicom(file);
    QVERIFY(dicom.open(QIODevice::ReadWrite));
    QByteArray bytes = dicom.readAll();
    const bool wide = QByteArray(form).startsWith("labelmap16");
    const QByteArray header =
        QByteArray(1, wide ? '\2' : '\1') + QByteArray(3, '\0') + QByteArray(1, '\100') + QByteArray(3, '\0');
    const qsizetype at = bytes.indexOf(header);
    QVERIFY(at > 0);
    const auto length =
        static_cast<unsigned char>(bytes[at - 4]) + 256 * static_cast<unsigned char>(bytes[at - 3]);
    switch (defect) {
      case 0: {  // its item goes
        bytes.remove(at - 8, length + 8);
        break;
      }
      case 1:  // its last bytes become codes that mean nothing
        bytes.replace(at + length - 40, 40, QByteArray(40, '\200'));
        break;
      case 2:
        bytes[at] = 0;
        break;
      case 3:
        bytes[at + 5] = 127;
        break;
      default:
        bytes[at] = 2;
        bytes.replace(at + 8, 4, QByteArray("\100\0\0\0", 4));
        break;
    }
    dicom.seek(0);
    dicom.write(bytes);
    dicom.resize(bytes.size());
    dicom.close();
    const auto layers = readSeg(file, &entry, control_);
    QVERIFY2(!layers, form);
    QVERIFY2(layers.error().message.contains(says), qPrintable(layers.error().message));
    QCOMPARE(layers.error().file, file);
  }
}

void TestSegForms::namesALabelMapAsPredecessor() {
  UPTAKE_NEEDS_PYTHON();
  const SeriesEntry entry = source();
  const QString file = encoded(makeMask(entry, 2), {QStringLiteral("labelmap8")});
  auto layers = read(file, &entry);
  QCOMPARE(layers.size(), std::size_t{1});
  const QString theirs = layers[0]->provenance.sopInstanceUid;
  layers[0]->labels.set({1, 1, 1}, 2);
  const auto written = writeSeg(*layers[0], path("edited.dcm"), control_);
  QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
  const auto reference = readSegReference(path("edited.dcm"));
  QVERIFY(reference);
  QCOMPARE(reference->predecessorUid, theirs);
  QCOMPARE(reference->predecessorClassUid, QStringLiteral("1.2.840.10008.5.1.4.1.1.66.7"));
  QCOMPARE(reference->sourceSeriesUid, entry.source.seriesInstanceUid);
  QCOMPARE(dciodvfyErrors(path("edited.dcm")), QByteArray());
}

QTEST_GUILESS_MAIN(TestSegForms)
#include "tst_seg_forms.moc"
