#include "tests/support/test_support.h"
#include "tests/viewer/synthetic.h"
#include "viewer/volume/lesion_surface.h"

#include <QTest>

#include <Eigen/Geometry>

#include <cmath>
#include <functional>
#include <map>

using namespace uptake;
using namespace uptake::test;

/// Surfaces of lesions hold what their voxels hold, where they hold it.
class TestVolumeSurfaces : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void enclosesTheVolumeOfItsVoxels_data();
  void enclosesTheVolumeOfItsVoxels();
  void liesInThePatient();
  void isClosedAndFacesOutwards();
  void smallestLesionsAreShown();
  void partsStayApart();
  void cancelledJobGivesNothing();
};

namespace {

using Inside = std::function<bool(const Point&)>;

std::vector<VoxelRun> runsWhere(const ImageGrid& grid, const Inside& inside) {
  std::vector<VoxelRun> runs;
  for (int k = 0; k < grid.size().z(); ++k)
    for (int j = 0; j < grid.size().y(); ++j)
      for (int i = 0; i < grid.size().x(); ++i) {
        if (!inside(grid.toPatient({double(i), double(j), double(k)}))) continue;
        if (i > 0 && !runs.empty() && runs.back().end() == grid.offset(i, j, k)) {
          ++runs.back().length;
        } else {
          VoxelRun run;
          run.first = grid.offset(i, j, k);
          run.length = 1;
          runs.push_back(run);
        }
      }
  return runs;
}

Inside ball(const Point& centre, double radius) {
  return [=](const Point& point) { return (point - centre).norm() <= radius; };
}

/// A sum over the triangles of the volumes below them, another way than SurfaceMesh::enclosedVolume(): by the
/// divergence theorem, ml.
double volumeBelow(const SurfaceMesh& mesh) {
  double volume = 0.0;
  for (const auto& [a, b, c] : mesh.triangles) {
    const auto at = [&](std::int32_t n) -> Eigen::Vector3d {
      return mesh.points[static_cast<std::size_t>(n)].cast<double>();
    };
    const double area = (at(b) - at(a)).cross(at(c) - at(a)).z() / 2.0;
    volume += area * (at(a).z() + at(b).z() + at(c).z()) / 3.0;
  }
  return volume / 1000.0;
}

/// The centre of mass of what a closed surface encloses.
Point centroid(const SurfaceMesh& mesh) {
  double volume = 0.0;
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (const auto& [a, b, c] : mesh.triangles) {
    const auto at = [&](std::int32_t n) -> Eigen::Vector3d {
      return mesh.points[static_cast<std::size_t>(n)].cast<double>();
    };
    const double six = at(a).dot(at(b).cross(at(c)));
    volume += six;
    sum += six * (at(a) + at(b) + at(c)) / 4.0;
  }
  return sum / volume;
}

Point centroid(const ImageGrid& grid, const std::vector<VoxelRun>& runs) {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  for (const VoxelRun& run : runs)
    for (int n = 0; n < run.length; ++n) sum += grid.toPatient(grid.indexOf(run.first + n).cast<double>());
  return sum / static_cast<double>(voxelCount(runs));
}

Eigen::Matrix3d obliqueAxes(bool leftHanded) {
  Eigen::Matrix3d axes =
      Eigen::AngleAxisd(0.5, Eigen::Vector3d(1.0, -2.0, 0.7).normalized()).toRotationMatrix();
  if (leftHanded) axes.col(2) *= -1.0;
  return axes;
}

ImageGrid petGrid() {
  return makeGrid({90, 90, 120}, {4.07, 4.07, 2.03}, {-180, -180, -120});
}
ImageGrid ctGrid() {
  return makeGrid({160, 160, 36}, {0.98, 0.98, 5.0}, {-60, -70, -90}, obliqueAxes(true));
}

LesionSurface surfaceOf(const ImageGrid& grid, const std::vector<VoxelRun>& runs) {
  const JobControl control;
  return lesionSurface(grid, runs, control).take();
}

}  // namespace

void TestVolumeSurfaces::enclosesTheVolumeOfItsVoxels_data() {
  QTest::addColumn<bool>("onPet");
  QTest::addColumn<int>("shape");
  QTest::addColumn<double>("size");
  for (const bool onPet : {true, false}) {
    const QByteArray grid = onPet ? "pet" : "oblique ct";
    for (const double size : {6.5, 9.0, 14.0, 30.0}) {
      QTest::addRow("%s ball %g", grid.constData(), size) << onPet << 0 << size;
      QTest::addRow("%s rod %g", grid.constData(), size) << onPet << 1 << size;
      QTest::addRow("%s sheet %g", grid.constData(), size) << onPet << 2 << size;
      QTest::addRow("%s rough %g", grid.constData(), size) << onPet << 3 << size;
    }
  }
}

void TestVolumeSurfaces::enclosesTheVolumeOfItsVoxels() {
  QFETCH(bool, onPet);
  QFETCH(int, shape);
  QFETCH(double, size);
  const ImageGrid grid = onPet ? petGrid() : ctGrid();
  const Point centre = grid.centre() + Point(1.3, -0.7, 0.4);
  const Inside inside = [&](const Point& point) {
    const Eigen::Vector3d way = point - centre;
    switch (shape) {
      case 0:
        return way.norm() <= size;
      case 1:
        return std::hypot(way.x(), way.y()) <= size / 3.0 && std::abs(way.z()) <= 2.0 * size;
      case 2:
        return std::abs(way.dot(Eigen::Vector3d(1.0, 1.0, 0.3).normalized())) <= 2.5 &&
               way.norm() <= 1.5 * size;
      default:
        return way.norm() <= size * (1.0 + 0.3 * std::sin(way.x() / 3.0) * std::sin(way.y() / 2.5) *
                                               std::cos(way.z() / 3.5));
    }
  };
  const auto runs = runsWhere(grid, inside);
  const double voxels = static_cast<double>(voxelCount(runs)) * grid.spacing().prod() / 1000.0;
  const LesionSurface surface = surfaceOf(grid, runs);
  QCOMPARE(surface.voxels.value, voxels);
  const double enclosed = volumeBelow(surface.mesh);
  QVERIFY2(std::abs(enclosed - surface.mesh.enclosedVolume().value) < 1e-3 * enclosed,
           "two ways to sum must agree");
  if (voxels > 1.0)
    QVERIFY2(std::abs(enclosed / voxels - 1.0) <= kSurfaceVolumeTolerance,
             qPrintable(QStringLiteral("%1 ml of voxels, %2 ml of surface").arg(voxels).arg(enclosed)));
  const double apart = (centroid(surface.mesh) - centroid(grid, runs)).norm();
  QVERIFY2(apart < 0.25 * grid.spacing().maxCoeff(), qPrintable(QStringLiteral("%1 mm apart").arg(apart)));
}

void TestVolumeSurfaces::liesInThePatient() {
  const ImageGrid grid = ctGrid();
  const Point centre = grid.centre();
  const LesionSurface surface = surfaceOf(grid, runsWhere(grid, ball(centre, 25.0)));
  QVERIFY(surface.isSmooth);
  for (const Eigen::Vector3f& point : surface.mesh.points)
    QVERIFY(std::abs((point.cast<double>() - centre).norm() - 25.0) < 3.0);
  const auto [low, high] = surface.mesh.extent();
  QVERIFY((low - (centre - Point::Constant(25.0))).cwiseAbs().maxCoeff() < 3.0);
  QVERIFY((high - (centre + Point::Constant(25.0))).cwiseAbs().maxCoeff() < 3.0);
}

void TestVolumeSurfaces::isClosedAndFacesOutwards() {
  for (const bool leftHanded : {false, true}) {
    const ImageGrid grid = makeGrid({60, 60, 60}, {2.0, 2.0, 3.0}, {10, 20, 30}, obliqueAxes(leftHanded));
    const Point centre = grid.centre();
    const SurfaceMesh mesh = surfaceOf(grid, runsWhere(grid, ball(centre, 20.0))).mesh;
    QVERIFY(mesh.enclosedVolume().value > 0.0);
    // Each edge is passed once in each direction.
    std::map<std::pair<std::int32_t, std::int32_t>, int> edges;
    for (const auto& [a, b, c] : mesh.triangles) {
      ++edges[{a, b}];
      ++edges[{b, c}];
      ++edges[{c, a}];
    }
    for (const auto& [edge, count] : edges) {
      QCOMPARE(count, 1);
      QCOMPARE(edges.count({edge.second, edge.first}), std::size_t{1});
    }
    for (std::size_t n = 0; n < mesh.points.size(); ++n)
      QVERIFY(mesh.normals[n].cast<double>().dot(mesh.points[n].cast<double>() - centre) > 0.0);
  }
}

void TestVolumeSurfaces::smallestLesionsAreShown() {
  const ImageGrid grid = petGrid();
  VoxelRun one;
  one.first = grid.offset(20, 30, 40);
  one.length = 1;
  const LesionSurface surface = surfaceOf(grid, {one});
  QVERIFY(!surface.mesh.isEmpty());
  QVERIFY(std::abs(surface.mesh.enclosedVolume().value / grid.voxelVolume().value - 1.0) < 0.05);
  QVERIFY((centroid(surface.mesh) - grid.toPatient({20, 30, 40})).norm() < 0.5);
  QVERIFY(surfaceOf(grid, {}).mesh.isEmpty());
}

void TestVolumeSurfaces::partsStayApart() {
  const ImageGrid grid = petGrid();
  const Point first(-60, 0, 0);
  const Point second(60, 20, 30);
  const auto runs = runsWhere(
      grid, [&](const Point& point) { return ball(first, 12.0)(point) || ball(second, 20.0)(point); });
  const SurfaceMesh mesh = surfaceOf(grid, runs).mesh;
  for (const Eigen::Vector3f& point : mesh.points) {
    const Point at = point.cast<double>();
    QVERIFY((at - first).norm() < 12.0 + 4.0 || (at - second).norm() < 20.0 + 4.0);
  }
}

void TestVolumeSurfaces::cancelledJobGivesNothing() {
  const ImageGrid grid = petGrid();
  JobControl control;
  control.cancel();
  const auto surface = lesionSurface(grid, runsWhere(grid, ball(grid.centre(), 20.0)), control);
  QVERIFY(!surface);
  QCOMPARE(surface.error().kind, ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestVolumeSurfaces)
#include "tst_volume_surfaces.moc"
