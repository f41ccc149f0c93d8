#include "io/dicom/study_index.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QTemporaryDir>

#include <cmath>

using namespace uptake;

/// Enhanced multi-frame CT and PET, written by pydicom: where each frame lies and what its values are.
class TestEnhanced : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void framesBecomeSlices();
  void timesAreApart();
  void petValuesAreThoseOfASingleFrame();
  void legacyConvertedPet();
  void numberOfFramesMustBeTrue_data();
  void numberOfFramesMustBeTrue();

 private:
  StudyIndex scan(const QString& kind);
  std::vector<SeriesEntry> seriesOf(const QString& kind);
  std::unique_ptr<QTemporaryDir> dir_;
};

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

QTEST_GUILESS_MAIN(TestEnhanced)
#include "tst_enhanced.moc"
