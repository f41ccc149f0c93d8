#include "tests/io/suv_fixture.h"
#include "tests/support/test_support.h"

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// Every branch of the SUV rules, on header values. Expected factors are written out from the formulas, not
/// taken from the code.
class TestSuv : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void startUsesTheSeriesTime();
  void startFallsBack_data();
  void startFallsBack();
  void administration_data();
  void administration();
  void adminNeedsNoTimesAndNoHalfLife();
  void noneHasAFactorASlice();
  void countsOfPhilips();
  void suvInTheFile_data();
  void suvInTheFile();
  void tolerances_data();
  void tolerances();
  void refusals_data();
  void refusals();
  void evidenceNamesItsSources();
};

void TestSuv::startUsesTheSeriesTime() {
  const SuvScale scale = computeSuv(healthy());
  COMPARE_FACTOR(scale, factorAfter(3600.0));
  QCOMPARE(scale.unit, QStringLiteral("BQML"));
  QVERIFY(scale.sliceFactors.empty());
  QVERIFY2(scale.warnings.isEmpty(), qPrintable(scale.warnings.join(QLatin1Char('\n'))));

  PetValues fraction = healthy();
  fraction.seriesTime = QStringLiteral("110000.531");
  fraction.radiopharmaceuticalStartTime = QStringLiteral("095959.031000");
  COMPARE_FACTOR(computeSuv(fraction), factorAfter(3601.5));
}

void TestSuv::startFallsBack_data() {
  QTest::addColumn<QString>("seriesTime");
  QTest::addColumn<QString>("ge");
  QTest::addColumn<double>("seconds");
  QTest::addColumn<QString>("words");
  QTest::newRow("series time at the first acquisition")
      << QStringLiteral("110100") << QString() << 3660.0 << QStringLiteral("SeriesTime");
  QTest::newRow("series time after it")
      << QStringLiteral("113000") << QString() << 3660.0 << QStringLiteral("earliest");
  QTest::newRow("series time after it, GE")
      << QStringLiteral("113000") << QStringLiteral("20200102105930.00") << 3570.0 << QStringLiteral("GE");
  QTest::newRow("series time before it, GE")
      << QStringLiteral("110000") << QStringLiteral("20200102105930.00") << 3600.0
      << QStringLiteral("SeriesTime");
  QTest::newRow("no series time") << QString() << QString() << 3660.0 << QStringLiteral("earliest");
}

void TestSuv::startFallsBack() {
  QFETCH(QString, seriesTime);
  QFETCH(QString, ge);
  QFETCH(double, seconds);
  QFETCH(QString, words);
  PetValues values = healthy();
  values.seriesTime = seriesTime;
  values.geReferenceDateTime = ge;
  const SuvScale scale = computeSuv(values);
  COMPARE_FACTOR(scale, factorAfter(seconds));
  QVERIFY2(scale.branch.contains(words), qPrintable(scale.branch));
}

void TestSuv::administration_data() {
  QTest::addColumn<QString>("startDateTime");
  QTest::addColumn<QString>("startTime");
  QTest::addColumn<QString>("fileOffset");
  QTest::addColumn<double>("seconds");
  const QString none;
  QTest::newRow("date and time first")
      << QStringLiteral("20200102103000.25") << QStringLiteral("100000") << none << 1799.75;
  QTest::newRow("time alone") << none << QStringLiteral("1015") << none << 2700.0;
  QTest::newRow("time with colons") << none << QStringLiteral("10:15:30") << none << 2670.0;
  QTest::newRow("blank padded") << QStringLiteral("20200102103000 ") << none << none << 1800.0;
  QTest::newRow("the day before") << QStringLiteral("20200101233000") << none << QStringLiteral("+0000")
                                  << 11.5 * 3600.0;
  QTest::newRow("offset of another clock")
      << QStringLiteral("20200102093000+0000") << none << QStringLiteral("+0100") << 1800.0;
}

void TestSuv::administration() {
  QFETCH(QString, startDateTime);
  QFETCH(QString, startTime);
  QFETCH(QString, fileOffset);
  QFETCH(double, seconds);
  PetValues values = healthy();
  values.radiopharmaceuticalStartDateTime = startDateTime;
  values.radiopharmaceuticalStartTime = startTime;
  values.timezoneOffsetFromUtc = fileOffset;
  const SuvScale scale = computeSuv(values);
  // Six half-lives of F-18 are 10.98 h.
  if (seconds > 6.0 * kHalfLife) {
    QVERIFY2(scale.refused.contains(QStringLiteral("690.0 min")), qPrintable(scale.refused));
    return;
  }
  COMPARE_FACTOR(scale, factorAfter(seconds));

  // The same without a date, over midnight.
  PetValues night = healthy();
  night.seriesTime = QStringLiteral("003000");
  night.slices = {{QStringLiteral("20200102"), QStringLiteral("003000"), {}, {}}};
  night.radiopharmaceuticalStartTime = QStringLiteral("233000");
  const SuvScale over = computeSuv(night);
  COMPARE_FACTOR(over, factorAfter(3600.0));
  QVERIFY(over.warnings.join(QString()).contains(QStringLiteral("day before")));
}

void TestSuv::adminNeedsNoTimesAndNoHalfLife() {
  PetValues values = healthy();
  values.decayCorrection = QStringLiteral("ADMIN");
  values.radiopharmaceuticalStartTime.clear();
  values.radionuclideHalfLife.clear();
  values.slices = {{}, {}};
  const SuvScale scale = computeSuv(values);
  COMPARE_FACTOR(scale, 70000.0 / 350e6);
  QVERIFY(scale.branch.contains(QStringLiteral("ADMIN")));
}

void TestSuv::noneHasAFactorASlice() {
  PetValues values = healthy();
  values.decayCorrection = QStringLiteral("NONE");
  values.correctedImage = {QStringLiteral("ATTN")};
  const SuvScale scale = computeSuv(values);
  QVERIFY2(scale.isValid(), qPrintable(scale.refused));
  QVERIFY(!scale.factor);
  QCOMPARE(scale.sliceFactors.size(), std::size_t{2});
  const double x = kLambda * 180.0;
  const double frame = x / (1.0 - std::exp(-x));
  QVERIFY(close(scale.sliceFactors[0], 70000.0 / 350e6 * frame * std::exp(kLambda * 3840.0)));
  QVERIFY(close(scale.sliceFactors[1], 70000.0 / 350e6 * frame * std::exp(kLambda * 3660.0)));

  values.slices[1] = values.slices[0];
  const SuvScale same = computeSuv(values);
  COMPARE_FACTOR(same, 70000.0 / 350e6 * frame * std::exp(kLambda * 3840.0));
  QVERIFY(same.sliceFactors.empty());
}

void TestSuv::countsOfPhilips() {
  PetValues values = healthy();
  values.units = QStringLiteral("CNTS");
  values.philipsSuvFactor = QStringLiteral("0.000728");
  values.philipsActivityFactor = QStringLiteral("4.7");
  COMPARE_FACTOR(computeSuv(values), 0.000728);
  values.patientWeight.clear();  // not needed on this way
  COMPARE_FACTOR(computeSuv(values), 0.000728);

  values = healthy();
  values.units = QStringLiteral("CNTS");
  values.philipsSuvFactor = QStringLiteral("0");
  values.philipsActivityFactor = QStringLiteral("4.7");
  COMPARE_FACTOR(computeSuv(values), 4.7 * factorAfter(3600.0));

  values.philipsActivityFactor = QStringLiteral("0");
  QVERIFY(computeSuv(values).refused.contains(QStringLiteral("7053")));
}

void TestSuv::suvInTheFile_data() {
  QTest::addColumn<QString>("units");
  QTest::addColumn<QString>("type");
  QTest::addColumn<QString>("sex");
  QTest::addColumn<double>("factor");
  const QString gml = QStringLiteral("GML");
  const QString male = QStringLiteral("M");
  const QString female = QStringLiteral("F");
  // 70 kg, 1.75 m: W/H 0.4, BMI 22.857142857…
  QTest::newRow("no type") << gml << QString() << male << 1.0;
  QTest::newRow("BW") << gml << QStringLiteral("BW") << male << 1.0;
  QTest::newRow("James, man") << gml << QStringLiteral("LBMJAMES128") << male << 70.0 / 56.52;
  QTest::newRow("James, woman") << gml << QStringLiteral("LBM") << female << 70.0 / 51.22;
  QTest::newRow("Janmahasatian, man")
      << gml << QStringLiteral("LBMJANMA") << male << 70.0 / (648900.0 / (6680.0 + 216.0 * 160.0 / 7.0));
  QTest::newRow("Janmahasatian, woman")
      << gml << QStringLiteral("LBMJANMA") << female << 70.0 / (648900.0 / (8780.0 + 244.0 * 160.0 / 7.0));
  QTest::newRow("ideal, man") << gml << QStringLiteral("IBW") << male << 70.0 / 72.38;
  QTest::newRow("ideal, woman") << gml << QStringLiteral("IBW") << female << 70.0 / 66.43;
  QTest::newRow("ideal, other") << gml << QStringLiteral("IBW") << QStringLiteral("O") << 70.0 / 69.405;
  // Du Bois for 70 kg, 175 cm is 1.8481 m².
  QTest::newRow("surface") << QStringLiteral("CM2ML") << QStringLiteral("BSA") << male
                           << 70000.0 / (0.007184 * std::pow(70.0, 0.425) * std::pow(175.0, 0.725) * 1e4);
}

void TestSuv::suvInTheFile() {
  QFETCH(QString, units);
  QFETCH(QString, type);
  QFETCH(QString, sex);
  QFETCH(double, factor);
  PetValues values = healthy();
  values.units = units;
  values.suvType = type;
  values.patientSex = sex;
  values.patientSize = QStringLiteral("1.75");
  const SuvScale scale = computeSuv(values);
  COMPARE_FACTOR(scale, factor);
  QCOMPARE(scale.warnings.isEmpty(), sex != QLatin1String("O") && type != QLatin1String("LBM"));
}

void TestSuv::tolerances_data() {
  QTest::addColumn<QString>("weight");
  QTest::addColumn<QString>("dose");
  QTest::newRow("weight in grams") << QStringLiteral("70000") << QStringLiteral("350000000");
  QTest::newRow("dose in MBq") << QStringLiteral("70") << QStringLiteral("350");
  QTest::newRow("dose with exponent") << QStringLiteral("70.00") << QStringLiteral("3.5E+08");
}

void TestSuv::tolerances() {
  QFETCH(QString, weight);
  QFETCH(QString, dose);
  PetValues values = healthy();
  values.patientWeight = weight;
  values.radionuclideTotalDose = dose;
  const SuvScale scale = computeSuv(values);
  COMPARE_FACTOR(scale, factorAfter(3600.0));
  QCOMPARE(scale.warnings.size(), dose.contains(QLatin1Char('E')) ? 0 : 1);
}

void TestSuv::refusals_data() {
  QTest::addColumn<QString>("kind");
  QTest::addColumn<QString>("words");
  const auto row = [](const char* kind, const char* words) {
    QTest::newRow(kind) << QString::fromLatin1(kind) << QString::fromLatin1(words);
  };
  row("no weight", "PatientWeight (0010,1030) is missing");
  row("weight 0", "PatientWeight (0010,1030) is 0");
  row("weight in words", "PatientWeight (0010,1030) is heavy");
  row("no dose", "RadionuclideTotalDose (0018,1074) is missing");
  row("dose in mCi", "neither in Bq nor in MBq");
  row("no half-life", "RadionuclideHalfLife");
  row("no start", "RadiopharmaceuticalStartTime");
  row("start after the scan", "30.0 min after the start of the scan (SeriesTime (0008,0031)");
  row("a day late", "not plausible");
  row("no acquisition time", "AcquisitionTime");
  row("not attenuation corrected", "ATTN");
  row("not decay corrected", "DECY");
  row("decay contradicts", "is NONE");
  row("no decay correction", "DecayCorrection (0054,1102) is missing");
  row("odd decay correction", "SOON");
  row("no units", "Units (0054,1001) is missing");
  row("odd units", "PROPCPS");
  row("no height", "PatientSize");
  row("odd type", "LBMX");
  row("surface with wrong type", "BW does not go with");
  row("two tracers", "2 radiopharmaceuticals");
  row("none without duration", "ActualFrameDuration");
  row("no sex", "PatientSex (0010,0040) is missing");
  row("height in inches", "is no height");
  row("slices differ", "PatientWeight (0010,1030) is not the same");
}

void TestSuv::refusals() {
  QFETCH(QString, kind);
  QFETCH(QString, words);
  const auto is = [&](const char* name) { return kind == QLatin1String(name); };
  PetValues v = healthy();
  if (is("no weight")) v.patientWeight.clear();
  if (is("weight 0")) v.patientWeight = QStringLiteral("0");
  if (is("weight in words")) v.patientWeight = QStringLiteral("heavy");
  if (is("no dose")) v.radionuclideTotalDose.clear();
  if (is("dose in mCi")) v.radionuclideTotalDose = QStringLiteral("9.5");
  if (is("no half-life")) v.radionuclideHalfLife.clear();
  if (is("no start")) v.radiopharmaceuticalStartTime.clear();
  if (is("start after the scan")) v.radiopharmaceuticalStartDateTime = QStringLiteral("20200102113000");
  if (is("a day late")) v.radiopharmaceuticalStartDateTime = QStringLiteral("20200101100000");
  if (is("no acquisition time")) v.slices[1].acquisitionTime.clear();
  if (is("not attenuation corrected")) v.correctedImage = {QStringLiteral("DECY")};
  if (is("not decay corrected")) v.correctedImage = {QStringLiteral("ATTN")};
  if (is("decay contradicts") || is("none without duration")) v.decayCorrection = QStringLiteral("NONE");
  if (is("none without duration")) {
    v.correctedImage = {QStringLiteral("ATTN")};
    v.slices[0].actualFrameDuration.clear();
  }
  if (is("no decay correction")) v.decayCorrection.clear();
  if (is("odd decay correction")) v.decayCorrection = QStringLiteral("SOON");
  if (is("no units")) v.units.clear();
  if (is("odd units")) v.units = QStringLiteral("PROPCPS");
  if (is("no height") || is("odd type") || is("no sex") || is("height in inches"))
    v.units = QStringLiteral("GML");
  if (is("no sex") || is("height in inches")) {
    v.suvType = QStringLiteral("LBMJANMA");
    v.patientSize = is("no sex") ? QStringLiteral("1.8") : QStringLiteral("5.9");
    v.patientSex = is("no sex") ? QString() : QStringLiteral("M");
  }
  if (is("slices differ")) {
    PetValues other = v;
    other.patientWeight = QStringLiteral("71");
    v = PetValues::ofSeries({&v, &other});
  }
  if (is("no height")) v.suvType = QStringLiteral("IBW");
  if (is("odd type")) {
    v.suvType = QStringLiteral("LBMX");
    v.patientSize = QStringLiteral("1.8");
    v.patientSex = QStringLiteral("M");
  }
  if (is("surface with wrong type")) {
    v.units = QStringLiteral("CM2ML");
    v.suvType = QStringLiteral("BW");
  }
  if (is("two tracers")) v.radiopharmaceuticals = 2;
  const SuvScale scale = computeSuv(v);
  QVERIFY(!scale.isValid());
  QVERIFY2(scale.refused.contains(words), qPrintable(scale.refused));
  QVERIFY(!scale.factor);
  QVERIFY(scale.sliceFactors.empty());
  QCOMPARE(scale.unit, v.units);
}

void TestSuv::evidenceNamesItsSources() {
  const SuvScale scale = computeSuv(healthy());
  const auto input = [&](const char* keyword) {
    for (const SuvInput& candidate : scale.inputs)
      if (candidate.keyword == QLatin1String(keyword))
        return candidate.tag + QLatin1Char(' ') + candidate.value;
    return QString();
  };
  QCOMPARE(input("PatientWeight"), QStringLiteral("(0010,1030) 70"));
  QCOMPARE(input("RadionuclideTotalDose"), QStringLiteral("(0018,1074) 350000000"));
  QCOMPARE(input("RadionuclideHalfLife"), QStringLiteral("(0018,1075) 6586.2"));
  QCOMPARE(input("RadiopharmaceuticalStartTime"), QStringLiteral("(0018,1072) 100000"));
  QCOMPARE(input("SeriesTime"), QStringLiteral("(0008,0031) 110000"));
  QCOMPARE(input("AcquisitionTime"), QStringLiteral("(0008,0032) 110100"));
  QCOMPARE(input("DecayCorrection"), QStringLiteral("(0054,1102) START"));
  QVERIFY(scale.branch.contains(QStringLiteral("3600.000 s")));
}

QTEST_GUILESS_MAIN(TestSuv)
#include "tst_suv.moc"
