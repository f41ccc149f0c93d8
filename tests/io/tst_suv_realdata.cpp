#include "io/dicom/pet_values.h"
#include "io/dicom/study_index.h"
#include "tests/support/test_support.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace uptake;

/// SUV factors and cross-checks of real and reference files against those that pydicom and the formulas give.
class TestSuvRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void agreesWithTheFormulas_data();
  void agreesWithTheFormulas();
  void correctedWeightScales();

 private:
  static const SeriesEntry* pet(const StudyIndex& index);
  StudyIndex scan(const QString& folder) const;
};

void TestSuvRealdata::initTestCase() {
  if (uptake::test::realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
}

StudyIndex TestSuvRealdata::scan(const QString& folder) const {
  JobControl control;
  auto index = scanStudies({uptake::test::realDataDir() + QLatin1Char('/') + folder}, control);
  return index ? index.take() : StudyIndex();
}

const SeriesEntry* TestSuvRealdata::pet(const StudyIndex& index) {
  for (const PatientEntry& patient : index.patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series)
        if (series.suv) return &series;
  return nullptr;
}

void TestSuvRealdata::agreesWithTheFormulas_data() {
  QTest::addColumn<QString>("folder");
  QTest::newRow("petct-siemens") << QStringLiteral("petct-siemens/PET");
  for (const char* name : {"0_0", "2_2", "2_4", "3_1", "3_4", "4_2"})
    QTest::newRow(name) << QStringLiteral("suv-dro/DRO_%1/PT").arg(QLatin1String(name));
}

void TestSuvRealdata::agreesWithTheFormulas() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QString, folder);
  const StudyIndex index = scan(folder);
  const SeriesEntry* series = pet(index);
  QVERIFY(series && series->isVolume());
  const SuvScale& scale = *series->suv;
  QVERIFY2(scale.isValid(), qPrintable(scale.refused));
  const auto said = uptake::test::runProcess(
      uptake::test::python(), {uptake::test::sourceDir() + QStringLiteral("/tests/scripts/suv_factors.py"),
                               uptake::test::realDataDir() + QLatin1Char('/') + folder});
  QVERIFY2(said.exitCode == 0, said.err.constData());
  const QJsonObject expected = QJsonDocument::fromJson(said.out).object();
  const QJsonArray factors = expected[QLatin1String("factors")].toArray();
  QCOMPARE(factors.size(), series->grid->size().z());
  for (int k = 0; k < factors.size(); ++k)
    QVERIFY2(std::abs(scale.factorOf(k) / factors[k].toDouble() - 1.0) < 1e-10,
             qPrintable(QStringLiteral("slice %1: %2, not %3")
                            .arg(k)
                            .arg(scale.factorOf(k), 0, 'g', 15)
                            .arg(factors[k].toDouble(), 0, 'g', 15)));
  const QJsonValue difference = expected[QLatin1String("difference")];
  QCOMPARE(scale.crossCheck.isMade(), !difference.isNull());
  if (scale.crossCheck.isMade()) {
    QCOMPARE(scale.crossCheck.slices, static_cast<int>(factors.size()));
    QVERIFY(std::abs(scale.crossCheck.difference - difference.toDouble()) < 1e-9);
  }
}

void TestSuvRealdata::correctedWeightScales() {
  const StudyIndex index = scan(QStringLiteral("petct-siemens/PET"));
  const SeriesEntry* series = pet(index);
  QVERIFY(series && series->petValues);
  SuvOverrides overrides;
  overrides.patientWeight = Kilograms{146.0};
  const SuvScale scale = computeSuv(*series->petValues, overrides);
  QVERIFY(std::abs(*scale.factor / (2.0 * 0.00039435083443) - 1.0) < 1e-11);
}

QTEST_GUILESS_MAIN(TestSuvRealdata)
#include "tst_suv_realdata.moc"
