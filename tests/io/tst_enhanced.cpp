#include "io/dicom/stored_slice_p.h"
#include "io/dicom/study_index.h"
#include "io/dicom/volume_loader.h"
#include "tests/support/test_support.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>
#include <utility>

using namespace uptake;

/// Enhanced multi-frame CT and PET, written by pydicom: where each frame lies and what its values are.
class TestEnhanced : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void framesBecomeSlices();
  void timesAreApart();
  void petValuesAreThoseOfASingleFrame();
  void petFactors_data();
  void petFactors();
  void petWithoutSuv_data();
  void petWithoutSuv();
  void petFramesHaveTheirOwnTimes();
  void petFramesHaveTheirOwnSlopes();
  void realWorldValues_data();
  void realWorldValues();
  void unitsInOtherOrder();
  void tracerIsRead();
  void valuesWithoutARealWorldValue();
  void legacyConvertedPet();
  void numberOfFramesMustBeTrue_data();
  void numberOfFramesMustBeTrue();
  void aFileReplacedBetweenFramesIsNoticed();
  void aFileForEachPhase();

 private:
  StudyIndex scan(const QString& kind);
  std::vector<SeriesEntry> seriesOf(const QString& kind);
  std::unique_ptr<QTemporaryDir> dir_;
};

namespace {

std::shared_ptr<Volume> load(const SeriesEntry& series) {
  auto volume = allocateVolume(series);
  JobControl control;
  if (!volume || !loadSlices(series, **volume, 0, control)) return nullptr;
  return volume.take();
}

}  // namespace

void TestEnhanced::init() {
  UPTAKE_NEEDS_PYTHON();
  dir_ = std::make_unique<QTemporaryDir>();
}

StudyIndex TestEnhanced::scan(const QString& kind) {
  const auto said =
      test::runProcess(test::python(), {test::sourceDir() + QStringLiteral("/tests/scripts/make_enhanced.py"),
                                        kind, dir_->filePath(QStringLiteral("e.dcm"))});
  if (said.exitCode != 0) qWarning("%s", said.err.constData());
  JobControl control;
  auto index = scanStudies({dir_->path()}, control);
  return index ? index.take() : StudyIndex{};
}

std::vector<SeriesEntry> TestEnhanced::seriesOf(const QString& kind) {
  const StudyIndex index = scan(kind);
  if (index.patients.empty()) return {};
  return index.patients[0].studies[0].series;
}

void TestEnhanced::framesBecomeSlices() {
  const auto series = seriesOf(QStringLiteral("ct"));
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY2(series[0].isVolume(), qPrintable(series[0].refusal));
  const ImageGrid& grid = *series[0].grid;
  QCOMPARE(grid.size(), Eigen::Vector3i(4, 3, 5));
  QVERIFY(grid.spacing().isApprox(Eigen::Vector3d(0.5, 0.75, 2.5)));
  QVERIFY(grid.origin().isApprox(Point(-10, -20, 100)));
  // The file holds the places 2, 0, 4, 1, 3 in turn.
  std::vector<int> frames;
  for (const SliceSource& slice : series[0].source.slices) {
    frames.push_back(slice.frame);
    QCOMPARE(slice.sopInstanceUid, QStringLiteral("1.2.3.4.900"));
    QVERIFY(slice.file.endsWith(QStringLiteral("e.dcm")));
  }
  QCOMPARE(frames, (std::vector<int>{1, 3, 0, 4, 2}));
  QCOMPARE(series[0].instances, 5);
  QVERIFY(series[0].wholeHounsfield);
  QCOMPARE(series[0].convolutionKernel, QStringLiteral("B30f"));
  QVERIFY(series[0].window && series[0].window->width == 400.0 && series[0].window->center == 40.0);
  QVERIFY2(series[0].warnings.isEmpty(), qPrintable(series[0].warnings.join(QLatin1Char('\n'))));
}

void TestEnhanced::timesAreApart() {
  const auto series = seriesOf(QStringLiteral("time"));
  QCOMPARE(series.size(), std::size_t{2});
  for (std::size_t i = 0; i < 2; ++i) {
    QVERIFY(series[i].isVolume());
    QCOMPARE(series[i].grid->size().z(), 5);
    QCOMPARE(series[i].part, QStringLiteral("time frame %1").arg(i + 1));
    QCOMPARE(series[i].source.slices[0].frame, static_cast<int>(5 * i + 1));
  }
}

void TestEnhanced::petValuesAreThoseOfASingleFrame() {
  const auto series = seriesOf(QStringLiteral("pet"));
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY2(series[0].isVolume(), qPrintable(series[0].refusal));
  QVERIFY(series[0].attenuationCorrected);
  QVERIFY(series[0].suv.has_value());
  const SuvScale& suv = *series[0].suv;
  QVERIFY2(suv.factor.has_value(), qPrintable(suv.refused));
  QCOMPARE(suv.unit, QStringLiteral("BQML"));
  // DecayCorrectionDateTime is half an hour after the administration; SeriesTime (11:59) is not what counts.
  const double expected = 70000.0 / (350e6 * std::exp2(-1800.0 / 6586.2));
  QVERIFY2(std::abs(*suv.factor / expected - 1.0) < 1e-12, qPrintable(suv.branch));
}

void TestEnhanced::petFactors_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("warned");
  QTest::newRow("dose in MBq, as the standard has it") << QStringLiteral("pet") << QString();
  QTest::newRow("dose in Bq") << QStringLiteral("pet-bq")
                              << QStringLiteral("RadionuclideTotalDose (0018,1074) 350000000 is taken as Bq");
  QTest::newRow("moments of two zones") << QStringLiteral("pet-zones") << QString();
}

void TestEnhanced::petFactors() {
  QFETCH(QString, kind);
  QFETCH(QString, warned);
  const auto series = seriesOf(kind);
  QCOMPARE(series.size(), std::size_t{1});
  const SuvScale& suv = *series[0].suv;
  QVERIFY2(suv.factor.has_value(), qPrintable(suv.refused));
  // Half an hour from 11:00 to 11:30, in one zone or in two.
  const double expected = 70000.0 / (350e6 * std::exp2(-1800.0 / 6586.2));
  QVERIFY2(std::abs(*suv.factor / expected - 1.0) < 1e-12, qPrintable(suv.branch));
  const QString said = suv.warnings.join(QLatin1Char('\n'));
  QVERIFY2(warned.isEmpty() ? said.isEmpty() : said.contains(warned), qPrintable(said));
}

void TestEnhanced::petWithoutSuv_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("words");
  const auto row = [](const char* kind, const char* words) {
    QTest::newRow(kind) << QString::fromLatin1(kind) << QString::fromLatin1(words);
  };
  row("pet-zone-missing",
      "DecayCorrectionDateTime (0018,9701) \"20200102113000.000000+0100\" states its offset");
  row("pet-bare-date", "DecayCorrectionDateTime (0018,9701) \"20200102\" is no date and time");
  row("pet-no-reference", "DecayCorrectionDateTime (0018,9701) is missing");
  row("pet-ranges", "RealWorldValueMappingSequence (0040,9096) has 2 mappings");
  row("pet-unit", "MeasurementUnitsCodeSequence (0040,08EA) is mg/dl");
  row("pet-table", "RealWorldValueMappingSequence (0040,9096) gives no slope");
}

void TestEnhanced::petWithoutSuv() {
  QFETCH(QString, kind);
  QFETCH(QString, words);
  const auto series = seriesOf(kind);
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY2(series[0].isVolume(), qPrintable(series[0].refusal));
  QVERIFY(!series[0].suv->isValid());
  QVERIFY2(series[0].suv->refused.contains(words), qPrintable(series[0].suv->refused));
}

void TestEnhanced::petFramesHaveTheirOwnTimes() {
  const auto series = seriesOf(QStringLiteral("pet-none"));
  QCOMPARE(series.size(), std::size_t{1});
  const SuvScale& suv = *series[0].suv;
  QVERIFY2(suv.isValid(), qPrintable(suv.refused));
  QCOMPARE(suv.sliceFactors.size(), std::size_t{5});
  // Slice k from 12:00:0k.5+0100 on, 90 s each; the dose at 10:00+0000.
  const double lambda = std::log(2.0) / 6586.2;
  const double mean = lambda * 90.0 / (1.0 - std::exp(-lambda * 90.0));
  for (int k = 0; k < 5; ++k) {
    const double expected = 70000.0 / 350e6 * mean * std::exp(lambda * (3600.5 + k));
    QVERIFY(std::abs(suv.factorOf(k) / expected - 1.0) < 1e-12);
  }
}

void TestEnhanced::petFramesHaveTheirOwnSlopes() {
  const auto series = seriesOf(QStringLiteral("pet-times"));
  QCOMPARE(series.size(), std::size_t{2});
  const double factor = 70000.0 / (350e6 * std::exp2(-1800.0 / 6586.2));
  // The file holds the places 2, 0, 4, 1, 3 of both times in turn, every second frame first.
  std::vector<std::pair<int, int>> places;
  for (const int time : {0, 1})
    for (const int k : {2, 0, 4, 1, 3}) places.emplace_back(time, k);
  std::vector<std::pair<int, int>> stored;
  for (std::size_t i = 0; i < places.size(); i += 2) stored.push_back(places[i]);
  for (std::size_t i = 1; i < places.size(); i += 2) stored.push_back(places[i]);
  for (int time = 0; time < 2; ++time) {
    const SeriesEntry& entry = series[static_cast<std::size_t>(time)];
    QVERIFY2(entry.isVolume(), qPrintable(entry.refusal));
    QCOMPARE(entry.grid->size(), Eigen::Vector3i(4, 3, 5));
    QVERIFY2(entry.suv->factor.has_value(), qPrintable(entry.suv->refused));
    const auto volume = load(entry);
    QVERIFY(volume);
    for (int k = 0; k < 5; ++k) {
      const auto frame = std::find(stored.begin(), stored.end(), std::pair(time, k)) - stored.begin();
      const double first = 12.0 * static_cast<double>(frame);
      const double slope = 0.5 + k + 10.0 * time;
      const auto voxels = volume->voxels<float>().subspan(static_cast<std::size_t>(12 * k), 12);
      for (std::size_t i = 0; i < 12; ++i) {
        const double expected = (first + static_cast<double>(i)) * slope * factor;
        QVERIFY(std::abs(voxels[i] - expected) <= 1e-6 * expected);
      }
    }
  }
}

void TestEnhanced::realWorldValues_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<double>("scale");
  QTest::addColumn<double>("offset");
  QTest::newRow("Bq/ml beside SUV") << QStringLiteral("pet-two") << 1.0 << 0.0;
  QTest::newRow("kBq/mL") << QStringLiteral("pet-kbq") << 1000.0 << 0.0;
  QTest::newRow("not those of the rescaling") << QStringLiteral("pet-own") << 3.0 << 7.0;
}

void TestEnhanced::realWorldValues() {
  QFETCH(QString, kind);
  QFETCH(double, scale);
  QFETCH(double, offset);
  const auto series = seriesOf(kind);
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].suv->unit, QStringLiteral("BQML"));
  QVERIFY2(series[0].suv->factor.has_value(), qPrintable(series[0].suv->refused));
  const auto volume = load(series[0]);
  QVERIFY(volume);
  const int frameOf[5] = {1, 3, 0, 4, 2};
  const double factor = 70000.0 / (350e6 * std::exp2(-1800.0 / 6586.2));
  for (int k = 0; k < 5; ++k)
    for (int i = 0; i < 12; ++i) {
      const double slope = 0.5 + frameOf[k];
      const double expected = ((12 * frameOf[k] + i) * slope * scale + offset) * factor;
      const double value = volume->voxels<float>()[static_cast<std::size_t>(12 * k + i)];
      QVERIFY2(std::abs(value - expected) <= 1e-6 * expected,
               qPrintable(QStringLiteral("%1, not %2").arg(value).arg(expected)));
    }
}

void TestEnhanced::unitsInOtherOrder() {
  const auto series = seriesOf(QStringLiteral("pet-braces"));
  QCOMPARE(series.size(), std::size_t{1});
  QCOMPARE(series[0].suv->unit, QStringLiteral("GML"));
  QVERIFY(series[0].suv->factor && *series[0].suv->factor == 1.0);
}

void TestEnhanced::tracerIsRead() {
  const auto series = seriesOf(QStringLiteral("pet-tracer"));
  QCOMPARE(series.size(), std::size_t{1});
  const QString said = series[0].suv->warnings.join(QLatin1Char('\n'));
  QVERIFY2(said.contains(QStringLiteral("(Ga-68) is not that of F-18")), qPrintable(said));
}

void TestEnhanced::valuesWithoutARealWorldValue() {
  JobControl control;
  // The five frames hold 0 to 11, 12 to 23, … 48 to 59.
  const auto whole = seriesOf(QStringLiteral("pet-range"));
  QCOMPARE(whole.size(), std::size_t{1});
  QVERIFY(whole[0].suv->isValid());
  auto volume = allocateVolume(whole[0]);
  auto problems = loadSlices(whole[0], **volume, 0, control);
  QVERIFY(problems.ok() && problems->empty());

  const auto part = seriesOf(QStringLiteral("pet-part"));
  QCOMPARE(part.size(), std::size_t{1});
  volume = allocateVolume(part[0]);
  problems = loadSlices(part[0], **volume, 0, control);
  QVERIFY(problems.ok());
  QCOMPARE(problems->size(), std::size_t{2});
  const QString reason = (*problems)[0].reason;
  QVERIFY2(reason.contains(QStringLiteral("RealWorldValueFirstValueMapped (0040,9216) is 0")) &&
               reason.contains(QStringLiteral("RealWorldValueLastValueMapped (0040,9211) is 40")),
           qPrintable(reason));
  // Frames 3 and 4 lie at the places 1 and 3.
  for (int k = 0; k < 5; ++k)
    QCOMPARE((*volume)->sliceState(k) == Volume::SliceState::Loaded, k != 1 && k != 3);
}

void TestEnhanced::legacyConvertedPet() {
  const auto series = seriesOf(QStringLiteral("legacy"));
  QCOMPARE(series.size(), std::size_t{1});
  QVERIFY2(series[0].isVolume(), qPrintable(series[0].refusal));
  const SuvScale& suv = *series[0].suv;
  QVERIFY2(suv.factor.has_value(), qPrintable(suv.refused));
  // START: SeriesTime 11:59:00, which is before the first acquisition.
  const double expected = 70000.0 / (350e6 * std::exp2(-3540.0 / 6586.2));
  QVERIFY2(std::abs(*suv.factor / expected - 1.0) < 1e-12, qPrintable(suv.branch));
}

void TestEnhanced::numberOfFramesMustBeTrue_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("words");
  QTest::newRow("few") << QStringLiteral("few") << QStringLiteral("(0028,0008) is 9, but");
  QTest::newRow("absurd") << QStringLiteral("absurd") << QStringLiteral("is 2000000000, but");
}

void TestEnhanced::numberOfFramesMustBeTrue() {
  QFETCH(QString, kind);
  QFETCH(QString, words);
  const StudyIndex index = scan(kind);
  QVERIFY(index.patients.empty());
  QCOMPARE(index.problems.size(), std::size_t{1});
  QVERIFY2(index.problems[0].reason.contains(words), qPrintable(index.problems[0].reason));
  QVERIFY(index.problems[0].reason.contains(QStringLiteral("describes 5")));
}

void TestEnhanced::aFileReplacedBetweenFramesIsNoticed() {
  const auto series = seriesOf(QStringLiteral("ct"));
  QCOMPARE(series.size(), std::size_t{1});
  const auto& slices = series[0].source.slices;
  QVERIFY(dicom::readStoredSlice(slices[0], 3, 4));
  // The same place and length, as a file that is copied over it has.
  QFile file(slices[0].file);
  QVERIFY(file.open(QIODevice::ReadWrite));
  QByteArray bytes = file.readAll();
  bytes.replace("1.2.3.4.900", "1.2.3.4.901");
  QVERIFY(file.seek(0) && file.write(bytes) == bytes.size());
  QVERIFY(file.setFileTime(QDateTime::currentDateTime().addSecs(10), QFileDevice::FileModificationTime));
  file.close();
  const auto next = dicom::readStoredSlice(slices[1], 3, 4);
  QVERIFY(!next);
  QVERIFY2(next.error().message.contains(QStringLiteral("1.2.3.4.901")), qPrintable(next.error().message));
}

void TestEnhanced::aFileForEachPhase() {
  // Two files of one series at the same places: what tells the phases apart is only the file.
  scan(QStringLiteral("ct"));
  QFile first(dir_->filePath(QStringLiteral("e.dcm")));
  QVERIFY(first.open(QIODevice::ReadOnly));
  QByteArray bytes = first.readAll();
  first.close();
  bytes.replace("1.2.3.4.900", "1.2.3.4.901");
  QFile second(dir_->filePath(QStringLiteral("f.dcm")));
  QVERIFY(second.open(QIODevice::WriteOnly) && second.write(bytes) == bytes.size());
  second.close();
  JobControl control;
  const auto index = scanStudies({dir_->path()}, control);
  QVERIFY(index.ok());
  const auto& series = index->patients.at(0).studies.at(0).series;
  QCOMPARE(series.size(), std::size_t{2});
  for (const SeriesEntry& entry : series) {
    QVERIFY2(entry.isVolume(), qPrintable(entry.refusal));
    QCOMPARE(entry.grid->size().z(), 5);
  }
  QVERIFY(series[0].part != series[1].part);
}

QTEST_GUILESS_MAIN(TestEnhanced)
#include "tst_enhanced.moc"
