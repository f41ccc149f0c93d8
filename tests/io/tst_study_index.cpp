#include "io/dicom/image_pair.h"
#include "io/dicom/study_index.h"
#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QSet>
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
  void timeFramesHaveOneDecayReference();
  void pairsByFrameAndCorrection();
  void orientationJitterIsOneVolume_data();
  void orientationJitterIsOneVolume();
  void framesOfReferenceOfOneAcquisition_data();
  void framesOfReferenceOfOneAcquisition();
  void oneSliceOfAnotherImageType();
  void oneInstanceUidForAll();
  void scoutWithoutTheWord();
  void timeFramesWithoutAnIdentifier_data();
  void timeFramesWithoutAnIdentifier();
  void slicesThatAreStatedButNotThere();
  void petAndCtFiledApart_data();
  void petAndCtFiledApart();

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
  QTest::newRow("dose") << QStringLiteral("dose") << QStringLiteral("modality RTDOSE");
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
    if (is("dose")) slice.modality = "RTDOSE";
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
  // The dose decides about Bq/ml; what is SUV already does not need it.
  for (const char* units : {"BQML", "GML"}) {
    QVERIFY(writeStack(dir_->path(), 3, 2.0, [&](int i, SliceFile& slice) {
      slice.modality = "PT";
      slice.tags = {{0x0054, 0x1001, units},
                    {0x0028, 0x0051, "ATTN\\DECY"},
                    {0x0054, 0x1102, "ADMIN"},
                    {0x0010, 0x1030, i == 0 ? "70" : "70.00"}};
      slice.radiopharmaceutical = {{0x0018, 0x1074, i == 1 ? "350000000" : "340000000"},
                                   {0x0018, 0x1075, "6586.2"}};
    }));
    const SuvScale suv = *allSeries(scan()).at(0).suv;
    QCOMPARE(suv.unit, QLatin1String(units));
    if (qstrcmp(units, "GML") == 0) {
      QVERIFY2(suv.factor == 1.0, qPrintable(suv.refused));
    } else {
      for (const char* words : {"RadionuclideTotalDose", "350000000", "340000000"})
        QVERIFY2(suv.refused.contains(QLatin1String(words)), qPrintable(suv.refused));
    }
  }
}

void TestStudyIndex::timeFramesHaveOneDecayReference() {
  QVERIFY(writeStack(dir_->path(), 6, 2.0, [](int i, SliceFile& slice) {
    slice.modality = "PT";
    slice.position[2] = 2.0 * (i % 3);
    slice.tags = {{0x0054, 0x1001, "BQML"},           {0x0028, 0x0051, "ATTN\\DECY"},
                  {0x0054, 0x1102, "START"},          {0x0010, 0x1030, "70"},
                  {0x0008, 0x0022, "20200102"},       {0x0008, 0x0032, i < 3 ? "110000" : "113000"},
                  {0x0020, 0x0100, i < 3 ? "1" : "2"}};
    slice.radiopharmaceutical = {
        {0x0018, 0x1074, "350000000"}, {0x0018, 0x1075, "6586.2"}, {0x0018, 0x1072, "100000"}};
  }));
  const auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{2});
  // Nothing states it but the first acquisition, which is that of the first time frame.
  for (const SeriesEntry& part : series) {
    QVERIFY2(part.suv->factor.has_value(), qPrintable(part.suv->refused));
    QVERIFY(std::abs(*part.suv->factor / (70000.0 / (350e6 * std::exp2(-3600.0 / 6586.2))) - 1.0) < 1e-12);
  }
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

void TestStudyIndex::orientationJitterIsOneVolume_data() {
  QTest::addColumn<double>("radians");
  QTest::addColumn<int>("volumes");
  QTest::newRow("nothing to speak of") << 5e-5 << 1;
  QTest::newRow("0.02 degrees") << 3e-4 << 1;
  QTest::newRow("rounding to three decimals") << 9e-4 << 1;
  QTest::newRow("another orientation") << 5e-3 << 2;
}

void TestStudyIndex::orientationJitterIsOneVolume() {
  QFETCH(double, radians);
  QFETCH(int, volumes);
  QVERIFY(writeStack(dir_->path(), 8, 3.0, [&](int i, SliceFile& slice) {
    const double e = i % 2 == 0 ? 0.0 : radians;
    slice.orientation = {1.0, e, 0.0, -e, 1.0, 0.0};
  }));
  const auto series = allSeries(scan());
  QCOMPARE(static_cast<int>(series.size()), volumes);
  QCOMPARE(series[0].grid->size().z(), 8 / volumes);
  QCOMPARE(series[0].grid->spacing().z(), 3.0 * volumes);
  if (volumes == 2) return;
  // The mean, and said where it is more than rounding.
  QVERIFY(std::abs(series[0].grid->axis(0).y() - radians / 2) < 1e-9);
  QCOMPARE(series[0].warnings.filter(QStringLiteral("ImageOrientationPatient (0020,0037)")).size(),
           qsizetype(radians > 1e-4 ? 1 : 0));
}

void TestStudyIndex::framesOfReferenceOfOneAcquisition_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<int>("volumes");
  QTest::addColumn<QString>("frame");
  QTest::newRow("one a file") << QStringLiteral("each") << 1 << QString();
  QTest::newRow("one file with another") << QStringLiteral("one") << 1 << QStringLiteral("1.2.3.3");
  QTest::newRow("half and half") << QStringLiteral("halves") << 1 << QString();
  // Two acquisitions may well have two.
  QTest::newRow("two acquisitions") << QStringLiteral("two") << 2 << QStringLiteral("1.2.3.3");
}

void TestStudyIndex::framesOfReferenceOfOneAcquisition() {
  QFETCH(QString, kind);
  QFETCH(int, volumes);
  QFETCH(QString, frame);
  QVERIFY(writeStack(dir_->path(), 8, 3.0, [&](int i, SliceFile& slice) {
    const bool other = kind == QLatin1String("each") || (kind == QLatin1String("one") ? i == 5 : i >= 4);
    if (other) slice.frameUid = "1.2.8." + QByteArray::number(kind == QLatin1String("each") ? i : 0);
    if (kind == QLatin1String("two") && other) slice.acquisitionNumber = 2;
  }));
  const auto series = allSeries(scan());
  QCOMPARE(static_cast<int>(series.size()), volumes);
  QCOMPARE(series[0].grid->size().z(), 8 / volumes);
  QCOMPARE(series[0].source.frameOfReferenceUid, frame);
  QCOMPARE(series[0].warnings.filter(QStringLiteral("FrameOfReferenceUID")).size(),
           qsizetype(volumes == 1 ? 1 : 0));
}

void TestStudyIndex::oneSliceOfAnotherImageType() {
  for (const int odd : {0, 3, 7}) {
    QVERIFY(writeStack(dir_->path(), 8, 3.0, [&](int i, SliceFile& slice) {
      if (i == odd) slice.imageType = "DERIVED\\SECONDARY\\AXIAL";
    }));
    const auto series = allSeries(scan());
    QCOMPARE(series.size(), std::size_t{1});
    QCOMPARE(series[0].grid->size().z(), 8);
    QVERIFY(series[0].warnings.join(QString()).contains(QStringLiteral("ImageType (0008,0008)")));
    for (const SliceSource& slice : series[0].source.slices) QVERIFY(!slice.file.isEmpty());
  }
  // Two complete stacks, one between the slices of the other, stay two.
  QVERIFY(writeStack(dir_->path(), 8, 1.5, [&](int i, SliceFile& slice) {
    if (i % 2 == 1) slice.imageType = "DERIVED\\SECONDARY\\AXIAL";
  }));
  const auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{2});
  QCOMPARE(series[0].grid->spacing().z(), 3.0);
}

void TestStudyIndex::oneInstanceUidForAll() {
  QVERIFY(writeStack(dir_->path(), 4, 3.0, [](int i, SliceFile& slice) {
    slice.sopInstanceUid = "1.2.3.4.1";
    slice.pixels.assign(12, static_cast<std::uint16_t>(i));
  }));
  auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].grid->size().z(), 4);
  QVERIFY2(series[0].warnings.join(QString()).contains(QStringLiteral("SOP Instance UID (0008,0018)")),
           qPrintable(series[0].warnings.join(QString())));
  // A copy of one of them is one; a file that is equal but for the pixels is none.
  QVERIFY(QFile::copy(path(QStringLiteral("2.dcm")), path(QStringLiteral("copy.dcm"))));
  series = allSeries(scan());
  QCOMPARE(series[0].grid->size().z(), 4);
  QVERIFY(series[0].warnings.join(QString()).contains(QStringLiteral("left out: copy.dcm")));
  QFile copy(path(QStringLiteral("copy.dcm")));
  QVERIFY(copy.open(QIODevice::ReadWrite) && copy.seek(copy.size() - 2) && copy.write("\x07") == 1);
  copy.close();
  series = allSeries(scan());
  QVERIFY(!series[0].isVolume());
  QVERIFY(series[0].refusal.contains(QStringLiteral("position that another slice has too")));
  QVERIFY(series[0].warnings.join(QString()).contains(QStringLiteral("other contents")));
}

void TestStudyIndex::scoutWithoutTheWord() {
  QVERIFY(writeStack(dir_->path(), 9, 3.0, [](int i, SliceFile& slice) {
    if (i == 8) slice.orientation = {1.0, 0.0, 0.0, 0.0, 0.0, -1.0};
  }));
  const auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{2});
  QCOMPARE(series[0].grid->size().z(), 8);
  QVERIFY2(series[1].part.contains(QStringLiteral("scout")), qPrintable(series[1].part));
}

void TestStudyIndex::timeFramesWithoutAnIdentifier_data() {
  QTest::addColumn<QString>("kind");
  QTest::newRow("FrameReferenceTime alone") << QStringLiteral("reference");
  // Slices that are acquired one after the other have times of their own in each frame.
  QTest::newRow("a time for each slice") << QStringLiteral("each");
  QTest::newRow("passes over two beds") << QStringLiteral("beds");
}

void TestStudyIndex::timeFramesWithoutAnIdentifier() {
  QFETCH(QString, kind);
  const auto is = [&](const char* name) { return kind == QLatin1String(name); };
  QVERIFY(writeStack(dir_->path(), 12, 3.0, [&](int i, SliceFile& slice) {
    const int frame = i % 3;
    const int place = i / 3;
    slice.modality = "PT";
    slice.position[2] = 3.0 * place;
    const int time = is("each")   ? 100000 + 100 * frame + place
                     : is("beds") ? 100000 + 100 * frame + place / 2
                                  : 100000;
    const int reference = is("reference") ? 1234567 + frame : is("beds") ? 1000 * frame + place / 2 : 0;
    slice.tags = {{0x0018, 0x1060, "0"},
                  {0x0008, 0x0022, "20200102"},
                  {0x0008, 0x0032, QByteArray::number(time)},
                  {0x0054, 0x1300, QByteArray::number(reference)}};
  }));
  const auto series = allSeries(scan());
  QCOMPARE(series.size(), std::size_t{3});
  QSet<QString> names;
  for (const SeriesEntry& entry : series) {
    QVERIFY2(entry.isVolume(), qPrintable(entry.refusal));
    QCOMPARE(entry.grid->size().z(), 4);
    names.insert(entry.part);
  }
  QCOMPARE(names.size(), qsizetype{3});
  // Instance numbers run over the frames of one position first: 1, 4, 7 and 10 are of the first one.
  QCOMPARE(series[0].source.slices[1].sopInstanceUid, QStringLiteral("1.2.3.4.4"));
}

void TestStudyIndex::slicesThatAreStatedButNotThere() {
  const auto write = [&](int slices, const char* stated) {
    return writeStack(dir_->path(), slices, 3.0, [&](int, SliceFile& slice) {
      slice.modality = "PT";
      slice.tags = {{0x0054, 0x0081, stated}};
    });
  };
  QVERIFY(write(7, "7"));
  QVERIFY(allSeries(scan())[0].losses.isEmpty());
  QVERIFY(write(7, "8"));
  const SeriesEntry series = allSeries(scan())[0];
  QCOMPARE(series.losses.size(), 1);
  QVERIFY(series.losses[0].contains(QStringLiteral("NumberOfSlices (0054,0081) is 8")));
  QVERIFY(series.warnings.contains(series.losses[0]));
  // Every second one may be missing just as well.
  QVERIFY2(series.losses[0].contains(QStringLiteral("or between those that are there")),
           qPrintable(series.losses[0]));
  // A few slices of many are a choice.
  QVERIFY(write(7, "300"));
  QVERIFY(allSeries(scan())[0].losses.isEmpty());
  QVERIFY(
      allSeries(scan())[0].warnings.join(QString()).contains(QStringLiteral("is 300; 7 slices are there")));
  // Fewer than there are means something else (the slices of a bed, say).
  QVERIFY(write(7, "4"));
  QVERIFY(allSeries(scan())[0].losses.isEmpty());
}

void TestStudyIndex::petAndCtFiledApart_data() {
  QTest::addColumn<QByteArray>("ctDate");
  QTest::addColumn<QByteArray>("ctFrame");
  QTest::addColumn<bool>("together");
  QTest::newRow("one session") << QByteArray("20200102") << QByteArray("1.2.3.3") << true;
  QTest::newRow("another frame of reference") << QByteArray("20200102") << QByteArray("1.2.3.9") << false;
  QTest::newRow("another day") << QByteArray("20190102") << QByteArray("1.2.3.3") << false;
}

void TestStudyIndex::petAndCtFiledApart() {
  QFETCH(QByteArray, ctDate);
  QFETCH(QByteArray, ctFrame);
  QFETCH(bool, together);
  for (const bool ct : {false, true}) {
    const QString folder = path(ct ? QStringLiteral("ct") : QStringLiteral("pet"));
    QVERIFY(QDir().mkpath(folder) && writeStack(folder, 4, 3.0, [&](int i, SliceFile& slice) {
              slice.modality = ct ? "CT" : "PT";
              slice.studyUid = ct ? "1.2.5.1" : "1.2.5.2";
              slice.seriesUid = ct ? "1.2.6.1" : "1.2.6.2";
              slice.sopInstanceUid = slice.seriesUid + '.' + QByteArray::number(i);
              if (!ct) return;
              slice.frameUid = ctFrame;
              slice.tags = {{0x0008, 0x0020, ctDate}};
            }));
  }
  const StudyIndex index = scan();
  QCOMPARE(index.patients.at(0).studies.size(), std::size_t{2});
  const auto& studies = index.patients[0].studies;
  const StudyEntry& study = studies[0].uid == QLatin1String("1.2.5.2") ? studies[0] : studies[1];
  const ImagePair pair = choosePair(study);
  QCOMPARE(pair.ct >= 0 && pair.pet >= 0, together);
  QStringList said;
  for (const SeriesEntry& series : study.series) said += series.warnings;
  const bool named = !said.filter(QStringLiteral("1.2.5.1")).filter(QStringLiteral("1.2.5.2")).isEmpty();
  QCOMPARE(named, ctFrame == "1.2.3.3");
  if (!together) return;
  const SeriesEntry& lent = study.series[static_cast<std::size_t>(pair.ct)];
  QCOMPARE(lent.source.studyInstanceUid, QStringLiteral("1.2.5.1"));
}

QTEST_GUILESS_MAIN(TestStudyIndex)
#include "tst_study_index.moc"
