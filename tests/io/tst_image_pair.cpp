#include "io/dicom/image_pair.h"
#include "tests/support/test_support.h"

using namespace uptake;

/// Which CT is shown with which PET.
class TestImagePair : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void ranksKernels_data();
  void ranksKernels();
  void choosesTheCt_data();
  void choosesTheCt();
  void correctedPetComesFirst();
  void framesMustBeStatedAndEqual();
  void withoutPetTheLargerCt();
  void refusedSeriesAreNeverChosen();
};

namespace {

struct Ct {
  double spacing = 5.0;
  double length = 1000.0;  ///< mm, from z = 0 up
  QString kernel;
};

SeriesEntry series(const char* modality, double spacing, double length, const QString& kernel = {}) {
  SeriesEntry entry;
  entry.source.modality = QLatin1String(modality);
  entry.source.frameOfReferenceUid = QStringLiteral("1.2");
  entry.convolutionKernel = kernel;
  const int slices = static_cast<int>(length / spacing);
  entry.grid = ImageGrid::create({64, 64, slices}, {5.0, 5.0, spacing}, Point(-160, -160, 0),
                                 Eigen::Matrix3d::Identity())
                   .take();
  return entry;
}

StudyEntry study(const std::vector<SeriesEntry>& entries) {
  StudyEntry study;
  study.series = entries;
  return study;
}

const QString kSoft = QStringLiteral("B30f");
const QString kLung = QStringLiteral("B70f");

}  // namespace

void TestImagePair::ranksKernels_data() {
  QTest::addColumn<QString>("better");
  QTest::addColumn<QString>("worse");
  QTest::addColumn<bool>("lungFirst");
  QTest::newRow("Siemens") << QStringLiteral("B31f") << QStringLiteral("B70f") << false;
  QTest::newRow("Siemens, iterative") << QStringLiteral("I30f\\3") << QStringLiteral("I70f\\3") << false;
  QTest::newRow("Siemens, newer") << QStringLiteral("Br40d\\3") << QStringLiteral("Bl57d\\3") << false;
  QTest::newRow("GE") << QStringLiteral("STANDARD") << QStringLiteral("LUNG") << false;
  QTest::newRow("GE, in lower case") << QStringLiteral("standard") << QStringLiteral("BONEPLUS") << false;
  QTest::newRow("Philips") << QStringLiteral("B") << QStringLiteral("L") << false;
  QTest::newRow("Canon") << QStringLiteral("FC08") << QStringLiteral("FC52") << false;
  QTest::newRow("any before none") << QStringLiteral("B30f") << QString() << false;
  QTest::newRow("lung, Siemens") << QStringLiteral("B70f") << QStringLiteral("B30f") << true;
  QTest::newRow("lung, newer") << QStringLiteral("Bl57d\\3") << QStringLiteral("Br40d\\3") << true;
  QTest::newRow("lung, GE") << QStringLiteral("LUNG") << QStringLiteral("STANDARD") << true;
  QTest::newRow("lung, Canon") << QStringLiteral("FC52") << QStringLiteral("FC08") << true;
}

void TestImagePair::ranksKernels() {
  QFETCH(QString, better);
  QFETCH(QString, worse);
  QFETCH(bool, lungFirst);
  PairingPreferences preferences;
  if (lungFirst) preferences.kernels = PairingPreferences::lungFirst();
  QVERIFY(preferences.rank(better) < preferences.rank(worse));
}

void TestImagePair::choosesTheCt_data() {
  QTest::addColumn<QList<double>>("first");  // spacing, length
  QTest::addColumn<QString>("firstKernel");
  QTest::addColumn<QList<double>>("second");
  QTest::addColumn<QString>("secondKernel");
  QTest::addColumn<bool>("lungFirst");
  QTest::addColumn<int>("chosen");
  using Sizes = QList<double>;
  QTest::newRow("thin before thick") << Sizes{5, 1000} << kSoft << Sizes{2, 1000} << kLung << false << 1;
  QTest::newRow("kernel among equals") << Sizes{5, 1000} << kLung << Sizes{5, 1000} << kSoft << false << 1;
  QTest::newRow("kernel before a small difference")
      << Sizes{1, 1000} << kLung << Sizes{1.25, 1000} << kSoft << false << 1;
  QTest::newRow("lung preferred") << Sizes{5, 1000} << kSoft << Sizes{5, 1000} << kLung << true << 1;
  QTest::newRow("closer slices among equals")
      << Sizes{2.5, 1000} << kSoft << Sizes{2, 1000} << kSoft << false << 1;
  QTest::newRow("a thin chest does not cover the body")
      << Sizes{5, 1000} << kSoft << Sizes{1, 300} << kSoft << false << 0;
  QTest::newRow("a thin half does") << Sizes{5, 1000} << kSoft << Sizes{1, 600} << kSoft << false << 1;
}

void TestImagePair::choosesTheCt() {
  QFETCH(QList<double>, first);
  QFETCH(QString, firstKernel);
  QFETCH(QList<double>, second);
  QFETCH(QString, secondKernel);
  QFETCH(bool, lungFirst);
  QFETCH(int, chosen);
  PairingPreferences preferences;
  if (lungFirst) preferences.kernels = PairingPreferences::lungFirst();
  const StudyEntry both = study({series("CT", first[0], first[1], firstKernel),
                                 series("CT", second[0], second[1], secondKernel), series("PT", 4, 1000)});
  QCOMPARE(choosePair(both, -1, preferences), (ImagePair{chosen, 2}));
  // The order of the series does not matter.
  const StudyEntry turned = study({both.series[1], both.series[0], both.series[2]});
  QCOMPARE(choosePair(turned, -1, preferences), (ImagePair{1 - chosen, 2}));
  // One that a person chose is kept.
  QCOMPARE(choosePair(both, 1 - chosen, preferences), (ImagePair{1 - chosen, 2}));
}

void TestImagePair::correctedPetComesFirst() {
  SeriesEntry corrected = series("PT", 4, 800);
  corrected.attenuationCorrected = true;
  QCOMPARE(choosePair(study({series("PT", 2, 1000), corrected, series("CT", 5, 1000)})), (ImagePair{2, 1}));
}

void TestImagePair::framesMustBeStatedAndEqual() {
  StudyEntry both = study({series("CT", 5, 1000), series("PT", 4, 1000)});
  both.series[1].source.frameOfReferenceUid = QStringLiteral("1.3");
  QVERIFY(!inOneFrame(both.series[0], both.series[1]));
  QCOMPARE(choosePair(both), (ImagePair{0, -1}));
  for (SeriesEntry& entry : both.series) entry.source.frameOfReferenceUid.clear();
  QVERIFY(!inOneFrame(both.series[0], both.series[1]));
  QCOMPARE(choosePair(both), (ImagePair{0, -1}));
}

void TestImagePair::withoutPetTheLargerCt() {
  QCOMPARE(choosePair(study({series("CT", 1, 60), series("CT", 5, 1000), series("CT", 2, 900)})),
           (ImagePair{2, -1}));
}

void TestImagePair::refusedSeriesAreNeverChosen() {
  SeriesEntry refused = series("CT", 1, 1000);
  refused.grid.reset();
  QCOMPARE(choosePair(study({refused, series("CT", 5, 1000), series("PT", 4, 1000)})), (ImagePair{1, 2}));
  QVERIFY(choosePair(study({refused})).isEmpty());
}

QTEST_GUILESS_MAIN(TestImagePair)
#include "tst_image_pair.moc"
