#include "tests/support/test_support.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace uptake::test;

/// `uptake-cli evaluate` and `stats` on masks and reference objects of others, against their published
/// figures.
class TestEvaluateRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (realDataDir().isEmpty())
      QSKIP("every test of this subject needs the real data (see UPTAKE_TEST_DATA)");
  }
  void autopetFigures();
  void referenceObjects();
};

namespace {

bool close(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

/// What the command prints; empty when it read nothing.
QJsonObject json(const QStringList& arguments) {
  const ProcessOutput output = runProcess(program(QStringLiteral("uptake-cli")), arguments);
  if (output.exitCode > 1) qWarning("exit %d: %s", output.exitCode, output.err.constData());
  return QJsonDocument::fromJson(output.out).object();
}

}  // namespace

void TestEvaluateRealdata::autopetFigures() {
  const QString folder = realDataDir() + QStringLiteral("/autopet-masks/");
  const QJsonObject seen =
      json({QStringLiteral("evaluate"), QStringLiteral("--truth"), folder + QStringLiteral("truth.nii.gz"),
            QStringLiteral("--prediction"), folder + QStringLiteral("prediction.nii.gz"),
            QStringLiteral("--surface-tolerance"), QStringLiteral("4"),
            QStringLiteral("--json")})[QStringLiteral("cases")]
          .toArray()
          .at(0)
          .toObject();
  QVERIFY(close(seen[QStringLiteral("dice")].toDouble(), 0.6967340590979783));
  QVERIFY(std::abs(seen[QStringLiteral("fpv_ml")].toDouble() - 2.75360) < 5e-6);
  QVERIFY(std::abs(seen[QStringLiteral("fnv_ml")].toDouble() - 25.01462) < 5e-6);
  QCOMPARE(seen[QStringLiteral("predicted_components")].toInt(), 88);
  QCOMPARE(seen[QStringLiteral("truth_components")].toInt(), 112);
  // These as tests/scripts/evaluation_reference.py counts them with scipy, which takes minutes.
  QCOMPARE(seen[QStringLiteral("lesion_tp")].toInt(), 79);
  QCOMPARE(seen[QStringLiteral("lesion_fp")].toInt(), 15);
  QCOMPARE(seen[QStringLiteral("lesion_fn")].toInt(), 33);
  QVERIFY(close(seen[QStringLiteral("surface_dice")].toDouble(), 0.7017778438072599));
}

void TestEvaluateRealdata::referenceObjects() {
  const QDir folder(realDataDir() + QStringLiteral("/suv-dro"));
  int objects = 0;
  for (const QString& name : folder.entryList({QStringLiteral("DRO_*")}, QDir::Dirs)) {
    ++objects;
    const QDir object(folder.filePath(name));
    const QString contours =
        QDir(object.filePath(QStringLiteral("RS"))).entryInfoList(QDir::Files).value(0).filePath();
    for (const QString& mask : {object.filePath(QStringLiteral("mask/DRO_mask.nii.gz")), contours}) {
      const QJsonObject result =
          json({QStringLiteral("stats"), QStringLiteral("--pet"), object.filePath(QStringLiteral("PT")),
                QStringLiteral("--mask"), mask, QStringLiteral("--json")});
      const QJsonObject lesion = result[QStringLiteral("lesions")].toArray().at(0).toObject();
      for (const QJsonObject& each : {lesion, result[QStringLiteral("total")].toObject()}) {
        QVERIFY(std::abs(each[QStringLiteral("suv_min")].toDouble() - 0.20) < 0.005);
        QVERIFY(std::abs(each[QStringLiteral("suv_median")].toDouble() - 1.00) < 0.005);
        QVERIFY(std::abs(each[QStringLiteral("suv_max")].toDouble() - 4.00) < 0.005);
        QVERIFY(close(
            each[QStringLiteral("tlg_g")].toDouble(),
            each[QStringLiteral("suv_mean")].toDouble() * each[QStringLiteral("volume_ml")].toDouble()));
      }
    }
  }
  QCOMPARE(objects, 6);
}

QTEST_GUILESS_MAIN(TestEvaluateRealdata)
#include "tst_evaluate_realdata.moc"
