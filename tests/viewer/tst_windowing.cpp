#include "tests/support/test_support.h"
#include "tests/viewer/synthetic.h"
#include "viewer/overlay/colour_bar.h"
#include "viewer/state/auto_window.h"

#include <QImage>
#include <QPainter>

#include <algorithm>
#include <numeric>

using namespace uptake;

/// The window of a region, and the colour bars that show a window's values.
class TestWindowing : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void windowIsThatOfMostValues();
  void topIsThatOfMostUptake();
  void regionIsADiscInThePlane();
  void roundNumbers_data();
  void roundNumbers();
  void barShowsTheColoursInOrder();
  void smallViewsHaveNoBar();
};

void TestWindowing::windowIsThatOfMostValues() {
  // 0 … 999 and a few of metal: the 2nd and the 98th percentile of 1003 values are the ranks 20 and 982.
  std::vector<double> values(1000);
  std::iota(values.begin(), values.end(), 0.0);
  values.insert(values.end(), {3000.0, 3000.0, 3000.0});
  const auto window = autoWindow(values);
  QVERIFY(window.has_value());
  QCOMPARE(window->low(), 20.0);
  QCOMPARE(window->high(), 982.0);
  // Even tissue is not stretched into noise.
  const auto even = autoWindow(std::vector<double>(100, 40.0));
  QCOMPARE(even->width, kLeastAutoWidth);
  QCOMPARE(even->level, 40.0);
  QVERIFY(!autoWindow(std::vector<double>(15, 40.0)));
}

void TestWindowing::topIsThatOfMostUptake() {
  std::vector<double> values(100);
  for (int i = 0; i < 100; ++i) values[static_cast<std::size_t>(i)] = 0.123 * i;
  // Rank 97 of 0 … 99: 11.931.
  QCOMPARE(*autoTop(values), 12.0);
  QVERIFY(!autoTop(std::vector<double>(100, 0.0)));
}

void TestWindowing::regionIsADiscInThePlane() {
  const ImageGrid grid = test::makeGrid({40, 40, 10}, {2.0, 2.0, 3.0}, {0.0, 0.0, 0.0});
  const auto ct = test::makeVolume(grid, VoxelType::Int16, [](const Point& point) {
    return std::hypot(point.x() - 40.0, point.y() - 40.0) < 12.0 ? 100.0 : -500.0;
  });
  const auto around = [&](double radius, double z) {
    return valuesAround(*ct, standardPlane(PlaneOrientation::Axial, {40.0, 40.0, z}), {radius});
  };
  const std::vector<double> inside = around(9.0, 12.0);
  QVERIFY(inside.size() > 200);
  QVERIFY(std::ranges::all_of(inside, [](double value) { return value == 100.0; }));
  const std::vector<double> both = around(20.0, 12.0);
  QVERIFY(std::ranges::count(both, -500.0) > 0);
  // Nothing outside the image.
  QVERIFY(around(9.0, 40.0).empty());
}

void TestWindowing::roundNumbers_data() {
  QTest::addColumn<double>("low");
  QTest::addColumn<double>("high");
  QTest::addColumn<int>("most");
  QTest::addColumn<QList<double>>("expected");
  QTest::newRow("mediastinum") << -135.0 << 214.0 << 3 << QList<double>{-100, 0, 100, 200};
  QTest::newRow("SUV 0 to 6") << 0.0 << 6.0 << 3 << QList<double>{2, 4};
  QTest::newRow("small") << 0.0 << 0.3 << 4 << QList<double>{0.1, 0.2};
  QTest::newRow("nothing between") << 5.0 << 5.0 << 4 << QList<double>{};
}

void TestWindowing::roundNumbers() {
  QFETCH(double, low);
  QFETCH(double, high);
  QFETCH(int, most);
  QFETCH(QList<double>, expected);
  const std::vector<double> values = roundValues(low, high, most);
  QCOMPARE(static_cast<qsizetype>(values.size()), expected.size());
  for (qsizetype i = 0; i < expected.size(); ++i)
    QVERIFY(std::abs(values[static_cast<std::size_t>(i)] - expected[i]) < 1e-9);
}

void TestWindowing::barShowsTheColoursInOrder() {
  QImage image(400, 400, QImage::Format_RGB32);
  image.fill(Qt::black);
  const QRectF rect = colourBarRect(image.size(), 0);
  QVERIFY(!rect.isEmpty());
  QVERIFY(QRectF(image.rect()).contains(rect));
  const QRectF second = colourBarRect(image.size(), 1);
  QVERIFY(!second.intersects(rect));
  {
    QPainter painter(&image);
    drawColourBar(painter, rect, {&colourMap(Palette::HotIron), 0.0, 6.0, QStringLiteral("SUVbw")}, {});
  }
  const int x = static_cast<int>(rect.center().x());
  const auto at = [&](double fraction) {
    return image.pixelColor(x, static_cast<int>(rect.bottom() - 1 - fraction * (rect.height() - 2)));
  };
  QVERIFY(at(0.0).red() < 8);
  QVERIFY(at(1.0).blue() > 240);
  // Hot iron: red is full at the half, blue begins at three quarters (PS3.6 B.1.1).
  QVERIFY(at(0.52).red() > 245);
  QVERIFY(at(0.25).red() > 110 && at(0.25).red() < 145);
  QCOMPARE(at(0.7).blue(), 0);
  QVERIFY(at(0.9).blue() > 100);
  // Numbers stand left of it.
  bool written = false;
  for (int px = static_cast<int>(rect.left()) - 30; px < static_cast<int>(rect.left()) - 5; ++px)
    for (int py = static_cast<int>(rect.top()) - 6; py < static_cast<int>(rect.top()) + 6; ++py)
      written = written || image.pixelColor(px, py).lightness() > 150;
  QVERIFY(written);
}

void TestWindowing::smallViewsHaveNoBar() {
  QVERIFY(colourBarRect({200.0, 400.0}, 0).isEmpty());
  QVERIFY(colourBarRect({400.0, 200.0}, 0).isEmpty());
}

QTEST_MAIN(TestWindowing)
#include "tst_windowing.moc"
