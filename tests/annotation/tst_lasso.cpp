#include "annotation/regions/polygon_rows.h"
#include "annotation/tools/lasso_tool.h"
#include "tests/annotation/value_cases.h"

using namespace uptake;
using namespace uptake::test;

/// Lasso and polygon, against the winding number of every voxel.
class TestLasso : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void lassoFillsWhatIsInside();
  void polygonClosesInThreeWays();
  void lassoErasesAndPaintsOver();
};

namespace {

/// How often a polygon winds around a point of its plane, by the angles.
int winding(const std::vector<Eigen::Vector2d>& polygon, const Eigen::Vector2d& at) {
  double angle = 0.0;
  for (std::size_t n = 0; n < polygon.size(); ++n) {
    const Eigen::Vector2d a = polygon[n] - at;
    const Eigen::Vector2d b = polygon[(n + 1) % polygon.size()] - at;
    angle += std::atan2(a.x() * b.y() - a.y() * b.x(), a.dot(b));
  }
  return static_cast<int>(std::lround(angle / (2.0 * M_PI)));
}

}  // namespace

void TestLasso::lassoFillsWhatIsInside() {
  // A line that crosses itself: two loops, and a lobe wound around twice.
  const std::vector<Eigen::Vector2d> shape{{-9, -7.1}, {8.3, 6.2}, {9.1, -6}, {-8, 7.7},
                                           {-9.4, -2}, {3.3, -8},  {5, 5.5},  {-2, -5.5}};
  for (const ImageGrid& grid : grids())
    for (SlicePointer pointer : pointersAt(Point(2.3, 6.1, 112.4))) {
      pointer.thickness = 5.3;
      ToolCase open(oneSpot);
      const MaskId mask = open.addMask(grid);
      const auto before = open.labels(mask);
      LassoTool tool(open.context());
      const auto at = [&](const Eigen::Vector2d& p) { return ToolCase::moved(pointer, p.x(), p.y()); };
      tool.press(at(shape.front()));
      for (const auto& corner : shape) tool.move(at(corner));
      tool.release(at(shape.back()));
      const int across = grid.axisAlong(pointer.plane.normal());
      const Direction axis = grid.axis(across);
      const auto wanted = ToolCase::expected(before, grid, 1, [&](const Eigen::Vector3i& index) {
        const Point centre = grid.toPatient(index.cast<double>());
        // Along the grid's axis onto the plane; nearest slice of its column.
        const double way = -pointer.plane.distance(centre) / pointer.plane.normal().dot(axis);
        const double thickness = pointer.thickness / std::abs(pointer.plane.normal().dot(axis));
        if (std::abs(way) > std::max(thickness, grid.spacing()[across]) / 2.0) return false;
        const Point on = centre + way * axis - pointer.position;
        return winding(shape, {on.dot(pointer.plane.right), on.dot(pointer.plane.down)}) != 0;
      });
      QVERIFY(open.labels(mask) == wanted);
      QVERIFY(countOf(open, mask, 1) > 20);
      QCOMPARE(open.stack.count(), 1);
      open.stack.undo();
      QVERIFY(open.labels(mask) == before);
    }
}

void TestLasso::polygonClosesInThreeWays() {
  const SlicePointer pointer = CaseFixture::pointerAt(Point(2.3, 6.1, 112.4), PlaneOrientation::Coronal);
  const std::vector<Eigen::Vector2d> corners{{-8, -7}, {9, -6}, {7.3, 8}, {-6, 5.2}};
  std::vector<Label> first;
  for (const QString& way : {QStringLiteral("double"), QStringLiteral("return"), QStringLiteral("first")}) {
    ToolCase open(oneSpot);
    const MaskId mask = open.addMask(ToolCase::petGrid());
    LassoTool tool(open.context());
    const auto at = [&](const Eigen::Vector2d& p) { return ToolCase::moved(pointer, p.x(), p.y()); };
    for (const auto& corner : corners) {
      tool.move(at(corner));
      tool.press(at(corner));
      tool.release(at(corner));
      QVERIFY(tool.isInGesture());
    }
    QCOMPARE(open.stack.count(), 0);
    if (way == QLatin1String("double")) {
      tool.press(at(corners.back()));
      tool.release(at(corners.back()));
    } else if (way == QLatin1String("return")) {
      tool.move(at({20, 20}));  // where the pointer happens to be is no corner
      tool.finish();
    } else {
      tool.press(at(corners.front() + Eigen::Vector2d(0.5, 0.5)));
      tool.release(at(corners.front()));
    }
    QVERIFY(!tool.isInGesture());
    QCOMPARE(open.stack.count(), 1);
    if (first.empty()) first = open.labels(mask);
    QVERIFY(open.labels(mask) == first);
    QVERIFY(countOf(open, mask, 1) > 20);
  }
  // A click on another slice does not tear it.
  ToolCase open(oneSpot);
  open.addMask(ToolCase::petGrid());
  LassoTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  click(tool, pointer);
  click(tool, CaseFixture::pointerAt(Point(2.3, 12.0, 112.4), PlaneOrientation::Coronal));
  QVERIFY(lastSaid(said).contains(QStringLiteral("another slice")));
  QVERIFY(tool.isInGesture());
  tool.finish();
  QVERIFY(lastSaid(said).contains(QStringLiteral("three corners")));
  QCOMPARE(open.stack.count(), 0);
}

void TestLasso::lassoErasesAndPaintsOver() {
  ToolCase open(oneSpot);
  open.selection.setProtectsOthers(false);
  const MaskId mask = open.addMask(ToolCase::petGrid());
  LassoTool tool(open.context());
  QSignalSpy said(&tool, &Tool::said);
  SlicePointer pointer = CaseFixture::pointerAt(Point(2.3, 6.1, 112.4));
  const auto circle = [&](double radius) {
    std::vector<SlicePointer> path;
    for (int n = 0; n < 24; ++n)
      path.push_back(ToolCase::moved(pointer, radius * std::cos(n * 0.26), radius * std::sin(n * 0.26)));
    stroke(tool, path);
  };
  circle(9);
  const std::ptrdiff_t all = countOf(open, mask, 1);
  open.selection.setSegment(mask, 2);
  circle(5);
  const std::ptrdiff_t inner = countOf(open, mask, 2);
  QVERIFY(inner > 0);
  QCOMPARE(countOf(open, mask, 1), all - inner);
  pointer.invert = true;
  circle(9);
  QCOMPARE(countOf(open, mask, 2), std::ptrdiff_t{0});
  QCOMPARE(countOf(open, mask, 1), all - inner);
  QCOMPARE(open.stack.undoText(), QStringLiteral("Erase lasso on Lesion 2"));
  circle(9);
  QVERIFY(lastSaid(said).contains(QStringLiteral("nothing inside")));
  QCOMPARE(open.stack.count(), 3);
}

QTEST_GUILESS_MAIN(TestLasso)
#include "tst_lasso.moc"
