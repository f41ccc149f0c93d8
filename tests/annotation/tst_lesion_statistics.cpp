#include "annotation/lesions/lesion_statistics.h"
#include "tests/support/test_support.h"
#include "tests/viewer/synthetic.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <random>

using namespace uptake;
using namespace uptake::test;

/// Lesions in numbers, against a second computation that looks at every voxel, and by hand.
class TestLesionStatistics : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void agreesWithASecondComputation();
  void oneLesionIsItsRowOfTheTable();
  void medianOfEvenNumbers();
  void aFinerMaskReadsTheVoxelsItLiesIn();
  void peakOfAUniformLesion();
  void peakOfASingleHotVoxel();
  void absentSlicesAreSaidNotCounted();
  void beyondTheImageIsSaid();
  void nothingPainted();
};

namespace {

const JobControl kControl;
const ImageGrid kPet = makeGrid({40, 36, 30}, {4.0, 4.0, 3.0}, {-78, -70, -45});

LabelMap emptyMap(const ImageGrid& grid) {
  return LabelMap::create(grid).take();
}

void paint(LabelMap& labels, const Eigen::Vector3i& first, const Eigen::Vector3i& last, Label label) {
  for (int k = first.z(); k <= last.z(); ++k)
    for (int j = first.y(); j <= last.y(); ++j)
      for (int i = first.x(); i <= last.x(); ++i) labels.set({i, j, k}, label);
}

/// A value that differs from voxel to voxel.
double uneven(const Point& p) {
  return 2.0 + std::sin(p.x() * 0.31) + std::cos(p.y() * 0.17 + p.z() * 0.23) + 0.001 * p.x();
}

bool close(double a, double b, double tolerance = 1e-5) {
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

}  // namespace

void TestLesionStatistics::agreesWithASecondComputation() {
  const auto pet = makeVolume(kPet, VoxelType::Float32, uneven);
  LabelMap labels = emptyMap(kPet);
  std::mt19937 random(3);
  for (int n = 0; n < 60; ++n) {
    const Eigen::Vector3i at(4 + int(random() % 30U), 4 + int(random() % 26U), 4 + int(random() % 20U));
    paint(labels, at, at + Eigen::Vector3i(int(random() % 3U), int(random() % 3U), int(random() % 3U)),
          static_cast<Label>(1 + n % 4 * 3));  // 1, 4, 7, 10
  }
  std::map<Label, std::vector<double>> values;
  for (int k = 0; k < 30; ++k)
    for (int j = 0; j < 36; ++j)
      for (int i = 0; i < 40; ++i)
        if (const Label label = labels.at({i, j, k}); label != 0) {
          values[label].push_back(pet->value({i, j, k}));
          values[0].push_back(pet->value({i, j, k}));
        }
  const LesionTable table = lesionTable(labels, *pet, kControl);
  QCOMPARE(table.lesions.size(), std::size_t{4});
  std::vector<LesionStatistics> rows = table.lesions;
  rows.push_back(table.all);
  for (const LesionStatistics& row : rows) {
    QCOMPARE(row.state, RegionState::Measured);
    std::vector<double>& expected = values.at(row.label);
    std::ranges::sort(expected);
    const auto count = static_cast<double>(expected.size());
    double sum = 0.0;
    double squares = 0.0;
    for (const double value : expected) sum += value;
    for (const double value : expected) squares += (value - sum / count) * (value - sum / count);
    QCOMPARE(row.voxels, static_cast<std::ptrdiff_t>(expected.size()));
    QVERIFY(close(row.volumeMl, count * 0.048));
    QVERIFY(close(row.minimum, expected.front()));
    QVERIFY(close(row.maximum, expected.back()));
    QVERIFY(close(row.mean, sum / count));
    QVERIFY(close(row.sd, std::sqrt(squares / count)));
    QVERIFY(close(row.total, sum * 0.048));
    const std::size_t middle = expected.size() / 2;
    QVERIFY(close(row.median, expected.size() % 2 == 1 ? expected[middle]
                                                       : (expected[middle - 1] + expected[middle]) / 2.0));
    QVERIFY(close(*pet->valueAt(row.maximumAt), row.maximum));
  }
}

void TestLesionStatistics::oneLesionIsItsRowOfTheTable() {
  const auto pet = makeVolume(kPet, VoxelType::Float32, uneven);
  LabelMap labels = emptyMap(kPet);
  paint(labels, {10, 10, 10}, {14, 13, 15}, 2);
  paint(labels, {12, 12, 12}, {20, 20, 13}, 5);
  const LesionTable table = lesionTable(labels, *pet, kControl);
  for (const LesionStatistics& row : table.lesions) {
    const LesionStatistics alone = lesionStatistics(labels, row.label, *pet, kControl);
    QCOMPARE(alone.voxels, row.voxels);
    QCOMPARE(alone.box, labels.extent(row.label));
    QCOMPARE(alone.mean, row.mean);
    QCOMPARE(alone.median, row.median);
    QCOMPARE(alone.total, row.total);
    QCOMPARE(alone.peak->value, row.peak->value);
  }
  QCOMPARE(table.all.peak->value, std::max(table.lesions[0].peak->value, table.lesions[1].peak->value));
}

void TestLesionStatistics::medianOfEvenNumbers() {
  const auto pet = makeVolume(kPet, VoxelType::Float32, [](const Point& p) { return p.x(); });
  LabelMap labels = emptyMap(kPet);
  paint(labels, {10, 10, 10}, {13, 10, 10}, 1);  // −38, −34, −30, −26
  QCOMPARE(lesionStatistics(labels, 1, *pet, kControl).median, -32.0);
  paint(labels, {14, 10, 10}, {14, 10, 10}, 1);
  QCOMPARE(lesionStatistics(labels, 1, *pet, kControl).median, -30.0);
}

void TestLesionStatistics::aFinerMaskReadsTheVoxelsItLiesIn() {
  const auto pet = makeVolume(kPet, VoxelType::Float32, uneven);
  // Each voxel of the PET holds 2 × 2 × 3 of the mask's.
  const ImageGrid fine = makeGrid({80, 72, 90}, {2.0, 2.0, 1.0}, {-79, -71, -46});
  LabelMap coarse = emptyMap(kPet);
  LabelMap labels = emptyMap(fine);
  paint(coarse, {12, 9, 11}, {17, 14, 13}, 1);
  paint(labels, {24, 18, 33}, {35, 29, 41}, 1);
  const LesionStatistics expected = lesionStatistics(coarse, 1, *pet, kControl);
  const LesionStatistics seen = lesionStatistics(labels, 1, *pet, kControl);
  QCOMPARE(seen.voxels, 12 * expected.voxels);
  for (const auto member :
       {&LesionStatistics::volumeMl, &LesionStatistics::minimum, &LesionStatistics::maximum,
        &LesionStatistics::mean, &LesionStatistics::median, &LesionStatistics::total})
    QVERIFY(close(seen.*member, expected.*member));
  QCOMPARE(seen.peak->value, expected.peak->value);
}

void TestLesionStatistics::peakOfAUniformLesion() {
  const auto pet = makeVolume(kPet, VoxelType::Float32, [](const Point&) { return 3.5; });
  LabelMap labels = emptyMap(kPet);
  paint(labels, {12, 9, 11}, {17, 14, 13}, 1);
  const LesionStatistics seen = lesionStatistics(labels, 1, *pet, kControl);
  QVERIFY(close(seen.peak->value, 3.5, 1e-9));
  QVERIFY(!seen.peak->restricted);
}

void TestLesionStatistics::peakOfASingleHotVoxel() {
  // One voxel of 48 mm³ in a sphere of 1000 mm³: a mean of 4.8 % of it.
  const Point hot = kPet.toPatient({20, 20, 15});
  const auto pet = makeVolume(kPet, VoxelType::Float32,
                              [&](const Point& p) { return (p - hot).norm() < 0.1 ? 100.0 : 0.0; });
  LabelMap labels = emptyMap(kPet);
  paint(labels, {20, 20, 15}, {20, 20, 15}, 1);
  QVERIFY(close(lesionStatistics(labels, 1, *pet, kControl).peak->value, 4.8, 2e-3));
  // The sphere may lie about a voxel beside it, as long as that one is in the lesion.
  LabelMap beside = emptyMap(kPet);
  paint(beside, {20, 20, 16}, {20, 20, 16}, 1);
  QVERIFY(close(lesionStatistics(beside, 1, *pet, kControl).peak->value, 4.8, 2e-3));
  LabelMap away = emptyMap(kPet);
  paint(away, {20, 20, 18}, {20, 20, 18}, 1);
  QCOMPARE(lesionStatistics(away, 1, *pet, kControl).peak->value, 0.0);
}

void TestLesionStatistics::absentSlicesAreSaidNotCounted() {
  const auto whole = makeVolume(kPet, VoxelType::Float32, uneven);
  for (const auto state : {Volume::SliceState::Missing, Volume::SliceState::Pending}) {
    SeriesSource source;
    source.slices.resize(30);
    const auto pet =
        Volume::create(kPet, VoxelType::Float32, ValueUnit::Suv, QStringLiteral("SUVbw"), source, 0.0).take();
    for (int k = 0; k < 30; ++k) {
      std::ranges::copy(whole->voxels<float>().subspan(static_cast<std::size_t>(kPet.offset(0, 0, k)),
                                                       static_cast<std::size_t>(kPet.sliceVoxelCount())),
                        pet->sliceVoxels<float>(k).begin());
      if (k != 12) pet->publishSlice(k, Volume::SliceState::Loaded);
    }
    if (state == Volume::SliceState::Missing) pet->publishSlice(12, state);
    LabelMap labels = emptyMap(kPet);
    paint(labels, {12, 9, 11}, {17, 14, 13}, 1);
    paint(labels, {22, 9, 20}, {24, 14, 21}, 2);
    const LesionTable table = lesionTable(labels, *pet, kControl);
    QCOMPARE(table.lesions[0].state,
             state == Volume::SliceState::Missing ? RegionState::SliceMissing : RegionState::SliceReading);
    QCOMPARE(table.lesions[0].voxels, std::ptrdiff_t{6 * 6 * 3});
    QVERIFY(!table.lesions[0].peak);
    QCOMPARE(table.lesions[1].state, RegionState::Measured);
    QVERIFY(table.all.state != RegionState::Measured);
    QVERIFY(!table.all.peak);
  }
}

void TestLesionStatistics::beyondTheImageIsSaid() {
  const auto pet = makeVolume(kPet, VoxelType::Float32, uneven);
  const ImageGrid longer = makeGrid({40, 36, 40}, {4.0, 4.0, 3.0}, {-78, -70, -45});
  LabelMap labels = emptyMap(longer);
  paint(labels, {12, 9, 28}, {17, 14, 31}, 1);
  QCOMPARE(lesionStatistics(labels, 1, *pet, kControl).state, RegionState::OutsideImage);
  // At the edge the sphere of the peak leaves the image.
  LabelMap edge = emptyMap(kPet);
  paint(edge, {0, 0, 0}, {0, 3, 3}, 1);
  const LesionStatistics seen = lesionStatistics(edge, 1, *pet, kControl);
  QCOMPARE(seen.state, RegionState::Measured);
  QVERIFY(!seen.peak);
}

void TestLesionStatistics::nothingPainted() {
  const auto pet = makeVolume(kPet, VoxelType::Float32, uneven);
  const LesionTable table = lesionTable(emptyMap(kPet), *pet, kControl);
  QVERIFY(table.lesions.empty());
  QCOMPARE(table.all.voxels, std::ptrdiff_t{0});
  QCOMPARE(table.all.state, RegionState::NoPixel);
}

QTEST_GUILESS_MAIN(TestLesionStatistics)
#include "tst_lesion_statistics.moc"
