#include "io/dicom/image_pair.h"
#include "io/dicom/study_index.h"
#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cmath>

using namespace uptake;
using test::SliceFile;
using test::TagValue;
using test::writeSlice;
using test::writeStack;

/// What the slices in a folder become: grouping, order, geometry, and what is said about the rest.
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
  void privateValuesOfPet_data();
  void privateValuesOfPet();
  void slicesMustAgreeOnTheDose();
  void pairsByFrameAndCorrection();

 private:
  StudyIndex scan();
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

StudyIndex TestStudyIndex::scan() {
  JobControl control;
  auto result = scanStudies({dir_->path()}, control);
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
    if (is("colour")) slice.tags = {{0x0028, 0x0004, "RGB"}, {0x0028, 0x0002, "3"}};
    if (is("no slope")) slice.tags = {{0x0028, 0x1053, {}}};
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

  // Acquisitions that repeat positions within themselves explain nothing.
  QVERIFY(writeStack(dir_->path(), 8, 2.0, [](int i, SliceFile& slice) {
    slice.acquisitionNumber = i / 4;
    slice.position[2] = 2.0 * (i % 2);
  }));
  series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY(!series[0].isVolume());
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

void TestStudyIndex::privateValuesOfPet_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<bool>("implicit");
  for (const bool implicit : {false, true})
    for (const char* kind : {"Philips", "Philips in another block", "foreign creator", "no creator", "GE"})
      QTest::addRow("%s, %s", kind, implicit ? "implicit" : "explicit")
          << QString::fromLatin1(kind) << implicit;
}

void TestStudyIndex::privateValuesOfPet() {
  QFETCH(QString, kind);
  QFETCH(bool, implicit);
  const auto is = [&](const char* name) { return kind == QLatin1String(name); };
  SliceFile slice;
  slice.modality = "PT";
  slice.syntax = implicit ? SliceFile::Syntax::Implicit : SliceFile::Syntax::LittleEndian;
  slice.radiopharmaceutical = {
      {0x0018, 0x1074, "350000000"}, {0x0018, 0x1075, "6586.2"}, {0x0018, 0x1072, "100000"}};
  slice.tags = {{0x0028, 0x0051, "ATTN\\DECY"}, {0x0054, 0x1102, "START"},
                {0x0010, 0x1030, "70"},         {0x0008, 0x0021, "20200102"},
                {0x0008, 0x0031, "113000"},     {0x0008, 0x0022, "20200102"},
                {0x0008, 0x0032, "111000"},     {0x0054, 0x1001, is("GE") ? "BQML" : "CNTS"}};
  const std::vector<TagValue> philips{{0x7053, 0x0010, "Philips PET Private Group"},
                                      {0x7053, 0x1000, "0.00025 "}};
  const std::vector<TagValue> elsewhere{{0x7053, 0x0010, "SOMEONE ELSE"},
                                        {0x7053, 0x0011, "Philips PET Private Group"},
                                        {0x7053, 0x1000, "9"},
                                        {0x7053, 0x1100, "0.00025"}};
  const std::vector<TagValue> ge{{0x0009, 0x0012, "GEMS_PETD_01"}, {0x0009, 0x120d, "20200102110000.00"}};
  const auto add = [&](const std::vector<TagValue>& tags, std::size_t from) {
    slice.tags.insert(slice.tags.end(), tags.begin() + static_cast<std::ptrdiff_t>(from), tags.end());
  };
  if (is("Philips")) add(philips, 0);
  if (is("no creator")) add(philips, 1);
  if (is("Philips in another block")) add(elsewhere, 0);
  if (is("foreign creator")) add({elsewhere[0], elsewhere[2]}, 0);
  if (is("GE")) add(ge, 0);
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));

  const SuvScale suv = *allSeries(scan()).at(0).suv;
  if (is("foreign creator")) {
    QVERIFY(suv.refused.contains(QStringLiteral("7053")));
    return;
  }
  QVERIFY2(suv.factor.has_value(), qPrintable(suv.refused));
  // GE: 11:00, not the acquisition at 11:10 nor the series time at 11:30.
  const double expected = is("GE") ? 70000.0 / (350e6 * std::exp2(-3600.0 / 6586.2)) : 0.00025;
  QVERIFY(std::abs(*suv.factor / expected - 1.0) < 1e-12);
  QCOMPARE(suv.warnings.size(), is("no creator") ? 1 : 0);
}

void TestStudyIndex::slicesMustAgreeOnTheDose() {
  QVERIFY(writeStack(dir_->path(), 3, 2.0, [](int i, SliceFile& slice) {
    slice.modality = "PT";
    slice.tags = {{0x0054, 0x1001, "GML"}, {0x0028, 0x0051, "ATTN\\DECY"}, {0x0054, 0x1102, "START"}};
    slice.radiopharmaceutical = {{0x0018, 0x1074, i == 1 ? "350000000" : "340000000"}};
  }));
  const SuvScale suv = *allSeries(scan()).at(0).suv;
  QVERIFY2(suv.refused.contains(QStringLiteral("RadionuclideTotalDose")), qPrintable(suv.refused));
  QCOMPARE(suv.unit, QStringLiteral("GML"));
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
