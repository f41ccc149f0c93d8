#include "app/session/evaluation/report/mip_picture.h"
#include "core/mask/label_map.h"

#include <QTest>

using namespace uptake;
using namespace uptake::evaluation;

/// Pictures of a case lie as people read them, whichever way its voxels are stored.
class TestMipPicture : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sidesAreRight_data();
  void sidesAreRight();
  void marksAreNotLostInSmallPictures();
};

namespace {

/// Where the pixels of about a colour are, on the average; none: nothing.
std::optional<QPointF> placeOf(const QImage& image, int from, int to, QRgb colour) {
  QPointF sum;
  int count = 0;
  constexpr int kNear = 60;  // it is mixed with what lies below
  for (int y = 0; y < image.height(); ++y)
    for (int x = from; x < to; ++x) {
      const QRgb seen = image.pixel(x, y);
      if (std::abs(qRed(seen) - qRed(colour)) + std::abs(qGreen(seen) - qGreen(colour)) +
              std::abs(qBlue(seen) - qBlue(colour)) >
          3 * kNear)
        continue;
      sum += QPointF(x - from, y);
      ++count;
    }
  return count > 0 ? std::optional(sum / count) : std::nullopt;
}

}  // namespace

void TestMipPicture::sidesAreRight_data() {
  QTest::addColumn<double>("x");
  QTest::addColumn<double>("y");
  QTest::addColumn<double>("z");
  QTest::newRow("as DICOM") << 1.0 << 1.0 << 1.0;
  QTest::newRow("as the collection's NIfTI") << 1.0 << -1.0 << 1.0;
  QTest::newRow("all turned") << -1.0 << -1.0 << -1.0;
}

void TestMipPicture::sidesAreRight() {
  QFETCH(double, x);
  QFETCH(double, y);
  QFETCH(double, z);
  const Eigen::Matrix3d directions = Eigen::Vector3d(x, y, z).asDiagonal();
  const auto grid = ImageGrid::create({40, 20, 60}, {5.0, 5.0, 5.0}, {0.0, 0.0, 0.0}, directions);
  QVERIFY(grid);
  LabelMap truth = LabelMap::create(*grid).take();
  LabelMap prediction = LabelMap::create(*grid).take();
  // In mm from the middle of the grid; LPS.
  const auto put = [&](LabelMap& labels, const Point& place) {
    const Eigen::Vector3i at = grid->nearestVoxel(grid->centre() + place);
    for (int k = -1; k <= 1; ++k)
      for (int j = -1; j <= 1; ++j)
        for (int i = -1; i <= 1; ++i) labels.set(at + Eigen::Vector3i(i, j, k), 1);
  };
  put(truth, {70.0, 30.0, 120.0});          // left, back, head
  put(prediction, {-70.0, -30.0, -120.0});  // right, front, feet
  const QImage image = mipPicture(truth.runs(), prediction.runs(), nullptr);
  QCOMPARE(image.height(), 300);
  QCOMPARE(image.width(), 200 + 6 + 100);
  // From the front: the patient's left is at the right.
  const auto missed = placeOf(image, 0, 200, kMissedColour);
  const auto invented = placeOf(image, 0, 200, kInventedColour);
  QVERIFY(missed && invented);
  QVERIFY(std::abs(missed->x() - 170.0) < 8.0 && std::abs(missed->y() - 30.0) < 8.0);
  QVERIFY(std::abs(invented->x() - 30.0) < 8.0 && std::abs(invented->y() - 270.0) < 8.0);
  // From the left: the front is at the left.
  const auto missedBehind = placeOf(image, 206, 306, kMissedColour);
  const auto inventedInFront = placeOf(image, 206, 306, kInventedColour);
  QVERIFY(missedBehind && inventedInFront);
  QVERIFY(std::abs(missedBehind->x() - 80.0) < 8.0 && std::abs(inventedInFront->x() - 20.0) < 8.0);
}

void TestMipPicture::marksAreNotLostInSmallPictures() {
  // A voxel of a thousandth of the height is smaller than a pixel.
  const auto grid =
      ImageGrid::create({30, 30, 1000}, {1.0, 1.0, 1.0}, {0.0, 0.0, 0.0}, Eigen::Matrix3d::Identity());
  QVERIFY(grid);
  LabelMap truth = LabelMap::create(*grid).take();
  truth.set({14, 14, 501}, 1);
  const QImage image = mipPicture(truth.runs(), LabelMap::create(*grid).take().runs(), nullptr);
  QVERIFY(placeOf(image, 0, image.width(), kMissedColour));
}

QTEST_GUILESS_MAIN(TestMipPicture)
#include "tst_mip_picture.moc"
