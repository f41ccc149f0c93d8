#include "annotation/lesions/axial_diameters.h"
#include "annotation/lesions/lesion_csv.h"
#include "annotation/lesions/lesion_figures.h"
#include "annotation/lesions/lesion_histogram.h"
#include "tests/support/lesion_reference.h"
#include "tests/viewer/synthetic.h"

#include <Eigen/Geometry>

#include <cmath>
#include <random>

using namespace uptake;
using namespace uptake::test;

/// How large lesions are, and their HU and SUV: by hand and against numpy.
class TestLesionFigures : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void diametersByHand();
  void perpendicularOverAGap();
  void placeExtentAndImage();
  void largestSliceOfEqualOnes();
  void figuresAgreeWithNumpy_data();
  void figuresAgreeWithNumpy();
  void ctInALesionOnThePetsGrid();
  void togetherIsTheTableOfAll();
  void voxelsFollowEdits();
  void histogramByHand();
  void csvIsForPrograms();
};

namespace {

const JobControl kControl;

LabelMap emptyMap(const ImageGrid& grid) {
  return LabelMap::create(grid).take();
}

void paint(LabelMap& labels, const Eigen::Vector3i& first, const Eigen::Vector3i& last, Label label = 1) {
  for (int k = first.z(); k <= last.z(); ++k)
    for (int j = first.y(); j <= last.y(); ++j)
      for (int i = first.x(); i <= last.x(); ++i) labels.set({i, j, k}, label);
}

bool close(double a, double b, double tolerance = 1e-9) {
  return std::abs(a - b) <= tolerance * std::max({1.0, std::abs(a), std::abs(b)});
}

const ImageGrid kPet = makeGrid({40, 36, 30}, {4.0, 4.0, 3.0}, {-78, -70, -45});

double uneven(const Point& p) {
  return 2.0 + std::sin(p.x() * 0.31) + std::cos(p.y() * 0.17 + p.z() * 0.23) + 0.001 * p.x();
}

Eigen::Matrix3d turned() {
  return (Eigen::AngleAxisd(0.3, Eigen::Vector3d::UnitX()) * Eigen::AngleAxisd(0.2, Eigen::Vector3d::UnitZ()))
      .toRotationMatrix();
}

}  // namespace

void TestLesionFigures::diametersByHand() {
  // One pixel of 3 × 4 mm: its diagonal, and the longest line across it, which goes through a corner.
  OutlineDiameters pixel = outlineDiameters({{{0, 0}, {3, 4}}});
  QVERIFY(close(pixel.longest.length(), 5.0));
  QVERIFY(close(pixel.perpendicular.length(), 3.75));
  // A row of ten pixels of 1 mm: nearly its length, and hardly more than its height across.
  OutlineDiameters row = outlineDiameters({{{0, 0}, {10, 1}}});
  QVERIFY(close(row.longest.length(), std::sqrt(101.0)));
  QVERIFY(close(row.perpendicular.length(), std::sqrt(101.0) / 10.0));
  // A plus: 9 × 1 with 1 × 5 through its middle.
  OutlineDiameters plus = outlineDiameters({{{0, 2}, {9, 3}}, {{4, 0}, {5, 5}}});
  QVERIFY(close(plus.longest.length(), std::sqrt(82.0)));
  QVERIFY(plus.perpendicular.length() > 5.0 && plus.perpendicular.length() < 5.2);
  QVERIFY(std::abs((plus.longest.ends[1] - plus.longest.ends[0])
                       .dot(plus.perpendicular.ends[1] - plus.perpendicular.ends[0])) < 1e-6);
  QCOMPARE(outlineDiameters({}).longest.length(), 0.0);
}

void TestLesionFigures::perpendicularOverAGap() {
  // A frame of 10 × 10 with walls of 1: the longest is the diagonal, and across it is the other one, through
  // the empty middle.
  const OutlineDiameters frame =
      outlineDiameters({{{0, 0}, {10, 1}}, {{0, 9}, {10, 10}}, {{0, 1}, {1, 9}}, {{9, 1}, {10, 9}}});
  QVERIFY(close(frame.longest.length(), std::sqrt(200.0)));
  QVERIFY(close(frame.perpendicular.length(), std::sqrt(200.0), 1e-6));
}

void TestLesionFigures::placeExtentAndImage() {
  LabelMap labels = emptyMap(kPet);
  paint(labels, {10, 12, 5}, {11, 12, 5});
  paint(labels, {10, 10, 6}, {13, 15, 6});
  paint(labels, {20, 12, 9}, {20, 12, 9});
  const auto shape = lesionShape(LesionVoxels(labels, 1));
  QVERIFY(shape);
  QCOMPARE(shape->axis, 2);
  QCOMPARE(shape->slices, 3);
  QCOMPARE(shape->largestSlice, 6);
  QCOMPARE(shape->image, kPet.sliceNumber(6));
  QVERIFY(close(shape->largestAreaMm2, 24 * 16.0));
  QVERIFY((shape->place - kPet.toPatient({11.5, 12.5, 6})).norm() < 1e-9);
  QVERIFY((shape->extentMm - Eigen::Vector3d(11 * 4.0, 6 * 4.0, 5 * 3.0)).norm() < 1e-9);
  QVERIFY(close(shape->longest.lengthMm(), std::hypot(16.0, 24.0)));
  QVERIFY(!lesionShape(LesionVoxels(labels, 2)));
}

void TestLesionFigures::largestSliceOfEqualOnes() {
  LabelMap labels = emptyMap(kPet);
  paint(labels, {10, 12, 5}, {11, 12, 9});
  QCOMPARE(lesionShape(LesionVoxels(labels, 1))->largestSlice, 7);
  // Stored in coronal slices, the axial ones are its rows.
  Eigen::Matrix3d coronal;
  coronal << 1, 0, 0, 0, 0, 1, 0, -1, 0;
  const ImageGrid grid = makeGrid({20, 30, 10}, {1, 2, 5}, {0, 0, 0}, coronal);
  LabelMap upright = emptyMap(grid);
  paint(upright, {3, 10, 2}, {6, 20, 4});
  const auto shape = lesionShape(LesionVoxels(upright, 1));
  QCOMPARE(shape->axis, 1);
  QCOMPARE(shape->slices, 11);
  QCOMPARE(shape->largestSlice, 15);
  QCOMPARE(shape->image, -1);
  QVERIFY(close(shape->longest.lengthMm(), std::hypot(4.0, 15.0)));
  QVERIFY((shape->extentMm - Eigen::Vector3d(4, 15, 22)).norm() < 1e-9);
  // And in sagittal ones.
  Eigen::Matrix3d sagittal;
  sagittal << 0, 0, 1, 1, 0, 0, 0, 1, 0;
  const ImageGrid side = makeGrid({20, 30, 10}, {1, 2, 5}, {0, 0, 0}, sagittal);
  LabelMap lying = emptyMap(side);
  paint(lying, {3, 10, 2}, {6, 20, 4});
  QCOMPARE(lesionShape(LesionVoxels(lying, 1))->axis, 1);
  QVERIFY(close(lesionShape(LesionVoxels(lying, 1))->longest.lengthMm(), std::hypot(4.0, 15.0)));
}

void TestLesionFigures::figuresAgreeWithNumpy_data() {
  QTest::addColumn<bool>("isTurned");
  QTest::addColumn<bool>("isOnCt");
  QTest::newRow("on the PET's grid") << false << false;
  QTest::newRow("on the CT's grid") << false << true;
  QTest::newRow("on a turned grid") << true << false;
}

void TestLesionFigures::figuresAgreeWithNumpy() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(bool, isTurned);
  QFETCH(bool, isOnCt);
  const ImageGrid petGrid = makeGrid({30, 26, 20}, {4.0, 4.0, 3.0}, {-58, -50, -30});
  const ImageGrid ctGrid = makeGrid({120, 104, 14}, {1.1, 1.1, 5.0}, {-65, -55, -32});
  const ImageGrid turnedGrid = makeGrid({24, 22, 16}, {3.0, 3.0, 2.5}, {-30, -30, -20}, turned());
  const auto pet = makeVolume(petGrid, VoxelType::Float32, uneven);
  const auto ct = makeVolume(ctGrid, VoxelType::Int16, [](const Point& p) {
    return 40.0 * uneven(p) + 30.0 * std::sin(p.x()) + 20.0 * std::cos(1.3 * p.y());
  });
  const ImageGrid grid = isOnCt ? ctGrid : isTurned ? turnedGrid : petGrid;
  LabelMap labels = emptyMap(grid);
  std::mt19937 random(11);
  const Eigen::Vector3i size = grid.size();
  for (int n = 0; n < 40; ++n) {
    const int reach = isOnCt ? 5 : 2;
    Eigen::Vector3i at;
    for (int axis = 0; axis < 3; ++axis) at[axis] = size[axis] / 4 + int(random() % unsigned(size[axis] / 2));
    const Eigen::Vector3i more(int(random() % unsigned(reach + 1)), int(random() % unsigned(reach + 1)),
                               int(random() % 2U));
    paint(labels, at, at + more, static_cast<Label>(1 + n % 4 * 3));
  }
  const LesionFiguresTable table = lesionFigures(labels, pet.get(), ct.get(), kControl);
  const bool samePlaces = grid.sameAs(petGrid);
  const QJsonArray wanted = lesionReference(labels, {pet.get(), ct.get()}, samePlaces ? 0 : -1);
  QCOMPARE(wanted.size(), qsizetype{4});
  QCOMPARE(table.lesions.size(), std::size_t{4});
  for (std::size_t n = 0; n < 4; ++n) {
    const LesionFigures& lesion = table.lesions[n];
    const QJsonObject by = wanted[static_cast<qsizetype>(n)].toObject();
    const auto number = [](const QJsonObject& object, const char* key) {
      return object[QLatin1String(key)].toDouble(std::nan(""));
    };
    const auto point = [&](const char* key) {
      const QJsonArray array = by[QLatin1String(key)].toArray();
      return Point(array[0].toDouble(), array[1].toDouble(), array[2].toDouble());
    };
    QCOMPARE(static_cast<double>(lesion.voxels), number(by, "voxels"));
    QVERIFY(close(lesion.volumeMl, number(by, "volume_ml")));
    QCOMPARE(lesion.shape->slices, by[QLatin1String("slices")].toInt());
    QVERIFY((lesion.shape->extentMm - point("extent")).norm() < 1e-6);
    QVERIFY((lesion.shape->place - point("place")).norm() < 1e-6);
    QVERIFY2(close(lesion.shape->longest.lengthMm(), number(by, "longest_mm"), 1e-7),
             qPrintable(QStringLiteral("%1, numpy %2")
                            .arg(lesion.shape->longest.lengthMm())
                            .arg(number(by, "longest_mm"))));
    QVERIFY2(close(lesion.shape->perpendicular.lengthMm(), number(by, "perpendicular_mm"), 1e-6),
             qPrintable(QStringLiteral("%1, numpy %2")
                            .arg(lesion.shape->perpendicular.lengthMm())
                            .arg(number(by, "perpendicular_mm"))));
    QVERIFY(std::abs((lesion.shape->longest.ends[1] - lesion.shape->longest.ends[0])
                         .dot(lesion.shape->perpendicular.ends[1] - lesion.shape->perpendicular.ends[0])) <
            1e-5);
    const QJsonArray images = by[QLatin1String("images")].toArray();
    for (int image = 0; image < 2; ++image) {
      const LesionStatistics& found = image == 0 ? *lesion.uptake : *lesion.density;
      QCOMPARE(found.state, RegionState::Measured);
      const QJsonObject expected = images[image].toObject();
      QVERIFY(close(found.mean, number(expected, "mean"), 1e-6));
      QVERIFY(close(found.minimum, number(expected, "min"), 1e-6));
      QVERIFY(close(found.maximum, number(expected, "max"), 1e-6));
      QVERIFY(close(found.median, number(expected, "median"), 1e-6));
      QVERIFY(close(found.total, number(expected, "total"), 1e-6));
    }
    if (samePlaces) QVERIFY(close(lesion.uptake->peak->value, number(images[0].toObject(), "peak"), 2e-3));
  }
}

void TestLesionFigures::ctInALesionOnThePetsGrid() {
  // A voxel of the PET holds 4 × 4 of the CT; one of those has another value.
  const ImageGrid petGrid = makeGrid({10, 10, 10}, {4, 4, 4}, {0, 0, 0});
  const ImageGrid ctGrid = makeGrid({40, 40, 10}, {1, 1, 4}, {-1.5, -1.5, 0});
  const auto ct = makeVolume(ctGrid, VoxelType::Int16, [](const Point& p) {
    return std::abs(p.x() - 21.5) < 0.1 && std::abs(p.y() - 18.5) < 0.1 ? 900.0 : 20.0;
  });
  LabelMap labels = emptyMap(petGrid);
  paint(labels, {5, 5, 3}, {5, 5, 3});  // x and y from 18 to 22
  LesionMeasurer measurer(nullptr, ct);
  const LesionFigures figures = measurer.measure(LesionVoxels(labels, 1), kControl);
  QVERIFY(!figures.uptake);
  QCOMPARE(figures.density->maximum, 900.0);
  QCOMPARE(figures.density->minimum, 20.0);
  QCOMPARE(figures.density->mean, 20.0 + 880.0 / 16.0);
}

void TestLesionFigures::togetherIsTheTableOfAll() {
  const auto pet = makeVolume(kPet, VoxelType::Float32, uneven);
  LabelMap labels = emptyMap(kPet);
  paint(labels, {10, 10, 10}, {14, 13, 15}, 2);
  paint(labels, {20, 12, 12}, {28, 20, 13}, 5);
  paint(labels, {5, 5, 20}, {5, 5, 20}, 9);
  const LesionFiguresTable table = lesionFigures(labels, pet.get(), nullptr, kControl);
  std::vector<const LesionFigures*> each;
  for (const LesionFigures& lesion : table.lesions) each.push_back(&lesion);
  const LesionFigures all = together(each);
  QCOMPARE(all.voxels, table.all.voxels);
  QVERIFY(close(all.volumeMl, table.all.volumeMl, 1e-12));
  QVERIFY(close(all.uptake->mean, table.all.uptake->mean, 1e-12));
  QVERIFY(close(all.uptake->total, table.all.uptake->total, 1e-12));
  QCOMPARE(all.uptake->minimum, table.all.uptake->minimum);
  QCOMPARE(all.uptake->maximum, table.all.uptake->maximum);
  QCOMPARE(all.uptake->maximumAt, table.all.uptake->maximumAt);
  QCOMPARE(all.uptake->peak->value, table.all.uptake->peak->value);
  QVERIFY(std::isnan(all.uptake->median));
  QVERIFY(!all.density && !all.shape && !table.all.shape);
}

void TestLesionFigures::voxelsFollowEdits() {
  LabelMap labels = emptyMap(kPet);
  std::mt19937 random(8);
  MaskLesions lesions(labels);
  for (int n = 0; n < 400; ++n) {
    const Eigen::Vector3i at(int(random() % 36U), int(random() % 32U), int(random() % 27U));
    const Eigen::Vector3i end =
        at + Eigen::Vector3i(int(random() % 4U), int(random() % 4U), int(random() % 3U));
    paint(labels, at, end, static_cast<Label>(random() % 3U));
    const std::map<Label, LesionVoxels> before = lesions.all();
    const std::set<Label> changed = lesions.update(labels);
    for (const Label label : {Label{1}, Label{2}}) {
      const LesionVoxels wanted(labels, label);
      QCOMPARE(wanted.count(), labels.count(label));
      QCOMPARE(wanted.box(), labels.extent(label));
      const auto known = lesions.all().find(label);
      QCOMPARE(known != lesions.all().end(), !wanted.isEmpty());
      if (!wanted.isEmpty()) QVERIFY(known->second == wanted);
      const auto earlier = before.find(label);
      const bool isSame = earlier == before.end() ? wanted.isEmpty() : earlier->second == wanted;
      QCOMPARE(changed.contains(label), !isSame);
    }
  }
  QCOMPARE(lesions.all().size(), std::size_t{2});
  for (const Label label : {Label{1}, Label{2}}) {
    for (std::ptrdiff_t at = 0; at < kPet.voxelCount(); ++at)
      if (labels.voxels(at, 1).front() == label) labels.fill(at, 1, 0);
    QCOMPARE(lesions.update(labels), std::set<Label>{label});
    QVERIFY(!lesions.all().contains(label));
  }
}

void TestLesionFigures::histogramByHand() {
  QVERIFY(lesionHistogram({}, false).isEmpty());
  const LesionHistogram same = lesionHistogram({3, 3, 3}, false);
  QCOMPARE(same.counts, std::vector<std::ptrdiff_t>{3});
  QCOMPARE(same.median, 3.0);
  // Five parts of 0 … 10: 2 wide, the last with both its ends.
  const LesionHistogram few = lesionHistogram({0, 1, 2, 4, 9, 10}, false);
  QCOMPARE(few.counts, (std::vector<std::ptrdiff_t>{2, 1, 1, 0, 2}));
  QCOMPARE(few.median, 3.0);
  QCOMPARE(few.width(), 2.0);
  // 0 … 999: quartiles 250 and 750, so parts of 100.
  std::vector<float> many;
  for (int n = 0; n < 1000; ++n) many.push_back(static_cast<float>(n));
  QCOMPARE(lesionHistogram(many, false).counts.size(), std::size_t{10});
  // Whole numbers are never split.
  QCOMPARE(lesionHistogram({-1, 0, 0, 0, 1}, true).counts, (std::vector<std::ptrdiff_t>{1, 4}));
}

void TestLesionFigures::csvIsForPrograms() {
  const auto pet = makeVolume(kPet, VoxelType::Float32, uneven);
  LabelMap labels = emptyMap(kPet);
  paint(labels, {10, 10, 10}, {14, 13, 15}, 2);
  paint(labels, {0, 0, 0}, {0, 0, 0}, 4);
  const LesionFiguresTable table = lesionFigures(labels, pet.get(), nullptr, kControl);
  LesionNames names{{{2, QStringLiteral("Liver, \"left\"")}}, PetColumns::Suv, {}, true};
  QLocale::setDefault(QLocale(QLocale::German));
  const QByteArrayList lines = lesionCsv(table, names).split('\n');
  QLocale::setDefault(QLocale::c());
  QCOMPARE(lines.size(), qsizetype{5});
  QCOMPARE(
      lines[0],
      QByteArray("label,name,volume_ml,suv_max,suv_mean,suv_min,suv_median,suv_peak,tlg_g,voxels,longest_mm,"
                 "perpendicular_mm,extent_x_mm,extent_y_mm,extent_z_mm,slices,image,x_mm,y_mm,z_mm,"
                 "hu_mean,hu_min,hu_max"));
  QVERIFY2(lines[1].startsWith("2,\"Liver, \"\"left\"\"\",5.76,"), lines[1].constData());
  QVERIFY(lines[1].contains(",120,") && lines[1].endsWith(",,,"));
  QCOMPARE(lines[2].split(',').at(7), QByteArray());  // no peak at the edge
  QCOMPARE(lines[2].split(',').size(), lines[0].split(',').size());
  QVERIFY(lines[3].startsWith("total,,5.808,"));
  QCOMPARE(lines[3].split(',').at(10), QByteArray());
  names.pet = PetColumns::OwnUnit;
  names.petUnit = QStringLiteral("Bq/ml");
  const QByteArray own = lesionCsv(table, names);
  QVERIFY(own.contains("pet_max") && own.contains(",Bq/ml\n") && !own.contains("suv") &&
          !own.contains("tlg"));
  QVERIFY(lesionJson(table.all, names)[QLatin1String("longest_mm")].isNull());
}

QTEST_GUILESS_MAIN(TestLesionFigures)
#include "tst_lesion_figures.moc"
