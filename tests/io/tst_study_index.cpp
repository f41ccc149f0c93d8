#include "io/dicom/study_index.h"
#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace uptake;
using test::SliceFile;
using test::TagValue;
using test::writeSlice;
using test::writeStack;

/// What a folder becomes: grouping, order, geometry, and what is said about the rest.
class TestStudyIndex : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();

  void slicesRunAlongTheNormal_data();
  void slicesRunAlongTheNormal();
  void describesTheSeries();
  void gapsStayInTheGrid();
  void refusals_data();
  void refusals();
  void roundedPositionsAreEven();
  void bedsAreOneVolume();
  void repeatedPositionsSplitByAcquisition();
  void repeatedFilesAreLeftOut();
  void localizerIsApart();
  void singleSliceIsAVolume();
  void segmentationIsNoImage();
  void wholeHounsfield_data();
  void wholeHounsfield();
  void textIsDecoded_data();
  void textIsDecoded();
  void idsAreKept();
  void whatIsNoDicom();
  void damagedFilesAreNamed();
  void linksEnd();
  void missingPaths();
  void cancels();
  void pairsByFrameAndCorrection();

 private:
  StudyIndex scan(const QStringList& paths = {});
  QString path(const QString& name) const { return dir_->filePath(name); }

  std::unique_ptr<QTemporaryDir> dir_;
};

namespace {

const auto kUnchanged = [](int, SliceFile&) {};

std::vector<SeriesEntry> allSeries(const StudyIndex& index) {
  std::vector<SeriesEntry> series;
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      series.insert(series.end(), study.series.begin(), study.series.end());
  return series;
}

}  // namespace

void TestStudyIndex::init() {
  dir_ = std::make_unique<QTemporaryDir>();
  QVERIFY(dir_->isValid());
}

StudyIndex TestStudyIndex::scan(const QStringList& paths) {
  JobControl control;
  auto result = scanStudies(paths.isEmpty() ? QStringList{dir_->path()} : paths, control);
  return result ? result.take() : StudyIndex{};
}

void TestStudyIndex::slicesRunAlongTheNormal_data() {
  QTest::addColumn<double>("distance");
  QTest::addColumn<double>("columnY");
  QTest::addColumn<double>("firstZ");
  QTest::addColumn<QString>("firstUid");
  QTest::newRow("ascending") << 2.5 << 1.0 << 100.0 << QStringLiteral("1.2.3.4.1");
  QTest::newRow("descending files") << -2.5 << 1.0 << 90.0 << QStringLiteral("1.2.3.4.5");
  // Rows × columns then points to the feet, and so must the slices.
  QTest::newRow("flipped column") << 2.5 << -1.0 << 110.0 << QStringLiteral("1.2.3.4.5");
}

void TestStudyIndex::slicesRunAlongTheNormal() {
  QFETCH(double, distance);
  QFETCH(double, columnY);
  QFETCH(double, firstZ);
  QFETCH(QString, firstUid);
  QVERIFY(
      writeStack(dir_->path(), 5, distance, [&](int, SliceFile& slice) { slice.orientation[4] = columnY; }));
  const auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY2(series[0].isVolume(), qPrintable(series[0].refusal));
  const ImageGrid& grid = *series[0].grid;
  QCOMPARE(grid.size(), Eigen::Vector3i(4, 3, 5));
  // PixelSpacing 0.75\0.5: rows are 0.75 mm apart, which is along j.
  QVERIFY(grid.spacing().isApprox(Eigen::Vector3d(0.5, 0.75, 2.5)));
  QVERIFY(grid.origin().isApprox(Point(-10.0, -20.0, firstZ)));
  QVERIFY(grid.axis(2).isApprox(grid.axis(0).cross(grid.axis(1))));
  QCOMPARE(series[0].source.slices.front().sopInstanceUid, firstUid);
  QVERIFY(series[0].warnings.isEmpty());
}

void TestStudyIndex::describesTheSeries() {
  QVERIFY(writeStack(dir_->path(), 3, 2.0, [](int, SliceFile& slice) {
    slice.tags = {{0x0018, 0x1210, "B70f"}};
  }));
  const StudyIndex index = scan();
  QCOMPARE(index.patients.size(), std::size_t{1});
  QCOMPARE(index.patients[0].id, QStringLiteral("P1"));
  QCOMPARE(index.patients[0].name, QStringLiteral("Test^Patient"));
  QCOMPARE(index.patients[0].studies[0].date, QStringLiteral("20200102"));
  const SeriesEntry& series = index.patients[0].studies[0].series[0];
  QCOMPARE(series.number, 7);
  QCOMPARE(series.instances, 3);
  QCOMPARE(series.rows, 3);
  QCOMPARE(series.columns, 4);
  QCOMPARE(series.convolutionKernel, QStringLiteral("B70f"));
  QCOMPARE(series.source.modality, QStringLiteral("CT"));
  QCOMPARE(series.source.seriesInstanceUid, QStringLiteral("1.2.3.2"));
  QCOMPARE(series.source.frameOfReferenceUid, QStringLiteral("1.2.3.3"));
  QCOMPARE(series.sopClassUid, QStringLiteral("1.2.840.10008.5.1.4.1.1.2"));
  QVERIFY(!series.suv);
  QCOMPARE(index.roots, QStringList{dir_->path()});
}

void TestStudyIndex::gapsStayInTheGrid() {
  QVERIFY(writeStack(dir_->path(), 6, 2.0, kUnchanged));
  QVERIFY(QFile::remove(path(QStringLiteral("2.dcm"))));
  QVERIFY(QFile::remove(path(QStringLiteral("3.dcm"))));
  const auto series = allSeries(scan());
  QVERIFY(series[0].isVolume());
  QCOMPARE(series[0].grid->size().z(), 6);
  QCOMPARE(series[0].grid->spacing().z(), 2.0);
  QVERIFY(series[0].source.slices[2].file.isEmpty());
  QVERIFY(series[0].source.slices[3].sopInstanceUid.isEmpty());
  QCOMPARE(series[0].source.slices[4].sopInstanceUid, QStringLiteral("1.2.3.4.5"));
  QCOMPARE(series[0].instances, 4);
  QCOMPARE(series[0].warnings.size(), 1);
  QVERIFY2(series[0].warnings[0].contains(QStringLiteral("104, 106")), qPrintable(series[0].warnings[0]));
}

void TestStudyIndex::refusals_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("words");
  QTest::newRow("uneven") << QStringLiteral("uneven") << QStringLiteral("from 2 to 3.5 mm");
  QTest::newRow("2 % off") << QStringLiteral("2 % off") << QStringLiteral("unevenly spaced");
  QTest::newRow("tilt") << QStringLiteral("tilt") << QStringLiteral("26.57°");
  QTest::newRow("sideways") << QStringLiteral("sideways") << QStringLiteral("sideways");
  QTest::newRow("one position") << QStringLiteral("one position") << QStringLiteral("one position");
  QTest::newRow("no position") << QStringLiteral("no position") << QStringLiteral("ImagePositionPatient");
  QTest::newRow("no orientation") << QStringLiteral("no orientation")
                                  << QStringLiteral("ImageOrientationPatient");
  QTest::newRow("no spacing") << QStringLiteral("no spacing") << QStringLiteral("PixelSpacing");
  QTest::newRow("oblique axes") << QStringLiteral("oblique axes") << QStringLiteral("right angles");
  QTest::newRow("far apart") << QStringLiteral("far apart") << QStringLiteral("too many");
  QTest::newRow("inverted") << QStringLiteral("inverted") << QStringLiteral("MONOCHROME1");
  QTest::newRow("colour") << QStringLiteral("colour") << QStringLiteral("RGB");
  QTest::newRow("no slope") << QStringLiteral("no slope") << QStringLiteral("RescaleSlope");
  QTest::newRow("32 bits") << QStringLiteral("32 bits") << QStringLiteral("32 bits");
  QTest::newRow("multi-frame") << QStringLiteral("multi-frame") << QStringLiteral("multi-frame");
  QTest::newRow("MR") << QStringLiteral("MR") << QStringLiteral("modality MR");
}

void TestStudyIndex::refusals() {
  QFETCH(QString, kind);
  QFETCH(QString, words);
  const auto is = [&](const char* name) { return kind == QLatin1String(name); };
  QVERIFY(writeStack(dir_->path(), 4, 2.0, [&](int i, SliceFile& slice) {
    if (is("uneven") && i == 3) slice.position[2] += 1.5;
    if (is("2 % off") && i == 3) slice.position[2] += 0.06;
    if (is("tilt")) slice.position[1] += i;
    if (is("sideways") && i == 2) slice.position[0] += 1.0;
    if (is("one position")) slice.position[2] = 5.0;
    if (is("no position")) slice.tags = {{0x0020, 0x0032, {}}};
    if (is("no orientation")) slice.tags = {{0x0020, 0x0037, {}}};
    if (is("no spacing")) slice.tags = {{0x0028, 0x0030, {}}};
    if (is("oblique axes")) slice.orientation = {1.0, 0.0, 0.0, 0.1, 0.995, 0.0};
    if (is("far apart") && i == 3) slice.position[2] += 200.0;
    if (is("inverted")) slice.tags = {{0x0028, 0x0004, "MONOCHROME1"}};
    if (is("colour")) slice.tags = {{0x0028, 0x0004, "RGB"}, {0x0028, 0x0002, "3"}};
    if (is("no slope") && i == 1) slice.tags = {{0x0028, 0x1053, {}}};
    if (is("32 bits")) slice.tags = {{0x0028, 0x0100, "32"}};
    if (is("multi-frame")) slice.tags = {{0x0028, 0x0008, "5"}};
    if (is("MR")) slice.modality = "MR";
  }));
  const auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY(!series[0].isVolume());
  QVERIFY2(series[0].refusal.contains(words), qPrintable(series[0].refusal));
  QCOMPARE(series[0].source.slices.size(), std::size_t{4});
}

void TestStudyIndex::roundedPositionsAreEven() {
  // 0.625 mm stated with two decimals: 0.62 and 0.63 in turn.
  QVERIFY(writeStack(dir_->path(), 9, 0.0,
                     [](int i, SliceFile& slice) { slice.position[2] = std::round(62.5 * i) / 100.0; }));
  const auto series = allSeries(scan());
  QVERIFY2(series[0].isVolume(), qPrintable(series[0].refusal));
  QCOMPARE(series[0].grid->spacing().z(), 5.0 / 8.0);
}

void TestStudyIndex::bedsAreOneVolume() {
  QVERIFY(writeStack(dir_->path(), 6, 2.0, [](int i, SliceFile& slice) { slice.acquisitionNumber = i / 2; }));
  const auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].grid->size().z(), 6);
}

void TestStudyIndex::repeatedPositionsSplitByAcquisition() {
  QVERIFY(writeStack(dir_->path(), 6, 2.0, [](int i, SliceFile& slice) {
    slice.acquisitionNumber = 4 + i / 3;
    slice.position[2] = 2.0 * (i % 3);
  }));
  auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{2});
  QCOMPARE(series[0].part, QStringLiteral("acquisition 4"));
  QCOMPARE(series[1].part, QStringLiteral("acquisition 5"));
  QCOMPARE(series[1].grid->size().z(), 3);
  QCOMPARE(series[1].source.slices[0].sopInstanceUid, QStringLiteral("1.2.3.4.4"));

  QVERIFY(
      writeStack(dir_->path(), 6, 2.0, [](int i, SliceFile& slice) { slice.position[2] = 2.0 * (i % 3); }));
  series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY2(series[0].refusal.contains(QStringLiteral("0, 2, 4")), qPrintable(series[0].refusal));
}

void TestStudyIndex::repeatedFilesAreLeftOut() {
  QVERIFY(writeStack(dir_->path(), 3, 2.0, kUnchanged));
  QVERIFY(QFile::copy(path(QStringLiteral("1.dcm")), path(QStringLiteral("copy.dcm"))));
  const auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].grid->size().z(), 3);
  QVERIFY(series[0].warnings.join(QString()).contains(QStringLiteral("copy.dcm")));
}

void TestStudyIndex::localizerIsApart() {
  QVERIFY(writeStack(dir_->path(), 4, 2.0, [](int i, SliceFile& slice) {
    if (i == 0) slice.imageType = "ORIGINAL\\PRIMARY\\LOCALIZER";
  }));
  const auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{2});
  QCOMPARE(series[0].grid->size().z(), 3);
  QVERIFY(!series[1].isVolume());
  QCOMPARE(series[1].part, QStringLiteral("localizer"));
  QVERIFY(series[1].refusal.contains(QStringLiteral("localizer")));
}

void TestStudyIndex::singleSliceIsAVolume() {
  SliceFile slice;
  slice.tags = {{0x0018, 0x0050, "5"}};
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  slice.seriesUid = "1.2.3.9";
  slice.tags = {};
  QVERIFY(writeSlice(path(QStringLiteral("b.dcm")), slice));
  const auto series = allSeries(scan());
  QCOMPARE(series[0].grid->spacing().z(), 5.0);
  QVERIFY(series[0].warnings.isEmpty());
  QCOMPARE(series[1].grid->spacing().z(), 1.0);
  QVERIFY(series[1].warnings.join(QString()).contains(QStringLiteral("SliceThickness")));
}

void TestStudyIndex::segmentationIsNoImage() {
  SliceFile slice;
  slice.modality = "SEG";
  slice.sopClassUid = "1.2.840.10008.5.1.4.1.1.66.4";
  slice.tags = {{0x0028, 0x0008, "3"}, {0x0020, 0x0032, {}}, {0x0028, 0x1053, {}}};
  QVERIFY(writeSlice(path(QStringLiteral("seg.dcm")), slice));
  const auto series = allSeries(scan());
  QCOMPARE(series[0].source.modality, QStringLiteral("SEG"));
  QVERIFY(!series[0].isVolume());
  QVERIFY2(series[0].refusal.isEmpty(), qPrintable(series[0].refusal));
  QCOMPARE(series[0].source.slices[0].sopInstanceUid, QStringLiteral("1.2.3.4.1"));
  QCOMPARE(series[0].source.slices[0].file, path(QStringLiteral("seg.dcm")));
}

void TestStudyIndex::wholeHounsfield_data() {
  QTest::addColumn<double>("slope");
  QTest::addColumn<double>("intercept");
  QTest::addColumn<int>("bitsStored");
  QTest::addColumn<bool>("isSigned");
  QTest::addColumn<bool>("whole");
  QTest::newRow("usual 12 bit") << 1.0 << -1024.0 << 12 << false << true;
  QTest::newRow("usual 16 bit signed") << 1.0 << -1024.0 << 16 << true << true;
  QTest::newRow("16 bit unsigned may not fit") << 1.0 << -1024.0 << 16 << false << false;
  QTest::newRow("slope with fraction") << 0.5 << -1024.0 << 12 << false << false;
  QTest::newRow("intercept with fraction") << 1.0 << -1024.5 << 12 << false << false;
  QTest::newRow("large slope") << 10.0 << -1024.0 << 12 << false << false;
}

void TestStudyIndex::wholeHounsfield() {
  QFETCH(double, slope);
  QFETCH(double, intercept);
  QFETCH(int, bitsStored);
  QFETCH(bool, isSigned);
  QFETCH(bool, whole);
  SliceFile slice;
  slice.slope = slope;
  slice.intercept = intercept;
  slice.bitsStored = bitsStored;
  slice.isSigned = isSigned;
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  QCOMPARE(allSeries(scan())[0].wholeHounsfield, whole);
}

void TestStudyIndex::textIsDecoded_data() {
  QTest::addColumn<QByteArray>("characterSet");
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("name");
  QTest::newRow("Latin 1") << QByteArray("ISO_IR 100") << QByteArray("B\xfcrger^J\xf6rg")
                           << QStringLiteral(u"B\u00fcrger^J\u00f6rg");
  QTest::newRow("UTF-8") << QByteArray("ISO_IR 192") << QByteArray("B\xc3\xbcrger^J\xc3\xb6rg")
                         << QStringLiteral(u"B\u00fcrger^J\u00f6rg");
  QTest::newRow("undeclared UTF-8") << QByteArray() << QByteArray("B\xc3\xbcrger")
                                    << QStringLiteral(u"B\u00fcrger");
  QTest::newRow("undeclared Latin 1")
      << QByteArray() << QByteArray("B\xfcrger") << QStringLiteral(u"B\u00fcrger");
  QTest::newRow("Cyrillic") << QByteArray("ISO_IR 144") << QByteArray("\xbb\xee\xdc")
                            << QStringLiteral(u"\u041b\u044e\u043c");
  // The Japanese example of PS3.5 H.3.1.
  QTest::newRow("ISO 2022 Japanese")
      << QByteArray("\\ISO 2022 IR 87")
      << QByteArray("Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B")
      << QStringLiteral(u"Yamada^Tarou=\u5c71\u7530^\u592a\u90ce=\u3084\u307e\u3060^\u305f\u308d\u3046");
  // Those of PS3.5 I.2 and K.2.
  QTest::newRow("ISO 2022 Korean")
      << QByteArray("\\ISO 2022 IR 149")
      << QByteArray(
             "Hong^Gildong=\x1b$)C\xfb\xf3^\x1b$)C\xd1\xce\xd4\xd7=\x1b$)C\xc8\xab^\x1b$)C\xb1\xe6\xb5\xbf")
      << QStringLiteral(u"Hong^Gildong=\u6d2a^\u5409\u6d1e=\ud64d^\uae38\ub3d9");
  QTest::newRow("ISO 2022 Chinese") << QByteArray("\\ISO 2022 IR 58")
                                    << QByteArray("Wang^XiaoDong=\x1b$)A\xcd\xf5^\x1b$)A\xd0\xa1\xb6\xab=")
                                    << QStringLiteral(u"Wang^XiaoDong=\u738b^\u5c0f\u4e1c=");
}

void TestStudyIndex::textIsDecoded() {
  QFETCH(QByteArray, characterSet);
  QFETCH(QByteArray, bytes);
  QFETCH(QString, name);
  SliceFile slice;
  slice.tags = {{0x0010, 0x0010, bytes}};
  if (!characterSet.isEmpty()) slice.tags.push_back({0x0008, 0x0005, characterSet});
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  QCOMPARE(scan().patients.at(0).name, name);
}

void TestStudyIndex::idsAreKept() {
  SliceFile slice;
  slice.tags = {{0x0010, 0x0020, "007 a/B\\x"}, {0x0020, 0x0052, "1.2.03.4"}};
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  const StudyIndex index = scan();
  QCOMPARE(index.patients.at(0).id, QStringLiteral("007 a/B\\x"));
  QCOMPARE(allSeries(index)[0].source.frameOfReferenceUid, QStringLiteral("1.2.03.4"));
}

void TestStudyIndex::whatIsNoDicom() {
  const auto write = [&](const QString& name, const QByteArray& bytes) {
    QFile file(path(name));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
  };
  QVERIFY(write(QStringLiteral("a.txt"), "hello"));
  QVERIFY(write(QStringLiteral("empty.dcm"), ""));
  QVERIFY(write(QStringLiteral("binary"), QByteArray(5000, '\x08')));
  QVERIFY(write(QStringLiteral("almost"), QByteArray("\x08\x00\x05\x00"
                                                     "CS\x04\x00"
                                                     "ABCD",
                                                     12) +
                                              QByteArray(500, 'x')));
  QVERIFY(write(QStringLiteral("box.XML"), "<annotation/>"));
  SliceFile slice;
  QVERIFY(writeSlice(path(QStringLiteral("DICOMDIR")), slice));
  // A dataset without the preamble and file meta information.
  QVERIFY(writeSlice(path(QStringLiteral("full.dcm")), slice));
  QFile full(path(QStringLiteral("full.dcm")));
  QVERIFY(full.open(QIODevice::ReadOnly));
  const QByteArray bytes = full.readAll();
  const qsizetype start =
      bytes.indexOf(QByteArray("\x08\x00\x08\x00"
                               "CS",
                               6));
  QVERIFY(start > 132);
  full.close();
  QVERIFY(QFile::remove(path(QStringLiteral("full.dcm"))));
  QVERIFY(write(QStringLiteral("bare"), bytes.mid(start)));

  const StudyIndex index = scan();
  QVERIFY2(index.problems.empty(), index.problems.empty() ? "" : qPrintable(index.problems[0].file));
  QCOMPARE(index.vocFiles, QStringList{path(QStringLiteral("box.XML"))});
  const auto series = allSeries(index);
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].source.slices[0].file, path(QStringLiteral("bare")));
}

void TestStudyIndex::damagedFilesAreNamed() {
  QVERIFY(writeStack(dir_->path(), 2, 2.0, kUnchanged));
  QFile file(path(QStringLiteral("1.dcm")));
  QVERIFY(file.resize(420));
  const StudyIndex index = scan();
  QCOMPARE(index.problems.size(), std::size_t{1});
  QCOMPARE(index.problems[0].file, path(QStringLiteral("1.dcm")));
  QVERIFY(index.problems[0].reason.contains(QStringLiteral("DICOM header")));
  QCOMPARE(allSeries(index).size(), std::size_t{1});
}

void TestStudyIndex::linksEnd() {
  QVERIFY(QDir(dir_->path()).mkpath(QStringLiteral("a/b")));
  QVERIFY(writeSlice(path(QStringLiteral("a/b/1.dcm")), {}));
  QVERIFY(QFile::link(dir_->path(), path(QStringLiteral("a/b/up"))));
  QVERIFY(QFile::link(path(QStringLiteral("a/b/1.dcm")), path(QStringLiteral("z.dcm"))));
  // Named twice and linked twice, the file counts once.
  const auto series = allSeries(scan({dir_->path(), path(QStringLiteral("a/b/1.dcm"))}));
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].instances, 1);
  QVERIFY(series[0].warnings.filter(QStringLiteral("repeat")).isEmpty());
}

void TestStudyIndex::missingPaths() {
  QVERIFY(writeSlice(path(QStringLiteral("1.dcm")), {}));
  const StudyIndex index = scan({dir_->path(), path(QStringLiteral("nowhere"))});
  QCOMPARE(index.problems.size(), std::size_t{1});
  QCOMPARE(index.problems[0].file, path(QStringLiteral("nowhere")));
  QCOMPARE(allSeries(index).size(), std::size_t{1});

  JobControl control;
  const auto none = scanStudies({path(QStringLiteral("nowhere"))}, control);
  QVERIFY(!none);
  QCOMPARE(none.error().kind, ErrorKind::FileUnreadable);
}

void TestStudyIndex::cancels() {
  QVERIFY(writeStack(dir_->path(), 3, 2.0, kUnchanged));
  JobControl control;
  control.cancel();
  const auto result = scanStudies({dir_->path()}, control);
  QVERIFY(!result);
  QCOMPARE(result.error().kind, ErrorKind::Cancelled);
}

void TestStudyIndex::pairsByFrameAndCorrection() {
  const auto write = [&](const char* name, const char* modality, const char* frame, int slices,
                         const char* corrected) {
    const QString folder = path(QLatin1String(name));
    return QDir().mkpath(folder) && writeStack(folder, slices, 2.0, [&](int i, SliceFile& slice) {
             slice.modality = modality;
             slice.seriesUid = QByteArray("1.2.9.") + QByteArray::number(name[0]);
             slice.sopInstanceUid = slice.seriesUid + '.' + QByteArray::number(i);
             slice.frameUid = frame;
             slice.tags = {{0x0020, 0x0011, QByteArray::number(name[0])}, {0x0028, 0x0051, corrected}};
           });
  };
  QVERIFY(write("a", "CT", "1.1", 9, "NORM"));
  QVERIFY(write("b", "CT", "1.2", 4, "NORM"));
  QVERIFY(write("c", "CT", "1.2", 5, "NORM"));
  QVERIFY(write("d", "PT", "1.2", 8, "NORM"));
  QVERIFY(write("e", "PT", "1.2", 3, "ATTN\\DECY"));
  const StudyIndex index = scan();
  const StudyEntry& study = index.patients.at(0).studies.at(0);
  QCOMPARE(study.series.size(), std::size_t{5});
  QVERIFY(study.series[4].attenuationCorrected);
  const ImagePair pair = choosePair(study);
  QCOMPARE(pair.ct, 2);
  QCOMPARE(pair.pet, 4);
  QCOMPARE(choosePair(study, 1).ct, 1);
  QCOMPARE(choosePair(study, 1).pet, 4);
  QCOMPARE(choosePair(study, 0).ct, 0);
  QCOMPARE(choosePair(study, 0).pet, -1);
  QVERIFY(choosePair(StudyEntry{}).isEmpty());
}

QTEST_GUILESS_MAIN(TestStudyIndex)
#include "tst_study_index.moc"
