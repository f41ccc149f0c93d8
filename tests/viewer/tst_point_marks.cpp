#include "tests/viewer/slice_scene.h"

using namespace uptake;
using namespace uptake::test;

/// Marks at points on the screen: in which slices, hidden with what, and that they can be read.
class TestPointMarks : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void liesAtItsPoint();
  void onlyInItsSlice();
  void hiddenWithTheAnnotations();
  void readOnDarkAndBright_data();
  void readOnDarkAndBright();
  void textsKeepClear();
  void ownersDoNotTakeEachOthers();
};

namespace {

const QString kOwner = QStringLiteral("test");
constexpr Rgb kBlue{120, 215, 240};

int differing(const QImage& a, const QImage& b, const QRect& in) {
  int count = 0;
  for (int y = in.top(); y <= in.bottom(); ++y)
    for (int x = in.left(); x <= in.right(); ++x) count += a.pixel(x, y) != b.pixel(x, y) ? 1 : 0;
  return count;
}

int differing(const QImage& a, const QImage& b) {
  return differing(a, b, a.rect());
}

/// The smallest rectangle around what differs.
QRect changedArea(const QImage& a, const QImage& b) {
  QRect area;
  for (int y = 0; y < a.height(); ++y)
    for (int x = 0; x < a.width(); ++x)
      if (a.pixel(x, y) != b.pixel(x, y)) area |= QRect(x, y, 1, 1);
  return area;
}

Scene& prepare(Scene& scene, double hounsfield = -1000.0) {
  scene.document.setImages(makeVolume(kCtGrid, VoxelType::Int16, [&](const Point&) { return hounsfield; }),
                           makeVolume(kPetGrid, VoxelType::Float32, [](const Point&) { return 0.0; }));
  scene.crosshairAside(PlaneOrientation::Axial, {0, 0, 0});
  return scene;
}

PointMark markAt(const Point& point, const char* text = "a text") {
  return {point, QString::fromLatin1(text), kBlue, false};
}

}  // namespace

void TestPointMarks::liesAtItsPoint() {
  Scene scene;
  SliceView& view = prepare(scene).show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage before = view.grabImage();
  const Point point(20, -30, 0);
  scene.state.setPointMarks(kOwner, {markAt(point, "")});
  const QImage after = view.grabImage();
  const QRect area = changedArea(before, after);
  QVERIFY(area.width() < 16 * after.devicePixelRatio());
  QVERIFY((QPointF(area.center()) / after.devicePixelRatio() - view.toPixel(point)).manhattanLength() < 3.0);
  // In other planes, too.
  SliceView& coronal = scene.show(SliceContent::Ct, PlaneOrientation::Coronal);
  scene.crosshairAside(PlaneOrientation::Coronal, point);
  const QImage with = coronal.grabImage();
  scene.state.setPointMarks(kOwner, {});
  QVERIFY(differing(with, coronal.grabImage()) > 20);
}

void TestPointMarks::onlyInItsSlice() {
  Scene scene;
  SliceView& view = prepare(scene).show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage before = view.grabImage();
  // Slices of 3 mm: half a slice either way.
  for (const auto& [z, seen] : {std::pair{1.4, true}, std::pair{-1.5, true}, std::pair{1.6, false},
                                std::pair{-1.6, false}, std::pair{30.0, false}}) {
    scene.state.setPointMarks(kOwner, {markAt({10, 10, z})});
    QCOMPARE(differing(view.grabImage(), before) > 0, seen);
  }
}

void TestPointMarks::hiddenWithTheAnnotations() {
  Scene scene;
  SliceView& view = prepare(scene).show(SliceContent::Ct, PlaneOrientation::Axial);
  const QImage before = view.grabImage();
  scene.state.setPointMarks(kOwner, {markAt({0, 0, 0})});
  QVERIFY(differing(view.grabImage(), before) > 0);
  scene.state.setAnnotationsVisible(false);
  QCOMPARE(differing(view.grabImage(), before), 0);
}

void TestPointMarks::readOnDarkAndBright_data() {
  QTest::addColumn<int>("content");
  QTest::addColumn<double>("hounsfield");
  QTest::newRow("air") << static_cast<int>(SliceContent::Ct) << -1000.0;
  QTest::newRow("bone") << static_cast<int>(SliceContent::Ct) << 2000.0;
  QTest::newRow("PET, white") << static_cast<int>(SliceContent::Pet) << 0.0;
}

void TestPointMarks::readOnDarkAndBright() {
  QFETCH(int, content);
  QFETCH(double, hounsfield);
  Scene scene;
  SliceView& view =
      prepare(scene, hounsfield).show(static_cast<SliceContent>(content), PlaneOrientation::Axial);
  const QImage before = view.grabImage();
  scene.state.setPointMarks(kOwner, {markAt({0, 0, 0}, "HHHHHH")});
  const QImage after = view.grabImage();
  // Both light and dark pixels next to each other: letters and their rims.
  const QRect area = changedArea(before, after);
  int darkest = 255;
  int lightest = 0;
  for (int y = area.top(); y <= area.bottom(); ++y)
    for (int x = area.left(); x <= area.right(); ++x) {
      const int grey = qGray(after.pixel(x, y));
      darkest = std::min(darkest, grey);
      lightest = std::max(lightest, grey);
    }
  QVERIFY2(lightest - darkest > 90, qPrintable(QStringLiteral("%1 … %2").arg(darkest).arg(lightest)));
}

void TestPointMarks::textsKeepClear() {
  Scene scene;
  SliceView& view = prepare(scene).show(SliceContent::Ct, PlaneOrientation::Axial);
  const auto areaOfBoth = [&](const Point& a, const Point& b) {
    scene.state.setPointMarks(kOwner, {});
    const QImage before = view.grabImage();
    scene.state.setPointMarks(kOwner, {markAt(a), markAt(b)});
    return differing(view.grabImage(), before);
  };
  // Two marks with their texts ink as much beside each other as far apart: nothing is written over.
  const int apart = areaOfBoth({-40, -60, 0}, {-40, 60, 0});
  const int close = areaOfBoth({0, 0, 0}, {0, 8, 0});
  QVERIFY2(std::abs(apart - close) < apart / 10, qPrintable(QStringLiteral("%1 %2").arg(apart).arg(close)));
}

void TestPointMarks::ownersDoNotTakeEachOthers() {
  ViewState state;
  int changes = 0;
  connect(&state, &ViewState::pointMarksChanged, this, [&] { ++changes; });
  state.setPointMarks(QStringLiteral("a"), {markAt({1, 2, 3})});
  state.setPointMarks(QStringLiteral("b"), {markAt({4, 5, 6})});
  state.setPointMarks(QStringLiteral("b"), {markAt({4, 5, 6})});
  QCOMPARE(changes, 2);
  state.setPointMarks(QStringLiteral("a"), {});
  QCOMPARE(changes, 3);
  QCOMPARE(state.pointMarks().at(QStringLiteral("b")).size(), std::size_t{1});
}

QTEST_MAIN(TestPointMarks)
#include "tst_point_marks.moc"
