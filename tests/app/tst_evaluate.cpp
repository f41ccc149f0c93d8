#include "io/masks/label_image.h"
#include "io/seg/seg_writer.h"
#include "tests/io/dicom_file.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QScopeGuard>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <random>

using namespace uptake;
using namespace uptake::test;

/// `uptake-cli evaluate` and `stats` as a script sees them, against scipy and by hand.
class TestEvaluate : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void agreesWithScipy_data();
  void agreesWithScipy();
  void fatesByHand();
  void emptyMasks();
  void pairsFoldersByName();
  void relativeFoldersPairToo();
  void pairsSegByStudy();
  void nothingBeyondTheTruthsFileIsLost_data();
  void nothingBeyondTheTruthsFileIsLost();
  void otherVoxelsAreSaid();
  void csvHasTheSameNumbers();
  void missingSlicesAreNoZeros();
  void segmentsThatOverlapAreMeasuredWhole();
  void wrongUsage_data();
  void wrongUsage();

 private:
  QString path(const QString& name) const { return dir_->filePath(name); }
  void write(const QString& name, const LabelMap& labels) const {
    QDir().mkpath(QFileInfo(path(name)).path());
    QVERIFY(writeLabelImage(labels, path(name)));
  }
  ProcessOutput run(const QString& command, const QStringList& arguments) const {
    return runProcess(program(QStringLiteral("uptake-cli")), QStringList{command} + arguments);
  }
  ProcessOutput evaluate(const QString& truth, const QString& prediction,
                         const QStringList& more = {}) const {
    return run(
        QStringLiteral("evaluate"),
        QStringList{QStringLiteral("--truth"), truth, QStringLiteral("--prediction"), prediction} + more);
  }
  QJsonObject evaluateJson(const QString& truth, const QString& prediction, int exitCode = 0) const {
    const ProcessOutput output =
        evaluate(truth, prediction, {QStringLiteral("--json"), QStringLiteral("--lesions")});
    if (output.exitCode != exitCode) qWarning("exit %d: %s", output.exitCode, output.err.constData());
    return output.exitCode == exitCode ? QJsonDocument::fromJson(output.out).object() : QJsonObject();
  }

  std::unique_ptr<QTemporaryDir> dir_;
  bool hasScipy_ = false;
};

namespace {

const ImageGrid kGrid = makeGrid({40, 36, 24}, {1.5, 2.0, 3.0}, {-30, -36, -30});

LabelMap emptyMap(const ImageGrid& grid = kGrid) {
  return LabelMap::create(grid).take();
}

void paint(LabelMap& labels, const Eigen::Vector3i& first, const Eigen::Vector3i& last, Label label = 1) {
  for (int k = first.z(); k <= last.z(); ++k)
    for (int j = first.y(); j <= last.y(); ++j)
      for (int i = first.x(); i <= last.x(); ++i) labels.set({i, j, k}, label);
}

/// Balls and single voxels anywhere, some of which touch at an edge or a corner only.
LabelMap blobs(unsigned seed, int count) {
  LabelMap labels = emptyMap();
  std::mt19937 random(seed);
  const Eigen::Vector3i size = kGrid.size();
  for (int n = 0; n < count; ++n) {
    const Eigen::Vector3i centre(int(random() % unsigned(size.x())), int(random() % unsigned(size.y())),
                                 int(random() % unsigned(size.z())));
    const int radius = int(random() % 4);
    for (int k = -radius; k <= radius; ++k)
      for (int j = -radius; j <= radius; ++j)
        for (int i = -radius; i <= radius; ++i) {
          const Eigen::Vector3i at = centre + Eigen::Vector3i(i, j, k);
          if (i * i + j * j + k * k <= radius * radius && kGrid.contains(at))
            labels.set(at, static_cast<Label>(n % 3 + 1));
        }
  }
  return labels;
}

bool close(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

QStringList figures() {
  return {QStringLiteral("dice"), QStringLiteral("fpv_ml"), QStringLiteral("fnv_ml"),
          QStringLiteral("truth_components"), QStringLiteral("predicted_components")};
}

}  // namespace

void TestEvaluate::initTestCase() {
  hasScipy_ = !python().isEmpty() &&
              runProcess(python(), {QStringLiteral("-c"), QStringLiteral("import scipy")}).exitCode == 0;
}

void TestEvaluate::agreesWithScipy_data() {
  QTest::addColumn<int>("truth");
  QTest::addColumn<int>("prediction");
  QTest::newRow("few") << 4 << 5;
  QTest::newRow("many") << 40 << 30;
  QTest::newRow("crowded") << 120 << 150;
  QTest::newRow("no truth") << 0 << 12;
  QTest::newRow("no prediction") << 12 << 0;
}

void TestEvaluate::agreesWithScipy() {
  if (!hasScipy_) QSKIP("python3 with scipy is absent");
  QFETCH(int, truth);
  QFETCH(int, prediction);
  write(QStringLiteral("t.nii.gz"), blobs(11, truth));
  write(QStringLiteral("p.nii.gz"), blobs(12, prediction));
  const QJsonObject result = evaluateJson(path(QStringLiteral("t.nii.gz")), path(QStringLiteral("p.nii.gz")));
  const ProcessOutput script =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/evaluate_reference.py"),
                            path(QStringLiteral("t.nii.gz")), path(QStringLiteral("p.nii.gz"))});
  QVERIFY2(script.exitCode == 0, script.err.constData());
  const QJsonObject expected = QJsonDocument::fromJson(script.out).object();
  const QJsonObject seen = result[QStringLiteral("cases")].toArray().at(0).toObject();
  for (const QString& figure : figures()) {
    QCOMPARE(seen[figure].isNull(), expected[figure].isNull());
    QVERIFY2(close(seen[figure].toDouble(), expected[figure].toDouble()), qPrintable(figure));
  }
  const QJsonArray lesions = seen[QStringLiteral("lesions")].toArray();
  const QJsonArray wanted = expected[QStringLiteral("lesions")].toArray();
  QVERIFY(lesions.size() >= wanted.size());
  // Parts are numbered in buffer order here, and along the script's first axis there.
  std::vector<bool> used(static_cast<std::size_t>(wanted.size()));
  for (const QJsonValue& value : lesions) {
    const QJsonObject lesion = value.toObject();
    if (lesion[QStringLiteral("fate")].toString() == QLatin1String("false_positive")) continue;
    bool found = false;
    for (qsizetype n = 0; n < wanted.size() && !found; ++n) {
      const QJsonObject other = wanted[n].toObject();
      bool same = !used[static_cast<std::size_t>(n)] &&
                  other[QStringLiteral("fate")] == lesion[QStringLiteral("fate")] &&
                  other[QStringLiteral("split")] == lesion[QStringLiteral("split")] &&
                  other[QStringLiteral("merged")] == lesion[QStringLiteral("merged")];
      for (const char* figure : {"truth_ml", "dice", "hd95_mm", "mean_surface_distance_mm"}) {
        const QString key = QLatin1String(figure);
        same = same && close(other[key].toDouble(), lesion[key].toDouble());
      }
      for (const char* figure : {"predicted_ml", "overlap_ml"}) {
        const QString key = QLatin1String(figure);
        same = same && close(other[key].toDouble(0.0), lesion[key].toDouble());
      }
      if (!same) continue;
      used[static_cast<std::size_t>(n)] = found = true;
    }
    QVERIFY2(found, QJsonDocument(lesion).toJson().constData());
  }
  QVERIFY(std::ranges::all_of(used, [](bool each) { return each; }));
}

void TestEvaluate::fatesByHand() {
  // Voxels of 9 mm³. Detected 1:1; one true lesion split in two; two true ones merged; missed; false
  // positive.
  LabelMap truth = emptyMap();
  LabelMap prediction = emptyMap();
  paint(truth, {2, 2, 2}, {5, 5, 5});
  paint(prediction, {2, 2, 2}, {5, 5, 4});
  paint(truth, {10, 2, 2}, {19, 3, 3});
  paint(prediction, {10, 2, 2}, {12, 3, 3});
  paint(prediction, {17, 2, 2}, {19, 3, 3});
  paint(truth, {25, 2, 2}, {27, 3, 3});
  paint(truth, {31, 2, 2}, {33, 3, 3});
  paint(prediction, {25, 2, 2}, {33, 3, 3});
  paint(truth, {2, 20, 10}, {3, 21, 11});
  paint(prediction, {20, 20, 15}, {22, 22, 16});
  // Joined over an edge: one. Over a corner only: two.
  paint(truth, {30, 20, 10}, {30, 20, 10});
  paint(truth, {31, 21, 10}, {31, 21, 10});
  paint(truth, {32, 22, 11}, {32, 22, 11});
  write(QStringLiteral("t.nrrd"), truth);
  write(QStringLiteral("p.mha"), prediction);
  const QJsonObject result = evaluateJson(path(QStringLiteral("t.nrrd")), path(QStringLiteral("p.mha")));
  const QJsonObject seen = result[QStringLiteral("cases")].toArray().at(0).toObject();
  QCOMPARE(seen[QStringLiteral("truth_components")].toInt(), 7);
  QCOMPARE(seen[QStringLiteral("predicted_components")].toInt(), 5);
  QVERIFY(close(seen[QStringLiteral("fpv_ml")].toDouble(), 18 * 0.009));
  QVERIFY(close(seen[QStringLiteral("fnv_ml")].toDouble(), (8 + 3) * 0.009));
  const double shared = 48 + 24 + 24;
  const double both = (64 + 40 + 12 + 12 + 8 + 3) + (48 + 24 + 36 + 18);
  QVERIFY(close(seen[QStringLiteral("dice")].toDouble(), 2 * shared / both));
  QStringList fates;
  for (const QJsonValue& value : seen[QStringLiteral("lesions")].toArray()) {
    const QJsonObject lesion = value.toObject();
    fates.append(lesion[QStringLiteral("fate")].toString() +
                 (lesion[QStringLiteral("split")].toBool() ? QStringLiteral("+split") : QString()) +
                 (lesion[QStringLiteral("merged")].toBool() ? QStringLiteral("+merged") : QString()));
  }
  fates.sort();
  QCOMPARE(fates, QStringList({QStringLiteral("detected"), QStringLiteral("detected+merged"),
                               QStringLiteral("detected+merged"), QStringLiteral("detected+split"),
                               QStringLiteral("false_positive"), QStringLiteral("missed"),
                               QStringLiteral("missed"), QStringLiteral("missed")}));
}

void TestEvaluate::emptyMasks() {
  LabelMap some = emptyMap();
  paint(some, {2, 2, 2}, {3, 3, 3});
  write(QStringLiteral("none.nii.gz"), emptyMap());
  write(QStringLiteral("some.nii.gz"), some);
  const QString none = path(QStringLiteral("none.nii.gz"));
  const QJsonObject noTruth = evaluateJson(none, path(QStringLiteral("some.nii.gz")));
  const QJsonObject seen = noTruth[QStringLiteral("cases")].toArray().at(0).toObject();
  QVERIFY(seen[QStringLiteral("dice")].isNull());
  QVERIFY(seen[QStringLiteral("fnv_ml")].isNull());
  QVERIFY(close(seen[QStringLiteral("fpv_ml")].toDouble(), 0.072));
  QCOMPARE(noTruth[QStringLiteral("summary")].toObject()[QStringLiteral("cases_without_truth")].toInt(), 1);
  QVERIFY(noTruth[QStringLiteral("summary")].toObject()[QStringLiteral("dice_mean")].isNull());
  const QJsonObject missed = evaluateJson(path(QStringLiteral("some.nii.gz")), none)[QStringLiteral("cases")]
                                 .toArray()
                                 .at(0)
                                 .toObject();
  QCOMPARE(missed[QStringLiteral("dice")].toDouble(-1.0), 0.0);
  QVERIFY(close(missed[QStringLiteral("fnv_ml")].toDouble(), 0.072));
}

void TestEvaluate::pairsFoldersByName() {
  LabelMap mask = emptyMap();
  paint(mask, {2, 2, 2}, {9, 9, 9});
  LabelMap half = emptyMap();
  paint(half, {2, 2, 2}, {9, 9, 5});
  write(QStringLiteral("t/P1/SEG.nii.gz"), mask);
  write(QStringLiteral("t/P2/SEG.nii.gz"), mask);
  write(QStringLiteral("p/P1/SEG.nrrd"), mask);
  write(QStringLiteral("p/P2/SEG.nii.gz"), half);
  QJsonObject result = evaluateJson(path(QStringLiteral("t")), path(QStringLiteral("p")));
  QJsonArray cases = result[QStringLiteral("cases")].toArray();
  QCOMPARE(cases.size(), 2);
  QCOMPARE(cases[0].toObject()[QStringLiteral("name")].toString(), QStringLiteral("P1/SEG"));
  QCOMPARE(cases[0].toObject()[QStringLiteral("dice")].toDouble(), 1.0);
  QVERIFY(close(cases[1].toObject()[QStringLiteral("dice")].toDouble(), 2.0 / 3.0));
  QVERIFY(
      close(result[QStringLiteral("summary")].toObject()[QStringLiteral("dice_mean")].toDouble(), 5.0 / 6.0));

  // What has no partner is named and does not count.
  write(QStringLiteral("t/P3/SEG.nii.gz"), mask);
  write(QStringLiteral("p/P4/SEG.nii.gz"), mask);
  const ProcessOutput output =
      evaluate(path(QStringLiteral("t")), path(QStringLiteral("p")), {QStringLiteral("--json")});
  QCOMPARE(output.exitCode, 1);
  QCOMPARE(QJsonDocument::fromJson(output.out).object()[QStringLiteral("cases")].toArray().size(), 2);
  QVERIFY(output.err.contains("P3") && output.err.contains("P4"));
  QVERIFY(!output.err.contains("P1"));
}

void TestEvaluate::relativeFoldersPairToo() {
  LabelMap mask = emptyMap();
  paint(mask, {2, 2, 2}, {9, 9, 9});
  write(QStringLiteral("t/P1/a.nii.gz"), mask);
  write(QStringLiteral("p/P1/a.nrrd"), mask);
  const QString before = QDir::currentPath();
  QVERIFY(QDir::setCurrent(dir_->path()));
  const auto restored = qScopeGuard([&] { QDir::setCurrent(before); });
  for (const char* truth : {"t", "t/", "./t", "p/../t"})
    for (const QString& prediction : {QStringLiteral("p"), path(QStringLiteral("p"))}) {
      const QJsonArray cases =
          evaluateJson(QLatin1String(truth), prediction)[QStringLiteral("cases")].toArray();
      QCOMPARE(cases.size(), 1);
      QCOMPARE(cases[0][QStringLiteral("name")].toString(), QStringLiteral("P1/a"));
      QCOMPARE(cases[0][QStringLiteral("dice")].toDouble(), 1.0);
    }
}

void TestEvaluate::nothingBeyondTheTruthsFileIsLost_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("NRRD of a box") << "t.nrrd";
  QTest::newRow("NIfTI of a box") << "t.nii.gz";
}

void TestEvaluate::nothingBeyondTheTruthsFileIsLost() {
  // Programs crop a mask to what is labelled; a prediction on the whole image has false positives outside.
  if (!hasScipy_) QSKIP("python3 with scipy is absent");
  QFETCH(QString, name);
  LabelMap truth = emptyMap();
  paint(truth, {10, 10, 8}, {14, 13, 11});
  LabelMap prediction = emptyMap();
  paint(prediction, {11, 10, 8}, {15, 13, 12});
  paint(prediction, {30, 30, 20}, {31, 32, 21});
  paint(prediction, {2, 2, 9}, {3, 3, 9});
  LabelMap cropped = emptyMap(
      *ImageGrid::create({5, 4, 4}, kGrid.spacing(), kGrid.toPatient({10, 10, 8}), kGrid.directions()));
  paint(cropped, {0, 0, 0}, {4, 3, 3});
  write(QStringLiteral("whole.nii.gz"), truth);
  write(QStringLiteral("p.nii.gz"), prediction);
  write(name, cropped);
  const ProcessOutput script =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/evaluate_reference.py"),
                            path(QStringLiteral("whole.nii.gz")), path(QStringLiteral("p.nii.gz"))});
  QVERIFY2(script.exitCode == 0, script.err.constData());
  const QJsonObject expected = QJsonDocument::fromJson(script.out).object();
  const QJsonObject seen = evaluateJson(path(name), path(QStringLiteral("p.nii.gz")))[QStringLiteral("cases")]
                               .toArray()
                               .at(0)
                               .toObject();
  for (const QString& figure : figures())
    QVERIFY2(close(seen[figure].toDouble(-1.0), expected[figure].toDouble(-2.0)), qPrintable(figure));
}

void TestEvaluate::pairsSegByStudy() {
  const SeriesEntry source = writeSource(path(QStringLiteral("ct")), kPlain);
  JobControl control;
  QDir().mkpath(path(QStringLiteral("t/a")));
  QDir().mkpath(path(QStringLiteral("p/b")));
  const MaskLayer mask = makeMask(source, 2);
  QVERIFY(writeSeg(mask, path(QStringLiteral("t/a/truth.dcm")), control));
  QVERIFY(writeSeg(mask, path(QStringLiteral("p/b/model.dcm")), control));
  const QJsonObject result = evaluateJson(path(QStringLiteral("t")), path(QStringLiteral("p")));
  const QJsonArray cases = result[QStringLiteral("cases")].toArray();
  QCOMPARE(cases.size(), 1);
  QCOMPARE(cases[0].toObject()[QStringLiteral("dice")].toDouble(), 1.0);
}

void TestEvaluate::otherVoxelsAreSaid() {
  LabelMap truth = emptyMap();
  paint(truth, {4, 4, 4}, {11, 11, 11});
  // Twice as fine along each axis, over the same cells.
  const ImageGrid fine = makeGrid({80, 72, 48}, {0.75, 1.0, 1.5}, {-30.375, -36.5, -30.75});
  LabelMap prediction = emptyMap(fine);
  paint(prediction, {8, 8, 8}, {23, 23, 23});
  write(QStringLiteral("t.nii.gz"), truth);
  write(QStringLiteral("p.nii.gz"), prediction);
  const ProcessOutput output = evaluate(path(QStringLiteral("t.nii.gz")), path(QStringLiteral("p.nii.gz")),
                                        {QStringLiteral("--json")});
  QCOMPARE(output.exitCode, 1);
  QVERIFY2(output.err.contains("p.nii.gz"), output.err.constData());
  const QJsonObject seen =
      QJsonDocument::fromJson(output.out).object()[QStringLiteral("cases")].toArray().at(0).toObject();
  QCOMPARE(seen[QStringLiteral("dice")].toDouble(), 1.0);
}

void TestEvaluate::csvHasTheSameNumbers() {
  write(QStringLiteral("t, \"1\".nii.gz"), blobs(3, 12));
  write(QStringLiteral("p.nii.gz"), blobs(4, 12));
  const QString truth = path(QStringLiteral("t, \"1\".nii.gz"));
  const QString prediction = path(QStringLiteral("p.nii.gz"));
  const QJsonObject seen =
      evaluateJson(truth, prediction)[QStringLiteral("cases")].toArray().at(0).toObject();
  const ProcessOutput output =
      evaluate(truth, prediction, {QStringLiteral("--csv"), QStringLiteral("--lesions")});
  QCOMPARE(output.exitCode, 0);
  const QByteArrayList rows = output.out.trimmed().split('\n');
  QCOMPARE(rows.size(), 1 + 1 + seen[QStringLiteral("lesions")].toArray().size() + 6);
  const auto columns = rows[0].count(',');
  QVERIFY(rows[1].startsWith("case,\"t, \"\"1\"\"\","));
  // The name's comma apart.
  QCOMPARE(rows[1].count(',') - 1, columns);
  for (qsizetype n = rows.size() - 6; n < rows.size(); ++n) QCOMPARE(rows[n].count(','), columns);
  const QByteArrayList fields = rows[1].mid(rows[1].indexOf("\",") + 2).split(',');
  QCOMPARE(fields[0].toDouble(), seen[QStringLiteral("dice")].toDouble());
  QCOMPARE(fields[1].toDouble(), seen[QStringLiteral("fpv_ml")].toDouble());
  QCOMPARE(fields[2].toDouble(), seen[QStringLiteral("fnv_ml")].toDouble());
}

/// A slice that is missing under a lesion has no value: neither 0 nor air.
void TestEvaluate::missingSlicesAreNoZeros() {
  for (const char* name : {"pet", "ct"}) {
    const bool isPet = name[0] == 'p';
    QVERIFY(QDir().mkpath(path(QLatin1String(name))));
    QVERIFY(writeStack(path(QLatin1String(name)), 6, 4.0, [&](int i, SliceFile& slice) {
      slice.modality = isPet ? "PT" : "CT";
      slice.seriesUid = isPet ? "1.2.6.1" : "1.2.6.2";
      slice.sopInstanceUid = slice.seriesUid + '.' + QByteArray::number(i);
      slice.rows = slice.columns = 8;
      slice.spacing = {4.0, 4.0};
      slice.intercept = 0.0;
      slice.pixels.assign(64, static_cast<std::uint16_t>(isPet ? 1000 * (i + 1) : 40));
      if (!isPet) return;
      slice.tags = {{0x0054, 0x1001, "GML"}, {0x0028, 0x0051, "ATTN\\DECY"}, {0x0054, 0x1102, "START"}};
    }));
  }
  JobControl control;
  const auto index = scanStudies({path(QStringLiteral("pet"))}, control);
  QVERIFY(index.ok());
  LabelMap mask = emptyMap(*index->patients.at(0).studies.at(0).series.at(0).grid);
  paint(mask, {2, 2, 1}, {4, 4, 3});
  write(QStringLiteral("mask.nii.gz"), mask);
  QVERIFY(QFile::remove(path(QStringLiteral("pet/2.dcm"))) &&
          QFile::remove(path(QStringLiteral("ct/3.dcm"))));
  const ProcessOutput said = run(
      QStringLiteral("stats"), {QStringLiteral("--pet"), path(QStringLiteral("pet")), QStringLiteral("--ct"),
                                path(QStringLiteral("ct")), QStringLiteral("--mask"),
                                path(QStringLiteral("mask.nii.gz")), QStringLiteral("--json")});
  QCOMPARE(said.exitCode, 1);
  const QJsonValue lesion = QJsonDocument::fromJson(said.out)[QStringLiteral("lesions")][0];
  QCOMPARE(lesion[QStringLiteral("voxels")].toInt(), 27);
  for (const char* value : {"suv_mean", "suv_min", "suv_max", "tlg_g", "hu_mean", "hu_min"})
    QVERIFY2(lesion[QLatin1String(value)].isNull(), value);
  // Why each of them is empty.
  QVERIFY2(said.err.contains("slice of the PET that is missing") &&
               said.err.contains("slice of the CT that is missing"),
           said.err.constData());
}

void TestEvaluate::segmentsThatOverlapAreMeasuredWhole() {
  UPTAKE_NEEDS_PYTHON();
  const QString study = path(QStringLiteral("study"));
  QCOMPARE(
      run(QStringLiteral("phantom"), {study, QStringLiteral("--size"), QStringLiteral("small")}).exitCode, 0);
  JobControl control;
  const auto index = scanStudies({study + QStringLiteral("/PET")}, control);
  QVERIFY(index);
  const SeriesEntry& pet = index->patients.front().studies.front().series.front();
  QVERIFY(pet.isVolume());
  const MaskLayer mask = makeMask(pet, 2);
  const QString file = path(QStringLiteral("seg.dcm"));
  QVERIFY(writeSeg(mask, file, control));
  // The second segment is painted over all of the slices that it is on.
  const QString overlap = QStringLiteral(
      "import sys, numpy, pydicom\n"
      "d = pydicom.dcmread(sys.argv[1])\n"
      "n = d.Rows * d.Columns\n"
      "bits = numpy.unpackbits(numpy.frombuffer(d.PixelData, numpy.uint8), bitorder='little')\n"
      "for i, g in enumerate(d.PerFrameFunctionalGroupsSequence):\n"
      "    if g.SegmentIdentificationSequence[0].ReferencedSegmentNumber == 2: bits[i * n:(i + 1) * n] = 1\n"
      "d.PixelData = numpy.packbits(bits, bitorder='little').tobytes()\n"
      "d.save_as(sys.argv[1])\n");
  QCOMPARE(runProcess(python(), {QStringLiteral("-c"), overlap, file}).exitCode, 0);
  std::ptrdiff_t second = 0, beside = 0;
  for (int k = 0; k < mask.labels.grid().size().z(); ++k) {
    const auto slice = mask.labels.slice(k);
    if (std::ranges::find(slice, Label{2}) != slice.end())
      second += mask.labels.grid().sliceVoxelCount();
    else
      beside += std::ranges::count(slice, Label{1});
  }
  QVERIFY(beside < mask.labels.count(1));

  const ProcessOutput said =
      run(QStringLiteral("stats"), {QStringLiteral("--pet"), study + QStringLiteral("/PET"),
                                    QStringLiteral("--mask"), file, QStringLiteral("--json")});
  QCOMPARE(said.exitCode, 1);
  QVERIFY2(said.err.contains("each segment is measured whole"), said.err.constData());
  const QJsonObject found = QJsonDocument::fromJson(said.out).object();
  const QJsonArray lesions = found[QStringLiteral("lesions")].toArray();
  QCOMPARE(lesions.size(), 2);
  QCOMPARE(lesions[0][QStringLiteral("voxels")].toInt(), mask.labels.count(1));
  QCOMPARE(lesions[1][QStringLiteral("voxels")].toInt(), second);
  QCOMPARE(found[QStringLiteral("total")].toObject()[QStringLiteral("voxels")].toInt(), second + beside);
}

void TestEvaluate::wrongUsage_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<int>("exitCode");
  QTest::newRow("nothing") << QStringList{QStringLiteral("evaluate")} << 2;
  QTest::newRow("one side") << QStringList{QStringLiteral("evaluate"), QStringLiteral("--truth"),
                                           QStringLiteral("x")}
                            << 2;
  QTest::newRow("two forms") << QStringList{QStringLiteral("evaluate"), QStringLiteral("--truth"),
                                            QStringLiteral("x"),        QStringLiteral("--prediction"),
                                            QStringLiteral("y"),        QStringLiteral("--json"),
                                            QStringLiteral("--csv")}
                             << 2;
  QTest::newRow("absent") << QStringList{QStringLiteral("evaluate"), QStringLiteral("--truth"),
                                         QStringLiteral("/nowhere/x.nii"), QStringLiteral("--prediction"),
                                         QStringLiteral("/nowhere/y.nii")}
                          << 3;
  QTest::newRow("stats: nothing") << QStringList{QStringLiteral("stats")} << 2;
  QTest::newRow("stats: absent") << QStringList{QStringLiteral("stats"), QStringLiteral("--pet"),
                                                QStringLiteral("/nowhere"), QStringLiteral("--mask"),
                                                QStringLiteral("/nowhere/y.nii")}
                                 << 3;
}

void TestEvaluate::wrongUsage() {
  QFETCH(QStringList, arguments);
  QFETCH(int, exitCode);
  const ProcessOutput output = runProcess(program(QStringLiteral("uptake-cli")), arguments);
  QCOMPARE(output.exitCode, exitCode);
  QVERIFY(output.out.isEmpty());
  QVERIFY(output.err.startsWith("uptake-cli: "));
}

QTEST_GUILESS_MAIN(TestEvaluate)
#include "tst_evaluate.moc"
