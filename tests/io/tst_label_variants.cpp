#include "io/masks/label_image.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// One mask in the many forms in which programs write label images: each is in its place, or refused with
/// what is wrong about it.
class TestLabelVariants : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { dir_ = std::make_unique<QTemporaryDir>(); }
  void niftiLiesWhereNibabelPutsIt_data();
  void niftiLiesWhereNibabelPutsIt();
  void niftiIsRefused_data();
  void niftiIsRefused();
  void nrrdLiesInItsPlace_data();
  void nrrdLiesInItsPlace();
  void metaImageLiesInItsPlace_data();
  void metaImageLiesInItsPlace();
  void isRefusedWithTheField_data();
  void isRefusedWithTheField();
  void segmentsKeepTheirNames();
  void segmentsOverlap_data();
  void segmentsOverlap();
  void partsOfTheGridKeepTheirVoxels();

 private:
  QString path(const QString& name) const { return dir_->filePath(name); }
  QString store(const QString& name, const QByteArray& bytes) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write");
    return file.fileName();
  }
  Result<LabelImage> read(const QString& file, const ImageGrid& grid) {
    return readLabelImage(file, grid, control_);
  }
  /// Label 1 in columns 2 to 3, rows 1 to 3 of slice 1, and nowhere else, in whatever way it is read.
  void isInPlace(const QString& file, const QString& warning = {});

  std::unique_ptr<QTemporaryDir> dir_;
  JobControl control_;
};

namespace {

const ImageGrid kGrid = makeGrid({6, 5, 4}, {1.5, 2, 2.5}, {-10, -20, 30});

/// The voxels of the mask on kGrid, first index fastest.
template <class T>
QByteArray voxels(bool isTurned = false) {
  QByteArray bytes;
  for (int k = 0; k < 4; ++k)
    for (int j = 0; j < 5; ++j)
      for (int i = 0; i < 6; ++i) {
        const int row = isTurned ? 4 - j : j;
        const T value = k == 1 && i >= 2 && i <= 3 && row >= 1 && row <= 3 ? T{1} : T{0};
        bytes.append(reinterpret_cast<const char*>(&value), sizeof(T));
      }
  return bytes;
}

QByteArray asText(const QByteArray& bytes) {
  QByteArray text;
  for (const char c : bytes)
    text += QByteArray::number(static_cast<int>(c)) + (text.size() % 40 == 0 ? "\n" : " ");
  return text;
}

/// A zlib stream, as MetaImage has it; qCompress() puts the length before it.
QByteArray deflated(const QByteArray& bytes) {
  return qCompress(bytes).mid(4);
}

QByteArray nrrd(const QByteArray& encoding, const QByteArray& type = "uint8") {
  return "NRRD0004\ntype: " + type +
         "\ndimension: 3\nspace: left-posterior-superior\nsizes: 6 5 4\n"
         "space directions: (1.5,0,0) (0,2,0) (0,0,2.5)\nkinds: domain domain domain\nendian: "
         "little\nencoding: " +
         encoding + "\nspace origin: (-10,-20,30)\n";
}

QByteArray with(QByteArray text, const QByteArray& before, const QByteArray& after) {
  if (!text.contains(before)) qFatal("nothing to replace");
  return text.replace(before, after);
}

QByteArray meta(const QByteArray& type = "MET_UCHAR", const QByteArray& more = {},
                const QByteArray& data = "LOCAL") {
  return "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\n" + more +
         "TransformMatrix = 1 0 0 0 1 0 0 0 1\nOffset = -10 -20 30\nCenterOfRotation = 0 0 0\n"
         "ElementSpacing = 1.5 2 2.5\nDimSize = 6 5 4\nElementType = " +
         type + "\nElementDataFile = " + data + "\n";
}

}  // namespace

void TestLabelVariants::isInPlace(const QString& file, const QString& warning) {
  const auto placed = read(file, kGrid);
  const auto own = readLabelImage(file);
  for (const auto* image : {&placed, &own}) {
    QVERIFY2(*image, *image ? "" : qPrintable(image->error().text()));
    const QString said = (*image)->warnings.join(QLatin1Char(' '));
    QVERIFY2(warning.isEmpty() ? said.isEmpty() : said.contains(warning), qPrintable(said));
    const LabelMap& labels = (*image)->labels;
    QCOMPARE(labels.count(1), std::ptrdiff_t{6});
    QCOMPARE(labels.count(0), labels.grid().voxelCount() - 6);
    for (int i = 2; i <= 3; ++i)
      for (int j = 1; j <= 3; ++j) {
        const Eigen::Vector3i voxel = labels.grid().nearestVoxel(kGrid.toPatient(Eigen::Vector3d(i, j, 1)));
        QCOMPARE(labels.at(voxel), Label{1});
      }
  }
}

void TestLabelVariants::niftiLiesWhereNibabelPutsIt_data() {
  QTest::addColumn<QString>("warning");
  const auto row = [](const char* form, const char* warning = "") {
    QTest::newRow(form) << QString::fromUtf8(warning);
  };
  for (const char* form :
       {"plain", "qform-only", "sform-only", "metre", "micron", "no-unit", "nifti2", "slope", "float32",
        "float64", "int64", "uint64", "int8", "uint32", "big-endian", "4d", "5d", "members"})
    row(form);
  row("forms-disagree", "qform");
  row("not-a-number", "not a number");
}

void TestLabelVariants::niftiLiesWhereNibabelPutsIt() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, warning);
  const QString form = QString::fromLatin1(QTest::currentDataTag());
  for (const char* name : {"x.nii.gz", "x.nii"}) {
    const QString file = path(QLatin1String(name));
    const ProcessOutput made =
        runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/nifti_forms.py"), form, file});
    QVERIFY2(made.exitCode == 0, made.err.constData());
    const QJsonArray places = QJsonDocument::fromJson(made.out).array();
    QCOMPARE(places.size(), 6);
    const auto image = readLabelImage(file);
    QVERIFY2(image, image ? "" : qPrintable(image.error().text()));
    const QString said = image->warnings.join(QLatin1Char(' '));
    QVERIFY2(warning.isEmpty() ? said.isEmpty() : said.contains(warning), qPrintable(said));
    const ImageGrid& grid = image->labels.grid();
    QCOMPARE(grid.voxelCount() - image->labels.count(0), std::ptrdiff_t{6});
    for (const QJsonValue& place : places) {
      const Point point(place[0].toDouble(), place[1].toDouble(), place[2].toDouble());
      const Eigen::Vector3i voxel = grid.nearestVoxel(point);
      QVERIFY((grid.toPatient(voxel.cast<double>()) - point).norm() < 1e-3);
      QCOMPARE(image->labels.at(voxel), static_cast<Label>(std::lround(place[3].toDouble())));
    }
  }
}

void TestLabelVariants::niftiIsRefused_data() {
  QTest::addColumn<QString>("said");
  QTest::newRow("no-form") << "sform_code";
  QTest::newRow("fraction") << "0.7";
  QTest::newRow("sform-not-a-number") << "sform";
}

void TestLabelVariants::niftiIsRefused() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, said);
  const QString file = path(QStringLiteral("x.nii"));
  const ProcessOutput made =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/nifti_forms.py"),
                            QString::fromLatin1(QTest::currentDataTag()), file});
  QVERIFY2(made.exitCode == 0, made.err.constData());
  for (const auto& image : {read(file, kGrid), readLabelImage(file)}) {
    QVERIFY(!image);
    QCOMPARE(image.error().kind, ErrorKind::Inconsistent);
    QVERIFY2(image.error().message.contains(said), qPrintable(image.error().message));
  }
}

void TestLabelVariants::nrrdLiesInItsPlace_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("bytes");
  const auto row = [](const char* what, const QByteArray& bytes, const char* name = "x.nrrd") {
    QTest::newRow(what) << QString::fromLatin1(name) << bytes;
  };
  const QByteArray raw = voxels<quint8>();
  row("raw", nrrd("raw") + "\n" + raw);
  row("lines end in CR LF", with(nrrd("raw"), "\n", "\r\n") + "\r\n" + raw);
  row("ascii", nrrd("ascii") + "\n" + asText(raw));
  row("text of floats", nrrd("text", "float") + "\n" + asText(raw));
  row("64 bits", nrrd("raw", "int64") + "\n" + voxels<qint64>());
  const QByteArray las = with(nrrd("raw"), "left-posterior-superior", "left-anterior-superior");
  row("LAS", with(with(las, "(0,2,0)", "(0,-2,0)"), "-10,-20", "-10,20") + "\n" + raw);
  const QByteArray ras = with(nrrd("raw"), "left-posterior-superior", "RAS");
  row("RAS",
      with(with(with(ras, "(0,2,0)", "(0,-2,0)"), "(1.5,0", "(-1.5,0"), "-10,-20", "10,20") + "\n" + raw);
  row("an axis the other way",
      with(with(nrrd("raw"), "(0,2,0)", "(0,-2,0)"), "-10,-20", "-10,-12") + "\n" + voxels<quint8>(true));
  row("blanks", with(with(nrrd("raw"), "(1.5,0,0)", "( 1.5 , 0 , 0 ) "), "sizes: 6 5 4", "sizes:  6  5  4") +
                    "\n" + raw);
  row("centimetres", with(with(nrrd("raw"), "(1.5,0,0) (0,2,0) (0,0,2.5)", "(.15,0,0) (0,.2,0) (0,0,.25)"),
                          "(-10,-20,30)", "(-1,-2,3)") +
                         "space units: \"cm\" \"cm\" \"cm\"\n\n" + raw);
  row("comments and keys",
      with(nrrd("raw"), "NRRD0004\n", "NRRD0004\n# a: b\nkey:=value: more\n") + "\n" + raw);
  row("voxels beside it", nrrd("raw") + "data file: the data.raw\n\n", "x.nhdr");
  row("voxels beside it, as a path", nrrd("raw") + "data file: ./the data.raw\n\n", "x.nhdr");
  row("header ends with its file", with(nrrd("raw"), "endian", "datafile: the data.raw\nendian"), "x.nhdr");
}

void TestLabelVariants::nrrdLiesInItsPlace() {
  QFETCH(QString, name);
  QFETCH(QByteArray, bytes);
  store(QStringLiteral("the data.raw"), voxels<quint8>());
  isInPlace(store(name, bytes));
}

void TestLabelVariants::metaImageLiesInItsPlace_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("bytes");
  const auto row = [](const char* what, const QByteArray& bytes, const char* name = "x.mha") {
    QTest::newRow(what) << QString::fromLatin1(name) << bytes;
  };
  const QByteArray raw = voxels<quint8>();
  row("plain", meta() + raw);
  row("a comment with colons", meta("MET_UCHAR", "Comment = made: 2020 from: x = 1\nComment: a = b\n") + raw);
  row("blanks", with(meta(), "Offset = -10 -20", "Offset=  -10   -20") + raw);
  row("64 bits", meta("MET_LONG_LONG") + voxels<qint64>());
  row("long of 64 bits", meta("MET_LONG") + voxels<qint64>());
  row("long of 32 bits", meta("MET_ULONG") + voxels<quint32>());
  row("ElementSize", with(meta(), "ElementSpacing", "ElementSize") + raw);
  row("Position", with(meta(), "Offset", "Position") + raw);
  row("packed, its length not stated", meta("MET_UCHAR", "CompressedData = True\n") + deflated(raw));
  row("packed, its length stated", meta("MET_UCHAR", "CompressedData = True\nCompressedDataSize = " +
                                                         QByteArray::number(deflated(raw).size()) + "\n") +
                                       deflated(raw));
  row("an axis the other way",
      with(with(meta(), "0 1 0", "0 -1 0"), "-10 -20", "-10 -12") + voxels<quint8>(true));
  row("four axes",
      with(with(with(with(with(meta(), "NDims = 3", "NDims = 4"), "6 5 4", "6 5 4 1"), "2 2.5", "2 2.5 1"),
                "-20 30", "-20 30 0"),
           "1 0 0 0 1 0 0 0 1", "1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1") +
          raw);
  row("micrometres",
      with(with(meta("MET_UCHAR", "DistanceUnits = um\n"), "-10 -20 30", "-10000 -20000 30000"), "1.5 2 2.5",
           "1500 2000 2500") +
          raw);
  row("voxels beside it", meta("MET_UCHAR", {}, "the data.raw"), "x.mhd");
}

void TestLabelVariants::metaImageLiesInItsPlace() {
  QFETCH(QString, name);
  QFETCH(QByteArray, bytes);
  store(QStringLiteral("the data.raw"), voxels<quint8>());
  isInPlace(store(name, bytes));
}

void TestLabelVariants::isRefusedWithTheField_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("said");
  const auto row = [](const char* what, const QByteArray& bytes, const char* said,
                      const char* name = "x.nrrd") {
    QTest::newRow(what) << QString::fromLatin1(name) << bytes << QString::fromUtf8(said);
  };
  const QByteArray raw = voxels<quint8>();
  row("scanner space", with(nrrd("raw"), "left-posterior-superior", "scanner-xyz") + "\n" + raw,
      "scanner-xyz");
  row("bzip2", nrrd("bzip2") + "\n" + raw, "bzip2");
  row("hex", nrrd("hex") + "\n" + raw, "hex");
  row("text cut short", nrrd("ascii") + "\n" + asText(raw).left(200), "cut short");
  row("text that is none", nrrd("ascii") + "\n" + QByteArray(400, 'x'), "cut short");
  row("no byte order", with(nrrd("raw", "int16"), "endian: little\n", "") + "\n" + voxels<qint16>(),
      "endian");
  row("unknown unit", nrrd("raw") + "space units: \"inch\" \"inch\" \"inch\"\n\n" + raw, "inch");
  row("no header but its end", nrrd("raw"), "end");
  row("data elsewhere", nrrd("raw") + "data file: ../x.raw\n\n", "data file", "x.nhdr");
  row("many data files", nrrd("raw") + "data file: LIST\na.raw\nb.raw\n\n", "LIST", "x.nhdr");
  row("no data file", nrrd("raw") + "data file: absent.raw\n\n", "absent.raw", "x.nhdr");
  row("colours",
      with(with(with(nrrd("raw"), "dimension: 3", "dimension: 4"), "6 5 4", "3 6 5 4"),
           "domain domain domain", "RGB-color domain domain domain")
              .replace("space directions: ", "space directions: none ") +
          "\n" + raw + raw + raw,
      "RGB-color");
  row("packed long", meta("MET_LONG", "CompressedData = True\n") + deflated(voxels<qint64>()), "MET_LONG",
      "x.mha");
  row("matrix of four", with(meta(), "1 0 0 0 1 0 0 0 1", "1 0 0 1") + raw, "TransformMatrix", "x.mha");
  row("packed and cut short", meta("MET_UCHAR", "CompressedData = True\n") + deflated(raw).chopped(6),
      "cut short", "x.mha");
}

void TestLabelVariants::isRefusedWithTheField() {
  QFETCH(QString, name);
  QFETCH(QByteArray, bytes);
  QFETCH(QString, said);
  const QString file = store(name, bytes);
  for (const auto& image : {read(file, kGrid), readLabelImage(file)}) {
    QVERIFY(!image);
    QCOMPARE(image.error().file, file);
    QVERIFY2(image.error().message.contains(said), qPrintable(image.error().message));
  }
}

void TestLabelVariants::segmentsKeepTheirNames() {
  // As 3D Slicer writes it: no order, one without a voxel.
  const QByteArray header =
      nrrd("raw") +
      "Segment0_ID:=Segment_1\nSegment0_LabelValue:=5\nSegment0_Layer:=0\n"
      "Segment0_Name:=Tumour \xc3\xa4\nSegment0_Color:=1 0.5 0\n"
      "Segment1_ID:=Segment_2\nSegment1_LabelValue:=2\nSegment1_Layer:=0\nSegment1_Name:=Node\n"
      "Segment2_ID:=Segment_3\nSegment2_LabelValue:=9\nSegment2_Name:=Nothing\n\n";
  QByteArray bytes(120, '\0');
  bytes[40] = 5;
  bytes[50] = 2;
  bytes[60] = 7;
  const QString file = store(QStringLiteral("x.seg.nrrd"), header + bytes);
  const auto image = read(file, kGrid);
  QVERIFY2(image, image ? "" : qPrintable(image.error().text()));
  QVERIFY(image->warnings.isEmpty());
  const auto segments = labelImageSegments(image->labels, file, {}, image->segments);
  QCOMPARE(segments.size(), std::size_t{3});
  QCOMPARE(segments[0].number, Label{2});
  QCOMPARE(segments[0].label, QStringLiteral("Node"));
  QCOMPARE(segments[1].number, Label{5});
  QCOMPARE(segments[1].label, QStringLiteral("Tumour ä"));
  QVERIFY((segments[1].colour == Rgb{255, 128, 0}));
  QCOMPARE(segments[2].number, Label{7});
  QCOMPARE(segments[2].label, QStringLiteral("Lesion 3"));
}

void TestLabelVariants::segmentsOverlap_data() {
  QTest::addColumn<bool>("layersComeFirst");
  QTest::newRow("layers come first") << true;
  QTest::newRow("layers come last") << false;
}

void TestLabelVariants::segmentsOverlap() {
  QFETCH(bool, layersComeFirst);
  // Two segments, each 1 in its layer, that share two voxels.
  QByteArray first(120, '\0');
  QByteArray second(120, '\0');
  for (const int at : {40, 41, 42}) first[at] = 1;
  for (const int at : {41, 42, 43, 44}) second[at] = 1;
  QByteArray header = with(nrrd("raw"), "dimension: 3", "dimension: 4");
  QByteArray bytes;
  if (layersComeFirst) {
    header = with(with(with(header, "6 5 4", "2 6 5 4"), "directions: ", "directions: none "),
                  "kinds: ", "kinds: list ");
    for (int at = 0; at < 120; ++at) bytes.append(first[at]).append(second[at]);
  } else {
    header = with(with(with(header, "6 5 4", "6 5 4 2"), "(0,0,2.5)", "(0,0,2.5) none"), "domain\n",
                  "domain list\n");
    bytes = first + second;
  }
  header +=
      "Segment0_ID:=a\nSegment0_Name:=Tumour\nSegment0_LabelValue:=1\nSegment0_Layer:=0\n"
      "Segment1_ID:=b\nSegment1_Name:=Node\nSegment1_LabelValue:=1\nSegment1_Layer:=1\n\n";
  const QString file = store(QStringLiteral("x.seg.nrrd"), header + bytes);
  Result<LabelImage> images[] = {read(file, kGrid), readLabelImage(file)};
  for (Result<LabelImage>& image : images) {
    QVERIFY2(image, image ? "" : qPrintable(image.error().text()));
    QCOMPARE(image->warnings.size(), 1);
    QVERIFY2(image->warnings.front().contains(QLatin1String("layer")), qPrintable(image->warnings.front()));
    const auto layers = labelImageLayers(image.take(), file, {});
    QCOMPARE(layers.size(), std::size_t{2});
    QCOMPARE(layers[0]->labels.count(1), std::ptrdiff_t{3});
    QCOMPARE(layers[1]->labels.count(2), std::ptrdiff_t{4});
    QCOMPARE(layers[0]->segments.front().label, QStringLiteral("Tumour"));
    QCOMPARE(layers[1]->segments.front().label, QStringLiteral("Node"));
    QCOMPARE(layers[1]->segments.front().number, Label{2});
  }
}

void TestLabelVariants::partsOfTheGridKeepTheirVoxels() {
  // A file of the mask's box alone, as programs crop it: the same voxels, so nothing is resampled.
  const ImageGrid box =
      *ImageGrid::create({3, 4, 2}, kGrid.spacing(), kGrid.toPatient({2, 1, 1}), kGrid.directions());
  LabelMap labels = LabelMap::create(box).take();
  labels.set({0, 0, 0}, 4);
  labels.set({2, 3, 1}, 6);
  const QString file = path(QStringLiteral("box.nrrd"));
  QVERIFY(writeLabelImage(labels, file));
  const auto image = read(file, kGrid);
  QVERIFY2(image, image ? "" : qPrintable(image.error().text()));
  QVERIFY2(image->warnings.isEmpty(), qPrintable(image->warnings.join(QLatin1Char(' '))));
  QCOMPARE(image->labels.at({2, 1, 1}), Label{4});
  QCOMPARE(image->labels.at({4, 4, 2}), Label{6});
  QCOMPARE(image->labels.count(0), kGrid.voxelCount() - 2);
  const std::vector<ImageGrid> grids{makeGrid({6, 5, 4}, {1, 1, 1}, {-10, -20, 30}), kGrid};
  QCOMPARE(findLabelImageGrid(file, grids)->value_or(99), std::size_t{1});
  // And one that goes on beyond the series: what lies there is lost, and that is said.
  const auto cut =
      read(file, *ImageGrid::create({4, 5, 4}, kGrid.spacing(), kGrid.origin(), kGrid.directions()));
  QVERIFY2(cut, cut ? "" : qPrintable(cut.error().text()));
  QCOMPARE(cut->labels.count(4), std::ptrdiff_t{1});
  QCOMPARE(cut->warnings.size(), 2);
  QVERIFY2(cut->warnings[0].contains(QStringLiteral("label(s) 6")), qPrintable(cut->warnings[0]));
  QVERIFY2(cut->warnings[1].endsWith(QStringLiteral(": 1.")), qPrintable(cut->warnings[1]));
}

QTEST_GUILESS_MAIN(TestLabelVariants)
#include "tst_label_variants.moc"
