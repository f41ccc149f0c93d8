#include "app/features/lesiontable/lesion_panel.h"
#include "tests/app/measuring_fixture.h"
#include "tests/support/lesion_reference.h"

#include <QTreeView>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// The table of lesions on a real whole-body PET/CT, against numpy.
class TestLesionTableRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void hotSpotsAgreeWithNumpy();

 private:
  QTemporaryDir folder_;
};

void TestLesionTableRealdata::initTestCase() {
  if (realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
  isolateSettings(folder_.path());
}

void TestLesionTableRealdata::hotSpotsAgreeWithNumpy() {
  auto window = openWindow(realDataDir() + QStringLiteral("/petct-siemens"));
  QVERIFY(window);
  CaseDocument& document = window->session().openCase().document();
  const Volume& pet = *document.pet();
  QTest::keyClick(window.get(), Qt::Key_L, Qt::ControlModifier | Qt::ShiftModifier);
  auto& table = *window->findChild<LesionPanel*>();
  QTRY_VERIFY(table.isVisible());
  QTest::qWait(100);  // the views have their new places
  SliceView& view = *viewOf(*window, SliceContent::Pet);
  // The hottest voxel of all (the bladder) with the brush, and a hot spot with its tool.
  const Point bladder = pet.grid().toPatient({75, 84, 113});
  window->viewState().setCrosshair(bladder);
  window->tools().setBrushDiameter({25.0});
  QTest::keyClick(window.get(), Qt::Key_B);
  drag(view, bladder - Point(6, 2, 0), bladder + Point(9, 4, 0));
  const Point spot = pet.grid().toPatient({84, 70, 250});
  window->viewState().setCrosshair(spot);
  QTest::keyClick(window.get(), Qt::Key_P);
  clickAt(view, spot);
  QCOMPARE(document.masks().size(), std::size_t{1});
  QTRY_VERIFY_WITH_TIMEOUT(table.findings().isSettled(), 20000);
  QCOMPARE(table.findings().lesions().size(), std::size_t{2});
  QVERIFY(std::abs(table.findings().figures(1)->uptake->maximum - 195.92) < 0.01);

  UPTAKE_NEEDS_PYTHON();
  const QJsonArray wanted =
      lesionReference(document.masks().front()->labels, {document.pet().get(), document.ct().get()}, 0);
  QCOMPARE(static_cast<std::size_t>(wanted.size()), table.findings().lesions().size());
  const auto agrees = [](double value, const QJsonValue& by, double tolerance) {
    return std::abs(value - by.toDouble(std::nan(""))) <= tolerance * std::max(1.0, std::abs(value));
  };
  for (const QJsonValue& each : wanted) {
    const QJsonObject by = each.toObject();
    const LesionFigures& found = *table.findings().figures(by[QLatin1String("label")].toInt());
    QCOMPARE(static_cast<int>(found.voxels), by[QLatin1String("voxels")].toInt());
    QVERIFY(agrees(found.volumeMl, by[QLatin1String("volume_ml")], 1e-9));
    QVERIFY(agrees(found.shape->longest.lengthMm(), by[QLatin1String("longest_mm")], 1e-7));
    QVERIFY(agrees(found.shape->perpendicular.lengthMm(), by[QLatin1String("perpendicular_mm")], 1e-6));
    QCOMPARE(found.shape->slices, by[QLatin1String("slices")].toInt());
    const QJsonArray images = by[QLatin1String("images")].toArray();
    const QJsonObject suv = images[0].toObject();
    QVERIFY(agrees(found.uptake->maximum, suv[QLatin1String("max")], 1e-9));
    QVERIFY(agrees(found.uptake->mean, suv[QLatin1String("mean")], 1e-6));
    QVERIFY(agrees(found.uptake->total, suv[QLatin1String("total")], 1e-6));
    QVERIFY(agrees(found.uptake->peak->value, suv[QLatin1String("peak")], 0.005));
    const QJsonObject hu = images[1].toObject();
    QVERIFY(agrees(found.density->mean, hu[QLatin1String("mean")], 1e-6));
    QCOMPARE(found.density->minimum, hu[QLatin1String("min")].toDouble());
    QCOMPARE(found.density->maximum, hu[QLatin1String("max")].toDouble());
  }
}

QTEST_MAIN(TestLesionTableRealdata)
#include "tst_lesion_table_realdata.moc"
