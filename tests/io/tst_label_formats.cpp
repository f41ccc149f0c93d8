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
#include <sys/resource.h>

using namespace uptake;
using namespace uptake::test;

namespace {

const ImageGrid kGrid = makeGrid({6, 5, 4}, {0.7, 0.9, 2.5}, {-46.4649, 105.01881, -177.75}, {12, -7, 31});

ProcessOutput script(const QStringList& arguments) {
  return runProcess(python(),
                    QStringList{sourceDir() + QStringLiteral("/tests/scripts/label_image.py")} + arguments);
}

Eigen::Matrix4d matrixOf(const ImageGrid& grid) {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() = grid.directions() * grid.spacing().asDiagonal();
  matrix.topRightCorner<3, 1>() = grid.origin();
  return matrix;
}

QString json(const Eigen::Matrix4d& m) {
  QJsonArray rows;
  for (int row = 0; row < 4; ++row) rows.append(QJsonArray{m(row, 0), m(row, 1), m(row, 2), m(row, 3)});
  return QString::fromUtf8(QJsonDocument(rows).toJson(QJsonDocument::Compact));
}

QByteArray contents(const QString& name) {
  QFile file(name);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void store(const QString& name, const QByteArray& bytes) {
  QFile file(name);
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
}

/// A label image header over `voxels`, which need not fit.
QByteArray nrrd(const QByteArray& fields, const QByteArray& voxels) {
  return "NRRD0004\n" + fields + "\n" + voxels;
}

const QByteArray kPlace =
    "space: left-posterior-superior\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\n";
const QByteArray kMetaPlace = "Offset = 0 0 0\nElementSpacing = 1 1 1\n";

}  // namespace

/// NRRD and MetaImage; NIfTI has a test of its own.
class TestLabelFormats : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void writesThePlaceInThePatient_data();
  void writesThePlaceInThePatient();
  void readsWhatOthersWrite_data();
  void readsWhatOthersWrite();
  void ownGridIsKept_data();
  void ownGridIsKept();
  void metaHeaderKeepsItsDataUntilReplaced();
  void refusesHostileHeaders_data();
  void refusesHostileHeaders();
  void dataFileStaysInItsFolder_data();
  void dataFileStaysInItsFolder();
  void truncationIsNoticed_data();
  void truncationIsNoticed();
  void damageIsSurvived_data();
  void damageIsSurvived();
  void refusesWhatHasNoPlace_data();
  void refusesWhatHasNoPlace();

 private:
  QString path(const QString& name) const { return dir_->filePath(name); }
  Result<LabelImage> read(const QString& file, const ImageGrid& grid) {
    return readLabelImage(file, grid, control_);
  }

  std::unique_ptr<QTemporaryDir> dir_;
  JobControl control_;
};

void TestLabelFormats::writesThePlaceInThePatient_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<Eigen::Vector3d>("degrees");
  QTest::addColumn<Eigen::Vector3d>("flips");
  QTest::addColumn<int>("label");
  for (const char* name : {"x.nrrd", "x.mha", "x.mhd"}) {
    const auto row = [&](const char* what) -> QTestData& {
      return QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(QLatin1String(name), QLatin1String(what))))
             << QString::fromLatin1(name);
    };
    row("axial") << Eigen::Vector3d(0, 0, 0) << Eigen::Vector3d(1, 1, 1) << 255;
    row("oblique") << Eigen::Vector3d(12, -7, 31) << Eigen::Vector3d(1, 1, 1) << 256;
    row("flipped") << Eigen::Vector3d(0, 0, 0) << Eigen::Vector3d(-1, -1, 1) << 1;
    row("left-handed") << Eigen::Vector3d(12, -7, 31) << Eigen::Vector3d(1, -1, 1) << 65535;
    row("coronal") << Eigen::Vector3d(90, 0, 0) << Eigen::Vector3d(1, 1, 1) << 3;
  }
}

void TestLabelFormats::writesThePlaceInThePatient() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, name);
  QFETCH(Eigen::Vector3d, degrees);
  QFETCH(Eigen::Vector3d, flips);
  QFETCH(int, label);
  const ImageGrid grid = makeGrid({6, 5, 4}, {0.7, 0.9, 2.5}, {-46.4649, 105.01881, -177.75}, degrees, flips);
  LabelMap labels = LabelMap::create(grid).take();
  labels.set({5, 0, 1}, static_cast<Label>(label));
  labels.set({2, 4, 3}, 1);
  const auto written = writeLabelImage(labels, path(name));
  QVERIFY2(written, written ? "" : qPrintable(written.error().text()));
  const ProcessOutput seen = script({path(name)});
  QVERIFY2(seen.exitCode == 0, seen.err.constData());
  const QJsonObject image = QJsonDocument::fromJson(seen.out).object();
  QCOMPARE(image[QLatin1String("shape")].toArray(), (QJsonArray{6, 5, 4}));
  const QJsonArray voxels{QJsonArray{2, 4, 3, 1}, QJsonArray{5, 0, 1, label}};
  QCOMPARE(image[QLatin1String("voxels")].toArray(), voxels);
  const Eigen::Matrix4d expected = matrixOf(grid);
  for (int row = 0; row < 4; ++row)
    for (int column = 0; column < 4; ++column)
      QVERIFY(std::abs(image[QLatin1String("matrix")][row][column].toDouble() - expected(row, column)) <
              1e-9);
  const auto back = read(path(name), grid);
  QVERIFY2(back, back ? "" : qPrintable(back.error().text()));
  QVERIFY(back->warnings.isEmpty());
  QVERIFY(back->labels.allVoxels() == labels.allVoxels());
}

void TestLabelFormats::readsWhatOthersWrite_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("type");
  QTest::addColumn<QStringList>("options");
  const auto options = [](const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
  QTest::newRow("nrrd") << "x.nrrd"
                        << "uchar" << options("encoding=raw");
  QTest::newRow("nrrd RAS gzip") << "x.nrrd"
                                 << "short" << options("space=RAS encoding=gzip");
  QTest::newRow("nrrd 16 bit") << "x.nrrd"
                               << "unsigned short" << options("space=RAS");
  QTest::newRow("nrrd big endian") << "x.nrrd"
                                   << "int" << options("endian=big encoding=gzip");
  QTest::newRow("nrrd 64 bit") << "x.nrrd"
                               << "int64" << options("encoding=gzip");
  QTest::newRow("nrrd float") << "x.nrrd"
                              << "float" << options("encoding=raw");
  QTest::newRow("nrrd double") << "x.nrrd"
                               << "double" << options("encoding=raw");
  QTest::newRow("mha") << "x.mha"
                       << "MET_UCHAR" << options("encoding=raw");
  QTest::newRow("mha packed") << "x.mha"
                              << "MET_SHORT" << options("encoding=gzip");
  QTest::newRow("mha big endian") << "x.mha"
                                  << "MET_USHORT" << options("endian=big");
  QTest::newRow("mha double") << "x.mha"
                              << "MET_DOUBLE" << options("encoding=gzip endian=big");
  QTest::newRow("mhd") << "x.mhd"
                       << "MET_INT" << options("data=other.raw");
  QTest::newRow("mhd packed") << "x.mhd"
                              << "MET_FLOAT" << options("data=x.zraw encoding=gzip");
  QTest::newRow("mhd local") << "x.mhd"
                             << "MET_LONG_LONG" << options("encoding=raw");
}

void TestLabelFormats::readsWhatOthersWrite() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, name);
  QFETCH(QString, type);
  QFETCH(QStringList, options);
  // The file's axes: as the series, and left-handed with two axes exchanged.
  Eigen::Matrix3i turned;
  turned << 0, -1, 0, 1, 0, 0, 0, 0, -1;
  for (const Eigen::Matrix3i& turn : {Eigen::Matrix3i(Eigen::Matrix3i::Identity()), turned}) {
    const ImageGrid stored = *ImageGrid::create({6, 5, 4}, {0.7, 0.9, 2.5}, kGrid.toPatient({2, 2, 2}),
                                                kGrid.directions() * turn.cast<double>());
    const ProcessOutput made =
        script(QStringList{QStringLiteral("--make"), path(name), json(matrixOf(stored)), type} + options);
    QVERIFY2(made.exitCode == 0, made.err.constData());
    const auto own = readLabelImage(path(name));
    QVERIFY2(own, own ? "" : qPrintable(own.error().text()));
    QVERIFY(own->labels.grid().sameAs(stored, 1e-6));
    QCOMPARE(own->labels.at({1, 2, 0}), Label{7});
    QCOMPARE(own->labels.count(7), 1);
    // On a series with the same voxels in plain order.
    const Eigen::Vector3i size = turn.cast<int>().cwiseAbs() * Eigen::Vector3i(6, 5, 4);
    Eigen::Vector3d spacing = turn.cast<double>().cwiseAbs() * Eigen::Vector3d(0.7, 0.9, 2.5);
    Eigen::Vector3d first = Eigen::Vector3d::Zero();
    for (int axis = 0; axis < 3; ++axis)
      if (turn.col(axis).sum() < 0) first[axis] = stored.size()[axis] - 1;
    const ImageGrid series = *ImageGrid::create(size, spacing, stored.toPatient(first), kGrid.directions());
    const auto placed = read(path(name), series);
    QVERIFY2(placed, placed ? "" : qPrintable(placed.error().text()));
    QVERIFY2(placed->warnings.isEmpty(), qPrintable(placed->warnings.join(QLatin1Char(' '))));
    QCOMPARE(placed->labels.count(7), 1);
    QCOMPARE(placed->labels.at(series.nearestVoxel(stored.toPatient({1, 2, 0}))), Label{7});
  }
}

void TestLabelFormats::ownGridIsKept_data() {
  QTest::addColumn<QString>("name");
  for (const char* name : {"x.nii.gz", "x.nii", "x.nrrd", "x.mha", "x.mhd"})
    QTest::newRow(name) << QString::fromLatin1(name);
}

void TestLabelFormats::ownGridIsKept() {
  QFETCH(QString, name);
  LabelMap labels = LabelMap::create(kGrid).take();
  labels.set({5, 0, 1}, 3);
  QVERIFY(writeLabelImage(labels, path(name)));
  const auto back = readLabelImage(path(name));
  QVERIFY2(back, back ? "" : qPrintable(back.error().text()));
  QVERIFY(back->labels.grid().sameAs(kGrid, name.contains(QLatin1String(".nii")) ? 0.001 : 1e-9));
  QVERIFY(back->labels.allVoxels() == labels.allVoxels());
  const auto segments = labelImageSegments(back->labels, path(name), {QStringLiteral("Primary")});
  QCOMPARE(segments.size(), std::size_t{1});
  QCOMPARE(segments[0].number, Label{3});
  QCOMPARE(segments[0].label, QStringLiteral("Primary"));
  QCOMPARE(segments[0].algorithm, SegmentAlgorithm::Automatic);
}

void TestLabelFormats::metaHeaderKeepsItsDataUntilReplaced() {
  LabelMap labels = LabelMap::create(kGrid).take();
  const auto files = [&] { return QDir(dir_->path()).entryList(QDir::Files, QDir::Name); };
  QVERIFY(writeLabelImage(labels, path(QStringLiteral("x.mhd"))));
  QCOMPARE(files(), (QStringList{QStringLiteral("x.mhd"), QStringLiteral("x.zraw")}));
  // Replaced by a pair of its own, so that the first is whole until the header goes.
  labels.set({1, 1, 1}, 1);
  QVERIFY(writeLabelImage(labels, path(QStringLiteral("x.mhd"))));
  QCOMPARE(files(), (QStringList{QStringLiteral("x-2.zraw"), QStringLiteral("x.mhd")}));
  QCOMPARE(read(path(QStringLiteral("x.mhd")), kGrid)->labels.count(1), 1);
  // A header that cannot be replaced leaves everything as it was.
  QVERIFY(QDir(dir_->path()).mkdir(QStringLiteral("y.mhd")));
  const auto failed = writeLabelImage(labels, path(QStringLiteral("y.mhd")));
  QVERIFY(!failed);
  QCOMPARE(failed.error().kind, ErrorKind::FileUnreadable);
  QCOMPARE(files(), (QStringList{QStringLiteral("x-2.zraw"), QStringLiteral("x.mhd")}));
}

void TestLabelFormats::refusesHostileHeaders_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("said");
  const QByteArray start = "type: uchar\ndimension: 3\n" + kPlace;
  const auto nrrdRow = [](const char* what, const QByteArray& fields, const char* said) {
    QTest::newRow(what) << "x.nrrd" << nrrd(fields, QByteArray(120, '\1')) << QString::fromUtf8(said);
  };
  nrrdRow("nrrd absurd size", start + "sizes: 65535 65535 65535\nencoding: raw\n", "65535 × 65535");
  nrrdRow("nrrd more than there is", start + "sizes: 6 5 40\nencoding: raw\n", "1200");
  nrrdRow("nrrd negative", start + "sizes: -6 5 4\nencoding: raw\n", "-6 5 4");
  nrrdRow("nrrd overflow", start + "sizes: 4294967302 5 4\nencoding: raw\n", "4294967302");
  nrrdRow("nrrd two sizes", start + "sizes: 6 5 4\nsizes: 65535 5 4\nencoding: raw\n", "sizes");
  nrrdRow("nrrd five axes", "type: uchar\ndimension: 5\nsizes: 6 5 4 2 2\nencoding: raw\n", "5");
  nrrdRow("nrrd many layers",
          "type: uchar\ndimension: 4\nspace: LPS\nsizes: 6000 6 5 4\nkinds: list domain domain domain\nspace "
          "directions: none (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\nencoding: raw\n",
          "6000");
  nrrdRow("nrrd unknown type", "type: block\ndimension: 3\nsizes: 6 5 4\nencoding: raw\n" + kPlace, "block");
  nrrdRow("nrrd text", start + "sizes: 6 5 4\nencoding: text\n", "damaged");
  nrrdRow("nrrd hex", start + "sizes: 6 5 4\nencoding: hex\n", "hex");
  nrrdRow("nrrd skip", start + "sizes: 6 5 4\nbyte skip: 100000000000\nencoding: raw\n", "skip");
  nrrdRow("nrrd no gzip", start + "sizes: 6 5 4\nencoding: gzip\n", "damaged");
  nrrdRow("nrrd data elsewhere", start + "sizes: 6 5 4\nencoding: raw\ndata file: /etc/passwd\n",
          "/etc/passwd");
  nrrdRow("nrrd datafile", start + "sizes: 6 5 4\nencoding: raw\nDataFile: ../x\n", "../x");
  QTest::newRow("nrrd without end") << "x.nrrd" << QByteArray("NRRD0004\ntype: uchar") << "end";
  QTest::newRow("nrrd only by name") << "x.nrrd" << QByteArray("no image") << "NRRD";
  QTest::newRow("nhdr") << "x.nhdr" << nrrd(start, {}) << "sizes";
  const QByteArray meta = "ObjectType = Image\nNDims = 3\nBinaryData = True\n" + kMetaPlace;
  const auto metaRow = [](const char* what, const QByteArray& header, const char* said) {
    QTest::newRow(what) << "x.mha" << QByteArray(header + "ElementDataFile = LOCAL\n" + QByteArray(120, '\1'))
                        << QString::fromUtf8(said);
  };
  const QByteArray bytes = "ElementType = MET_UCHAR\n";
  metaRow("mha absurd size", meta + bytes + "DimSize = 65535 65535 65535\n", "65535 × 65535");
  metaRow("mha more than there is", meta + bytes + "DimSize = 6 5 40\n", "1200");
  metaRow("mha negative", meta + bytes + "DimSize = -6 5 4\n", "-6 5 4");
  metaRow("mha twice", meta + bytes + "DimSize = 6 5 4\nDimSize = 6 5 4000\n", "DimSize");
  metaRow("mha packed size",
          meta + bytes + "DimSize = 6 5 4\nCompressedData = True\nCompressedDataSize = 99999999999\n",
          "99999999999");
  metaRow("mha not packed", meta + bytes + "DimSize = 6 5 4\nCompressedData = True\n", "damaged");
  metaRow("mha channels", meta + bytes + "DimSize = 6 5 4\nElementNumberOfChannels = 1000\n", "1000");
  metaRow("mha text",
          "ObjectType = Image\nNDims = 3\nBinaryData = False\n" + kMetaPlace + bytes + "DimSize = 6 5 4\n",
          "False");
  metaRow("mha header size", meta + bytes + "DimSize = 6 5 4\nHeaderSize = -1\n", "-1");
  metaRow("mha type", meta + "ElementType = MET_OTHER\nDimSize = 6 5 4\n", "MET_OTHER");
  QTest::newRow("mha by name") << "x.mha" << QByteArray("no image at all") << "MetaImage";
}

void TestLabelFormats::refusesHostileHeaders() {
  QFETCH(QString, name);
  QFETCH(QByteArray, bytes);
  QFETCH(QString, said);
  store(path(name), bytes);
  rusage before{}, after{};
  getrusage(RUSAGE_SELF, &before);
  const auto result = read(path(name), kGrid);
  getrusage(RUSAGE_SELF, &after);
  QVERIFY(!result);
  QCOMPARE(result.error().file, path(name));
  QVERIFY2(result.error().message.contains(said), qPrintable(result.error().message));
  QVERIFY2(after.ru_maxrss - before.ru_maxrss < 64 * 1024, "memory was taken for what is not there");
}

void TestLabelFormats::dataFileStaysInItsFolder_data() {
  QTest::addColumn<QByteArray>("data");
  for (const char* data : {"/etc/passwd", "../secret.raw", "sub/secret.raw", "LIST", "s%03d.raw 1 4 1", "..",
                           "", "\\\\host\\x.raw", "C:x.raw"})
    QTest::newRow(data) << QByteArray(data);
}

void TestLabelFormats::dataFileStaysInItsFolder() {
  QFETCH(QByteArray, data);
  QDir(dir_->path()).mkpath(QStringLiteral("in/sub"));
  for (const char* name : {"secret.raw", "in/sub/secret.raw", "in/secret.raw"})
    store(path(QLatin1String(name)), QByteArray(120, '\1'));
  const QByteArray header = "ObjectType = Image\nNDims = 3\nBinaryData = True\n" + kMetaPlace +
                            "DimSize = 6 5 4\nElementType = MET_UCHAR\n";
  const QString file = path(QStringLiteral("in/x.mhd"));
  store(file, header + "ElementDataFile = secret.raw\n");
  QVERIFY(readLabelImage(file));
  store(file, header + "ElementDataFile = " + data + "\n");
  const auto result = readLabelImage(file);
  QVERIFY(!result);
  QCOMPARE(result.error().kind, ErrorKind::NotSupported);
  QCOMPARE(result.error().file, file);
}

void TestLabelFormats::truncationIsNoticed_data() {
  ownGridIsKept_data();
}

void TestLabelFormats::truncationIsNoticed() {
  QFETCH(QString, name);
  const ImageGrid grid = makeGrid({60, 50, 40}, {1, 1, 1}, {0, 0, 0});
  LabelMap labels = LabelMap::create(grid).take();
  for (std::ptrdiff_t i = 0; i < grid.voxelCount(); ++i)
    labels.fill(i, 1, static_cast<Label>(i * 7919 % 65521));  // compresses badly
  QVERIFY(writeLabelImage(labels, path(name)));
  QVERIFY(read(path(name), grid));
  const QString data = name.endsWith(QLatin1String(".mhd")) ? path(QStringLiteral("x.zraw")) : path(name);
  const qint64 whole = QFileInfo(data).size();
  // From the last byte but a few (a checksum) down to nothing.
  for (const qint64 size : {whole - 5, whole * 9 / 10, whole / 2, qint64{400}, qint64{100}, qint64{0}}) {
    QVERIFY(QFile::resize(data, size));
    const auto result = read(path(name), grid);
    QVERIFY2(!result, qPrintable(QString::number(size)));
    QCOMPARE(result.error().file, path(name));
  }
}

void TestLabelFormats::damageIsSurvived_data() {
  ownGridIsKept_data();
}

void TestLabelFormats::damageIsSurvived() {
  QFETCH(QString, name);
  LabelMap labels = LabelMap::create(kGrid).take();
  for (int i = 0; i < 60; ++i) labels.fill(2 * i, 1, static_cast<Label>(i + 1));
  QVERIFY(writeLabelImage(labels, path(name)));
  const QByteArray original = contents(path(name));
  quint32 state = 12345;
  const auto random = [&](qsizetype below) {
    state = state * 1664525U + 1013904223U;
    return static_cast<qsizetype>(state >> 8) % below;
  };
  int refused = 0;
  for (int n = 0; n < 200; ++n) {
    QByteArray bytes = original;
    const qsizetype at = random(bytes.size());
    if (n % 2 == 0)
      bytes.truncate(at);
    else
      bytes[at] = static_cast<char>(bytes[at] ^ (1 + random(255)));
    store(path(name), bytes);
    for (const auto& result : {read(path(name), kGrid), readLabelImage(path(name))}) {
      if (result) continue;
      ++refused;
      QCOMPARE(result.error().file, path(name));
      QVERIFY(!result.error().message.isEmpty());
    }
  }
  QVERIFY(refused >= 200);  // what is cut short is never taken
}

void TestLabelFormats::refusesWhatHasNoPlace_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("bytes");
  const QByteArray voxels(120, '\1');
  const QByteArray start = "type: uchar\ndimension: 3\nsizes: 6 5 4\nencoding: raw\n";
  QTest::newRow("nrrd without space") << "x.nrrd" << nrrd(start + "spacings: 1 1 1\n", voxels);
  QTest::newRow("nrrd scanner space")
      << "x.nrrd"
      << nrrd(
             start + "space: scanner-xyz\nspace directions: (1,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\n",
             voxels);
  QTest::newRow("nrrd sheared")
      << "x.nrrd"
      << nrrd(start + "space: LPS\nspace directions: (1,0,0) (0.5,1,0) (0,0,1)\nspace origin: (0,0,0)\n",
              voxels);
  QTest::newRow("nrrd not a number")
      << "x.nrrd"
      << nrrd(start + "space: LPS\nspace directions: (nan,0,0) (0,1,0) (0,0,1)\nspace origin: (0,0,0)\n",
              voxels);
  const QByteArray meta =
      "ObjectType = Image\nNDims = 3\nBinaryData = True\nDimSize = 6 5 4\nElementType = MET_UCHAR\n";
  QTest::newRow("mha without offset")
      << "x.mha" << QByteArray(meta + "ElementSpacing = 1 1 1\nElementDataFile = LOCAL\n" + voxels);
  QTest::newRow("mha zero spacing")
      << "x.mha"
      << QByteArray(meta + "Offset = 0 0 0\nElementSpacing = 0 1 1\nElementDataFile = LOCAL\n" + voxels);
}

void TestLabelFormats::refusesWhatHasNoPlace() {
  QFETCH(QString, name);
  QFETCH(QByteArray, bytes);
  store(path(name), bytes);
  for (const auto& result : {read(path(name), kGrid), readLabelImage(path(name))}) {
    QVERIFY(!result);
    QCOMPARE(result.error().file, path(name));
  }
}

QTEST_GUILESS_MAIN(TestLabelFormats)
#include "tst_label_formats.moc"
