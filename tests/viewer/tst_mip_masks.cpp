#include "core/mask/label_map.h"
#include "tests/support/test_support.h"
#include "tests/viewer/synthetic.h"
#include "viewer/mip/silhouette.h"

#include <algorithm>
#include <set>

using namespace uptake;

/// Masks in projections: as coloured silhouettes, and as what is left out.
class TestMipMasks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void voxelIsSeenWhereItLies_data();
  void voxelIsSeenWhereItLies();
  void nearestLabelIsSeen();
  void silhouetteHasNoHoles();
  void otherGridsAreSeenToo();
  void hiddenLabelsAreLookedThrough();
  void leftOutVoxelsHideNothing();
};

namespace {

const Eigen::Vector3i kSize{31, 41, 20};

ImageGrid petGrid() {
  return test::makeGrid(kSize, {4.0, 4.0, 3.0}, {-60.0, -80.0, 10.0});
}

std::shared_ptr<const Volume> flatPet() {
  return test::makeVolume(petGrid(), VoxelType::Float32, [](const Point&) { return 1.0; });
}

LabelMap maskOf(const ImageGrid& grid, const std::vector<std::pair<Eigen::Vector3i, Label>>& voxels) {
  LabelMap labels = LabelMap::create(grid).take();
  for (const auto& [index, label] : voxels) labels.set(index, label);
  return labels;
}

std::set<Label> labelsIn(const std::vector<Label>& labels) {
  return {labels.begin(), labels.end()};
}

Label labelAt(const std::vector<Label>& labels, const MipImage& image, const Point& point) {
  const Eigen::Vector2d at = image.indexOf(point);
  return labels[static_cast<std::size_t>(std::lround(at.y())) * static_cast<std::size_t>(image.columns) +
                static_cast<std::size_t>(std::lround(at.x()))];
}

}  // namespace

void TestMipMasks::voxelIsSeenWhereItLies_data() {
  QTest::addColumn<double>("angle");
  for (const double angle : {0.0, 30.0, 90.0, 137.0, 270.0}) QTest::addRow("%.0f", angle) << angle;
}

void TestMipMasks::voxelIsSeenWhereItLies() {
  QFETCH(double, angle);
  const MipProjector projector(flatPet());
  const JobControl control;
  const MipImage image = projector.project(angle, control).take();
  const Eigen::Vector3i voxel{5, 31, 4};
  const LabelMap mask = maskOf(petGrid(), {{voxel, 7}});
  const std::vector<Label> labels = silhouette(mask.runs(), image);
  QCOMPARE(labels.size(), image.values.size());
  const Point centre = petGrid().toPatient(voxel.cast<double>());
  QCOMPARE(labelAt(labels, image, centre), Label{7});
  // Nowhere else: half a diagonal of the voxel, and half a pixel, away at most.
  const double reach = (std::hypot(4.0, 4.0) / 2.0) / image.columnSpacing + 0.5;
  const Eigen::Vector2d at = image.indexOf(centre);
  for (int row = 0; row < image.rows; ++row)
    for (int column = 0; column < image.columns; ++column)
      if (labels[static_cast<std::size_t>(row * image.columns + column)] != 0) {
        QVERIFY(std::abs(column - at.x()) <= reach);
        QVERIFY(std::abs(row - at.y()) <= 0.51);
      }
}

void TestMipMasks::nearestLabelIsSeen() {
  const MipProjector projector(flatPet());
  const JobControl control;
  // The patient's front has the smaller y (LPS).
  const LabelMap mask = maskOf(petGrid(), {{{12, 5, 9}, 1}, {{12, 35, 9}, 2}});
  const LabelRuns runs = mask.runs();
  const MipImage front = projector.project(0.0, control).take();
  QCOMPARE(labelsIn(silhouette(runs, front)), (std::set<Label>{0, 1}));
  const MipImage back = projector.project(180.0, control).take();
  QCOMPARE(labelsIn(silhouette(runs, back)), (std::set<Label>{0, 2}));
  const MipImage side = projector.project(90.0, control).take();
  QCOMPARE(labelsIn(silhouette(runs, side)), (std::set<Label>{0, 1, 2}));
}

void TestMipMasks::silhouetteHasNoHoles() {
  const MipProjector projector(flatPet());
  const JobControl control;
  LabelMap mask = LabelMap::create(petGrid()).take();
  const Point centre = petGrid().toPatient({15.0, 20.0, 10.0});
  constexpr double kRadius = 20.0;
  for (int k = 0; k < kSize.z(); ++k)
    for (int j = 0; j < kSize.y(); ++j)
      for (int i = 0; i < kSize.x(); ++i)
        if ((petGrid().toPatient(Eigen::Vector3d(i, j, k)) - centre).norm() <= kRadius)
          mask.set({i, j, k}, 3);
  const LabelRuns runs = mask.runs();
  for (const double angle : {0.0, 22.5, 45.0, 61.0}) {
    const MipImage image = projector.project(angle, control).take();
    const std::vector<Label> labels = silhouette(runs, image);
    const Eigen::Vector2d middle = image.indexOf(centre);
    for (int row = 0; row < image.rows; ++row)
      for (int column = 0; column < image.columns; ++column) {
        const double distance =
            std::hypot((column - middle.x()) * image.columnSpacing, (row - middle.y()) * image.rowSpacing);
        const Label label = labels[static_cast<std::size_t>(row * image.columns + column)];
        // Between the two, the edge of voxels decides.
        if (distance < kRadius - 4.0) QCOMPARE(label, Label{3});
        if (distance > kRadius + 6.0) QCOMPARE(label, Label{0});
      }
  }
}

void TestMipMasks::otherGridsAreSeenToo() {
  const MipProjector projector(flatPet());
  const JobControl control;
  const MipImage image = projector.project(30.0, control).take();
  // A CT grid, finer, whose slices run the other way.
  Eigen::Matrix3d directions = Eigen::Matrix3d::Identity();
  directions(0, 0) = directions(2, 2) = -1.0;
  const ImageGrid ct = test::makeGrid({100, 120, 40}, {1.0, 1.0, 1.5}, {50.0, -60.0, 70.0}, directions);
  const Eigen::Vector3i voxel{20, 90, 11};
  const LabelMap mask = maskOf(ct, {{voxel, 5}});
  const std::vector<Label> labels = silhouette(mask.runs(), image);
  QCOMPARE(labelAt(labels, image, ct.toPatient(voxel.cast<double>())), Label{5});
}

void TestMipMasks::hiddenLabelsAreLookedThrough() {
  const MipProjector projector(flatPet());
  const JobControl control;
  const LabelMap mask = maskOf(petGrid(), {{{12, 5, 9}, 1}, {{12, 35, 9}, 2}});
  const MipImage front = projector.project(0.0, control).take();
  QCOMPARE(labelsIn(silhouette(mask.runs(), front, {1})), (std::set<Label>{0, 2}));
  QCOMPARE(labelsIn(silhouette(mask.runs(), front, {1, 2})), (std::set<Label>{0}));
}

void TestMipMasks::leftOutVoxelsHideNothing() {
  const Eigen::Vector3i bladder{12, 6, 9};
  const Eigen::Vector3i node{12, 30, 9};
  const auto pet = test::makeVolume(petGrid(), VoxelType::Float32, [&](const Point& point) {
    const Eigen::Vector3i voxel = petGrid().nearestVoxel(point);
    return voxel == bladder ? 40.0 : voxel == node ? 8.0 : 1.0;
  });
  const MipProjector whole(pet);
  QVERIFY(whole.canLeaveOut());
  const JobControl control;
  const MipImage image = whole.project(0.0, control).take();
  const Point at = petGrid().toPatient(bladder.cast<double>());
  const Eigen::Vector2d pixel = image.indexOf(at);
  const int column = static_cast<int>(std::lround(pixel.x()));
  const int row = static_cast<int>(std::lround(pixel.y()));
  const auto found = [&](const MipProjector& projector) {
    return petGrid().nearestVoxel(*projector.hottestVoxel(0.0, column, row));
  };
  QCOMPARE(found(whole), bladder);
  const float hidden = *std::ranges::max_element(image.values);
  QVERIFY(hidden > 20.0F);

  const LabelMap mask = maskOf(petGrid(), {{bladder, 1}});
  const MipProjector without = whole.without({mask.runs()});
  const MipImage rest = without.project(0.0, control).take();
  QVERIFY(*std::ranges::max_element(rest.values) <= 8.0F);
  QVERIFY(*std::ranges::max_element(rest.values) > 4.0F);
  QCOMPARE(found(without), node);
  // Of several masks, which may share voxels, each is left out.
  const LabelMap both = maskOf(petGrid(), {{bladder, 3}, {node, 4}});
  const MipImage none = whole.without({mask.runs(), both.runs()}).project(0.0, control).take();
  QVERIFY(*std::ranges::max_element(none.values) <= 1.0F);
  // What is left out of one projector is in the other still, and in the volume.
  QCOMPARE(*std::ranges::max_element(whole.project(0.0, control)->values), hidden);
  QCOMPARE(pet->value(bladder), 40.0);
}

QTEST_GUILESS_MAIN(TestMipMasks)
#include "tst_mip_masks.moc"
