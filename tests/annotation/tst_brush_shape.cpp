#include "annotation/tools/brush_tool.h"
#include "tests/annotation/brush_strokes.h"

#include <cmath>
#include <set>

using namespace uptake;
using namespace uptake::test;

/// The voxels that strokes cover are compared with a second computation that looks at every voxel of the grid
/// and measures in patient space.
class TestBrushShape : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void coversWhatIsWithinTheRadius_data();
  void coversWhatIsWithinTheRadius();
  void aDabIsRound();
  void aFineBrushLeavesNoGaps();
  void paintsAPetMaskFromACtPlane();
  void imageAfterImageLeavesNothingOut_data();
  void imageAfterImageLeavesNothingOut();
  void aThickImageReachesBesideTheMask();
};

namespace {

const ImageGrid kIsotropic =
    ImageGrid::create({40, 36, 30}, {1, 1, 1}, {-20, -18, -15}, Eigen::Matrix3d::Identity()).take();
const ImageGrid kAnisotropic =
    ImageGrid::create({50, 40, 14}, {0.7, 0.9, 3.0}, {-17, -18, -20}, Eigen::Matrix3d::Identity()).take();
const ImageGrid kPet =
    ImageGrid::create({16, 16, 14}, {4.07, 4.07, 3.0}, {-30, -29, -20}, Eigen::Matrix3d::Identity()).take();

/// Turned about a skew axis, its rows mirrored.
ImageGrid obliqueGrid() {
  Eigen::Matrix3d turned =
      Eigen::AngleAxisd(0.35, Eigen::Vector3d(1, 2, -0.5).normalized()).toRotationMatrix();
  turned.col(1) = -turned.col(1).eval();
  const Eigen::Vector3d spacing(0.8, 1.1, 2.5);
  const Eigen::Vector3i size(44, 34, 18);
  const Point origin =
      -(turned * spacing.asDiagonal() * (size.cast<double>() - Eigen::Vector3d::Ones()) / 2.0);
  return ImageGrid::create(size, spacing, origin, turned).take();
}

double distanceToSegment(const Point& point, const Point& a, const Point& b) {
  const Eigen::Vector3d along = b - a;
  const double length = along.squaredNorm();
  const double t = length == 0 ? 0 : std::clamp((point - a).dot(along) / length, 0.0, 1.0);
  return (point - (a + t * along)).norm();
}

/// The part of a → b (as a range of 0 … 1) whose index along an axis is within [low, high].
bool cut(const ImageGrid& grid, const Point& a, const Point& b, int axis, double low, double high,
         double& first, double& last) {
  const double from = grid.toIndex(a)[axis];
  const double by = grid.toIndex(b)[axis] - from;
  if (std::abs(by) < 1e-12) return from >= low && from <= high;
  const double t0 = (low - from) / by;
  const double t1 = (high - from) / by;
  first = std::max(first, std::min(t0, t1));
  last = std::min(last, std::max(t0, t1));
  return first <= last;
}

/// Whether a voxel is covered, by the definition in brush_sweep.h. Only for paths inside the grid.
bool isCovered(const ImageGrid& grid, BrushShape shape, double radius, Point a, Point b,
               const Direction& normal, double thickness, const Eigen::Vector3i& voxel) {
  const Point centre = grid.toPatient(voxel.cast<double>());
  if (shape == BrushShape::Disc) {
    int across = 0;
    for (int axis = 1; axis < 3; ++axis)
      if (std::abs(grid.axis(axis).dot(normal)) > std::abs(grid.axis(across).dot(normal))) across = axis;
    const Direction axis = grid.axis(across);
    if (axis.cross(normal).norm() > 1e-4) {
      const double way = normal.dot(a - centre) / normal.dot(axis);
      if (std::abs(way) <= std::max(thickness / std::abs(normal.dot(axis)), grid.spacing()[across]) / 2.0 &&
          distanceToSegment(centre + way * axis, a, b) <= radius)
        return true;
      if (radius >= grid.spacing().norm() / 2.0) return false;
      double first = 0;
      double last = 1;
      for (int each = 0; each < 3; ++each)
        if (!cut(grid, a, b, each, voxel[each] - 0.5, voxel[each] + 0.5, first, last)) return false;
      return true;
    }
    double first = 0;
    double last = 1;
    const double half = std::max(thickness / grid.spacing()[across], 1.0) / 2.0;
    if (!cut(grid, a, b, across, voxel[across] - half, voxel[across] + half, first, last)) return false;
    const Direction n = grid.axis(across);
    const auto onSlice = [&](const Point& point) { return Point(point - (point - centre).dot(n) * n); };
    const Point from = onSlice(a + first * (b - a));
    b = onSlice(a + last * (b - a));
    a = from;
  }
  if (distanceToSegment(centre, a, b) <= radius) return true;
  double first = 0;
  double last = 1;
  for (int axis = 0; axis < 3; ++axis)
    if (!cut(grid, a, b, axis, voxel[axis] - 0.5, voxel[axis] + 0.5, first, last)) return false;
  return true;
}

std::vector<Label> expectedLabels(const ImageGrid& grid, BrushShape shape, double radius,
                                  const std::vector<SlicePointer>& path) {
  std::vector<Label> labels(static_cast<std::size_t>(grid.voxelCount()), 0);
  for (int k = 0; k < grid.size().z(); ++k)
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i)
        for (std::size_t step = 0; step < path.size(); ++step)
          if (isCovered(grid, shape, radius, path[step == 0 ? 0 : step - 1].position, path[step].position,
                        path[step].plane.normal(), path[step].thickness, {i, j, k}))
            labels[static_cast<std::size_t>(grid.offset(i, j, k))] = 1;
  return labels;
}

}  // namespace

void TestBrushShape::coversWhatIsWithinTheRadius_data() {
  QTest::addColumn<ImageGrid>("grid");
  QTest::addColumn<int>("shape");
  QTest::addColumn<int>("orientation");
  QTest::addColumn<double>("diameter");
  QTest::addColumn<double>("thickness");
  const std::pair<const char*, ImageGrid> grids[] = {
      {"isotropic", kIsotropic}, {"anisotropic", kAnisotropic}, {"oblique", obliqueGrid()}, {"pet", kPet}};
  for (const auto& [name, grid] : grids)
    for (int shape = 0; shape < 2; ++shape)
      for (int orientation = 0; orientation < 3; ++orientation)
        for (const double diameter : {2.0, 3.3, 11.0})
          for (const double thickness : {0.5, 5.3})
            QTest::addRow("%s %s %d, %.1f mm, image of %.1f mm", name, shape == 0 ? "disc" : "ball",
                          orientation, diameter, thickness)
                << grid << shape << orientation << diameter << thickness;
}

void TestBrushShape::coversWhatIsWithinTheRadius() {
  QFETCH(ImageGrid, grid);
  QFETCH(int, shape);
  QFETCH(int, orientation);
  QFETCH(double, diameter);
  QFETCH(double, thickness);
  QRandomGenerator random(20240517);
  for (int round = 0; round < 2; ++round) {
    CaseFixture open;
    const MaskId mask = open.addMask(grid);
    BrushTool tool(open.context());
    tool.setShape(static_cast<BrushShape>(shape));
    tool.setDiameter({diameter});
    auto path = wander(grid, static_cast<PlaneOrientation>(orientation), 10.0, random);
    for (SlicePointer& pointer : path) pointer.thickness = thickness;
    stroke(tool, path);
    const std::vector<Label> painted = open.labels(mask);
    const std::vector<Label> expected =
        expectedLabels(grid, static_cast<BrushShape>(shape), diameter / 2.0, path);
    QVERIFY(std::ranges::count(expected, Label{1}) > 0);
    QCOMPARE(std::ranges::count(painted, Label{1}), std::ranges::count(expected, Label{1}));
    QVERIFY(painted == expected);

    open.stack.undo();
    QCOMPARE(countOf(open, mask, 0), grid.voxelCount());
    open.stack.redo();
    QVERIFY(open.labels(mask) == expected);
  }
}

void TestBrushShape::aDabIsRound() {
  // Lattice points within 5 of the origin: 81 in the plane (Gauss's circle problem), 515 in space. Some lie
  // exactly on the circle, and belong to it on every side.
  for (const auto& [shape, count] : {std::pair{BrushShape::Disc, 81}, std::pair{BrushShape::Ball, 515}}) {
    CaseFixture open;
    const MaskId mask = open.addMask(kIsotropic);
    BrushTool tool(open.context());
    tool.setShape(shape);
    tool.setDiameter({10.0});
    stroke(tool, {CaseFixture::pointerAt(kIsotropic, 20, 18, 15)});
    QCOMPARE(countOf(open, mask, 1), std::ptrdiff_t{count});
    const int deep = shape == BrushShape::Ball ? 5 : 0;
    QCOMPARE(open.document.mask(mask)->labels.extent(1),
             (IndexBox{{15, 13, 15 - deep}, {25, 23, 15 + deep}}));
  }
}

void TestBrushShape::aFineBrushLeavesNoGaps() {
  // 2 mm on 4 mm voxels, far apart pointer events: every voxel that the line meets is painted.
  for (const auto orientation :
       {PlaneOrientation::Axial, PlaneOrientation::Coronal, PlaneOrientation::Sagittal}) {
    CaseFixture open;
    const MaskId mask = open.addMask(kPet);
    BrushTool tool(open.context());
    tool.setDiameter({2.0});
    SlicePointer from = CaseFixture::pointerAt(kPet.centre(), orientation);
    SlicePointer to = from;
    from.position += -17.3 * from.plane.right - 9.1 * from.plane.down;
    to.position += 18.9 * from.plane.right + 11.7 * from.plane.down;
    tool.press(from);
    tool.release(to);
    std::set<std::ptrdiff_t> met;
    for (int step = 0; step <= 2000; ++step) {
      const Point point = from.position + (to.position - from.position) * step / 2000.0;
      met.insert(kPet.offset(kPet.nearestVoxel(point)));
    }
    QVERIFY(met.size() > 10);
    const auto labels = open.labels(mask);
    for (const std::ptrdiff_t voxel : met) QCOMPARE(labels[static_cast<std::size_t>(voxel)], Label{1});
  }
}

void TestBrushShape::paintsAPetMaskFromACtPlane() {
  // The view shows a CT slice between two PET slices: the nearer one is painted, and only that.
  CaseFixture open;
  const MaskId mask = open.addMask(kPet);
  BrushTool tool(open.context());
  tool.setDiameter({20.0});
  stroke(tool, {CaseFixture::pointerAt(kPet, 8, 8, 5.4)});
  QCOMPARE(open.document.mask(mask)->labels.extent(1).first.z(), 5);
  QCOMPARE(open.document.mask(mask)->labels.extent(1).last.z(), 5);
  // 10 mm are 2.457 voxels of 4.07 mm: 21 lattice points lie within (1 + 4 + 4 + 4 + 8).
  QCOMPARE(countOf(open, mask, 1), std::ptrdiff_t{21});
}

void TestBrushShape::imageAfterImageLeavesNothingOut_data() {
  QTest::addColumn<double>("spacing");    // of the mask's slices
  QTest::addColumn<double>("thickness");  // of the images
  QTest::addColumn<double>("offset");     // of the first image against slice 20
  QTest::addColumn<int>("slices");        // in five of them
  // Counted by hand: middles of slices n · spacing in (offset − thickness/2, offset + 4.5 · thickness].
  QTest::newRow("PET under CT") << 2.027 << 5.0 << 0.0 << 13;     // −2.5 … 22.5: −1 … 11
  QTest::newRow("between slices") << 2.027 << 5.0 << 1.0 << 12;   // −1.5 … 23.5: 0 … 11
  QTest::newRow("borders on slices") << 1.0 << 4.0 << 0.0 << 20;  // −2 (left out) … 18
  QTest::newRow("as thick") << 2.0 << 2.0 << 0.3 << 5;
  QTest::newRow("thinner images") << 3.0 << 1.0 << 0.0 << 2;  // 0, 1, 2, 3, 4 mm: the slices 0 and 3
}

void TestBrushShape::imageAfterImageLeavesNothingOut() {
  QFETCH(double, spacing);
  QFETCH(double, thickness);
  QFETCH(double, offset);
  QFETCH(int, slices);
  const ImageGrid grid =
      ImageGrid::create({40, 40, 60}, {2.0, 2.0, spacing}, {-40, -40, 0}, Eigen::Matrix3d::Identity()).take();
  for (const bool erases : {false, true}) {
    CaseFixture open;
    const MaskId mask = open.addMask(grid);
    const auto before = [&] { return open.labels(mask); };
    if (erases) {
      BrushTool tool(open.context());
      tool.setShape(BrushShape::Ball);
      tool.setDiameter({100.0});
      stroke(tool, {CaseFixture::pointerAt(grid.centre())});
    }
    const std::vector<Label> start = before();
    BrushTool tool(open.context());
    tool.setErasing(erases);
    tool.setDiameter({20.0});
    for (int image = 0; image < 5; ++image) {
      SlicePointer pointer = CaseFixture::pointerAt({0.0, 0.0, 20 * spacing + offset + image * thickness});
      pointer.thickness = thickness;
      stroke(tool, {pointer});
    }
    // One disc of 10 mm on voxels of 2 mm: 81 lattice points within 5, on every slice, and no slice left out.
    const std::vector<Label> now = open.labels(mask);
    std::ptrdiff_t changed = 0;
    std::set<int> met;
    for (std::size_t n = 0; n < start.size(); ++n)
      if (now[n] != start[n]) {
        ++changed;
        met.insert(static_cast<int>(static_cast<std::ptrdiff_t>(n) / grid.sliceVoxelCount()));
      }
    QCOMPARE(static_cast<int>(met.size()), slices);
    QCOMPARE(*met.rbegin() - *met.begin() + 1, slices);
    QCOMPARE(changed, std::ptrdiff_t{81} * slices);
  }
}

void TestBrushShape::aThickImageReachesBesideTheMask() {
  // The image's middle lies beside the mask, half of the image does not.
  CaseFixture open;
  const MaskId mask = open.addMask(kPet);
  BrushTool tool(open.context());
  tool.setDiameter({20.0});
  SlicePointer pointer = CaseFixture::pointerAt(kPet, 8, 8, -1.5);
  pointer.thickness = 12.0;
  stroke(tool, {pointer});
  QCOMPARE(open.document.mask(mask)->labels.extent(1).first.z(), 0);
  QCOMPARE(open.document.mask(mask)->labels.extent(1).last.z(), 0);
}

QTEST_GUILESS_MAIN(TestBrushShape)
#include "tst_brush_shape.moc"
