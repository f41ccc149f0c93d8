#include "io/dicom/volume_loader.h"
#include "io/masks/label_image.h"
#include "io/rtstruct/structure_set.h"
#include "tests/io/seg_fixture.h"
#include "tests/support/test_support.h"

#include <QDir>

#include <algorithm>

using namespace uptake;
using namespace uptake::test;

/// The PET digital reference objects: their RTSTRUCT, their NIfTI mask and the SUV in both.
class TestRtstructRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    if (realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
  }
  void suvInsideIsAsStated_data();
  void suvInsideIsAsStated();

 private:
  JobControl control_;
};

void TestRtstructRealdata::suvInsideIsAsStated_data() {
  QTest::addColumn<QString>("folder");
  const QDir dir(realDataDir() + QStringLiteral("/suv-dro"));
  for (const QString& name : dir.entryList({QStringLiteral("DRO_*")}, QDir::Dirs))
    QTest::newRow(qPrintable(name)) << dir.filePath(name);
}

void TestRtstructRealdata::suvInsideIsAsStated() {
  QFETCH(QString, folder);
  const auto index = scanStudies({folder}, control_);
  QVERIFY(index);
  const SeriesEntry* pet = nullptr;
  QString structures;
  for (const PatientEntry& patient : index->patients)
    for (const StudyEntry& study : patient.studies)
      for (const SeriesEntry& series : study.series) {
        if (series.isVolume()) pet = &series;
        if (series.source.modality == QLatin1String("RTSTRUCT"))
          structures = series.source.slices.front().file;
      }
  QVERIFY(pet != nullptr);
  QVERIFY2(!structures.isEmpty(), "the structure set is listed as a series");
  const auto layers = readStructureSet(structures, *pet, control_);
  QVERIFY2(layers, layers ? "" : qPrintable(layers.error().text()));
  QCOMPARE(layers->size(), std::size_t{1});
  const MaskLayer& layer = *layers->front();
  QVERIFY2(layer.warnings.isEmpty(), qPrintable(layer.warnings.join(QLatin1Char(' '))));
  QCOMPARE(layer.segments.size(), std::size_t{1});
  QCOMPARE(layer.segments[0].label, QStringLiteral("region_1"));
  const Label number = layer.segments[0].number;

  const auto nifti = readLabelImage(folder + QStringLiteral("/mask/DRO_mask.nii.gz"), *pet->grid, control_);
  QVERIFY2(nifti, nifti ? "" : qPrintable(nifti.error().text()));
  // The contours run through the outermost voxels of the mask, and the mask's first and last slice have none.
  std::ptrdiff_t both = 0, onlyContours = 0, onOutline = 0, onOtherSlices = 0;
  const std::vector<Label> drawn = layer.labels.allVoxels();
  const std::vector<Label> given = nifti->labels.allVoxels();
  const auto perSlice = static_cast<std::size_t>(pet->grid->sliceVoxelCount());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const bool a = drawn[i] == number, b = given[i] != 0;
    const std::size_t k = i / perSlice;
    both += a && b;
    onlyContours += a && !b;
    (k == 1 || k == 18 ? onOtherSlices : onOutline) += b && !a;
  }
  QVERIFY2(nifti->warnings.isEmpty(), qPrintable(nifti->warnings.join(QLatin1Char(' '))));
  // Counted with pydicom and numpy: crossings of a line down the columns, in the patient's coordinates.
  QCOMPARE(both, 174690);
  QCOMPARE(onlyContours, 0);
  QCOMPARE(onOtherSlices, 2 * 11289);
  QCOMPARE(onOutline, 5934);

  auto volume = allocateVolume(*pet);
  QVERIFY(volume);
  const auto problems = loadSlices(*pet, **volume, 0, control_, [](int) {});
  QVERIFY(problems && problems->empty());
  QCOMPARE((*volume)->unit(), ValueUnit::Suv);
  std::vector<double> values;
  const Eigen::Vector3i size = pet->grid->size();
  for (int k = 0; k < size.z(); ++k)
    for (int j = 0; j < size.y(); ++j)
      for (int i = 0; i < size.x(); ++i)
        if (layer.labels.at({i, j, k}) == number) values.push_back((*volume)->value({i, j, k}));
  std::ranges::sort(values);
  // As the objects' makers state them, to two decimals.
  QVERIFY2(std::abs(values.front() - 0.20) < 0.005, qPrintable(QString::number(values.front())));
  QVERIFY2(std::abs(values.back() - 4.00) < 0.005, qPrintable(QString::number(values.back())));
  const double median = values[values.size() / 2];
  QVERIFY2(std::abs(median - 1.00) < 0.005, qPrintable(QString::number(median)));
}

QTEST_GUILESS_MAIN(TestRtstructRealdata)
#include "tst_rtstruct_realdata.moc"
