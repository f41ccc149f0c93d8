#include "tests/io/suv_fixture.h"
#include "tests/support/test_support.h"

using namespace uptake;
using namespace uptake::test;

/// The decay reference checked a second time, and times that leave the moment open.
class TestSuvTimes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void crossCheckWarns();
  void crossCheckIsReported();
  void oldTimesWithoutDateWarn();
  void disagreeingClocksWarn();
  void gapsHaveNoFactor();
};

void TestSuvTimes::crossCheckWarns() {
  PetValues values = healthy();
  // The mean of a three minute frame is reached after T/2 − λT²/24 or so: 89.86 s for F-18.
  values.slices[0].frameReferenceTime = QStringLiteral("329858");
  values.slices[1].frameReferenceTime = QStringLiteral("149858");
  QVERIFY(computeSuv(values).warnings.isEmpty());
  // Half a per cent is 47.4 s of F-18.
  values.slices[1].frameReferenceTime = QStringLiteral("103000");
  QVERIFY(computeSuv(values).warnings.isEmpty());
  values.slices[1].frameReferenceTime = QStringLiteral("101000");
  const SuvScale scale = computeSuv(values);
  COMPARE_FACTOR(scale, factorAfter(3600.0));
  QCOMPARE(scale.warnings.size(), 1);
  QVERIFY2(scale.warnings[0].contains(QStringLiteral("FrameReferenceTime")), qPrintable(scale.warnings[0]));
}

void TestSuvTimes::crossCheckIsReported() {
  PetValues values = healthy();
  values.slices[0].frameReferenceTime = QStringLiteral("329858");
  values.slices[1].frameReferenceTime = QStringLiteral("101000");
  values.slices.insert(values.slices.begin() + 1, PetSliceValues());
  values.slices[1].missing = true;
  // By hand: mean life in a frame of 180 s, from the acquisition at 11:01:00 back by 101 s.
  const double x = kLambda * 180.0;
  const double own = 60.0 + std::log(x / (1.0 - std::exp(-x))) / kLambda - 101.0;
  const SuvScale scale = computeSuv(values);
  const SuvCrossCheck& check = scale.crossCheck;
  QVERIFY2(check.isMade(), qPrintable(check.notMade));
  QCOMPARE(check.slices, 2);
  QCOMPARE(check.slice, 2);  // counted with the gap
  QVERIFY(close(check.difference, std::exp(kLambda * own) - 1.0, 1e-9));
  QCOMPARE(check.reference.toString(QStringLiteral("yyyyMMdd HHmmss")), QStringLiteral("20200102 110000"));
  QCOMPARE(check.ownReference.toString(QStringLiteral("HHmmss.zzz")), QStringLiteral("110048.858"));

  for (PetSliceValues& slice : values.slices) slice.frameReferenceTime.clear();
  QVERIFY(computeSuv(values).crossCheck.notMade.contains(QStringLiteral("FrameReferenceTime")));
  values.decayCorrection = QStringLiteral("ADMIN");
  QVERIFY(computeSuv(values).crossCheck.notMade.contains(QStringLiteral("administration")));
}

void TestSuvTimes::oldTimesWithoutDateWarn() {
  // Zirconium-89: 3.3 days. Injected at ten, on which day?
  PetValues values = healthy();
  values.radionuclideHalfLife = QStringLiteral("282240");
  const SuvScale scale = computeSuv(values);
  QVERIFY2(scale.warnings.join(QString()).contains(QStringLiteral("has no date")),
           qPrintable(scale.warnings.join(QLatin1Char('\n'))));
  values.radiopharmaceuticalStartDateTime = QStringLiteral("20191229100000");
  const SuvScale dated = computeSuv(values);
  QVERIFY(dated.warnings.isEmpty());
  QVERIFY(close(*dated.factor, 70000.0 / (350e6 * std::exp2(-(4 * 86400.0 + 3600.0) / 282240.0))));
}

void TestSuvTimes::disagreeingClocksWarn() {
  PetValues values = healthy();
  values.radiopharmaceuticalStartDateTime = QStringLiteral("20200102100030");
  QVERIFY(computeSuv(values).warnings.isEmpty());
  values.radiopharmaceuticalStartDateTime = QStringLiteral("20200102103000");
  const SuvScale scale = computeSuv(values);
  COMPARE_FACTOR(scale, factorAfter(1800.0));
  QVERIFY(scale.warnings.join(QString()).contains(QStringLiteral("disagree")));
}

void TestSuvTimes::gapsHaveNoFactor() {
  PetValues first = healthy();
  first.decayCorrection = QStringLiteral("NONE");
  first.correctedImage = {QStringLiteral("ATTN")};
  PetValues last = first;
  first.slices = {first.slices[0]};
  last.slices = {last.slices[1]};
  const SuvScale scale = computeSuv(PetValues::ofSeries({&first, nullptr, &last}));
  QVERIFY2(scale.isValid(), qPrintable(scale.refused));
  QCOMPARE(scale.sliceFactors.size(), std::size_t{3});
  QVERIFY(std::isnan(scale.sliceFactors[1]));
  QVERIFY(close(scale.sliceFactors[0] / scale.sliceFactors[2], std::exp(kLambda * 180.0)));
}

QTEST_GUILESS_MAIN(TestSuvTimes)
#include "tst_suv_times.moc"
