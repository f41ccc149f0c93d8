#include "io/dicom/pet_values.h"
#include "io/dicom/suv_evidence.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>

using namespace uptake;

/// What a person corrects, what SUVbw can be shown as, and how both are told. Expected numbers are written
/// out from the formulas.
class TestSuvOverrides : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void correctionsEnterTheFormula_data();
  void correctionsEnterTheFormula();
  void refusedBecomesValid_data();
  void refusedBecomesValid();
  void impossibleValuesAreRefused_data();
  void impossibleValuesAreRefused();
  void nothingCorrectedIsTheFile();
  void quantities_data();
  void quantities();
  void quantitiesNeedSizeAndSex();
  void evidenceTellsEverything();
};

namespace {

constexpr double kHalfLife = 6586.2;

PetValues healthy() {
  PetValues v;
  v.units = QStringLiteral("BQML");
  v.decayCorrection = QStringLiteral("START");
  v.correctedImage = {QStringLiteral("ATTN"), QStringLiteral("DECY")};
  v.patientWeight = QStringLiteral("70");
  v.patientSize = QStringLiteral("1.75");
  v.patientSex = QStringLiteral("M");
  v.seriesDate = QStringLiteral("20200102");
  v.seriesTime = QStringLiteral("110000");
  v.radionuclideTotalDose = QStringLiteral("350000000");
  v.radionuclideHalfLife = QStringLiteral("6586.2");
  v.radiopharmaceuticalStartTime = QStringLiteral("100000");
  v.radiopharmaceuticals = 1;
  v.slices = {{QStringLiteral("20200102"), QStringLiteral("110100"), {}, QStringLiteral("180000")}};
  return v;
}

QDateTime moment(int hour, int minute) {
  return QDateTime(QDate(2020, 1, 2), QTime(hour, minute), Qt::UTC);
}

double factor(double kilograms, double dose, double uptake, double halfLife = kHalfLife) {
  return kilograms * 1000.0 / (dose * std::exp2(-uptake / halfLife));
}

bool close(double a, double b) {
  return std::abs(a - b) <= 1e-12 * std::abs(b);
}

}  // namespace

void TestSuvOverrides::correctionsEnterTheFormula_data() {
  QTest::addColumn<SuvOverrides>("overrides");
  QTest::addColumn<double>("expected");
  QTest::addColumn<QString>("keyword");
  SuvOverrides o;
  o.patientWeight = Kilograms{140.0};
  QTest::newRow("weight") << o << factor(140.0, 350e6, 3600.0) << QStringLiteral("PatientWeight");
  o = {};
  o.totalDose = Becquerel{175e6};
  QTest::newRow("dose") << o << factor(70.0, 175e6, 3600.0) << QStringLiteral("RadionuclideTotalDose");
  o = {};
  o.halfLife = Seconds{4062.6};
  QTest::newRow("half-life") << o << factor(70.0, 350e6, 3600.0, 4062.6)
                             << QStringLiteral("RadionuclideHalfLife");
  o = {};
  o.administration = moment(10, 30);
  QTest::newRow("administration") << o << factor(70.0, 350e6, 1800.0)
                                  << QStringLiteral("RadiopharmaceuticalStartDateTime");
  o = {};
  o.decayReference = moment(10, 50);
  QTest::newRow("reference") << o << factor(70.0, 350e6, 3000.0) << QStringLiteral("DecayReference");
  o = {};
  o.patientSize = 1.8;
  QTest::newRow("height, which SUVbw does not need")
      << o << factor(70.0, 350e6, 3600.0) << QStringLiteral("PatientSize");
}

void TestSuvOverrides::correctionsEnterTheFormula() {
  QFETCH(SuvOverrides, overrides);
  QFETCH(double, expected);
  QFETCH(QString, keyword);
  const SuvScale scale = computeSuv(healthy(), overrides);
  QVERIFY2(scale.isValid(), qPrintable(scale.refused));
  QVERIFY2(close(*scale.factor, expected), qPrintable(QString::number(*scale.factor, 'g', 15)));
  QVERIFY(scale.isEdited());
  QVERIFY(scale.label().contains(QStringLiteral("edited")));
  QCOMPARE(scale.edits.size(), std::size_t{1});
  QCOMPARE(scale.edits[0].keyword, keyword);
  const QString text = suvEvidenceText(suvEvidence(scale));
  QVERIFY2(text.contains(keyword) && text.contains(QStringLiteral("(edited; the file states")),
           qPrintable(text));
}

void TestSuvOverrides::refusedBecomesValid_data() {
  QTest::addColumn<QString>("lack");
  for (const char* lack : {"weight", "weights differ", "dose", "half-life", "administration", "bad date",
                           "two tracers", "reference"})
    QTest::newRow(lack) << QString::fromLatin1(lack);
}

void TestSuvOverrides::refusedBecomesValid() {
  QFETCH(QString, lack);
  const auto is = [&](const char* name) { return lack == QLatin1String(name); };
  PetValues values = healthy();
  SuvOverrides overrides;
  if (is("weight")) values.patientWeight.clear();
  if (is("weights differ")) {
    PetValues other = values;
    other.patientWeight = QStringLiteral("71");
    values = PetValues::ofSeries({&values, &other});
  }
  if (is("weight") || is("weights differ")) overrides.patientWeight = Kilograms{70.0};
  if (is("dose")) values.radionuclideTotalDose = QStringLiteral("9.5");
  if (is("dose") || is("two tracers")) overrides.totalDose = Becquerel{350e6};
  if (is("half-life")) values.radionuclideHalfLife.clear();
  if (is("half-life") || is("two tracers")) overrides.halfLife = Seconds{kHalfLife};
  if (is("administration")) values.radiopharmaceuticalStartTime.clear();
  if (is("bad date")) values.radiopharmaceuticalStartDateTime = QStringLiteral("20180102100000");
  if (is("two tracers")) values.radiopharmaceuticals = 2;
  if (is("administration") || is("bad date") || is("two tracers")) overrides.administration = moment(10, 0);
  if (is("reference")) {
    values.slices[0].acquisitionTime.clear();
    overrides.decayReference = moment(11, 0);
  }
  QVERIFY(!computeSuv(values).isValid());
  const SuvScale scale = computeSuv(values, overrides);
  QVERIFY2(scale.isValid(), qPrintable(scale.refused));
  QVERIFY(close(*scale.factor, factor(70.0, 350e6, 3600.0)));
  QVERIFY(scale.isEdited());
}

void TestSuvOverrides::impossibleValuesAreRefused_data() {
  QTest::addColumn<SuvOverrides>("overrides");
  QTest::addColumn<QString>("words");
  SuvOverrides o;
  o.patientWeight = Kilograms{0.0};
  QTest::newRow("weight 0") << o << QStringLiteral("weight 0 kg is not between");
  o.patientWeight = Kilograms{70000.0};
  QTest::newRow("weight in grams") << o << QStringLiteral("70000 kg");
  o.patientWeight = Kilograms{std::nan("")};
  QTest::newRow("weight that is no number") << o << QStringLiteral("The weight");
  o = {};
  o.patientSize = 175.0;
  QTest::newRow("height in cm") << o << QStringLiteral("175 m");
  o = {};
  o.patientSex = QStringLiteral("X");
  QTest::newRow("sex") << o << QStringLiteral("\"X\"");
  o = {};
  o.totalDose = Becquerel{350.0};
  QTest::newRow("dose in MBq") << o << QStringLiteral("0.00035 MBq");
  o = {};
  o.halfLife = Seconds{-1.0};
  QTest::newRow("half-life") << o << QStringLiteral("-1 s");
  o = {};
  o.administration = QDateTime();
  QTest::newRow("administration") << o << QStringLiteral("no date and time");
  o.administration = moment(12, 0);
  QTest::newRow("administration after the scan") << o << QStringLiteral("not plausible");
  o.administration = moment(10, 0).addDays(-1);
  QTest::newRow("administration the day before") << o << QStringLiteral("not plausible");
}

void TestSuvOverrides::impossibleValuesAreRefused() {
  QFETCH(SuvOverrides, overrides);
  QFETCH(QString, words);
  const SuvScale scale = computeSuv(healthy(), overrides);
  QVERIFY(!scale.isValid() && !scale.factor);
  QVERIFY2(scale.refused.contains(words), qPrintable(scale.refused));
}

void TestSuvOverrides::nothingCorrectedIsTheFile() {
  QVERIFY(SuvOverrides().isEmpty());
  const SuvScale scale = computeSuv(healthy(), SuvOverrides());
  QVERIFY(!scale.isEdited());
  QCOMPARE(scale.label(), QStringLiteral("SUVbw"));
  QVERIFY(!suvEvidenceText(suvEvidence(scale)).contains(QStringLiteral("edited")));
}

void TestSuvOverrides::quantities_data() {
  QTest::addColumn<QString>("sex");
  QTest::addColumn<QString>("id");
  QTest::addColumn<double>("expected");
  // 70 kg and 1.75 m: W/H is 0.4 kg/cm, BMI 160/7 kg/m², Du Bois 1.848 m².
  const double bmi = 160.0 / 7.0;
  const double male = 9270.0 * 70.0 / (6680.0 + 216.0 * bmi);
  const double female = 9270.0 * 70.0 / (8780.0 + 244.0 * bmi);
  const auto row = [](const char* name, const char* sex, const char* id, double mass) {
    QTest::newRow(name) << QString::fromLatin1(sex) << QString::fromLatin1(id) << mass / 70.0;
  };
  row("James, man", "M", "suljames", 77.0 - 20.48);
  row("James, woman", "F", "suljames", 74.9 - 23.68);
  row("James, other", "O", "suljames", (77.0 - 20.48 + 74.9 - 23.68) / 2.0);
  row("Janmahasatian, man", "M", "suljanma", male);
  row("Janmahasatian, woman", "F", "suljanma", female);
  row("Janmahasatian, other", "O", "suljanma", (male + female) / 2.0);
  row("ideal, man", "M", "suvibw", 72.38);
  row("ideal, woman", "F", "suvibw", 66.43);
  row("body weight", "M", "suvbw", 70.0);
  QTest::newRow("surface") << QStringLiteral("F") << QStringLiteral("suvbsa")
                           << 71.84 * std::pow(70.0, 0.425) * std::pow(175.0, 0.725) / 70000.0;
}

void TestSuvOverrides::quantities() {
  QFETCH(QString, sex);
  QFETCH(QString, id);
  QFETCH(double, expected);
  PetValues values = healthy();
  values.patientSex = sex;
  const SuvScale scale = computeSuv(values);
  const auto found = std::ranges::find(scale.quantities, id, &PetQuantity::id);
  QVERIFY(found != scale.quantities.end());
  QVERIFY2(found->isAvailable(), qPrintable(found->unavailable));
  QVERIFY2(close(found->factor, expected), qPrintable(QString::number(found->factor, 'g', 15)));
  QCOMPARE(found->unit, id == QLatin1String("suvbsa") ? QStringLiteral("cm²/ml") : QStringLiteral("g/ml"));
}

void TestSuvOverrides::quantitiesNeedSizeAndSex() {
  PetValues values = healthy();
  values.patientSize.clear();
  const auto of = [](const PetValues& from, const SuvOverrides& overrides, const char* id) {
    const SuvScale scale = computeSuv(from, overrides);
    const auto found = std::ranges::find(scale.quantities, QLatin1String(id), &PetQuantity::id);
    return found == scale.quantities.end() ? PetQuantity() : *found;
  };
  for (const char* id : {"suljames", "suljanma", "suvbsa", "suvibw"})
    QVERIFY(of(values, {}, id).unavailable.contains(QStringLiteral("PatientSize (0010,1020)")));
  QVERIFY(of(values, {}, "suvbw").isAvailable());
  SuvOverrides overrides;
  overrides.patientSize = 1.75;
  QVERIFY(close(of(values, overrides, "suljames").factor, 56.52 / 70.0));

  values = healthy();
  values.patientSex.clear();
  QVERIFY(of(values, {}, "suljanma").unavailable.contains(QStringLiteral("PatientSex (0010,0040)")));
  QVERIFY(of(values, {}, "suvbsa").isAvailable());

  // James' parabola turns below 0 for very heavy short people.
  values = healthy();
  values.patientWeight = QStringLiteral("260");
  values.patientSize = QStringLiteral("1.5");
  QVERIFY(of(values, {}, "suljames").unavailable.contains(QStringLiteral("no lean or ideal mass")));
  values.patientWeight.clear();
  QVERIFY(computeSuv(values).quantities.empty());
}

void TestSuvOverrides::evidenceTellsEverything() {
  SuvOverrides overrides;
  overrides.patientWeight = Kilograms{80.5};
  const QString text =
      suvEvidenceText(suvEvidence(computeSuv(healthy(), overrides), QStringLiteral("reader, today")));
  for (const char* line :
       {"PatientWeight\t(0010,1030)\t80.5 kg (edited; the file states 70 kg)\n",
        "RadionuclideTotalDose\t(0018,1074)\t350000000 Bq\n", "RadionuclideHalfLife\t(0018,1075)\t6586.2 s\n",
        "SeriesTime\t(0008,0031)\t110000\n", "AcquisitionTime\t(0008,0032)\t110100\n",
        "RadiopharmaceuticalStartTime\t(0018,1072)\t100000\n", "Edited\t\treader, today\n",
        "Uptake time\t\t11:00:00.000 − 10:00:00.000 = 3600.000 s\n", "Not made\t\tNo slice states all of"})
    QVERIFY2(text.contains(QString::fromUtf8(line)),
             qPrintable(QString::fromUtf8(line) + QStringLiteral("in\n") + text));
  // The numbers of the calculation, by hand: 350 MBq × 2^(−3600/6586.2), and 80,500 g over it.
  const double left = 350e6 * std::exp2(-3600.0 / kHalfLife);
  QVERIFY(text.contains(QString::number(left, 'g', 12)));
  QVERIFY(text.contains(QString::number(80500.0 / left, 'g', 12)));

  PetValues refused = healthy();
  refused.patientWeight.clear();
  const QString why = suvEvidenceText(suvEvidence(computeSuv(refused)));
  QVERIFY2(why.contains(QStringLiteral("No SUV\t\tPatientWeight (0010,1030) is missing.")), qPrintable(why));
}

QTEST_GUILESS_MAIN(TestSuvOverrides)
#include "tst_suv_overrides.moc"
