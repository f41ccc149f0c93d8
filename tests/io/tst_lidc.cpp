#include "io/lidc/lidc_file.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

#include <set>

using namespace uptake;
using namespace uptake::test;

/// LIDC's readings as masks, against a second computation.
class TestLidc : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void nodulesAreTheVoxelsInsideTheirOutlines();
  void pointsAreSingleVoxels();
  void characteristicsAreKept();
  void theOutlineIsNoPartOfTheNodule();
  void marksWithoutPlaceOrNumbersAreLeftOut();
  void otherFilesAreRefused_data();
  void otherFilesAreRefused();

 private:
  QString written(const QByteArray& content) const;
  QString path(const char* name) const { return dir_.filePath(QLatin1String(name)); }
  QTemporaryDir dir_;
  std::optional<ImageGrid> grid_;
  SeriesSource source_;
  QStringList slices_;  ///< UID and z of each
};

namespace {

using Voxel = std::tuple<int, int, int>;  // slice, row, column

std::set<Voxel> voxelsOf(const MaskLayer& mask, Label label) {
  std::set<Voxel> voxels;
  for (std::ptrdiff_t at = 0; at < mask.labels.grid().voxelCount(); ++at) {
    const Eigen::Vector3i index = mask.labels.grid().indexOf(at);
    if (mask.labels.at(index) == label) voxels.emplace(index.z(), index.y(), index.x());
  }
  return voxels;
}

QByteArray edge(int x, int y) {
  return QStringLiteral("<edgeMap><xCoord>%1</xCoord><yCoord>%2</yCoord></edgeMap>").arg(x).arg(y).toUtf8();
}

QByteArray message(const QByteArray& marks) {
  return "<LidcReadMessage xmlns=\"http://www.nih.gov\"><ResponseHeader><SeriesInstanceUid>1.2.3"
         "</SeriesInstanceUid></ResponseHeader><readingSession>" +
         marks + "</readingSession></LidcReadMessage>";
}

QByteArray noduleOn(const QByteArray& image, const QByteArray& edges, const QByteArray& more = {}) {
  return "<unblindedReadNodule><noduleID>N</noduleID><roi>" + image + "<inclusion>TRUE</inclusion>" + edges +
         "</roi>" + more + "</unblindedReadNodule>";
}

const QByteArray kImage = "<imageSOP_UID>1.2.3.2</imageSOP_UID>";

}  // namespace

void TestLidc::initTestCase() {
  grid_ = ImageGrid::create({64, 60, 9}, {0.7, 0.7, 2.5}, {-20.0, -30.0, -112.5}, Eigen::Matrix3d::Identity())
              .value();
  source_.seriesInstanceUid = QStringLiteral("1.2.3");
  source_.studyInstanceUid = QStringLiteral("1.2");
  for (int k = 0; k < 9; ++k) {
    source_.slices.push_back({QStringLiteral("1.2.3.%1").arg(k), {}, {}, 0});
    slices_ += {source_.slices.back().sopInstanceUid, QString::number(-112.5 + 2.5 * k)};
  }
  if (python().isEmpty()) return;
  const ProcessOutput made =
      runProcess(python(), QStringList{sourceDir() + QStringLiteral("/tests/scripts/lidc_reference.py"),
                                       QStringLiteral("make"), path("069.xml"), QStringLiteral("1.2.3"),
                                       QStringLiteral("1.2"), QStringLiteral("64"), QStringLiteral("60")} +
                               slices_);
  QVERIFY2(made.exitCode == 0, made.err.constData());
}

QString TestLidc::written(const QByteArray& content) const {
  QFile file(path("written.xml"));
  if (file.open(QIODevice::WriteOnly)) file.write(content);
  return file.fileName();
}

void TestLidc::nodulesAreTheVoxelsInsideTheirOutlines() {
  UPTAKE_NEEDS_PYTHON();
  const ProcessOutput reference =
      runProcess(python(), QStringList{sourceDir() + QStringLiteral("/tests/scripts/lidc_reference.py"),
                                       QStringLiteral("voxels"), path("069.xml"), QStringLiteral("64"),
                                       QStringLiteral("60")} +
                               slices_);
  QVERIFY2(reference.exitCode == 0, reference.err.constData());
  const QJsonArray expected = QJsonDocument::fromJson(reference.out).array();
  QVERIFY(isLidcFile(path("069.xml")));
  QVERIFY(isLidcFileOf(path("069.xml"), {}, {QStringLiteral("1.2.3")}));
  QVERIFY(!isLidcFileOf(path("069.xml"), QStringLiteral("1.9"), {QStringLiteral("1.2.4")}));
  const auto file = readLidc(path("069.xml"), JobControl());
  QVERIFY2(file, qPrintable(file ? QString() : file.error().text()));
  QCOMPARE(file->seriesInstanceUid, QStringLiteral("1.2.3"));
  QCOMPARE(file->studyInstanceUid, QStringLiteral("1.2"));
  QCOMPARE(file->readings.size(), std::size_t{4});
  QVERIFY(file->warnings.isEmpty());
  for (std::size_t reader = 0; reader < 4; ++reader) {
    const auto masks = lidcMasks(file->readings[reader], QStringLiteral("R"), source_, *grid_, JobControl());
    QVERIFY(masks);
    QVERIFY2(masks->warnings.isEmpty(), qPrintable(masks->warnings.join(QLatin1Char('\n'))));
    const QJsonObject nodules = expected[static_cast<qsizetype>(reader)].toObject();
    QCOMPARE(nodules.size(), 3);
    int found = 0;
    for (const auto& mask : masks->nodules)
      for (const Segment& segment : mask->segments) {
        const QString id =
            segment.label.section(QLatin1Char(' '), 1, 1).chopped(1);  // "Nodule 101, malignancy 3"
        std::set<Voxel> wanted;
        for (const QJsonValue voxel : nodules[id].toArray())
          wanted.emplace(voxel[0].toInt(), voxel[1].toInt(), voxel[2].toInt());
        QVERIFY2(wanted.size() > 20, qPrintable(segment.label));
        QVERIFY2(voxelsOf(*mask, segment.number) == wanted, qPrintable(segment.label));
        ++found;
      }
    QCOMPARE(found, 3);
  }
}

void TestLidc::pointsAreSingleVoxels() {
  UPTAKE_NEEDS_PYTHON();
  const auto file = readLidc(path("069.xml"), JobControl());
  QVERIFY(file);
  const auto masks = lidcMasks(file->readings[2], QStringLiteral("R"), source_, *grid_, JobControl());
  QVERIFY(masks);
  QCOMPARE(masks->points.size(), std::size_t{1});
  const MaskLayer& mask = *masks->points.front();
  QCOMPARE(mask.segments.size(), std::size_t{2});
  QVERIFY(mask.segments[0].label.contains(QStringLiteral("Small nodule small 2")));
  QVERIFY((voxelsOf(mask, mask.segments[0].number) == std::set<Voxel>{{2, 4, 5}}));
  QVERIFY(mask.segments[1].label.contains(QStringLiteral("No nodule spot 2")));
  QVERIFY((voxelsOf(mask, mask.segments[1].number) == std::set<Voxel>{{2, 6, 7}}));
}

void TestLidc::characteristicsAreKept() {
  const QString file = written(message(
      "<unblindedReadNodule><noduleID>N</noduleID><characteristics><malignancy>4"
      "</malignancy><subtlety>5</subtlety></characteristics><roi>" +
      kImage + edge(5, 5) + edge(10, 5) + edge(10, 10) + edge(5, 10) + "</roi></unblindedReadNodule>"));
  const auto read = readLidc(file, JobControl());
  QVERIFY(read);
  QCOMPARE(characteristicsText(read->readings[0].nodules[0]), QStringLiteral("subtlety 5, malignancy 4"));
  const auto masks = lidcMasks(read->readings[0], QStringLiteral("R"), source_, *grid_, JobControl());
  QVERIFY(masks);
  QCOMPARE(masks->nodules.front()->segments.front().label, QStringLiteral("Nodule N, malignancy 4"));
  QCOMPARE(masks->nodules.front()->segments.front().description, QStringLiteral("subtlety 5, malignancy 4"));
}

void TestLidc::theOutlineIsNoPartOfTheNodule() {
  // A square of corners (5, 5) and (10, 10): 4 × 4 pixels lie inside. Another nodule over it is a mask more.
  const QByteArray square = edge(5, 5) + edge(10, 5) + edge(10, 10) + edge(5, 10);
  const auto read = readLidc(
      written(message(noduleOn(kImage, square) + noduleOn(kImage, edge(7, 7) + edge(20, 7) + edge(20, 20)))),
      JobControl());
  QVERIFY(read);
  const auto masks = lidcMasks(read->readings[0], QStringLiteral("R"), source_, *grid_, JobControl());
  QVERIFY(masks);
  QCOMPARE(masks->nodules.size(), std::size_t{2});
  std::set<Voxel> inside;
  for (int y = 6; y <= 9; ++y)
    for (int x = 6; x <= 9; ++x) inside.emplace(2, y, x);
  QVERIFY(voxelsOf(*masks->nodules[0], 1) == inside);
  QVERIFY(voxelsOf(*masks->nodules[1], 2).contains({2, 8, 9}));
}

void TestLidc::marksWithoutPlaceOrNumbersAreLeftOut() {
  const QByteArray square = edge(5, 5) + edge(10, 5) + edge(10, 10) + edge(5, 10);
  const QByteArray wrong = "<edgeMap><xCoord>seven</xCoord><yCoord>1</yCoord></edgeMap>";
  const auto read = readLidc(
      written(message(
          noduleOn(kImage, square + wrong) +
          noduleOn("<imageSOP_UID>7.7</imageSOP_UID><imageZposition>-111.2</imageZposition>", square) +
          noduleOn(kImage, edge(5, 5) + edge(6, 5)))),
      JobControl());
  QVERIFY(read);
  QCOMPARE(read->warnings.size(), 1);
  QCOMPARE(read->readings[0].nodules.size(), std::size_t{2});
  const auto masks = lidcMasks(read->readings[0], QStringLiteral("R"), source_, *grid_, JobControl());
  QVERIFY(masks);
  QVERIFY(masks->nodules.empty());
  QCOMPARE(masks->warnings.size(), 2);
  QVERIFY(masks->warnings[0].contains(QStringLiteral("no slice")));
  QVERIFY(masks->warnings[1].contains(QStringLiteral("no pixel")));
}

void TestLidc::otherFilesAreRefused_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::addColumn<ErrorKind>("kind");
  QTest::newRow("a VOC file") << QByteArray("<annotation/>") << ErrorKind::Inconsistent;
  QTest::newRow("a radiograph's") << QByteArray("<IdriReadMessage/>") << ErrorKind::NotSupported;
  QTest::newRow("unfinished") << message({}).chopped(5) << ErrorKind::FileUnreadable;
  QTest::newRow("entities") << QByteArray("<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">]>") + message("&a;")
                            << ErrorKind::NotSupported;
  QTest::newRow("deep") << message(QByteArray("<roi>").repeated(5000)) << ErrorKind::NotSupported;
  QTest::newRow("many elements") << message(QByteArray("<a/>").repeated(1'100'000))
                                 << ErrorKind::NotSupported;
}

void TestLidc::otherFilesAreRefused() {
  QFETCH(QByteArray, content);
  QFETCH(ErrorKind, kind);
  const auto read = readLidc(written(content), JobControl());
  QVERIFY(!read);
  QVERIFY2(read.error().kind == kind, qPrintable(read.error().text()));
}

QTEST_GUILESS_MAIN(TestLidc)
#include "tst_lidc.moc"
