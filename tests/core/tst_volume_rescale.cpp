#include "core/volume/volume_rescale.h"
#include "tests/support/test_support.h"

#include <algorithm>
#include <cmath>

using namespace uptake;

class TestVolumeRescale : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everySliceHasItsFactor();
  void refusesWhatDoesNotFit();

 private:
  static std::shared_ptr<Volume> volume(VoxelType type);
};

std::shared_ptr<Volume> TestVolumeRescale::volume(VoxelType type) {
  const auto grid = ImageGrid::create({2, 2, 3}, {1.0, 1.0, 1.0}, Point::Zero(), Eigen::Matrix3d::Identity());
  SeriesSource source;
  source.seriesInstanceUid = QStringLiteral("1.2");
  source.slices.resize(3);
  return Volume::create(*grid, type, ValueUnit::BecquerelPerMillilitre, QStringLiteral("Bq/ml"), source, 0.0)
      .take();
}

void TestVolumeRescale::everySliceHasItsFactor() {
  const auto before = volume(VoxelType::Float32);
  std::ranges::fill(before->sliceVoxels<float>(0), 4.0F);
  std::ranges::fill(before->sliceVoxels<float>(2), 0.1F);
  before->publishSlice(0, Volume::SliceState::Loaded);
  before->publishSlice(1, Volume::SliceState::Missing);
  before->publishSlice(2, Volume::SliceState::Loaded);
  JobControl control;
  const auto after = rescaledVolume(*before, {0.5, std::nan(""), 3.0}, ValueUnit::Suv,
                                    QStringLiteral("SUVbw (edited)"), control);
  QVERIFY(after.ok());
  const Volume& scaled = **after;
  QCOMPARE(scaled.value({1, 1, 0}), 2.0);
  QCOMPARE(scaled.value({0, 0, 1}), 0.0);
  QVERIFY(scaled.sliceState(1) == Volume::SliceState::Missing);
  QCOMPARE(scaled.voxels<float>()[8], static_cast<float>(static_cast<double>(0.1F) * 3.0));
  QVERIFY(scaled.unit() == ValueUnit::Suv);
  QCOMPARE(scaled.unitLabel(), QStringLiteral("SUVbw (edited)"));
  QCOMPARE(scaled.source().seriesInstanceUid, QStringLiteral("1.2"));
  QVERIFY(scaled.grid().sameAs(before->grid()));
  QCOMPARE(before->value({1, 1, 0}), 4.0);
}

void TestVolumeRescale::refusesWhatDoesNotFit() {
  JobControl control;
  const QString label = QStringLiteral("SUVbw");
  const auto whole =
      rescaledVolume(*volume(VoxelType::Int16), {1.0, 1.0, 1.0}, ValueUnit::Suv, label, control);
  QVERIFY(!whole.ok() && whole.error().kind == ErrorKind::Inconsistent);
  const auto few = rescaledVolume(*volume(VoxelType::Float32), {1.0}, ValueUnit::Suv, label, control);
  QVERIFY(!few.ok() && few.error().kind == ErrorKind::Inconsistent);
  control.cancel();
  const auto stopped =
      rescaledVolume(*volume(VoxelType::Float32), {1.0, 1.0, 1.0}, ValueUnit::Suv, label, control);
  QVERIFY(!stopped.ok() && stopped.error().kind == ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestVolumeRescale)
#include "tst_volume_rescale.moc"
