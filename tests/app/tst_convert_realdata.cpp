#include "tests/support/test_support.h"

#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cmath>

using namespace uptake::test;

/// `uptake-cli convert` on a whole-body PET/CT of a scanner.
class TestConvertRealData : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
  }
  void siemensAgreesWithScipy();
};

void TestConvertRealData::siemensAgreesWithScipy() {
  UPTAKE_NEEDS_PYTHON();
  const QString study = realDataDir() + QStringLiteral("/petct-siemens");
  const QTemporaryDir out;
  const auto run = runProcess(program(QStringLiteral("uptake-cli")),
                              {QStringLiteral("convert"), study, QStringLiteral("--out"), out.path()});
  // The study has no mask, which is said.
  QVERIFY2(run.exitCode == 1 && run.err.contains("no mask"), run.err.constData());
  const auto checked = runProcess(
      python(), {sourceDir() + QStringLiteral("/tests/scripts/check_conversion.py"), QStringLiteral("nifti"),
                 study, out.path(), QStringLiteral("999999999"), QStringLiteral("petct-siemens")});
  QVERIFY2(checked.exitCode == 0, checked.err.constData());
  const QJsonObject report = QJsonDocument::fromJson(checked.out).object();
  QCOMPARE(report.size(), 4);
  for (const QString& name : report.keys()) {
    const QJsonObject image = report[name].toObject();
    QVERIFY2(
        image[QLatin1String("worst")].toDouble(1e9) <= image[QLatin1String("largest")].toDouble() * 2.5e-7,
        checked.out.constData());
    QVERIFY2(image[QLatin1String("affine")].toDouble(1) < 1e-4, checked.out.constData());
    QCOMPARE(image[QLatin1String("dtype")], image[QLatin1String("expected_dtype")]);
  }
  const double highest = report[QLatin1String("SUV")].toObject()[QLatin1String("max")].toDouble();
  QVERIFY2(std::abs(highest - 195.92) < 0.005, checked.out.constData());
}

QTEST_GUILESS_MAIN(TestConvertRealData)
#include "tst_convert_realdata.moc"
