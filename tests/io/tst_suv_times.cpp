#include "tests/io/suv_fixture.h"
#include "tests/support/test_support.h"

using namespace uptake;
using namespace uptake::test;

/// Dates and times in every form, on every clock and around midnight: which moments the dose decays between,
/// the check of the decay reference, and times that leave the moment open.
class TestSuvTimes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void uptakeOf_data();
  void uptakeOf();
  void slicesMayDifferInSpelling();
  void correctionsAreOnTheClockOfTheScan();
  void partsHaveOneReference();
  void crossCheckWarns();
  void crossCheckIsReported();
  void longLivedTracersNeedADate();
  void disagreeingClocksWarn();
  void gapsHaveNoFactor();
};

/// One row a rule: what differs from 70 kg, 350 MBq of F-18 at 10:00, SeriesTime 11:00, slices acquired at
/// 11:04 and 11:01 over three minutes. The uptake in seconds, or words of the refusal; and words of a
/// warning, or none.
void TestSuvTimes::uptakeOf_data() {
  QTest::addColumn<QString>("changes");
  QTest::addColumn<double>("seconds");
  QTest::addColumn<QString>("refused");
  QTest::addColumn<QString>("warned");
  const auto is = [](const char* name, const char* changes, double seconds, const char* warned = "") {
    QTest::newRow(name) << QString::fromLatin1(changes) << seconds << QString()
                        << QString::fromLatin1(warned);
  };
  const auto refused = [](const char* name, const char* changes, const char* words) {
    QTest::newRow(name) << QString::fromLatin1(changes) << 0.0 << QString::fromLatin1(words) << QString();
  };
  // TM
  is("to the second", "start=101530", 2670.0);
  is("to the minute", "start=1015", 2700.0);
  is("to the hour", "start=10", 3600.0, "RadiopharmaceuticalStartTime (0018,1072) \"10\" states no minutes");
  is("one digit of a second", "start=101530.5", 2669.5);
  is("six digits", "start=101530.123456", 2669.876544);
  is("seven digits", "start=095959.1234567", 3600.8765433);
  is("nine digits", "start=095959.123456789", 3600.876543211);
  is("a point and nothing", "start=101530.", 2670.0);
  is("a comma", "start=101530,5", 2669.5);
  is("colons", "start=10:15:30", 2670.0);
  is("colons and fraction", "start=10:15:30.25", 2669.75);
  is("colon and one digit", "start=9:59:30|seriesTime=1100", 3630.0);
  is("blanks around", "start= 101530 ", 2670.0);
  is("leap second", "start=095960", 3600.0);
  refused("five digits", "start=90000", "\"90000\"");
  refused("a range", "start=100000-101500", "\"100000-101500\"");
  refused("with a zone", "start=100000+0100", "\"100000+0100\"");
  refused("blanks inside", "start=10 00 00", "\"10 00 00\"");
  refused("hour 25", "start=250000", "RadiopharmaceuticalStartTime (0018,1072) \"250000\"");
  refused("minute 60", "start=106000", "\"106000\"");
  refused("second 61", "start=100061", "\"100061\"");
  refused("words", "start=noon", "\"noon\"");
  refused("unreadable acquisition", "time1=11h01", "AcquisitionTime (0008,0032) \"11h01\"");
  refused("unreadable date of acquisition", "date0=20201301", "AcquisitionDate (0008,0022) \"20201301\"");
  refused("unreadable time of the series", "seriesTime=11h", "SeriesTime (0008,0031) \"11h\"");
  refused("unreadable date of the series", "seriesDate=2020", "SeriesDate (0008,0021) \"2020\"");
  is("old dates", "seriesDate=2020.01.02|date=2020.01.02", 3600.0);
  is("dates with dashes", "seriesDate=2020-01-02|date=2020-01-02", 3600.0);
  // DT
  is("DT to the second", "startDateTime=20200102103000|start=", 1800.0);
  is("DT to the minute", "startDateTime=202001021030|start=", 1800.0);
  is("DT to the hour", "startDateTime=2020010210|start=", 3600.0, "states no minutes");
  is("DT with six digits", "startDateTime=20200102103000.250000|start=", 1799.75);
  is("DT with seven digits", "startDateTime=20200102103000.2500000|start=", 1799.75);
  is("DT in ISO 8601", "startDateTime=2020-01-02T10:30:00|start=", 1800.0);
  is("DT padded", "startDateTime=20200102103000 |start=", 1800.0);
  is("DT without time, TM beside it", "startDateTime=20200102", 3600.0,
     "RadiopharmaceuticalStartDateTime (0018,1078) \"20200102\" is no date and time");
  refused("DT without time", "startDateTime=20200102|start=", "\"20200102\"");
  refused("DT with a zone that is none", "startDateTime=20200102103000+2500|start=|zone=+0100", "+2500");
  is("DT over a day", "startDateTime=20200101233000|start=|seriesTime=003000|time=004000", 3600.0);
  // Zones
  is("DT on another clock", "startDateTime=20200102093000+0000|start=|zone=+0100", 1800.0);
  is("DT on another day", "startDateTime=20200101233000-1000|start=|zone=+0100", 1800.0);
  is("DT with Z", "startDateTime=20200102093000Z|start=|zone=+01:00", 1800.0);
  is("DT and TM on two clocks", "startDateTime=20200102090000+0000|zone=+0100", 3600.0);
  is("DT without zone is the file's", "startDateTime=20200102103000|start=|zone=+0500", 1800.0);
  is("TM is the file's", "zone=-0330", 3600.0);
  is("two zones", "corrected=20200102110000+0100|startDateTime=20200102090000+0000|start=", 3600.0);
  is("two zones and the file's",
     "corrected=20200102110000+0100|startDateTime=20200102090000+0000|start=|zone=-0500", 3600.0);
  is("reference on another clock than TM", "corrected=20200102100000+0000|zone=+0100", 3600.0);
  is("TM on the day before, by its clock", "corrected=20200101233000+0000|zone=+0100|start=233000", 3600.0,
     "day before");
  is("DT and TM alike", "startDateTime=20200102100000+0200", 3600.0, "states its offset from UTC");
  refused("DT alone states a zone",
          "startDateTime=20200102090000+0000|start=", "\"20200102 110000\" does not");
  refused("DT and TM on two clocks, no zone", "startDateTime=20200102090000+0000", "\"20200102090000+0000\"");
  refused("reference alone states a zone",
          "corrected=20200102110000+0100|startDateTime=20200102100000|start=",
          "DecayCorrectionDateTime (0018,9701) \"20200102110000+0100\" states its offset");
  refused("reference states a zone, TM does not", "corrected=20200102110000+0100",
          "RadiopharmaceuticalStartTime (0018,1072) \"100000\" does not");
  refused("unreadable zone", "startDateTime=20200102090000+0000|start=|zone=CET", "\"CET\"");
  is("unreadable zone that does not matter", "zone=CET", 3600.0, "\"CET\" is no offset from UTC");
  is("zone beyond the earth", "zone=+2500", 3600.0, "TimezoneOffsetFromUTC (0008,0201) \"+2500\"");
  is("zone beyond the earth, DT with its own", "startDateTime=20200102100000+0000|zone=+2500", 3600.0,
     "TimezoneOffsetFromUTC (0008,0201) \"+2500\"");
  // Long ago
  is("four half-lives", "start=034000", 26400.0, "4.0 half-lives");
  is("a little less", "start=034100", 26340.0);
  is("midnight", "start=000000|seriesTime=030000|time=030000", 10800.0,
     "(RadiopharmaceuticalStartTime (0018,1072) \"000000\") is at midnight exactly");
  is("midnight and long ago", "start=000000.00|seriesTime=100000|time=100000", 36000.0, "5.5 half-lives");
  is("midnight with its date", "startDateTime=20200102000000|start=|seriesTime=030000|time=030000", 10800.0,
     "midnight exactly");
  is("a minute past midnight", "start=000100|seriesTime=030000|time=030000", 10740.0);
  // Days
  is("over midnight without a date", "start=233000|seriesTime=003000|time=003000", 3600.0, "day before");
  is("no dates of acquisition", "date=", 3600.0, "AcquisitionDate (0008,0022) is missing");
  is("no dates of acquisition, midnight within",
     "date=|seriesTime=235000|time0=000500|time1=235000|start=225000", 3600.0,
     "AcquisitionDate (0008,0022) is missing");
  is("no date of the series, midnight within",
     "seriesDate=|seriesTime=235900|date=20200103|time=000500|start=225900", 3600.0,
     "SeriesDate (0008,0021) is missing");
  refused("no time of the series, midnight within",
          "date=|seriesTime=|time0=000500|time1=235000|start=225000", "AcquisitionDate (0008,0022)");
  refused("no dates",
          "date=|seriesDate=", "AcquisitionDate (0008,0022) and SeriesDate (0008,0021) are missing");
  is("AcquisitionDateTime", "date=|time=|dateTime=20200102110100|seriesTime=", 3660.0, "is not stated");
  // Scans that begin before the administration
  is("ten seconds before", "start=110010", -10.0, "10 s after the start of the scan");
  is("before, with a date", "startDateTime=20200102110010|start=", -10.0, "10 s after the start of the scan");
  is("before, at midnight", "seriesTime=235955|time=235959|start=000005", -10.0,
     "10 s after the start of the scan");
  refused("half an hour before", "start=113000", "30.0 min after the start of the scan");
  refused("half an hour before, with a date", "startDateTime=20200102113000|start=",
          "RadiopharmaceuticalStartDateTime (0018,1078) \"20200102113000\"");
  // A SeriesTime that is no reference. The mean of a three minute frame is reached after 89.858 s.
  is("late, FrameReferenceTime names another", "seriesTime=113000|frame0=449858|frame1=269858", 3480.0);
  is("missing, FrameReferenceTime names another", "seriesTime=|seriesDate=|frame0=449858|frame1=269858",
     3480.0);
  is("unreadable, FrameReferenceTime names another", "seriesTime=11h|frame0=449858|frame1=269858", 3480.0,
     "\"11h\"");
  is("late, FrameReferenceTime by halves", "seriesTime=113000|frame0=449858", 3660.0, "earliest acquisition");
  is("late, FrameReferenceTime without one reference", "seriesTime=113000|frame0=449858|frame1=268000",
     3660.0, "earliest acquisition");
  is("late window, as FrameReferenceTime confirms", "seriesTime=100000|frame0=3929858|frame1=3749858", 0.0);
  is("set up early, FrameReferenceTime names the acquisition", "seriesTime=105500|frame0=269858|frame1=89858",
     3660.0, "AcquisitionTime (0008,0032) \"110100\"");
  // GE
  is("GE, set up early", "seriesTime=105500|ge=20200102110000.00", 3600.0);
  is("GE, set up early, as FrameReferenceTime confirms",
     "seriesTime=105500|ge=20200102110000.00|frame0=329858|frame1=149858", 3600.0);
  is("GE, FrameReferenceTime confirms the series",
     "seriesTime=105500|ge=20200102110000.00|frame0=629858|frame1=449858", 3300.0, "\"20200102 105500\"");
  is("GE, archived later", "seriesTime=113000|ge=20200102110000.00", 3600.0);
  is("GE on another clock", "seriesTime=113000|ge=20200102100000.00+0000|zone=+0100", 3600.0);
  is("GE unreadable", "ge=yesterday", 3600.0, "\"yesterday\"");
}

void TestSuvTimes::uptakeOf() {
  QFETCH(QString, changes);
  QFETCH(double, seconds);
  QFETCH(QString, refused);
  QFETCH(QString, warned);
  PetValues values = healthy();
  change(values, changes);
  const SuvScale scale = computeSuv(values);
  if (!refused.isEmpty()) {
    QVERIFY(!scale.isValid() && !scale.factor);
    QVERIFY2(scale.refused.contains(refused), qPrintable(scale.refused));
    return;
  }
  QVERIFY2(scale.isValid(), qPrintable(scale.refused));
  // FrameReferenceTime is written to the millisecond.
  QVERIFY2(close(*scale.factor, factorAfter(seconds), 1e-7),
           qPrintable(QStringLiteral("%1 s").arg(-std::log(70000.0 / (350e6 * *scale.factor)) / kLambda)));
  const QString said = scale.warnings.join(QLatin1Char('\n'));
  QVERIFY2(warned.isEmpty() ? said.isEmpty() : said.contains(warned), qPrintable(said));
}

void TestSuvTimes::slicesMayDifferInSpelling() {
  PetValues first = healthy();
  change(first, QStringLiteral("size=1.75|sex=M"));
  PetValues other = first;
  change(other,
         QStringLiteral("seriesTime=110000.00|seriesDate=2020.01.02|start=10:00:00|weight=70.0|dose=3.5e8|"
                        "halfLife=6586.20"));
  other.correctedImage = {QStringLiteral("DECY"), QStringLiteral("ATTN"), QStringLiteral("SCAT")};
  other.slices = {other.slices[1]};
  first.slices = {first.slices[0]};
  COMPARE_FACTOR(computeSuv(PetValues::ofSeries({&first, &other})), factorAfter(3600.0));

  PetValues later = other;
  change(later, QStringLiteral("start=100001"));
  const SuvScale scale = computeSuv(PetValues::ofSeries({&first, &later}));
  for (const char* words : {"RadiopharmaceuticalStartTime (0018,1072)", "\"100000\"", "\"100001\""})
    QVERIFY2(scale.refused.contains(QLatin1String(words)), qPrintable(scale.refused));

  // Neither height nor sex decides about SUVbw; they do about what else it can be shown as.
  PetValues taller = other;
  change(taller, QStringLiteral("size=1.9|sex=F"));
  const SuvScale bodyWeight = computeSuv(PetValues::ofSeries({&first, &taller}));
  COMPARE_FACTOR(bodyWeight, factorAfter(3600.0));
  for (const PetQuantity& quantity : bodyWeight.quantities)
    QCOMPARE(quantity.isAvailable(), quantity.id == PetQuantity().id);
}

void TestSuvTimes::correctionsAreOnTheClockOfTheScan() {
  // The form shows the administration on the clock of the reference, and takes it back so.
  PetValues values = healthy();
  change(values, QStringLiteral("corrected=20200102110000+0100|startDateTime=20200102090000+0000|start="));
  const auto at = [](int hour, int minute) {
    return QDateTime(QDate(2020, 1, 2), QTime(hour, minute), Qt::UTC);
  };
  const SuvOverrides stated = statedValues(values);
  QCOMPARE(stated.administration, std::optional(at(10, 0)));
  QCOMPARE(stated.decayReference, std::optional(at(11, 0)));
  SuvOverrides overrides;
  overrides.administration = at(10, 15);
  COMPARE_FACTOR(computeSuv(values, overrides), factorAfter(2700.0));
  overrides = {};
  overrides.decayReference = at(10, 50);
  COMPARE_FACTOR(computeSuv(values, overrides), factorAfter(3000.0));
  // What cannot be set on one clock, a person can.
  change(values, QStringLiteral("corrected=20200102110000"));
  QVERIFY(!computeSuv(values).isValid());
  overrides = {};
  overrides.administration = at(10, 15);
  COMPARE_FACTOR(computeSuv(values, overrides), factorAfter(2700.0));
}

void TestSuvTimes::partsHaveOneReference() {
  // SeriesTime is before this time frame and after the first one: it is when the series was stored.
  PetValues values = healthy();
  change(values, QStringLiteral("seriesTime=105800"));
  values.allParts = {values.slices[1], values.slices[1]};
  COMPARE_FACTOR(computeSuv(values), factorAfter(3480.0));
  values.allParts[0].acquisitionTime = QStringLiteral("105000");
  const SuvScale scale = computeSuv(values);
  COMPARE_FACTOR(scale, factorAfter(3000.0));
  QVERIFY2(scale.warnings.join(QString()).contains(QStringLiteral("another part of the series")),
           qPrintable(scale.warnings.join(QString())));
}

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

void TestSuvTimes::longLivedTracersNeedADate() {
  // Zirconium-89: 3.3 days. Injected at ten, on which day?
  PetValues values = healthy();
  values.radionuclideHalfLife = QStringLiteral("282240");
  const SuvScale scale = computeSuv(values);
  QVERIFY2(scale.refused.contains(QStringLiteral("has no date")), qPrintable(scale.refused));
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
