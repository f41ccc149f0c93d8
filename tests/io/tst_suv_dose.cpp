#include "io/dicom/suv_evidence.h"
#include "tests/io/suv_fixture.h"
#include "tests/support/test_support.h"

using namespace uptake;
using namespace uptake::test;

/// Which dose and which half-life a file means: units, nuclides, and what contradicts them.
class TestSuvDose : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void dose_data();
  void dose();
  void halfLife_data();
  void halfLife();
  void weight_data();
  void weight();
  void correctionsAreTakenAsStated();
  void correctedImageMaySayDecay();
  void wordsInAnyCase();
  void largeDosesOfOtherNuclides_data();
  void largeDosesOfOtherNuclides();
  void tracerOfAnotherNuclide_data();
  void tracerOfAnotherNuclide();
};

void TestSuvDose::dose_data() {
  QTest::addColumn<QString>("stated");
  QTest::addColumn<QString>("weight");
  QTest::addColumn<bool>("enhanced");
  QTest::addColumn<double>("becquerel");  // 0: refused
  QTest::addColumn<QString>("unit");
  QTest::addColumn<bool>("warned");
  const auto row = [](const char* name, const char* stated, const char* weight, bool enhanced,
                      double becquerel, const char* unit, bool warned) {
    QTest::newRow(name) << QString::fromLatin1(stated) << QString::fromLatin1(weight) << enhanced << becquerel
                        << QString::fromLatin1(unit) << warned;
  };
  row("Bq", "350000000", "70", false, 350e6, "Bq", false);
  row("Bq with exponent", "3.5E+08", "70", false, 350e6, "Bq", false);
  row("low, for a total-body scanner", "5000000", "70", false, 5e6, "Bq", false);
  row("of an infant", "14000000", "4", false, 14e6, "Bq", false);
  row("of a mouse", "5000000", "0.025", false, 5e6, "Bq", false);
  row("more than anybody is given of F-18", "3.1E9", "70", false, 3.1e9, "Bq", true);
  row("a hundred times too much", "3.0E10", "70", false, 3e10, "Bq", true);
  row("MBq", "350", "70", false, 350e6, "MBq", true);
  row("MBq of yttrium-90", "3100", "70", false, 3.1e9, "MBq", true);
  row("kBq", "350000", "70", false, 350e6, "kBq", true);
  row("kBq of an infant", "25000", "4", false, 25e6, "kBq", true);
  row("mCi", "9.5", "70", false, 0.0, "", false);
  row("GBq", "0.35", "70", false, 0.0, "", false);
  row("between kBq and Bq", "3000000", "70", false, 0.0, "", false);
  row("mBq", "3.5e11", "70", false, 0.0, "", false);
  row("0", "0", "70", false, 0.0, "", false);
  row("negative", "-350000000", "70", false, 0.0, "", false);
  row("words", "much", "70", false, 0.0, "", false);
  row("enhanced, MBq", "350", "70", true, 350e6, "MBq", false);
  row("enhanced, little", "18.5", "75", true, 18.5e6, "MBq", false);
  row("enhanced, Bq", "3.5E8", "70", true, 350e6, "Bq", true);
  row("enhanced, kBq", "350000", "70", true, 350e6, "kBq", true);
  row("enhanced, GBq", "0.35", "70", true, 0.0, "", false);
}

void TestSuvDose::dose() {
  QFETCH(QString, stated);
  QFETCH(QString, weight);
  QFETCH(bool, enhanced);
  QFETCH(double, becquerel);
  QFETCH(QString, unit);
  QFETCH(bool, warned);
  PetValues values = healthy();
  values.radionuclideTotalDose = stated;
  values.patientWeight = weight;
  values.doseInMegabecquerel = enhanced;
  const SuvScale scale = computeSuv(values);
  const SuvOverrides form = statedValues(values);
  QCOMPARE(form.totalDose.has_value(), becquerel > 0.0);
  if (becquerel == 0.0) {
    QVERIFY(!scale.isValid());
    QVERIFY2(scale.refused.contains(QStringLiteral("RadionuclideTotalDose (0018,1074)")) &&
                 scale.refused.contains(stated),
             qPrintable(scale.refused));
    return;
  }
  COMPARE_FACTOR(scale, weight.toDouble() * 1000.0 / (becquerel * std::exp(-kLambda * 3600.0)));
  QVERIFY(close(form.totalDose->value, becquerel));
  const QString said = scale.warnings.join(QLatin1Char('\n'));
  QCOMPARE(said.contains(QStringLiteral("RadionuclideTotalDose")), warned);
  QCOMPARE(said.isEmpty(), !warned);
  const QString line = QStringLiteral("RadionuclideTotalDose\t(0018,1074)\t%1 %2\n").arg(stated, unit);
  const QString evidence = suvEvidenceText(suvEvidence(scale));
  QVERIFY2(evidence.contains(line), qPrintable(evidence));
}

void TestSuvDose::largeDosesOfOtherNuclides_data() {
  QTest::addColumn<QString>("dose");
  QTest::addColumn<QString>("halfLife");
  QTest::addColumn<QString>("start");
  QTest::addColumn<bool>("warned");
  const auto row = [](const char* name, const char* dose, const char* halfLife, const char* start,
                      bool warned) {
    QTest::newRow(name) << QString::fromLatin1(dose) << QString::fromLatin1(halfLife)
                        << QString::fromLatin1(start) << warned;
  };
  row("a therapy with Y-90", "3.1E9", "230590.8", "100000", false);
  row("Rb-82 for one image", "2.22E9", "75.45", "105900", false);
  row("ten times as much", "2.22E10", "75.45", "105900", true);
  row("F-18", "740000000", "6586.2", "100000", false);
  row("Ga-68", "2.5E9", "4062.6", "100000", true);
}

void TestSuvDose::largeDosesOfOtherNuclides() {
  QFETCH(QString, dose);
  QFETCH(QString, halfLife);
  QFETCH(QString, start);
  QFETCH(bool, warned);
  PetValues values = healthy();
  change(values,
         QStringLiteral("dose=%1|halfLife=%2|start=|startDateTime=20200102%3").arg(dose, halfLife, start));
  const SuvScale scale = computeSuv(values);
  QVERIFY2(scale.isValid(), qPrintable(scale.refused));
  const QString said = scale.warnings.join(QLatin1Char('\n'));
  QCOMPARE(said.contains(QStringLiteral("more than anybody is given")), warned);
  QCOMPARE(said.isEmpty(), !warned);
}

void TestSuvDose::tracerOfAnotherNuclide_data() {
  QTest::addColumn<QString>("tracer");
  QTest::addColumn<QString>("halfLife");
  QTest::addColumn<QString>("words");  // of the warning; empty: nothing is said
  const auto row = [](const char* tracer, const char* halfLife, const char* words) {
    QTest::addRow("%s with %s s", tracer, halfLife)
        << QString::fromUtf8(tracer) << QString::fromLatin1(halfLife) << QString::fromLatin1(words);
  };
  for (const char* tracer : {"FDG F-18", "18F-FDG", "[18F]FDG", "Fluorodeoxyglucose F^18^", "F18 PSMA-1007",
                             "^18^F-Choline", "FDG -- fluorodeoxyglucose; Fluorodeoxyglucose F^18^"}) {
    row(tracer, "6586.2", "");
    row(tracer, "4062.6", "(Ga-68) is not that of F-18");
  }
  for (const char* tracer : {"68Ga-PSMA-11", "PSMA-11 Ga-68", "[68Ga]Ga-DOTATATE", "Ga68 DOTATOC"}) {
    row(tracer, "4062.6", "");
    row(tracer, "6586.2", "(F-18) is not that of Ga-68");
  }
  row("FDG", "4062.6", "");
  row("Solution of 10 mCi", "6586.2", "");
}

void TestSuvDose::tracerOfAnotherNuclide() {
  QFETCH(QString, tracer);
  QFETCH(QString, halfLife);
  QFETCH(QString, words);
  PetValues values = healthy();
  values.radiopharmaceutical = tracer;
  values.radionuclideHalfLife = halfLife;
  const SuvScale scale = computeSuv(values);
  COMPARE_FACTOR(scale, 70000.0 / (350e6 * std::exp2(-3600.0 / halfLife.toDouble())));
  const QString said = scale.warnings.join(QLatin1Char('\n'));
  QVERIFY2(words.isEmpty() ? said.isEmpty() : said.contains(words) && said.contains(tracer),
           qPrintable(said));
}

void TestSuvDose::halfLife_data() {
  QTest::addColumn<QString>("stated");
  QTest::addColumn<QString>("code");
  QTest::addColumn<QString>("meaning");
  QTest::addColumn<double>("seconds");  // 0: refused
  QTest::addColumn<QString>("words");   // of the refusal or of the warning; empty: nothing is said
  const auto row = [](const char* name, const char* stated, const char* code, const char* meaning,
                      double seconds, const char* words) {
    QTest::newRow(name) << QString::fromLatin1(stated) << QString::fromLatin1(code)
                        << QString::fromLatin1(meaning) << seconds << QString::fromLatin1(words);
  };
  row("F-18", "6586.2", "C-111A1", "^18^Fluorine", 6586.2, "");
  row("F-18 in SCT", "6586.2", "77004003", "^18^Fluorine", 6586.2, "");
  row("F-18, rounded", "6588", "C-111A1", "^18^Fluorine", 6588.0, "");
  row("F-18, no code", "6586.2", "", "", 6586.2, "");
  row("F-18, unknown code", "6586.2", "X-1", "", 6586.2, "");
  row("Ga-68", "4062.6", "C-131A3", "^68^Gallium", 4062.6, "");
  row("Cu-64", "45720", "3932008", "", 45720.0, "");
  row("Sc-44, as some tables have it", "14292", "126600", "", 14292.0, "");
  row("of another nuclide", "6586.2", "C-131A3", "^68^Gallium", 6586.2, "Ga-68");
  row("of another nuclide, both are named", "6586.2", "C-131A3", "^68^Gallium", 6586.2, "F-18");
  row("of another nuclide, SCT", "6586.2", "35337001", "", 6586.2, "Ga-68");
  row("of another nuclide, by meaning", "6586.2", "", "68Ga", 6586.2, "Ga-68");
  row("of no nuclide", "7500", "C-111A1", "^18^Fluorine", 7500.0, "7500 s is not that of F-18");
  row("of no nuclide, no code", "3600", "", "", 3600.0, "no known PET nuclide");
  row("minutes", "109.77", "C-111A1", "^18^Fluorine", 6586.2, "109.77, not in seconds");
  row("rounded minutes", "110", "C-111A1", "", 6600.0, "110, not in seconds");
  row("hours", "1.8295", "", "F-18", 6586.2, "1.8295, not in seconds");
  row("days", "3.267", "C-168A4", "", 3.267 * 86400.0, "3.267, not in seconds");
  row("minutes, no code", "109.77", "", "", 0.0, "RadionuclideHalfLife (0018,1075) is 109.77");
  row("hours, no code", "1.8295", "", "", 0.0, "RadionuclideHalfLife (0018,1075) is 1.8295");
  row("missing", "", "C-111A1", "^18^Fluorine", 6586.2, "is missing: that of F-18");
  row("0", "0", "C-111A1", "^18^Fluorine", 6586.2, "(0018,1075) is 0: that of F-18");
  row("missing, named in words", "", "", "Fluorine-18", 6586.2, "F-18");
  row("missing, named in other words", "", "", "F^18^[^18^Fluorine]", 6586.2, "F-18");
  row("missing, named as 18F", "", "99X", "18F", 6586.2, "F-18");
  row("missing, no code", "", "", "", 0.0, "RadionuclideHalfLife (0018,1075) is missing");
  row("missing, unknown nuclide", "", "C-999", "Unobtainium", 0.0,
      "RadionuclideHalfLife (0018,1075) is missing");
  row("words, no code", "long", "", "", 0.0, "RadionuclideHalfLife (0018,1075) is long");
}

void TestSuvDose::halfLife() {
  QFETCH(QString, stated);
  QFETCH(QString, code);
  QFETCH(QString, meaning);
  QFETCH(double, seconds);
  QFETCH(QString, words);
  PetValues values = healthy();
  values.radionuclideHalfLife = stated;
  values.radionuclideCode = code;
  values.radionuclideMeaning = meaning;
  // With a date, so that long-lived nuclides have one day.
  change(values, QStringLiteral("startDateTime=20200102100000|start="));
  const SuvScale scale = computeSuv(values);
  QCOMPARE(statedValues(values).halfLife.has_value(), seconds > 0.0);
  if (seconds == 0.0) {
    QVERIFY(!scale.isValid());
    QVERIFY2(scale.refused.contains(words), qPrintable(scale.refused));
    return;
  }
  QVERIFY2(scale.isValid(), qPrintable(scale.refused));
  QVERIFY2(close(*scale.factor, 70000.0 / (350e6 * std::exp2(-3600.0 / seconds)), 1e-9),
           qPrintable(QString::number(*scale.factor, 'g', 15)));
  const QString said = scale.warnings.join(QLatin1Char('\n'));
  QVERIFY2(words.isEmpty() ? said.isEmpty()
                           : said.contains(words) && said.contains(QStringLiteral("RadionuclideHalfLife")),
           qPrintable(said));
}

void TestSuvDose::weight_data() {
  QTest::addColumn<QString>("stated");
  QTest::addColumn<double>("kilograms");  // 0: refused
  QTest::newRow("kg") << QStringLiteral("70") << 70.0;
  QTest::newRow("g") << QStringLiteral("70000") << 70.0;
  QTest::newRow("nobody's") << QStringLiteral("800") << 0.0;
  QTest::newRow("nobody's in g") << QStringLiteral("7000000") << 0.0;
  QTest::newRow("0") << QStringLiteral("0") << 0.0;
  QTest::newRow("0.0") << QStringLiteral("0.00") << 0.0;
  QTest::newRow("decimal comma") << QStringLiteral("70,5") << 0.0;
}

void TestSuvDose::weight() {
  QFETCH(QString, stated);
  QFETCH(double, kilograms);
  PetValues values = healthy();
  values.patientWeight = stated;
  const SuvScale scale = computeSuv(values);
  if (kilograms > 0.0) {
    COMPARE_FACTOR(scale, factorAfter(3600.0) * kilograms / 70.0);
    return;
  }
  QVERIFY2(scale.refused.contains(QStringLiteral("PatientWeight (0010,1030) is ") + stated),
           qPrintable(scale.refused));
}

void TestSuvDose::correctionsAreTakenAsStated() {
  // A person's numbers are never read in another unit, and end a contradiction in the file.
  PetValues values = healthy();
  change(values, QStringLiteral("dose=18.5|halfLife=4062.6|code=77004003"));
  values.doseInMegabecquerel = true;
  QVERIFY(!computeSuv(values).warnings.isEmpty());
  SuvOverrides overrides;
  overrides.totalDose = Becquerel{412345};
  overrides.halfLife = Seconds{kHalfLife};
  const SuvScale scale = computeSuv(values, overrides);
  COMPARE_FACTOR(scale, 70000.0 / (412345.0 * std::exp(-kLambda * 3600.0)));
  QVERIFY2(scale.warnings.isEmpty(), qPrintable(scale.warnings.join(QLatin1Char('\n'))));
  const QString evidence = suvEvidenceText(suvEvidence(scale));
  for (const char* line :
       {"RadionuclideTotalDose\t(0018,1074)\t412345 Bq (edited; the file states 18.5 MBq)\n",
        "RadionuclideHalfLife\t(0018,1075)\t6586.2 s (edited; the file states 4062.6 s)\n"})
    QVERIFY2(evidence.contains(QLatin1String(line)), qPrintable(evidence));

  overrides = {};
  overrides.halfLife = Seconds{109.77};
  overrides.administration = QDateTime(QDate(2020, 1, 2), QTime(10, 59), Qt::UTC);
  QVERIFY(close(*computeSuv(values, overrides).factor, 70000.0 / (18.5e6 * std::exp2(-60.0 / 109.77))));
}

void TestSuvDose::correctedImageMaySayDecay() {
  PetValues values = healthy();
  values.correctedImage = {QStringLiteral("DECAY"), QStringLiteral("ATTN"), QStringLiteral("SCAT")};
  SuvScale scale = computeSuv(values);
  COMPARE_FACTOR(scale, factorAfter(3600.0));
  QCOMPARE(scale.warnings.size(), 1);
  QVERIFY2(scale.warnings[0].contains(QStringLiteral("CorrectedImage (0028,0051) says DECAY")),
           qPrintable(scale.warnings[0]));
  // It means the same in a contradiction.
  values.decayCorrection = QStringLiteral("NONE");
  QVERIFY(computeSuv(values).refused.contains(QStringLiteral("is NONE")));
}

void TestSuvDose::wordsInAnyCase() {
  PetValues values = healthy();
  change(values, QStringLiteral("units=bqml|decay=Start"));
  values.correctedImage = {QStringLiteral("attn"), QStringLiteral("Decy")};
  COMPARE_FACTOR(computeSuv(values), factorAfter(3600.0));
}

QTEST_GUILESS_MAIN(TestSuvDose)
#include "tst_suv_dose.moc"
