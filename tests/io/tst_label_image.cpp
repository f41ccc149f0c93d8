#include "io/masks/label_image.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

namespace {

QString script() {
  return sourceDir() + QStringLiteral("/tests/scripts/nifti_grid.py");
}

QJsonObject seenByNibabel(const QString& file) {
  const ProcessOutput output = runProcess(python(), {script(), file});
  if (output.exitCode != 0) qWarning("%s", output.err.constData());
  return QJsonDocument::fromJson(output.out).object();
}

Eigen::Matrix4d matrix(const QJsonValue& value) {
  Eigen::Matrix4d result = Eigen::Matrix4d::Zero();
  const QJsonArray rows = value.toArray();
  for (int row = 0; row < 4 && row < rows.size(); ++row)
    for (int column = 0; column < 4; ++column) result(row, column) = rows[row].toArray()[column].toDouble();
  return result;
}

/// Index to RAS, as the NIfTI standard has it: x and y of LPS turned round.
Eigen::Matrix4d rasAffine(const ImageGrid& grid) {
  Eigen::Matrix4d affine = Eigen::Matrix4d::Identity();
  affine.topLeftCorner<3, 3>() = grid.directions() * grid.spacing().asDiagonal();
  affine.topRightCorner<3, 1>() = grid.origin();
  affine.topRows<2>() *= -1.0;
  return affine;
}

Result<LabelMap> readOnto(const QString& file, const ImageGrid& grid) {
  JobControl control;
  Result<LabelImage> image = readLabelImage(file, grid, control);
  if (!image) return image.error();
  for (const QString& warning : image->warnings) qWarning("%s", qPrintable(warning));
  return std::move(image->labels);
}

QString json(const Eigen::Matrix4d& m) {
  QJsonArray rows;
  for (int row = 0; row < 4; ++row) rows.append(QJsonArray{m(row, 0), m(row, 1), m(row, 2), m(row, 3)});
  return QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact));
}

const ImageGrid kGrid = makeGrid({6, 5, 4}, {0.7, 0.9, 2.5}, {-46.4649, 105.01881, -177.75}, {12, -7, 31});

}  // namespace

class TestLabelImage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void writesTheGridInRas_data();
  void writesTheGridInRas();
  void readsAnyAxisOrder_data();
  void readsAnyAxisOrder();
  void acceptsWholeNumbersOnly_data();
  void acceptsWholeNumbersOnly();
  void largeCoronalGridKeepsItsCorners();
  void resamplesFromAnotherGrid();
  void refusesWhatIsNoNifti();
  void writesWholeOrNothing();

 private:
  QString path(const char* name) const { return dir_->filePath(QLatin1String(name)); }
  /// A file with one value at its voxel (1, 2, 0), made by nibabel.
  QString make(const Eigen::Vector3i& size, const Eigen::Matrix4d& affine, const char* type,
               const QString& value) {
    const QString file = path("made.nii.gz");
    const ProcessOutput output =
        runProcess(python(), {script(), QStringLiteral("--make"), file,
                              QStringLiteral("[%1,%2,%3]").arg(size.x()).arg(size.y()).arg(size.z()),
                              json(affine), QLatin1String(type), value});
    if (output.exitCode != 0) qWarning("%s", output.err.constData());
    return file;
  }

  std::unique_ptr<QTemporaryDir> dir_;
};

void TestLabelImage::writesTheGridInRas_data() {
  QTest::addColumn<Eigen::Vector3d>("degrees");
  QTest::addColumn<Eigen::Vector3d>("flips");
  QTest::addColumn<int>("label");
  QTest::newRow("axial") << Eigen::Vector3d(0, 0, 0) << Eigen::Vector3d(1, 1, 1) << 255;
  QTest::newRow("oblique, 16 bit") << Eigen::Vector3d(12, -7, 31) << Eigen::Vector3d(1, 1, 1) << 256;
  QTest::newRow("flipped") << Eigen::Vector3d(0, 0, 0) << Eigen::Vector3d(-1, -1, 1) << 1;
  QTest::newRow("left-handed") << Eigen::Vector3d(12, -7, 31) << Eigen::Vector3d(1, -1, 1) << 65535;
  QTest::newRow("coronal") << Eigen::Vector3d(90, 0, 0) << Eigen::Vector3d(1, 1, 1) << 3;
}

void TestLabelImage::writesTheGridInRas() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(Eigen::Vector3d, degrees);
  QFETCH(Eigen::Vector3d, flips);
  QFETCH(int, label);
  const ImageGrid grid = makeGrid({6, 5, 4}, {0.7, 0.9, 2.5}, {-46.4649, 105.01881, -177.75}, degrees, flips);
  LabelMap labels = LabelMap::create(grid).take();
  labels.set({5, 0, 1}, static_cast<Label>(label));
  labels.set({2, 4, 3}, 1);
  for (const char* name : {"sub/labels.nii.gz", "sub/labels.nii"}) {
    const auto written = writeLabelImage(labels, path(name));
    QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
    const QJsonObject seen = seenByNibabel(path(name));
    QCOMPARE(seen[QStringLiteral("dtype")].toString(),
             label > 255 ? QStringLiteral("uint16") : QStringLiteral("uint8"));
    QCOMPARE(seen[QStringLiteral("shape")].toArray(), (QJsonArray{6, 5, 4}));
    QCOMPARE(seen[QStringLiteral("units")].toString(), QStringLiteral("mm"));
    const QJsonArray voxels{QJsonArray{2, 4, 3, 1}, QJsonArray{5, 0, 1, label}};
    QCOMPARE(seen[QStringLiteral("voxels")].toArray(), voxels);
    QVERIFY(seen[QStringLiteral("scode")].toInt() > 0);
    QVERIFY(seen[QStringLiteral("qcode")].toInt() > 0);
    // A quaternion in single precision cannot hold every direction to more than 3e-4; nibabel's own is no
    // better.
    QVERIFY((matrix(seen[QStringLiteral("sform")]) - rasAffine(grid)).cwiseAbs().maxCoeff() < 1e-4);
    QVERIFY((matrix(seen[QStringLiteral("qform")]) - rasAffine(grid)).cwiseAbs().maxCoeff() < 1e-3);
    const auto back = readOnto(path(name), grid);
    QVERIFY2(back, back ? "" : qPrintable(back.error().text()));
    QVERIFY(back->allVoxels() == labels.allVoxels());
  }
}

void TestLabelImage::readsAnyAxisOrder_data() {
  QTest::addColumn<Eigen::Matrix3i>("turn");  // columns: the grid axes that the file's axes run along
  Eigen::Matrix3i turn = Eigen::Matrix3i::Identity();
  QTest::newRow("as the series") << turn;
  turn.diagonal() << -1, -1, 1;
  QTest::newRow("RAS file of an LPS series") << turn;
  turn.diagonal() << 1, -1, -1;
  QTest::newRow("two axes reversed") << turn;
  turn.diagonal() << -1, 1, 1;
  QTest::newRow("left-handed") << turn;
  turn << 0, 0, -1, 1, 0, 0, 0, 1, 0;
  QTest::newRow("permuted") << turn;
}

void TestLabelImage::readsAnyAxisOrder() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(Eigen::Matrix3i, turn);
  Eigen::Vector3i first = Eigen::Vector3i::Zero(), size;
  Eigen::Vector3d spacing;
  for (int axis = 0; axis < 3; ++axis) {
    int along = 0;
    turn.col(axis).cwiseAbs().maxCoeff(&along);
    size[axis] = kGrid.size()[along];
    spacing[axis] = kGrid.spacing()[along];
    if (turn(along, axis) < 0) first[along] = kGrid.size()[along] - 1;
  }
  const ImageGrid stored = *ImageGrid::create(size, spacing, kGrid.toPatient(first.cast<double>()),
                                              kGrid.directions() * turn.cast<double>());
  const auto labels = readOnto(make(size, rasAffine(stored), "int16", QStringLiteral("7")), kGrid);
  QVERIFY2(labels, labels ? "" : qPrintable(labels.error().text()));
  QCOMPARE(labels->count(0), kGrid.voxelCount() - 1);
  const Eigen::Vector3i expected = kGrid.nearestVoxel(stored.toPatient({1, 2, 0}));
  QCOMPARE(labels->at(expected), Label{7});
}

void TestLabelImage::acceptsWholeNumbersOnly_data() {
  QTest::addColumn<QByteArray>("type");
  QTest::addColumn<QString>("value");
  QTest::addColumn<bool>("accepted");
  QTest::newRow("float") << QByteArray("float32") << QStringLiteral("3") << true;
  QTest::newRow("double") << QByteArray("float64") << QStringLiteral("65535") << true;
  QTest::newRow("int32") << QByteArray("int32") << QStringLiteral("65535") << true;
  QTest::newRow("uint8") << QByteArray("uint8") << QStringLiteral("200") << true;
  QTest::newRow("too large") << QByteArray("int32") << QStringLiteral("65536") << false;
  QTest::newRow("negative") << QByteArray("int16") << QStringLiteral("-1") << false;
  QTest::newRow("fraction") << QByteArray("float32") << QStringLiteral("0.5") << false;
}

void TestLabelImage::acceptsWholeNumbersOnly() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QByteArray, type);
  QFETCH(QString, value);
  QFETCH(bool, accepted);
  const QString file = make(kGrid.size(), rasAffine(kGrid), type.constData(), value);
  const auto labels = readOnto(file, kGrid);
  QCOMPARE(labels.ok(), accepted);
  if (accepted) {
    QCOMPARE(labels->at({1, 2, 0}), static_cast<Label>(value.toInt()));
  } else {
    QCOMPARE(labels.error().kind, ErrorKind::Inconsistent);
    QCOMPARE(labels.error().file, file);
    QVERIFY2(labels.error().message.contains(value), qPrintable(labels.error().message));
  }
}

void TestLabelImage::largeCoronalGridKeepsItsCorners() {
  // The qform alone would put the far corner 0.1 mm away.
  const ImageGrid grid =
      makeGrid({512, 400, 4}, {0.9765625, 0.9765625, 5}, {-250, -200, -177.75}, {90, 0, 0});
  LabelMap labels = LabelMap::create(grid).take();
  labels.set({511, 399, 3}, 5);
  QVERIFY(writeLabelImage(labels, path("large.nii.gz")));
  const auto back = readOnto(path("large.nii.gz"), grid);
  QVERIFY2(back, back ? "" : qPrintable(back.error().text()));
  QCOMPARE(back->at({511, 399, 3}), Label{5});
}

void TestLabelImage::resamplesFromAnotherGrid() {
  const QString file = path("labels.nii.gz");
  LabelMap stored = LabelMap::create(kGrid).take();
  stored.set({2, 2, 1}, 4);
  stored.set({0, 0, 0}, 9);
  QVERIFY(writeLabelImage(stored, file));
  JobControl control;
  const Eigen::Vector3i size(6, 5, 4);
  const Eigen::Vector3d spacing(0.7, 0.9, 2.5), degrees(12, -7, 31);
  const Point origin(-46.4649, 105.01881, -177.75);
  const auto with = [&](const ImageGrid& grid) { return readLabelImage(file, grid, control); };
  QVERIFY(with(makeGrid(size, spacing, origin, degrees))->warnings.isEmpty());
  // The same voxels and one slice more.
  QVERIFY(with(makeGrid({6, 5, 5}, spacing, origin, degrees))->warnings.isEmpty());
  // Almost the same voxels: another spacing, a shift, a turn.
  for (const ImageGrid& grid : {makeGrid(size, {0.7, 0.91, 2.5}, origin, degrees),
                                makeGrid(size, spacing, origin + Point(0, 0, 0.02), degrees),
                                makeGrid(size, spacing, origin, {12, -7, 32})}) {
    const auto image = with(grid);
    QVERIFY2(image, image ? "" : qPrintable(image.error().text()));
    QCOMPARE(image->labels.at({2, 2, 1}), Label{4});
    QCOMPARE(image->labels.count(4), 1);
    QCOMPARE(image->warnings.size(), 1);
    QVERIFY2(image->warnings[0].contains(QStringLiteral("resampled")) &&
                 image->warnings[0].contains(QStringLiteral("6 × 5 × 4")),
             qPrintable(image->warnings[0]));
  }
  // Twice as fine in plane, and without the corner that held label 9.
  const ImageGrid part = makeGrid({8, 8, 2}, {0.35, 0.45, 2.5}, kGrid.toPatient({0.75, 0.75, 1}), degrees);
  const auto image = with(part);
  QVERIFY2(image, image ? "" : qPrintable(image.error().text()));
  QCOMPARE(image->labels.count(4), 4);
  QCOMPARE(image->labels.extent(4).first, Eigen::Vector3i(2, 2, 0));
  QCOMPARE(image->warnings.size(), 3);
  QVERIFY2(image->warnings[1].contains(QStringLiteral("label(s) 9")), qPrintable(image->warnings[1]));
  QVERIFY2(image->warnings[2].endsWith(QStringLiteral(": 1.")), qPrintable(image->warnings[2]));
  // Elsewhere altogether: refused, rather than an empty mask.
  const auto away = with(makeGrid(size, spacing, origin + Point(500, 0, 0), degrees));
  QVERIFY(!away);
  QCOMPARE(away.error().kind, ErrorKind::Inconsistent);
  QVERIFY(away.error().message.contains(QStringLiteral("6 × 5 × 4")));
}

void TestLabelImage::refusesWhatIsNoNifti() {
  const QString file = path("text.nii.gz");
  QFile text(file);
  QVERIFY(text.open(QIODevice::WriteOnly));
  text.write("no image");
  text.close();
  for (const QString& name : {file, path("absent.nii.gz")}) {
    const auto result = readOnto(name, kGrid);
    QVERIFY(!result);
    QCOMPARE(result.error().kind, ErrorKind::FileUnreadable);
    QCOMPARE(result.error().file, name);
  }
  // Cut short: voxels that are missing are no background.
  const ImageGrid grid = makeGrid({60, 50, 40}, {1, 1, 1}, {0, 0, 0});
  LabelMap labels = LabelMap::create(grid).take();
  for (std::ptrdiff_t i = 0; i < grid.voxelCount(); ++i)
    labels.fill(i, 1, static_cast<Label>(i * 7919 % 65521));  // compresses badly
  for (const char* name : {"cut.nii", "cut.nii.gz"}) {
    QVERIFY(writeLabelImage(labels, path(name)));
    QVERIFY(readOnto(path(name), grid));
    QVERIFY(QFile::resize(path(name), QFileInfo(path(name)).size() * 9 / 10));
    QVERIFY(!readOnto(path(name), grid));
  }
}

void TestLabelImage::writesWholeOrNothing() {
  const LabelMap labels = LabelMap::create(kGrid).take();
  auto result = writeLabelImage(labels, path("labels.img"));
  QVERIFY(!result && result.error().kind == ErrorKind::NotSupported);
  QFile blocker(path("file"));
  QVERIFY(blocker.open(QIODevice::WriteOnly));
  result = writeLabelImage(labels, path("file/labels.nii.gz"));
  QVERIFY(!result && result.error().kind == ErrorKind::FileUnreadable);
  // An earlier file is replaced, and nothing else is left behind.
  QVERIFY(writeLabelImage(labels, path("labels.nii.gz")));
  QVERIFY(writeLabelImage(labels, path("labels.nii.gz")));
  QCOMPARE(QDir(dir_->path()).entryList(QDir::Files),
           (QStringList{QStringLiteral("file"), QStringLiteral("labels.nii.gz")}));
}

QTEST_GUILESS_MAIN(TestLabelImage)
#include "tst_label_image.moc"
