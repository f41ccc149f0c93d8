#include "core/volume/spline_resampler.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <random>

using namespace uptake;

/// Cubic B-spline resampling against scipy.ndimage.affine_transform.
class TestSplineResampler : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void voxelsKeepTheirValues();
  void agreesWithScipy_data();
  void agreesWithScipy();
  void onTheEdgeIsInside();
  void cancels();
};

namespace {

ImageGrid gridOf(const Eigen::Vector3i& size, const Eigen::Vector3d& spacing, const Point& origin,
                 const Eigen::Matrix3d& directions = Eigen::Matrix3d::Identity()) {
  return ImageGrid::create(size, spacing, origin, directions).take();
}

Eigen::Matrix3d turned(double degrees, const Direction& about) {
  return Eigen::AngleAxisd(degrees * 3.14159265358979323846 / 180.0, about.normalized()).toRotationMatrix();
}

template <class T>
std::vector<T> noise(const ImageGrid& grid) {
  std::vector<T> voxels(static_cast<std::size_t>(grid.voxelCount()));
  std::mt19937 random(3);
  for (T& value : voxels) value = static_cast<T>(int(random() % 4000U) - 1024);
  return voxels;
}

constexpr char kScript[] = R"(
import json, sys
import numpy
from scipy import ndimage
job = json.load(open(sys.argv[1]))
source = numpy.fromfile(job["source"], job["type"]).reshape(job["size"][::-1]).transpose()
out = ndimage.affine_transform(source.astype(numpy.float64), numpy.array(job["matrix"]), offset=job["offset"],
                               output_shape=job["target"], output=numpy.float32, order=3, mode="constant",
                               cval=-1024)
out.transpose().tofile(job["out"])
)";

QByteArray listOf(const auto& vector) {
  QByteArray text("[");
  for (int i = 0; i < 3; ++i) text += QByteArray::number(vector[i], 'g', 17) + (i < 2 ? "," : "]");
  return text;
}

/// What scipy makes of it; empty when it is absent.
template <class T>
std::vector<float> scipyOf(const std::vector<T>& voxels, const ImageGrid& source, const ImageGrid& target,
                           const QTemporaryDir& dir) {
  const auto write = [&](const char* name, const char* bytes, qsizetype size) {
    QFile file(dir.filePath(QLatin1String(name)));
    return file.open(QIODevice::WriteOnly) && file.write(bytes, size) == size;
  };
  const Eigen::Vector3d offset = source.toIndex(target.origin());
  QByteArray matrix("[");
  for (int row = 0; row < 3; ++row) {
    Eigen::Vector3d line;
    for (int axis = 0; axis < 3; ++axis)
      line[axis] = (source.toIndex(target.toPatient(Eigen::Vector3d::Unit(axis))) - offset)[row];
    matrix += listOf(line) + (row < 2 ? "," : "]");
  }
  const QByteArray job = "{\"source\": \"" + dir.filePath(QStringLiteral("in")).toUtf8() + "\", \"out\": \"" +
                         dir.filePath(QStringLiteral("out")).toUtf8() + "\", \"type\": \"" +
                         (sizeof(T) == 2 ? "int16" : "float32") + "\", \"size\": " + listOf(source.size()) +
                         ", \"target\": " + listOf(target.size()) + ", \"matrix\": " + matrix +
                         ", \"offset\": " + listOf(offset) + "}";
  if (!write("in", reinterpret_cast<const char*>(voxels.data()),
             static_cast<qsizetype>(voxels.size() * sizeof(T))) ||
      !write("job", job.constData(), job.size()))
    return {};
  const auto run = test::runProcess(
      test::python(), {QStringLiteral("-c"), QLatin1String(kScript), dir.filePath(QStringLiteral("job"))});
  if (run.exitCode != 0) {
    qWarning("%s", run.err.constData());
    return {};
  }
  QFile out(dir.filePath(QStringLiteral("out")));
  if (!out.open(QIODevice::ReadOnly)) return {};
  const QByteArray bytes = out.readAll();
  std::vector<float> values(static_cast<std::size_t>(target.voxelCount()));
  if (bytes.size() != static_cast<qsizetype>(values.size() * sizeof(float))) return {};
  memcpy(values.data(), bytes.constData(), static_cast<std::size_t>(bytes.size()));
  return values;
}

}  // namespace

void TestSplineResampler::voxelsKeepTheirValues() {
  const ImageGrid grid = gridOf({9, 1, 7}, {1.5, 2, 3}, {-3, 4, 5});
  const auto voxels = noise<std::int16_t>(grid);
  const auto out = resampledCubic(voxels, grid, grid, -1024, {});
  QVERIFY(out.ok());
  for (std::size_t n = 0; n < out->size(); ++n) QVERIFY(std::abs((*out)[n] - float(voxels[n])) < 1e-3F);
}

void TestSplineResampler::agreesWithScipy_data() {
  QTest::addColumn<ImageGrid>("source");
  QTest::addColumn<ImageGrid>("target");
  QTest::addColumn<bool>("whole");
  const ImageGrid ct = gridOf({64, 60, 37}, {0.9765625, 0.9765625, 5}, {-31.3, -30.1, -50});
  QTest::newRow("pet in ct") << ct << gridOf({12, 11, 60}, {4.07, 4.07, 2.027}, {-25, -24, -45}) << true;
  QTest::newRow("pet beyond ct") << ct << gridOf({30, 31, 80}, {4.07, 4.07, 3}, {-60, -55, -79}) << true;
  QTest::newRow("float") << ct << gridOf({30, 31, 80}, {4.07, 4.07, 3}, {-60, -55, -79}) << false;
  Eigen::Matrix3d swapped;
  swapped << 0, 0, -1, 1, 0, 0, 0, -1, 0;
  QTest::newRow("axes swapped") << ct << gridOf({40, 35, 50}, {1.1, 2.2, 1.3}, {29, -25, 60}, swapped)
                                << true;
  QTest::newRow("turned") << ct
                          << gridOf({30, 31, 40}, {2.1, 2.3, 3.3}, {-31, -28, -45}, turned(7, {1, 2, 3}))
                          << true;
  QTest::newRow("both oblique") << gridOf({30, 28, 20}, {1, 1, 2}, {0, 0, 0}, turned(20, {0, 1, 1}))
                                << gridOf({14, 15, 16}, {2, 2, 2}, {1, 1, 1}, turned(20, {0, 1, 1})) << true;
  QTest::newRow("few slices") << gridOf({20, 2, 3}, {1, 1, 2}, {0, 0, 0})
                              << gridOf({40, 9, 12}, {0.5, 0.13, 0.4}, {0.1, -0.07, 0}) << true;
  QTest::newRow("one slice") << gridOf({20, 21, 1}, {1, 1, 2}, {0, 0, 0})
                             << gridOf({40, 39, 1}, {0.5, 0.5, 2}, {0.1, 0.1, 0}) << true;
}

void TestSplineResampler::agreesWithScipy() {
  UPTAKE_NEEDS_PYTHON();
  if (test::runProcess(test::python(), {QStringLiteral("-c"), QStringLiteral("import scipy")}).exitCode != 0)
    QSKIP("python3-scipy is absent");
  QFETCH(ImageGrid, source);
  QFETCH(ImageGrid, target);
  QFETCH(bool, whole);
  const QTemporaryDir dir;
  const auto words = noise<std::int16_t>(source);
  const auto floats = noise<float>(source);
  const auto ours = whole ? resampledCubic(words, source, target, -1024, {})
                          : resampledCubic(floats, source, target, -1024, {});
  QVERIFY(ours.ok());
  const std::vector<float> theirs =
      whole ? scipyOf(words, source, target, dir) : scipyOf(floats, source, target, dir);
  QCOMPARE(theirs.size(), ours->size());
  double worst = 0.0;
  std::size_t inside = 0;
  for (std::size_t n = 0; n < theirs.size(); ++n) {
    worst = std::max(worst, double(std::abs(theirs[n] - (*ours)[n])));
    inside += theirs[n] != -1024.0F ? 1U : 0U;
  }
  QVERIFY(inside > 100);
  // Values to some thousand, stored in single precision.
  QVERIFY2(worst < 1e-3, qPrintable(QString::number(worst)));
}

void TestSplineResampler::onTheEdgeIsInside() {
  const ImageGrid grid = gridOf({8, 8, 8}, {1, 1, 1}, {0, 0, 0});
  const auto voxels = noise<float>(grid);
  const auto out = resampledCubic(voxels, grid, gridOf({8, 8, 8}, {1, 1, 1}, {-1e-9, 0, 1e-9}), 5000, {});
  QVERIFY(out.ok());
  QVERIFY(std::ranges::none_of(*out, [](float value) { return value == 5000.0F; }));
  const auto beyond = resampledCubic(voxels, grid, gridOf({1, 1, 1}, {1, 1, 1}, {-1e-4, 0, 0}), 5000, {});
  QCOMPARE(beyond->front(), 5000.0F);
}

void TestSplineResampler::cancels() {
  const ImageGrid grid = gridOf({8, 8, 8}, {1, 1, 1}, {0, 0, 0});
  JobControl control;
  control.cancel();
  const auto out = resampledCubic(noise<float>(grid), grid, grid, 0, control);
  QVERIFY(!out.ok());
  QCOMPARE(out.error().kind, ErrorKind::Cancelled);
}

QTEST_GUILESS_MAIN(TestSplineResampler)
#include "tst_spline_resampler.moc"
