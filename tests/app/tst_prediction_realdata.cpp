#include "app/features/compare/prediction_comparison.h"
#include "io/masks/label_image.h"
#include "tests/app/window_fixture.h"

#include <QLabel>
#include <QSignalSpy>

#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// The window's comparison on a real truth and prediction, against the published figures.
class TestPredictionRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
    isolateSettings(folder_.path());
  }
  void autopetFigures();

 private:
  QTemporaryDir folder_;
};

void TestPredictionRealdata::autopetFigures() {
  const QString masks = realDataDir() + QStringLiteral("/autopet-masks/");
  Result<LabelImage> truth = readLabelImage(masks + QStringLiteral("truth.nii.gz"));
  QVERIFY(truth);
  ProgramWindow window;
  window.show();
  // The masks came without their images: an empty PET on their voxels.
  const ImageGrid grid = truth->labels.grid();
  SeriesSource source;
  source.modality = QStringLiteral("PT");
  source.slices.resize(static_cast<std::size_t>(grid.size().z()));
  window.session().openCase().document().setImages(
      nullptr,
      Volume::create(grid, VoxelType::Float32, ValueUnit::Suv, QStringLiteral("SUVbw"), source, 0.0).take());
  window.session().maskFiles().importMask(masks + QStringLiteral("truth.nii.gz"));
  QTRY_COMPARE_WITH_TIMEOUT(window.session().openCase().document().masks().size(), std::size_t{1}, 30000);
  QSignalSpy opened(&comparisonOf(window), &PredictionComparison::opened);
  comparisonOf(window).openPrediction(masks + QStringLiteral("prediction.nii.gz"));
  QTRY_COMPARE_WITH_TIMEOUT(opened.count(), 1, 30000);
  QTRY_VERIFY_WITH_TIMEOUT(comparisonOf(window).isSettled(), 60000);
  const MaskAgreement& seen = comparisonOf(window).live().comparison()->agreement;
  QVERIFY(std::abs(*seen.dice - 0.6967340590979783) < 1e-12);
  QVERIFY(std::abs(seen.fpvMl - 2.75360) < 5e-6);
  QVERIFY(std::abs(*seen.fnvMl - 25.01462) < 5e-6);
  QCOMPARE(seen.predictedComponents, 88);
  QCOMPARE(seen.truthComponents, 112);
  const auto* label = window.findChild<QLabel*>(QStringLiteral("comparisonFigures"));
  QVERIFY2(label->text().contains(QLocale().toString(0.6967, 'f', 4)), qPrintable(label->text()));
  window.session().openCase().undoStack().setClean();
}

QTEST_MAIN(TestPredictionRealdata)
#include "tst_prediction_realdata.moc"
