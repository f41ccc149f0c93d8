#include "tests/support/test_support.h"

#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>

#include <algorithm>
#include <cmath>

using namespace uptake;

/// The pictures of the README are what the program shows of the demo study. When this fails because the
/// program was changed on purpose, `./dev pictures` makes them anew.
class TestReadmePictures : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void picturesAreCurrent_data();
  void picturesAreCurrent();
  void otherPicturesWouldBeNoticed();

 private:
  QImage render(const QString& layout, const QString& window = QStringLiteral("mediastinum"));
  QTemporaryDir folder_;
};

namespace {

/// Blocks of 8 × 8 pixels hardly see how a font is drawn, and well what is shown.
constexpr int kBlock = 8;
/// The line at the foot names a folder.
constexpr int kFoot = 32;
/// Of 255, the mean over all blocks, and the part of blocks that may differ by more than kBlockLimit.
constexpr double kMeanLimit = 1.0;
constexpr int kBlockLimit = 24;
constexpr double kPartLimit = 0.01;

QImage stored(const QString& layout) {
  return QImage(test::sourceDir() + QStringLiteral("/resources/pictures/%1.png").arg(layout));
}

struct Difference {
  double mean = 255.0;
  double part = 1.0;  ///< of blocks beyond kBlockLimit
  bool isSmall() const { return mean <= kMeanLimit && part <= kPartLimit; }
};

Difference difference(const QImage& a, const QImage& b) {
  if (a.isNull() || a.size() != b.size()) return {};
  const auto blocks = [](const QImage& image) {
    return image.copy(0, 0, image.width(), image.height() - kFoot)
        .convertToFormat(QImage::Format_RGB32)
        .scaled(image.width() / kBlock, (image.height() - kFoot) / kBlock, Qt::IgnoreAspectRatio,
                Qt::SmoothTransformation);
  };
  const QImage first = blocks(a);
  const QImage second = blocks(b);
  double sum = 0.0;
  int far = 0;
  for (int y = 0; y < first.height(); ++y)
    for (int x = 0; x < first.width(); ++x) {
      const QRgb p = first.pixel(x, y);
      const QRgb q = second.pixel(x, y);
      const int most = std::max(
          {std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)), std::abs(qBlue(p) - qBlue(q))});
      sum += most;
      if (most > kBlockLimit) ++far;
    }
  const double count = double{1} * first.width() * first.height();
  return {sum / count, far / count};
}

}  // namespace

void TestReadmePictures::initTestCase() {
  QVERIFY(folder_.isValid());
  const auto made = test::runProcess(test::program(QStringLiteral("uptake-cli")),
                                     {QStringLiteral("phantom"), folder_.filePath(QStringLiteral("demo"))});
  QVERIFY2(made.exitCode == 0, made.err);
}

QImage TestReadmePictures::render(const QString& layout, const QString& window) {
  const QString file = folder_.filePath(QStringLiteral("picture.png"));
  QFile::remove(file);
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder_.filePath(QStringLiteral("settings")));
  environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));  // dates
  process.setProcessEnvironment(environment);
  process.start(test::program(QStringLiteral("uptake")),
                {folder_.filePath(QStringLiteral("demo")), QStringLiteral("--layout"), layout,
                 QStringLiteral("--window"), window, QStringLiteral("--at"), QStringLiteral("-71,-14,60"),
                 QStringLiteral("--size"), QStringLiteral("1280x800"), QStringLiteral("--screenshot"), file});
  return process.waitForFinished(120000) && process.exitCode() == 0 ? QImage(file) : QImage();
}

void TestReadmePictures::picturesAreCurrent_data() {
  QTest::addColumn<QString>("layout");
  for (const char* layout : {"read", "mpr", "three-by-three"})
    QTest::newRow(layout) << QString::fromLatin1(layout);
}

void TestReadmePictures::picturesAreCurrent() {
  QFETCH(QString, layout);
  const QImage picture = render(layout);
  QVERIFY(!picture.isNull());
  QCOMPARE(picture.size(), stored(layout).size());
  const Difference found = difference(picture, stored(layout));
  QVERIFY2(found.isSmall(),
           qPrintable(QStringLiteral("mean %1, %2 %% of the blocks: run ./dev pictures and look at them")
                          .arg(found.mean)
                          .arg(100.0 * found.part)));
}

void TestReadmePictures::otherPicturesWouldBeNoticed() {
  const QImage mpr = stored(QStringLiteral("mpr"));
  QVERIFY(!mpr.isNull());
  QVERIFY(difference(mpr, mpr).isSmall());
  QVERIFY(!difference(mpr, mpr.mirrored(true, false)).isSmall());
  QVERIFY(!difference(mpr, mpr.rgbSwapped()).isSmall());
  QVERIFY(!difference(mpr, stored(QStringLiteral("read"))).isSmall());
  const QImage lung = render(QStringLiteral("mpr"), QStringLiteral("lung"));
  // Another size would be a difference already.
  QCOMPARE(lung.size(), mpr.size());
  QVERIFY(!difference(mpr, lung).isSmall());
}

QTEST_GUILESS_MAIN(TestReadmePictures)
#include "tst_readme_pictures.moc"
