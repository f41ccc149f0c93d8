#include "core/volume/slice_resampler.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <Eigen/Geometry>

#include <cmath>
#include <cstdint>
#include <random>

using namespace uptake;

/// Irregular stacks on a regular grid: against scipy, and by hand.
class TestSliceResampler : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsScipy_data();
  void equalsScipy();
  void storedPlanesStayAsTheyAre();
  void gapsStayEmpty();
  void unreadSlicesLeaveTheirNeighboursEmpty();
  void outsideTheStackIsFill();
};

namespace {

constexpr int kColumns = 9;
constexpr int kRows = 7;

/// Slices at `along` mm, each shifted by `shear` mm a mm along the columns and `sideways` along the rows.
SliceResampling makeStack(const std::vector<double>& along, double shear, double sideways,
                          const Eigen::Matrix3d& turn) {
  SliceResampling stack;
  stack.columns = kColumns;
  stack.rows = kRows;
  stack.columnSpacing = 0.8;
  stack.rowSpacing = 1.1;
  stack.row = turn.col(0);
  stack.column = turn.col(1);
  for (const double z : along) {
    stack.slices.push_back({QString::number(z), {}, {}, 0});
    stack.positions.push_back(Point(5.0, -3.0, 11.0) + turn * Point(sideways * z, shear * z, z));
  }
  return stack;
}

ImageGrid targetOf(const SliceResampling& stack, int slices, double spacing, int before, int more) {
  Eigen::Matrix3d axes;
  axes << stack.row, stack.column, stack.normal();
  const Point origin =
      stack.positions.front() - before * (stack.columnSpacing * stack.row + stack.rowSpacing * stack.column);
  auto grid = ImageGrid::create({kColumns + more, kRows + more, slices},
                                {stack.columnSpacing, stack.rowSpacing, spacing}, origin, axes);
  return grid.take();
}

std::vector<float> noise(std::size_t count) {
  std::mt19937 random(7);
  std::uniform_real_distribution<float> value(-1000.0F, 3000.0F);
  std::vector<float> values(count);
  for (float& v : values) v = std::round(value(random));
  return values;
}

template <class T>
std::vector<std::span<const T>> slicesOf(const std::vector<T>& values) {
  std::vector<std::span<const T>> spans;
  constexpr std::size_t kSize = std::size_t{kColumns} * kRows;
  for (std::size_t i = 0; i + kSize <= values.size(); i += kSize)
    spans.emplace_back(values.data() + i, kSize);
  return spans;
}

QJsonArray json(const Eigen::Vector3d& v) {
  return {v.x(), v.y(), v.z()};
}

}  // namespace

void TestSliceResampler::equalsScipy_data() {
  QTest::addColumn<QVector<double>>("along");
  QTest::addColumn<double>("shear");
  QTest::addColumn<double>("sideways");
  QTest::addColumn<int>("slices");
  QTest::addColumn<double>("spacing");
  QTest::addColumn<bool>("turned");
  QTest::newRow("tilt") << QVector<double>{0, 2, 4, 6, 8} << 0.25 << 0.0 << 5 << 2.0 << false;
  QTest::newRow("tilt, turned") << QVector<double>{0, 2, 4, 6, 8} << 0.3 << 0.0 << 5 << 2.0 << true;
  QTest::newRow("uneven") << QVector<double>{0, 2, 3.5, 7, 9} << 0.0 << 0.0 << 7 << 1.5 << false;
  QTest::newRow("uneven, leaning both ways, turned")
      << QVector<double>{0, 1, 3.5, 4.5, 9} << -0.2 << 0.15 << 8 << 9.0 / 7.0 << true;
}

void TestSliceResampler::equalsScipy() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(QVector<double>, along);
  QFETCH(double, shear);
  QFETCH(double, sideways);
  QFETCH(int, slices);
  QFETCH(double, spacing);
  QFETCH(bool, turned);
  const Eigen::Matrix3d turn =
      turned ? Eigen::AngleAxisd(0.7, Eigen::Vector3d(1, 2, -1).normalized()).toRotationMatrix()
             : Eigen::Matrix3d(Eigen::Matrix3d::Identity());
  const SliceResampling stack = makeStack({along.begin(), along.end()}, shear, sideways, turn);
  const ImageGrid target = targetOf(stack, slices, spacing, 2, 6);
  const std::vector<float> values = noise(stack.positions.size() * kColumns * kRows);

  QTemporaryDir folder;
  QJsonArray positions;
  for (const Point& position : stack.positions) positions.append(json(position));
  const QJsonObject parameters{
      {QStringLiteral("positions"), positions},
      {QStringLiteral("row"), json(stack.row)},
      {QStringLiteral("column"), json(stack.column)},
      {QStringLiteral("rows"), kRows},
      {QStringLiteral("columns"), kColumns},
      {QStringLiteral("spacing"), QJsonArray{stack.columnSpacing, stack.rowSpacing}},
      {QStringLiteral("origin"), json(target.origin())},
      {QStringLiteral("axes"), QJsonArray{json(target.axis(0)), json(target.axis(1)), json(target.axis(2))}},
      {QStringLiteral("target_spacing"), json(target.spacing())},
      {QStringLiteral("size"), QJsonArray{target.size().x(), target.size().y(), target.size().z()}},
      {QStringLiteral("fill"), -1024.0}};
  const auto write = [&](const char* name, const QByteArray& bytes) {
    QFile file(folder.filePath(QLatin1String(name)));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
  };
  QVERIFY(write("p.json", QJsonDocument(parameters).toJson()));
  QVERIFY(write("values", QByteArray(reinterpret_cast<const char*>(values.data()),
                                     static_cast<qsizetype>(values.size() * sizeof(float)))));
  const auto said = test::runProcess(
      test::python(), {test::sourceDir() + QStringLiteral("/tests/scripts/resample_reference.py"),
                       folder.filePath(QStringLiteral("p.json")), folder.filePath(QStringLiteral("values")),
                       folder.filePath(QStringLiteral("out"))});
  QVERIFY2(said.exitCode == 0, said.err.constData());
  QFile file(folder.filePath(QStringLiteral("out")));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray bytes = file.readAll();
  const auto count = static_cast<std::size_t>(target.voxelCount());
  QCOMPARE(bytes.size(), static_cast<qsizetype>(count * sizeof(double)));
  const auto* truth = reinterpret_cast<const double*>(bytes.constData());

  std::vector<float> out(count);
  QVERIFY(resampleSlices<float>(stack, target, 0, slices - 1, slicesOf(values), -1024.0F, out).empty());
  const std::vector<std::int16_t> whole(values.begin(), values.end());
  std::vector<std::int16_t> rounded(count);
  resampleSlices<std::int16_t>(stack, target, 0, slices - 1, slicesOf(whole), std::int16_t{-1024}, rounded);
  double worst = 0.0;
  double worstRounded = 0.0;
  int inside = 0;
  for (std::size_t i = 0; i < count; ++i) {
    worst = std::max(worst, std::abs(double{1} * static_cast<double>(out[i]) - truth[i]));
    worstRounded = std::max(worstRounded, std::abs(double{1} * rounded[i] - truth[i]));
    if (truth[i] != -1024.0) ++inside;
  }
  QVERIFY(inside > static_cast<int>(count) / 4);
  QVERIFY2(worst < 1e-3, qPrintable(QString::number(worst)));
  QVERIFY2(worstRounded <= 0.5 + 1e-6, qPrintable(QString::number(worstRounded)));
}

void TestSliceResampler::storedPlanesStayAsTheyAre() {
  // The first slice's pixels are on the target's lattice, and a shear by whole pixels loses nothing.
  const SliceResampling stack = makeStack({0.0, 2.2, 4.4}, 0.5, 0.0, Eigen::Matrix3d::Identity());
  const ImageGrid target = targetOf(stack, 3, 2.2, 0, 2);
  const std::vector<float> values = noise(3 * kColumns * kRows);
  std::vector<float> out(static_cast<std::size_t>(target.voxelCount()));
  resampleSlices<float>(stack, target, 0, 2, slicesOf(values), 0.0F, out);
  for (int k = 0; k < 3; ++k)
    for (int j = 0; j < kRows; ++j)
      for (int i = 0; i < kColumns; ++i)
        QCOMPARE(out[static_cast<std::size_t>(target.offset(i, j + k, k))],
                 values[static_cast<std::size_t>((k * kRows + j) * kColumns + i)]);
}

void TestSliceResampler::gapsStayEmpty() {
  SliceResampling stack = makeStack({0, 2, 8, 10}, 0.0, 0.0, Eigen::Matrix3d::Identity());
  stack.gaps = {1};
  const ImageGrid target = targetOf(stack, 6, 2.0, 0, 0);
  const std::vector<float> values = noise(4 * kColumns * kRows);
  std::vector<float> out(static_cast<std::size_t>(target.voxelCount()), 1.0F);
  const auto empty = resampleSlices<float>(stack, target, 0, 5, slicesOf(values), -5.0F, out);
  QCOMPARE(empty, (std::vector<int>{2, 3}));
  QCOMPARE(out[static_cast<std::size_t>(target.offset(4, 4, 2))], -5.0F);
  QCOMPARE(out[static_cast<std::size_t>(target.offset(0, 0, 4))], values[2 * kColumns * kRows]);
}

void TestSliceResampler::unreadSlicesLeaveTheirNeighboursEmpty() {
  const SliceResampling stack = makeStack({0, 3, 6}, 0.0, 0.0, Eigen::Matrix3d::Identity());
  const ImageGrid target = targetOf(stack, 5, 1.5, 0, 0);
  const std::vector<float> values = noise(3 * kColumns * kRows);
  auto slices = slicesOf(values);
  slices[2] = {};
  std::vector<float> out(static_cast<std::size_t>(target.voxelCount()));
  QCOMPARE(resampleSlices<float>(stack, target, 0, 4, slices, 0.0F, out), (std::vector<int>{3, 4}));
  QCOMPARE(blendOf(stack, target, 2).above, 1);  // exactly on a slice: its neighbour is not needed
  QCOMPARE(blendOf(stack, target, 3).weight, 0.5);
}

void TestSliceResampler::outsideTheStackIsFill() {
  const SliceResampling stack = makeStack({0, 3}, 0.0, 0.0, Eigen::Matrix3d::Identity());
  const ImageGrid target = targetOf(stack, 4, 1.5, 1, 2);
  const std::vector<float> values(2 * kColumns * kRows, 9.0F);
  std::vector<float> out(static_cast<std::size_t>(target.voxelCount()));
  QCOMPARE(resampleSlices<float>(stack, target, 0, 3, slicesOf(values), -1.0F, out), (std::vector<int>{3}));
  QCOMPARE(out[static_cast<std::size_t>(target.offset(0, 0, 0))], -1.0F);
  QCOMPARE(out[static_cast<std::size_t>(target.offset(1, 1, 0))], 9.0F);
  QCOMPARE(out[static_cast<std::size_t>(target.offset(kColumns + 1, 1, 1))], -1.0F);
  QCOMPARE(out[static_cast<std::size_t>(target.offset(1, 1, 3))], -1.0F);
}

QTEST_GUILESS_MAIN(TestSliceResampler)
#include "tst_slice_resampler.moc"
