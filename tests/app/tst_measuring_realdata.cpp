#include "app/features/measure/measurement_values.h"
#include "tests/app/measuring_fixture.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// The numbers of a sphere in a real whole-body PET/CT.
class TestMeasuringRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void sphereAboutTheHottestVoxel();

 private:
  QTemporaryDir folder_;
};

void TestMeasuringRealdata::initTestCase() {
  if (realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
  isolateSettings(folder_.path());
}

void TestMeasuringRealdata::sphereAboutTheHottestVoxel() {
  auto window = openWindow(realDataDir() + QStringLiteral("/petct-siemens"));
  QVERIFY(window);
  const Volume& pet = *window->session().openCase().document().pet();
  const Point hottest = pet.grid().toPatient({75, 84, 113});
  window->viewState().setCrosshair(hottest);
  SliceView& view = *viewOf(*window, SliceContent::Pet);
  chooseTool(*window, Qt::Key_O, Qt::ShiftModifier);
  drag(view, hottest, hottest + Point(20, 0, 0));
  const Measurement sphere = lastMeasured(*window);
  const QString text = textOf(*window, sphere.id);
  QVERIFY2(text.contains(QStringLiteral("SUVmax 195.92")), qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("HU mean ")), qPrintable(text));

  // The rest by numpy, on the slices about it.
  UPTAKE_NEEDS_PYTHON();
  constexpr int kFirst = 93;
  constexpr int kCount = 41;
  const auto slice = static_cast<std::size_t>(pet.grid().sliceVoxelCount());
  const auto values = pet.voxels<float>().subspan(kFirst * slice, kCount * slice);
  const QString raw = folder_.filePath(QStringLiteral("values.f32"));
  QFile file(raw);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(static_cast<const char*>(static_cast<const void*>(values.data())),
             static_cast<qint64>(values.size_bytes()));
  file.close();
  const auto array = [](const Eigen::Vector3d& v) { return QJsonArray{v.x(), v.y(), v.z()}; };
  const ImageGrid& grid = pet.grid();
  const QJsonObject input{
      {QStringLiteral("size"), QJsonArray{grid.size().x(), grid.size().y(), kCount}},
      {QStringLiteral("spacing"), array(grid.spacing())},
      {QStringLiteral("origin"), array(grid.toPatient({0, 0, kFirst}))},
      {QStringLiteral("axes"), QJsonArray{array(grid.axis(0)), array(grid.axis(1)), array(grid.axis(2))}},
      {QStringLiteral("values"), raw},
      {QStringLiteral("kind"), QStringLiteral("sphere")},
      {QStringLiteral("points"), QJsonArray{array(sphere.points[0]), array(sphere.points[1])}}};
  QFile cases(folder_.filePath(QStringLiteral("cases.json")));
  QVERIFY(cases.open(QIODevice::WriteOnly));
  cases.write(QJsonDocument(QJsonArray{input}).toJson());
  cases.close();
  const ProcessOutput output = runProcess(
      python(), {sourceDir() + QStringLiteral("/tests/scripts/measure_reference.py"), cases.fileName()},
      200000);
  QVERIFY2(output.exitCode == 0, output.err.constData());
  const QJsonObject wanted = QJsonDocument::fromJson(output.out).array()[0].toObject();
  const MeasuredValues& found = *window->findChild<MeasurementValues*>()->values(sphere.id);
  QCOMPARE(static_cast<int>(found.pet->count), wanted[QLatin1String("count")].toInt());
  const auto agrees = [&](double value, const char* key, double tolerance) {
    return std::abs(value - wanted[QLatin1String(key)].toDouble()) <= tolerance * std::abs(value);
  };
  QVERIFY(agrees(found.pet->mean, "mean", 1e-6));
  QVERIFY(agrees(found.pet->sd, "sd", 1e-6));
  QVERIFY(agrees(found.pet->minimum, "min", 0.0));
  QVERIFY(agrees(found.pet->maximum, "max", 0.0));
  QVERIFY2(agrees(found.petPeak->value, "peak", 0.005),
           qPrintable(QStringLiteral("%1, numpy %2")
                          .arg(found.petPeak->value)
                          .arg(wanted[QLatin1String("peak")].toDouble())));
}

QTEST_MAIN(TestMeasuringRealdata)
#include "tst_measuring_realdata.moc"
