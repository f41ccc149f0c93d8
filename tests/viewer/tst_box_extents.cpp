#include "tests/viewer/slice_scene.h"
#include "viewer/slice/box_extents.h"

using namespace uptake;
using namespace uptake::test;

/// Lesions of boxes in planes that run through their slices.
class TestBoxExtents : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void rectangleAlongRowsAndColumns();
  void onlyWhatLiesInThePlane();
  void obliquePlanesCutTheBlock();
  void isPaintedInTheColourOfItsClass();
};

namespace {

/// Boxes on slices 20 … 23, each two columns further right, rows 40 … 49 but 45 … 54 on the last.
std::vector<BoxId> addLesion(CaseDocument& document) {
  std::vector<BoxId> ids;
  for (int n = 0; n < 4; ++n) {
    Box box;
    box.sopInstanceUid = QStringLiteral("CT.%1").arg(20 + n);
    box.className = QStringLiteral("G");
    box.rect = {30 + 2 * n, n == 3 ? 45 : 40, 39 + 2 * n, n == 3 ? 54 : 49};
    ids.push_back(document.insertBox(box));
  }
  return ids;
}

std::shared_ptr<Volume> blankCt() {
  return makeVolume(kCtGrid, VoxelType::Int16, [](const Point&) { return -1000.0; });
}

SliceGeometry geometryAt(PlaneOrientation orientation, const Point& point) {
  return {standardPlane(orientation, point), point, 1.0, {400.0, 400.0}};
}

QRectF boundsMm(const BoxExtent& extent, const SliceGeometry& geometry, const Direction& across,
                const Direction& along) {
  double left = 1e9, right = -1e9, low = 1e9, high = -1e9;
  for (const QPointF& pixel : extent.outline) {
    const Point point = geometry.toPatient(pixel);
    left = std::min(left, across.dot(point));
    right = std::max(right, across.dot(point));
    low = std::min(low, along.dot(point));
    high = std::max(high, along.dot(point));
  }
  return {left, low, right - left, high - low};
}

}  // namespace

void TestBoxExtents::rectangleAlongRowsAndColumns() {
  CaseDocument document;
  document.setImages(blankCt(), nullptr);
  addLesion(document);
  // The grid: 2 mm pixels from (−127, −120), slices of 3 mm from −90. Row 42 (all boxes but the last): y −36.
  const SliceGeometry coronal = geometryAt(PlaneOrientation::Coronal, {-60.0, -36.0, -20.0});
  auto extents = boxExtents(document, *document.ct(), coronal);
  QCOMPARE(extents.size(), std::size_t{1});
  // Columns 30 … 43: x from −127 + 2 · 29.5 to −127 + 2 · 43.5. Slices 20 … 22: z −90 + 3 · 19.5 … 22.5.
  QRectF bounds = boundsMm(extents.front(), coronal, Direction::UnitX(), Direction::UnitZ());
  QCOMPARE(bounds, QRectF(QPointF(-68.0, -31.5), QPointF(-40.0, -22.5)));
  // A plane beside the middles of the row's voxels, but in their cells: the same.
  const SliceGeometry beside = geometryAt(PlaneOrientation::Coronal, {-60.0, -35.1, -20.0});
  QCOMPARE(boundsMm(boxExtents(document, *document.ct(), beside).front(), beside, Direction::UnitX(),
                    Direction::UnitZ()),
           bounds);
  // Row 47: all four boxes.
  const SliceGeometry lower = geometryAt(PlaneOrientation::Coronal, {-60.0, -26.0, -20.0});
  QCOMPARE(boundsMm(boxExtents(document, *document.ct(), lower).front(), lower, Direction::UnitX(),
                    Direction::UnitZ()),
           QRectF(QPointF(-68.0, -31.5), QPointF(-36.0, -19.5)));
  // Column 38 (x −51): all four; rows 40 … 54.
  const SliceGeometry sagittal = geometryAt(PlaneOrientation::Sagittal, {-51.0, -36.0, -20.0});
  QCOMPARE(boundsMm(boxExtents(document, *document.ct(), sagittal).front(), sagittal, Direction::UnitY(),
                    Direction::UnitZ()),
           QRectF(QPointF(-41.0, -31.5), QPointF(-11.0, -19.5)));
}

void TestBoxExtents::onlyWhatLiesInThePlane() {
  CaseDocument document;
  document.setImages(blankCt(), nullptr);
  const std::vector<BoxId> boxes = addLesion(document);
  const auto countAt = [&](double y) {
    const SliceGeometry geometry = geometryAt(PlaneOrientation::Coronal, {-60.0, y, -20.0});
    return boxExtents(document, *document.ct(), geometry).size();
  };
  QCOMPARE(countAt(-120.0 + 2 * 39), std::size_t{0});  // the row before
  QCOMPARE(countAt(-120.0 + 2 * 40), std::size_t{1});
  QCOMPARE(countAt(-120.0 + 2 * 54), std::size_t{1});
  QCOMPARE(countAt(-120.0 + 2 * 55), std::size_t{0});
  QCOMPARE(countAt(-10000.0), std::size_t{0});
  const SliceGeometry axial = geometryAt(PlaneOrientation::Axial, {-60.0, -30.0, -30.0});
  QVERIFY(boxExtents(document, *document.ct(), axial).empty());
  document.setBoxesHidden(boxes, true);
  QCOMPARE(countAt(-120.0 + 2 * 42), std::size_t{0});
  // Boxes of another series do not lie on this one.
  document.setBoxesHidden(boxes, false);
  ImageStack other{kCtGrid, {}};
  for (int k = 0; k < 60; ++k) other.images.push_back(QStringLiteral("other.%1").arg(k));
  document.setImageStacks({other});
  Box box = *document.box(boxes.front());
  box.sopInstanceUid = QStringLiteral("other.5");
  document.insertBox(box);
  QCOMPARE(countAt(-120.0 + 2 * 42), std::size_t{1});
}

void TestBoxExtents::obliquePlanesCutTheBlock() {
  CaseDocument document;
  document.setImages(blankCt(), nullptr);
  addLesion(document);
  // A plane through the block's middle, turned by 45° about the patient's long axis, shows its full height.
  const Point middle(-52.0, -26.0, -25.5);
  const Direction right = Direction(1.0, 1.0, 0.0).normalized();
  const SliceGeometry geometry({middle, right, -Direction::UnitZ()}, middle, 1.0, {400.0, 400.0});
  const auto extents = boxExtents(document, *document.ct(), geometry);
  QCOMPARE(extents.size(), std::size_t{1});
  const QRectF bounds = boundsMm(extents.front(), geometry, right, Direction::UnitZ());
  QVERIFY(std::abs(bounds.top() - -31.5) < 1e-6);
  QVERIFY(std::abs(bounds.bottom() - -19.5) < 1e-6);
  // The block is 32 mm × 30 mm: cut from side to side of the shorter one.
  QVERIFY(std::abs(bounds.width() - 30.0 * std::sqrt(2.0)) < 1e-6);
}

void TestBoxExtents::isPaintedInTheColourOfItsClass() {
  Scene scene;
  scene.document.setImages(blankCt(), nullptr);
  const std::vector<BoxId> boxes = addLesion(scene.document);
  scene.selection.setBox(boxes.front());
  const Point depth(-52.0, -26.0, -25.5);
  scene.crosshairAside(PlaneOrientation::Coronal, depth);
  scene.state.setCrosshair({5000.0, depth.y(), 5000.0});
  SliceView& view = scene.show(SliceContent::Ct, PlaneOrientation::Coronal);
  const Rgb green = LabelScheme::lungPetCtDx().colour(QStringLiteral("G"));
  const QColor colour(green.red, green.green, green.blue);
  const auto painted = [&] { return extentOf(view.grab().toImage(), colour); };
  QTRY_VERIFY(!painted().isEmpty());
  const QPointF from = view.toPixel({-68.0, depth.y(), -19.5});
  const QPointF to = view.toPixel({-36.0, depth.y(), -31.5});
  const QRectF found = painted();
  QVERIFY2(std::abs(found.left() - from.x()) <= 1.0 && std::abs(found.right() - to.x()) <= 1.5 &&
               std::abs(found.top() - from.y()) <= 1.0 && std::abs(found.bottom() - to.y()) <= 1.5,
           qPrintable(QStringLiteral("%1 %2 %3 %4")
                          .arg(found.left())
                          .arg(found.top())
                          .arg(found.right())
                          .arg(found.bottom())));
  // Another scheme, another colour.
  scene.state.setLabelScheme(LabelScheme::lungRads());
  QTRY_VERIFY(painted().isEmpty());
  scene.state.setLabelScheme(LabelScheme::lungPetCtDx());
  QTRY_VERIFY(!painted().isEmpty());
  scene.document.setBoxesHidden(boxes, true);
  QTRY_VERIFY(painted().isEmpty());
}

QTEST_MAIN(TestBoxExtents)
#include "tst_box_extents.moc"
