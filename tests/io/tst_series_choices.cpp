#include "io/dicom/series_builder_p.h"
#include "io/dicom/study_index.h"
#include "io/dicom/volume_loader.h"
#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"
#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QTemporaryDir>

#include <cmath>

using namespace uptake;
using test::SliceFile;
using test::TagValue;
using test::writeSlice;
using test::writeStack;
using Kind = SeriesEntry::Remedy::Kind;

/// Series that are no volume as they are: what is said, what a person may choose, and what comes of it.
class TestSeriesChoices : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void duplicatesCanBeLeftOut();
  void duplicatesInAnUnevenStack();
  void unevenStackCanBeResampled();
  void tiltCanBeResampled();
  void resampledSlicesAreNoStoredImages();
  void noChoice_data();
  void noChoice();
  void slicesWithoutAPlaceAreLeftOut();
  void roundedPositions_data();
  void roundedPositions();
  void timeFramesAreApart_data();
  void timeFramesAreApart();
  void overlappingAcquisitionsAreApart();
  void imageTypesAreApart();
  void singleViewsAreOneEntry();
  void objectsThatAreNoImages_data();
  void objectsThatAreNoImages();
  void invertedAndUnspecifiedValuesAreSaid();
  void manySlicesAreOneSeries_data();
  void manySlicesAreOneSeries();

 private:
  std::vector<SeriesEntry> scan();
  QString path(const QString& name) const { return dir_->filePath(name); }

  std::unique_ptr<QTemporaryDir> dir_;
};

namespace {

/// Every pixel 100 × slice number + its row.
std::vector<std::uint16_t> ramp(int slice, const SliceFile& file) {
  std::vector<std::uint16_t> pixels;
  for (int j = 0; j < file.rows; ++j)
    for (int i = 0; i < file.columns; ++i)
      pixels.push_back(static_cast<std::uint16_t>(1024 + 100 * slice + j));
  return pixels;
}

std::shared_ptr<Volume> load(const SeriesEntry& series) {
  auto volume = allocateVolume(series);
  JobControl control;
  if (!volume || !loadSlices(series, **volume, 0, control)) return nullptr;
  return volume.take();
}

}  // namespace

void TestSeriesChoices::init() {
  dir_ = std::make_unique<QTemporaryDir>();
}

std::vector<SeriesEntry> TestSeriesChoices::scan() {
  JobControl control;
  const auto index = scanStudies({dir_->path()}, control);
  if (!index || index->patients.empty()) return {};
  return index->patients[0].studies[0].series;
}

void TestSeriesChoices::duplicatesCanBeLeftOut() {
  QVERIFY(writeStack(dir_->path(), 6, 2.0, [](int i, SliceFile& slice) {
    if (i == 4) slice.position[2] = 102.0;  // instance 5 repeats instance 2
    if (i == 5) slice.position[2] = 108.0;
  }));
  const auto series = scan();
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY(!series[0].isVolume());
  QVERIFY(series[0].remedy && series[0].remedy->kind == Kind::LeaveOutDuplicates);
  QVERIFY2(series[0].remedy->text.contains(QStringLiteral("4.dcm")), qPrintable(series[0].remedy->text));
  const auto applied = applyRemedy(series[0]);
  QVERIFY(applied.ok());
  QVERIFY2(applied->isVolume(), qPrintable(applied->refusal));
  QCOMPARE(applied->grid->size().z(), 5);
  QCOMPARE(applied->source.slices[1].sopInstanceUid, QStringLiteral("1.2.3.4.2"));
  QCOMPARE(applied->source.slices[4].sopInstanceUid, QStringLiteral("1.2.3.4.6"));
  QVERIFY2(applied->warnings.join(QString()).contains(QStringLiteral("4.dcm")),
           qPrintable(applied->warnings.join(QString())));
  QVERIFY(!applied->remedy && !applied->resampling);
  QVERIFY(!applyRemedy(*applied).ok());
}

void TestSeriesChoices::duplicatesInAnUnevenStack() {
  QVERIFY(writeStack(dir_->path(), 6, 2.0, [](int i, SliceFile& slice) {
    constexpr double kPlaces[]{0.0, 2.0, 3.5, 6.0, 8.0, 2.0};
    slice.position[2] = kPlaces[i];
  }));
  const auto series = scan();
  QVERIFY(series[0].remedy);
  const auto without = applyRemedy(series[0]);
  QVERIFY(without.ok() && !without->isVolume());
  QVERIFY(without->remedy && without->remedy->kind == Kind::Resample);
  const auto both = applyRemedy(*without);
  QVERIFY(both.ok() && both->isVolume());
  const QString warnings = both->warnings.join(QLatin1Char('\n'));
  QVERIFY2(warnings.contains(QStringLiteral("5.dcm")) && warnings.contains(QStringLiteral("Resampled")),
           qPrintable(warnings));
}

void TestSeriesChoices::unevenStackCanBeResampled() {
  constexpr double kPlaces[]{0.0, 2.0, 4.0, 7.0, 10.0};
  QVERIFY(writeStack(dir_->path(), 5, 0.0, [&](int i, SliceFile& slice) {
    slice.position[2] = kPlaces[i];
    slice.pixels = ramp(i, slice);
  }));
  const auto series = scan();
  QVERIFY(series[0].refusal.contains(QStringLiteral("from 2 to 3 mm")));
  const auto applied = applyRemedy(series[0]);
  QVERIFY(applied.ok());
  QCOMPARE(applied->grid->size(), Eigen::Vector3i(4, 3, 6));
  QCOMPARE(applied->grid->spacing().z(), 2.0);
  const auto volume = load(*applied);
  QVERIFY(volume && volume->type() == VoxelType::Int16);
  // At 6 mm: two thirds of the way from slice 2 (4 mm) to slice 3 (7 mm), in whole HU; row 1.
  const double expected[]{0.0, 100.0, 200.0, 267.0, 333.0, 400.0};
  for (int k = 0; k < 6; ++k) {
    QCOMPARE(volume->sliceState(k), Volume::SliceState::Loaded);
    QCOMPARE(volume->value({2, 1, k}), expected[k] + 1.0);
  }
}

void TestSeriesChoices::tiltCanBeResampled() {
  // Each slice is 2 mm up and one row (0.75 mm) further back.
  QVERIFY(writeStack(dir_->path(), 4, 2.0, [](int i, SliceFile& slice) {
    slice.position[1] += 0.75 * i;
    slice.pixels = ramp(i, slice);
  }));
  const auto series = scan();
  QVERIFY(series[0].remedy && series[0].remedy->kind == Kind::Resample);
  const auto applied = applyRemedy(series[0]);
  QCOMPARE(applied->grid->size(), Eigen::Vector3i(4, 6, 4));
  QVERIFY(applied->grid->origin().isApprox(Point(-10, -20, 100)));
  QVERIFY2(applied->warnings.join(QString()).contains(QStringLiteral("20.56°")),
           qPrintable(applied->warnings.join(QString())));
  const auto volume = load(*applied);
  for (int k = 0; k < 4; ++k)
    for (int j = 0; j < 6; ++j)
      QCOMPARE(volume->value({1, j, k}), j < k || j > k + 2 ? -1024.0 : 100.0 * k + (j - k));
}

void TestSeriesChoices::resampledSlicesAreNoStoredImages() {
  QVERIFY(writeStack(dir_->path(), 4, 2.0, [](int i, SliceFile& slice) {
    slice.position[1] += 0.75 * i;
    slice.tags = {{0x0010, 0x0040, "F"}};
  }));
  const auto applied = applyRemedy(scan()[0]);
  for (const SliceSource& slice : applied->source.slices)
    QVERIFY(slice.sopInstanceUid.isEmpty() && slice.file.isEmpty());
  QVERIFY(applied->source.resampledFrom.endsWith(QStringLiteral(".dcm")));
  QCOMPARE(applied->resampling->slices.size(), std::size_t{4});

  // A mask on it is a SEG of the same patient, on its own grid.
  auto labels = LabelMap::create(*applied->grid);
  QVERIFY(labels.ok());
  labels->set({1, 2, 1}, 1);
  labels->set({2, 3, 2}, 1);
  Segment lesion;
  lesion.number = 1;
  lesion.label = QStringLiteral("Lesion 1");
  const MaskLayer layer{
      MaskId::None, QStringLiteral("Lesions"), labels.take(), {lesion}, applied->source, {}, {}};
  JobControl control;
  QTemporaryDir out;
  const auto written = writeSeg(layer, out.filePath(QStringLiteral("m.dcm")), control);
  QVERIFY2(written.ok(), written.ok() ? "" : qPrintable(written.error().text()));
  const auto read = readSeg(out.filePath(QStringLiteral("m.dcm")), &*applied, control);
  QVERIFY2(read.ok(), read.ok() ? "" : qPrintable(read.error().text()));
  const LabelMap& back = read->front()->labels;
  QVERIFY(back.grid().sameAs(*applied->grid));
  QCOMPARE(back.count(1), std::ptrdiff_t{2});
  QCOMPARE(back.at({1, 2, 1}), Label{1});
}

void TestSeriesChoices::noChoice_data() {
  QTest::addColumn<QString>("kind");
  for (const char* kind : {"one position", "far apart", "no position"})
    QTest::newRow(kind) << QString::fromLatin1(kind);
}

void TestSeriesChoices::noChoice() {
  QFETCH(QString, kind);
  QVERIFY(writeStack(dir_->path(), 4, 2.0, [&](int i, SliceFile& slice) {
    if (kind == QLatin1String("one position")) slice.position[2] = 5.0;
    if (kind == QLatin1String("far apart") && i == 3) slice.position = {900.0, 0.0, 300.5};
    if (kind == QLatin1String("no position")) slice.tags = {{0x0020, 0x0032, {}}};
  }));
  const auto series = scan();
  QVERIFY(!series[0].isVolume() && !series[0].refusal.isEmpty());
  QVERIFY(!series[0].remedy);
  const auto applied = applyRemedy(series[0]);
  QVERIFY(!applied.ok());
  QCOMPARE(applied.error().message, series[0].refusal);
}

void TestSeriesChoices::slicesWithoutAPlaceAreLeftOut() {
  QVERIFY(writeStack(dir_->path(), 7, 2.0, [](int i, SliceFile& slice) {
    if (i == 2) slice.tags = {{0x0020, 0x0032, {}}};
    if (i == 4) slice.tags = {{0x0028, 0x0030, {}}};
  }));
  const auto series = scan();
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY2(series[0].isVolume(), qPrintable(series[0].refusal));
  QCOMPARE(series[0].grid->size().z(), 7);
  QVERIFY(series[0].source.slices[2].file.isEmpty() && series[0].source.slices[4].file.isEmpty());
  const QString warnings = series[0].warnings.join(QLatin1Char('\n'));
  for (const char* words : {"2.dcm", "ImagePositionPatient", "4.dcm", "PixelSpacing", "104, 108"})
    QVERIFY2(warnings.contains(QLatin1String(words)), qPrintable(warnings));
}

void TestSeriesChoices::roundedPositions_data() {
  QTest::addColumn<QVector<double>>("places");
  QTest::addColumn<double>("spacing");  // 0: uneven
  QTest::newRow("2.05 in tenths") << QVector<double>{0, 2.1, 4.1, 6.2, 8.2, 10.3, 12.3} << 2.05;
  QTest::newRow("2.05 in tenths, a gap") << QVector<double>{0, 2.1, 4.1, 8.2, 10.3, 12.3} << 2.05;
  QTest::newRow("one off by a tenth") << QVector<double>{0, 2, 4, 6.1, 8, 10, 12.25} << 0.0;
  QTest::newRow("coarse against the spacing") << QVector<double>{0, 0.3, 0.5, 0.8, 1.0} << 0.0;
}

void TestSeriesChoices::roundedPositions() {
  QFETCH(QVector<double>, places);
  QFETCH(double, spacing);
  QVERIFY(writeStack(dir_->path(), static_cast<int>(places.size()), 0.0,
                     [&](int i, SliceFile& slice) { slice.position[2] = places[i]; }));
  const auto series = scan();
  QCOMPARE(series[0].isVolume(), spacing > 0.0);
  if (spacing == 0.0) return;
  QVERIFY(std::abs(series[0].grid->spacing().z() - spacing) < 0.01);
  QCOMPARE(series[0].grid->size().z(), 7);
  QVERIFY2(series[0].warnings.join(QString()).contains(QStringLiteral("rounded to 0.1 mm")),
           qPrintable(series[0].warnings.join(QString())));
}

void TestSeriesChoices::timeFramesAreApart_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("part");
  QTest::newRow("temporal position") << QStringLiteral("temporal") << QStringLiteral("time frame 2");
  QTest::newRow("image index") << QStringLiteral("index") << QStringLiteral("time frame 2");
  QTest::newRow("trigger time") << QStringLiteral("trigger") << QStringLiteral("trigger time 400 ms");
  QTest::newRow("frame reference time")
      << QStringLiteral("reference") << QStringLiteral("frame reference time 60000 ms");
  QTest::newRow("acquisition time") << QStringLiteral("acquisition")
                                    << QStringLiteral("acquired 20200102120100");
}

void TestSeriesChoices::timeFramesAreApart() {
  QFETCH(QString, kind);
  QFETCH(QString, part);
  const auto is = [&](const char* name) { return kind == QLatin1String(name); };
  QVERIFY(writeStack(dir_->path(), 8, 2.0, [&](int i, SliceFile& slice) {
    const int time = i / 4;
    slice.position[2] = 2.0 * (i % 4);
    slice.modality = "PT";
    if (is("temporal")) slice.tags = {{0x0020, 0x0100, QByteArray::number(time + 1)}};
    if (is("index")) slice.tags = {{0x0054, 0x1330, QByteArray::number(i + 1)}, {0x0054, 0x0081, "4"}};
    if (is("trigger")) slice.tags = {{0x0018, 0x1060, QByteArray::number(400 * time)}};
    if (is("reference")) slice.tags = {{0x0054, 0x1300, QByteArray::number(60000 * time)}};
    if (is("acquisition"))
      slice.tags = {{0x0008, 0x0022, "20200102"}, {0x0008, 0x0032, time ? "120100" : "120000"}};
  }));
  const auto series = scan();
  QCOMPARE(series.size(), std::size_t{2});
  QVERIFY(series[0].isVolume() && series[1].isVolume());
  QCOMPARE(series[1].part, part);
  QCOMPARE(series[1].source.slices[0].sopInstanceUid, QStringLiteral("1.2.3.4.5"));
}

void TestSeriesChoices::overlappingAcquisitionsAreApart() {
  // Another breath: the second phase lies 0.5 mm off, so no position repeats, and one stack would mix them.
  QVERIFY(writeStack(dir_->path(), 8, 2.0, [](int i, SliceFile& slice) {
    slice.acquisitionNumber = 1 + i / 4;
    slice.position[2] = 2.0 * (i % 4) + (i / 4) * 0.5;
  }));
  const auto series = scan();
  QCOMPARE(series.size(), std::size_t{2});
  for (const SeriesEntry& entry : series) QCOMPARE(entry.grid->size().z(), 4);
  QCOMPARE(series[1].part, QStringLiteral("acquisition 2"));
}

void TestSeriesChoices::imageTypesAreApart() {
  QVERIFY(writeStack(dir_->path(), 7, 2.0, [](int i, SliceFile& slice) {
    if (i > 4) slice.imageType = "DERIVED\\SECONDARY\\AXIAL";
  }));
  const auto series = scan();
  QCOMPARE(series.size(), std::size_t{2});
  QCOMPARE(series[0].grid->size().z(), 5);
  QCOMPARE(series[1].part, QStringLiteral("DERIVED\\SECONDARY\\AXIAL"));
}

void TestSeriesChoices::singleViewsAreOneEntry() {
  QVERIFY(writeStack(dir_->path(), 9, 2.0, [](int i, SliceFile& slice) {
    if (i < 4) return;
    const double angle = 0.3 * i;
    slice.orientation = {std::cos(angle), std::sin(angle), 0.0, 0.0, 0.0, -1.0};
  }));
  const auto series = scan();
  QCOMPARE(series.size(), std::size_t{2});
  QVERIFY(!series[0].isVolume());
  QVERIFY2(series[0].refusal.contains(QStringLiteral("Each of these 5 images")),
           qPrintable(series[0].refusal));
  QCOMPARE(series[0].source.slices.size(), std::size_t{5});
  QCOMPARE(series[1].grid->size().z(), 4);
}

void TestSeriesChoices::objectsThatAreNoImages_data() {
  QTest::addColumn<QByteArray>("sopClass");
  QTest::addColumn<QByteArray>("modality");
  QTest::addColumn<QByteArray>("imageType");
  QTest::addColumn<bool>("pixels");
  QTest::addColumn<QString>("words");
  const auto add = [](const char* name, const char* uid, const char* modality, const char* type, bool pixels,
                      const char* words) {
    QTest::newRow(name) << QByteArray("1.2.840.10008.5.1.4.1.1.") + uid << QByteArray(modality)
                        << QByteArray(type) << pixels << QString::fromLatin1(words);
  };
  add("dose report", "88.67", "SR", "", false, "radiation dose report");
  add("structured report", "88.22", "SR", "", false, "structured report");
  add("presentation state", "11.1", "PR", "", false, "presentation state");
  add("key objects", "88.59", "KO", "", false, "key images");
  add("document", "104.1", "DOC", "", false, "A document");
  add("secondary capture", "7", "CT", "DERIVED\\SECONDARY", true, "secondary capture");
  add("secondary capture of PET", "7", "PT", "DERIVED\\SECONDARY", true, "secondary capture");
  add("dose page", "2", "CT", "DERIVED\\SECONDARY\\OTHER\\CT_SOM5 PROT", true, "page of text");
  add("topogram", "2", "CT", "ORIGINAL\\PRIMARY\\LOCALIZER\\CT_SOM5 TOP", true, "localizer");
}

void TestSeriesChoices::objectsThatAreNoImages() {
  QFETCH(QByteArray, sopClass);
  QFETCH(QByteArray, modality);
  QFETCH(QByteArray, imageType);
  QFETCH(bool, pixels);
  QFETCH(QString, words);
  SliceFile slice;
  slice.sopClassUid = sopClass;
  slice.modality = modality;
  slice.imageType = imageType;
  if (!pixels) slice.tags = {{0x0028, 0x0010, {}}, {0x0028, 0x0011, {}}, {0x7fe0, 0x0010, {}}};
  QVERIFY(writeSlice(path(QStringLiteral("a.dcm")), slice));
  const auto series = scan();
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY(!series[0].isVolume());
  QVERIFY2(series[0].refusal.contains(words), qPrintable(series[0].refusal));
}

void TestSeriesChoices::invertedAndUnspecifiedValuesAreSaid() {
  QVERIFY(writeStack(dir_->path(), 3, 2.0, [](int, SliceFile& slice) {
    slice.tags = {{0x0028, 0x0004, "MONOCHROME1"}, {0x0028, 0x1054, "US"}};
  }));
  auto series = scan();
  QVERIFY2(series[0].isVolume(), qPrintable(series[0].refusal));
  const QString warnings = series[0].warnings.join(QLatin1Char('\n'));
  QVERIFY(warnings.contains(QStringLiteral("MONOCHROME1")) &&
          warnings.contains(QStringLiteral("RescaleType")));

  QVERIFY(writeStack(dir_->path(), 3, 2.0, [](int, SliceFile& slice) {
    slice.tags = {{0x0028, 0x1054, "Z_EFF"}};
  }));
  series = scan();
  QVERIFY(!series[0].isVolume());
  QVERIFY2(series[0].refusal.contains(QStringLiteral("Z_EFF")), qPrintable(series[0].refusal));
}

void TestSeriesChoices::manySlicesAreOneSeries_data() {
  QTest::addColumn<QString>("kind");
  QTest::newRow("one volume") << QStringLiteral("stack");
  QTest::newRow("every slice its own orientation") << QStringLiteral("turning");
  QTest::newRow("every slice its own frame of reference") << QStringLiteral("frames");
  QTest::newRow("every slice its own pixel spacing") << QStringLiteral("spacing");
  QTest::newRow("ten phases") << QStringLiteral("phases");
}

void TestSeriesChoices::manySlicesAreOneSeries() {
  QFETCH(QString, kind);
  const auto is = [&](const char* name) { return kind == QLatin1String(name); };
  const auto built = [&](int count) {
    std::vector<dicom::InstanceHeader> headers;
    for (int i = 0; i < count; ++i) {
      dicom::InstanceHeader h;
      h.file = QStringLiteral("/data/%1.dcm").arg(i);
      h.sopInstanceUid = QStringLiteral("1.2.3.%1").arg(i);
      h.seriesInstanceUid = QStringLiteral("1.2.3");
      h.sopClassUid = QStringLiteral("1.2.840.10008.5.1.4.1.1.2");
      h.modality = QStringLiteral("CT");
      h.frameOfReferenceUid = is("frames") ? QStringLiteral("1.9.%1").arg(i) : QStringLiteral("1.9");
      h.instanceNumber = i;
      h.acquisitionNumber = is("phases") ? i / (count / 10) : 1;
      h.rows = h.columns = 512;
      h.samplesPerPixel = 1;
      h.bitsAllocated = h.bitsStored = 16;
      h.highBit = 15;
      h.isSigned = true;
      h.photometricInterpretation = QStringLiteral("MONOCHROME2");
      h.rescaleSlope = 1.0;
      h.rescaleIntercept = 0.0;
      const double turn = is("turning") ? 0.06 * (i % 100) : 0.0;
      const double tilt = is("turning") ? 0.01 * (i / 100) : 0.0;
      h.position = Point(0.0, 0.0, is("phases") ? i % (count / 10) : i);
      h.row = Direction(std::cos(turn), std::sin(turn), 0);
      h.column = Direction(-std::sin(turn) * std::cos(tilt), std::cos(turn) * std::cos(tilt), std::sin(tilt));
      const double spacing = is("spacing") ? 0.5 * std::exp(3e-4 * i) : 0.5;
      h.pixelSpacing = {spacing, spacing};
      headers.push_back(h);
    }
    return dicom::buildSeries(std::move(headers)).size();
  };
  const std::size_t expected = is("phases") ? 10 : 1;
  for (const int count : {1000, 10000}) QCOMPARE(built(count), expected);
}

QTEST_GUILESS_MAIN(TestSeriesChoices)
#include "tst_series_choices.moc"
