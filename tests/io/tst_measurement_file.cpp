#include "io/store/annotation_folder.h"
#include "io/store/measurement_file.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace uptake;

/// The file of measurements: what is written is read, what is not understood is kept or refused in words.
class TestMeasurementFile : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { path_ = folder_.filePath(QStringLiteral("a/b.json")); }
  void cleanup() { QFile::remove(path_); }
  void comesBackExactly();
  void keepsWhatItDoesNotKnow();
  void removedOnesAreGone();
  void nothingMakesNoFile();
  void refusesOtherFiles_data();
  void refusesOtherFiles();
  void leavesOutDamagedEntries_data();
  void leavesOutDamagedEntries();
  void survivesMutations();
  void namesNeverBecomePaths();

 private:
  void put(const QByteArray& bytes) const;
  QJsonObject record() const;
  Result<void> write(const std::vector<Measurement>& measurements, const QByteArray& original = {}) const;

  QTemporaryDir folder_;
  QString path_;
};

namespace {

const QString kStudy = QStringLiteral("1.2.3");

Measurement make(MeasurementKind kind, const QString& name = {}) {
  Measurement result;
  result.kind = kind;
  result.name = name;
  result.frameOfReferenceUid = QStringLiteral("1.2.3.4");
  result.plane = standardPlane(PlaneOrientation::Sagittal, {0.1, -1.0 / 3.0, 1e-7});
  const Point& origin = result.plane.origin;
  result.points = {origin, origin + 12.3456789012345 * result.plane.right};
  if (measurementPointCount(kind) == 3) result.points.push_back(origin + 7.1 * result.plane.down);
  return result;
}

bool sameBut(Measurement a, const Measurement& b) {
  a.fileEntry = b.fileEntry;
  a.id = b.id;
  return a == b;
}

const QByteArray kGood = R"({"format": "uptake-measurements", "version": 1, "patient_id": "P",
  "study_instance_uid": "1.2.3", "made_by": {"a": [1, 2]}, "measurements": [
  {"kind": "distance", "points_mm": [[0, 0, 0], [3, 4, 0]], "colour": "red",
   "plane": {"origin_mm": [0, 0, 0], "right": [1, 0, 0], "down": [0, 1, 0], "view": "axial"}},
  {"kind": "spline", "points_mm": [[1, 2, 3]]},
  {"kind": "sphere", "points_mm": [[0, 0, 0], [3, 4, 0]], "name": "Liver",
   "plane": {"origin_mm": [0, 0, 0], "right": [1, 0, 0], "down": [0, 1, 0]}}]})";

}  // namespace

void TestMeasurementFile::put(const QByteArray& bytes) const {
  QDir().mkpath(QFileInfo(path_).path());
  QFile file(path_);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(bytes), bytes.size());
}

QJsonObject TestMeasurementFile::record() const {
  QFile file(path_);
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QJsonDocument::fromJson(file.readAll()).object();
}

Result<void> TestMeasurementFile::write(const std::vector<Measurement>& measurements,
                                        const QByteArray& original) const {
  return writeMeasurements(path_, QStringLiteral("P"), kStudy, measurements, original);
}

void TestMeasurementFile::comesBackExactly() {
  std::vector<Measurement> all;
  for (const auto kind :
       {MeasurementKind::Distance, MeasurementKind::Angle, MeasurementKind::Ellipse, MeasurementKind::Sphere})
    all.push_back(make(kind, QStringLiteral("Größe \"1\"\n⌀")));
  all.push_back(make(MeasurementKind::Distance));
  all.back().frameOfReferenceUid.clear();
  QVERIFY(write(all).ok());
  const auto read = readMeasurements(path_, kStudy);
  QVERIFY(read.ok());
  QVERIFY(read->warnings.isEmpty());
  QCOMPARE(read->measurements.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    QVERIFY(sameBut(read->measurements[i], all[i]));  // to the last bit
    QCOMPARE(read->measurements[i].fileEntry, static_cast<int>(i));
  }
  QCOMPARE(record()[QLatin1String("patient_id")].toString(), QStringLiteral("P"));
}

void TestMeasurementFile::keepsWhatItDoesNotKnow() {
  put(kGood);
  const auto read = readMeasurements(path_, kStudy);
  QVERIFY(read.ok());
  QCOMPARE(read->measurements.size(), std::size_t{2});
  QCOMPARE(read->warnings.size(), 1);
  QVERIFY2(read->warnings[0].contains(QLatin1String("spline")), qPrintable(read->warnings[0]));
  std::vector<Measurement> edited = read->measurements;
  edited[0].points[1] = {6, 8, 0};
  edited[1].name.clear();
  edited.push_back(make(MeasurementKind::Angle));
  for (int round = 0; round < 2; ++round) {  // saved again from the same original
    QVERIFY(write(edited, read->original).ok());
    const QJsonObject written = record();
    QCOMPARE(written[QLatin1String("made_by")],
             QJsonDocument::fromJson(kGood).object()[QLatin1String("made_by")]);
    const QJsonArray entries = written[QLatin1String("measurements")].toArray();
    QCOMPARE(entries.size(), 4);
    QCOMPARE(entries[0][QLatin1String("colour")].toString(), QStringLiteral("red"));
    QCOMPARE(entries[0][QLatin1String("plane")][QLatin1String("view")].toString(), QStringLiteral("axial"));
    QCOMPARE(entries[0][QLatin1String("points_mm")][1], (QJsonArray{6, 8, 0}));
    QCOMPARE(entries[1][QLatin1String("kind")].toString(), QStringLiteral("spline"));
    QVERIFY(!entries[2].toObject().contains(QLatin1String("name")));
    QCOMPARE(entries[3][QLatin1String("kind")].toString(), QStringLiteral("angle"));
  }
}

void TestMeasurementFile::removedOnesAreGone() {
  put(kGood);
  const auto read = readMeasurements(path_, kStudy);
  QVERIFY(write({read->measurements[1]}, read->original).ok());
  const auto again = readMeasurements(path_, kStudy);
  QCOMPARE(again->measurements.size(), std::size_t{1});
  QCOMPARE(again->measurements[0].name, QStringLiteral("Liver"));
  QCOMPARE(again->warnings.size(), 1);  // the spline is still there
}

void TestMeasurementFile::nothingMakesNoFile() {
  QVERIFY(write({}).ok());
  QVERIFY(!QFile::exists(path_));
  QVERIFY(write({make(MeasurementKind::Sphere)}).ok());
  QVERIFY(write({}).ok());
  QVERIFY(!QFile::exists(path_));
}

void TestMeasurementFile::refusesOtherFiles_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<int>("kind");
  QTest::addColumn<QString>("word");
  const int unreadable = static_cast<int>(ErrorKind::FileUnreadable);
  const auto with = [](const char* from, const char* to) { return QByteArray(kGood).replace(from, to); };
  QTest::newRow("empty") << QByteArray() << unreadable << QStringLiteral("damaged");
  QTest::newRow("cut short") << kGood.left(kGood.size() / 2) << unreadable
                             << QStringLiteral("damaged at byte");
  QTest::newRow("another format") << with("uptake-measurements", "other") << unreadable
                                  << QStringLiteral("uptake-measurements");
  QTest::newRow("a list") << QByteArray("[1, 2]") << unreadable << QStringLiteral("uptake-measurements");
  QTest::newRow("no list") << with("\"measurements\"", "\"things\"") << unreadable
                           << QStringLiteral("missing");
  QTest::newRow("a later version") << with("\"version\": 1", "\"version\": 2")
                                   << static_cast<int>(ErrorKind::NotSupported)
                                   << QStringLiteral("version 2");
  QTest::newRow("another study") << with("\"1.2.3\"", "\"1.2.9\"")
                                 << static_cast<int>(ErrorKind::Inconsistent) << QStringLiteral("1.2.9");
}

void TestMeasurementFile::refusesOtherFiles() {
  QFETCH(QByteArray, bytes);
  QFETCH(int, kind);
  QFETCH(QString, word);
  put(bytes);
  const auto read = readMeasurements(path_, kStudy);
  QVERIFY(!read);
  QCOMPARE(static_cast<int>(read.error().kind), kind);
  QVERIFY2(read.error().message.contains(word), qPrintable(read.error().message));
  QCOMPARE(read.error().file, path_);
}

void TestMeasurementFile::leavesOutDamagedEntries_data() {
  QTest::addColumn<QByteArray>("from");
  QTest::addColumn<QByteArray>("to");
  QTest::addColumn<QString>("word");
  const QByteArray points = "[[0, 0, 0], [3, 4, 0]], \"colour\"";
  QTest::newRow("text") << points << QByteArray("[[0, 0, 0], [3, \"4\", 0]], \"colour\"")
                        << QStringLiteral("three numbers");
  QTest::newRow("two coordinates") << points << QByteArray("[[0, 0], [3, 4]], \"colour\"")
                                   << QStringLiteral("three numbers");
  QTest::newRow("one point") << points << QByteArray("[[0, 0, 0]], \"colour\"") << QStringLiteral("points");
  QTest::newRow("no points") << points << QByteArray("7, \"colour\"") << QStringLiteral("points");
  QTest::newRow("far") << points << QByteArray("[[0, 0, 0], [3e300, 4, 0]], \"colour\"")
                       << QStringLiteral("10 m");
  QTest::newRow("no size") << points << QByteArray("[[3, 4, 0], [3, 4, 0]], \"colour\"")
                           << QStringLiteral("no size");
  QTest::newRow("off the plane") << points << QByteArray("[[0, 0, 0], [3, 4, 9]], \"colour\"")
                                 << QStringLiteral("plane");
  QTest::newRow("no plane")
      << QByteArray(
             "\"plane\": {\"origin_mm\": [0, 0, 0], \"right\": [1, 0, 0], \"down\": [0, 1, 0], \"view\"")
      << QByteArray("\"x\": {\"view\"") << QStringLiteral("plane");
  QTest::newRow("skew plane") << QByteArray("\"down\": [0, 1, 0], \"view\"")
                              << QByteArray("\"down\": [1, 1, 0], \"view\"") << QStringLiteral("right angle");
}

void TestMeasurementFile::leavesOutDamagedEntries() {
  QFETCH(QByteArray, from);
  QFETCH(QByteArray, to);
  QFETCH(QString, word);
  QVERIFY(kGood.contains(from));
  put(QByteArray(kGood).replace(from, to));
  const auto read = readMeasurements(path_, kStudy);
  QVERIFY(read.ok());
  QCOMPARE(read->measurements.size(), std::size_t{1});
  QCOMPARE(read->measurements[0].name, QStringLiteral("Liver"));
  QCOMPARE(read->warnings.size(), 2);
  QVERIFY2(read->warnings[0].contains(word), qPrintable(read->warnings[0]));
  // It stays in the file as it was.
  const QJsonValue before = record()[QLatin1String("measurements")][0];
  QVERIFY(write(read->measurements, read->original).ok());
  QCOMPARE(record()[QLatin1String("measurements")][0], before);
}

void TestMeasurementFile::survivesMutations() {
  // Whatever byte is changed: an answer, never a measurement that breaks the rules.
  for (qsizetype at = 0; at < kGood.size(); at += 3) {
    for (const char byte : {'\0', '9', '"', '{', ']'}) {
      QByteArray bytes = kGood;
      bytes[at] = byte;
      put(bytes);
      const auto read = readMeasurements(path_, kStudy);
      if (!read) continue;
      for (const Measurement& measurement : read->measurements)
        QVERIFY(measurementDefect(measurement).isEmpty());
    }
  }
}

void TestMeasurementFile::namesNeverBecomePaths() {
  const QString path = AnnotationFolder(QStringLiteral("/base"))
                           .measurementFile(QStringLiteral("../.."), QStringLiteral("1/../2"));
  QVERIFY2(QDir::cleanPath(path).startsWith(QStringLiteral("/base/Measurements/")), qPrintable(path));
  QCOMPARE(path.count(QLatin1Char('/')), 4);
}

QTEST_GUILESS_MAIN(TestMeasurementFile)
#include "tst_measurement_file.moc"
