#include "tests/support/test_support.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cmath>

using namespace uptake;

/// uptake-cli phantom and voc as scripts see them: files, JSON, exit codes, one line on standard error.
class TestPhantomCli : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void theStudyIsReadBackWithoutAWarning();
  void wrongUsageIsRefused_data();
  void wrongUsageIsRefused();
  void boxesOnThePhantomAreFound();

 private:
  test::ProcessOutput run(const QStringList& arguments) const {
    return test::runProcess(test::program(QStringLiteral("uptake-cli")), arguments);
  }
  QString path(const char* name) const { return dir_.filePath(QLatin1String(name)); }
  QTemporaryDir dir_;
  QJsonArray series_;
};

void TestPhantomCli::initTestCase() {
  const auto made = run({QStringLiteral("phantom"), path("study"), QStringLiteral("--seed"),
                         QStringLiteral("7"), QStringLiteral("--size"), QStringLiteral("small")});
  QVERIFY2(made.exitCode == 0, made.err.constData());
  QVERIFY(made.err.isEmpty());
}

void TestPhantomCli::theStudyIsReadBackWithoutAWarning() {
  const auto inspected = run({QStringLiteral("inspect"), path("study"), QStringLiteral("--json")});
  QVERIFY2(inspected.exitCode == 0, inspected.err.constData());
  const QJsonObject report = QJsonDocument::fromJson(inspected.out).object();
  QVERIFY(report[QLatin1String("problems")].toArray().isEmpty());
  const QJsonArray patients = report[QLatin1String("patients")].toArray();
  QCOMPARE(patients.size(), 1);
  QCOMPARE(patients[0][QLatin1String("id")].toString(), QStringLiteral("PHANTOM-1"));
  const QJsonArray studies = patients[0][QLatin1String("studies")].toArray();
  QCOMPARE(studies.size(), 1);
  series_ = studies[0][QLatin1String("series")].toArray();
  QCOMPARE(series_.size(), 2);
  for (const QJsonValue& one : series_)
    QVERIFY2(one[QLatin1String("warnings")].toArray().isEmpty(), inspected.out.constData());
  QCOMPARE(series_[0][QLatin1String("modality")].toString(), QStringLiteral("CT"));
  QCOMPARE(series_[1][QLatin1String("modality")].toString(), QStringLiteral("PT"));
  QCOMPARE(series_[0][QLatin1String("frame_of_reference_uid")],
           series_[1][QLatin1String("frame_of_reference_uid")]);
  // 310 MBq at 09:04:00, scanned at 10:07:05 (3785 s later), 74 kg; the half-life is 6586.2 s.
  const QJsonObject suv = series_[1][QLatin1String("suv")].toObject();
  const double factor = 74000.0 / (310e6 * std::exp2(-3785.0 / 6586.2));
  QVERIFY2(std::abs(suv[QLatin1String("factor")].toDouble() / factor - 1.0) < 1e-9,
           inspected.out.constData());
  QVERIFY2(suv[QLatin1String("warnings")].toArray().isEmpty(), inspected.out.constData());
}

void TestPhantomCli::wrongUsageIsRefused_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<int>("exitCode");
  const auto words = [](const char* text) { return QString::fromLatin1(text).split(QLatin1Char(' ')); };
  QTest::newRow("no folder") << words("phantom") << 2;
  QTest::newRow("full folder") << (words("phantom") << path("study")) << 2;
  QTest::newRow("size") << (words("phantom --size big") << path("x")) << 2;
  QTest::newRow("seed") << (words("phantom --seed -1") << path("x")) << 2;
  QTest::newRow("option") << (words("phantom --fast") << path("x")) << 2;
  QTest::newRow("voc alone") << words("voc") << 2;
  QTest::newRow("voc without images") << (words("voc") << path("study")) << 2;
  QTest::newRow("no annotation") << (words("voc --dicom") << path("study") << path("study")) << 3;
  QTest::newRow("absent") << (words("voc --dicom") << path("study") << path("absent")) << 3;
}

void TestPhantomCli::wrongUsageIsRefused() {
  QFETCH(QStringList, arguments);
  QFETCH(int, exitCode);
  const auto refused = run(arguments);
  QCOMPARE(refused.exitCode, exitCode);
  QVERIFY(refused.out.isEmpty());
  QVERIFY(refused.err.startsWith("uptake-cli: "));
  QCOMPARE(refused.err.count('\n'), 1);
  QVERIFY(!QFile::exists(path("x")));
}

void TestPhantomCli::boxesOnThePhantomAreFound() {
  UPTAKE_NEEDS_PYTHON();
  // The identifier and position of one slice, by pydicom.
  const auto slice = test::runProcess(
      test::python(),
      {QStringLiteral("-c"),
       QStringLiteral("import pydicom,sys; d = pydicom.dcmread(sys.argv[1]); print(d.SOPInstanceUID, "
                      "d.SeriesInstanceUID, *d.ImagePositionPatient)"),
       path("study/CT/CT0030.dcm")});
  QCOMPARE(slice.exitCode, 0);
  const QList<QByteArray> said = slice.out.trimmed().split(' ');
  QCOMPARE(said.size(), 5);
  QVERIFY(QDir().mkpath(path("boxes")));
  const auto write = [this](const QByteArray& image, const char* xmax) {
    QFile file(path("boxes/") + QString::fromLatin1(image) + QStringLiteral(".xml"));
    return file.open(QIODevice::WriteOnly) &&
           file.write(
               QByteArray(
                   "<annotation><size><width>128</width><height>128</height></size><object><name>G</name>"
                   "<bndbox><xmin>30</xmin><ymin>40</ymin><xmax>") +
               xmax + "</xmax><ymax>70</ymax></bndbox></object></annotation>") > 0;
  };
  QVERIFY(write(said[0], "60"));
  const QStringList command{QStringLiteral("voc"), path("boxes"), QStringLiteral("--dicom"), path("study"),
                            QStringLiteral("--json")};
  auto listed = run(command);
  QVERIFY2(listed.exitCode == 0, listed.err.constData());
  QJsonObject report = QJsonDocument::fromJson(listed.out).object();
  QCOMPARE(report.keys(), (QStringList{QStringLiteral("boxes"), QStringLiteral("problems"),
                                       QStringLiteral("summary"), QStringLiteral("unmatched")}));
  const QJsonObject box = report[QLatin1String("boxes")][0].toObject();
  const QJsonObject expected{
      {QStringLiteral("file"),
       QDir(path("boxes")).absoluteFilePath(QString::fromLatin1(said[0]) + QStringLiteral(".xml"))},
      {QStringLiteral("patient"), QStringLiteral("PHANTOM-1")},
      {QStringLiteral("series_uid"), QString::fromLatin1(said[1])},
      {QStringLiteral("sop_instance_uid"), QString::fromLatin1(said[0])},
      {QStringLiteral("position_mm"), box[QLatin1String("position_mm")]},
      {QStringLiteral("class"), QStringLiteral("G")},
      {QStringLiteral("xmin"), 30},
      {QStringLiteral("ymin"), 40},
      {QStringLiteral("xmax"), 60},
      {QStringLiteral("ymax"), 70}};
  QCOMPARE(box, expected);
  for (int axis = 0; axis < 3; ++axis)
    QVERIFY(std::abs(box[QLatin1String("position_mm")][axis].toDouble() - said[2 + axis].toDouble()) < 1e-6);

  QVERIFY(write("1.2.3", "60"));
  QVERIFY(write(said[0], "130"));
  listed = run(command);
  QCOMPARE(listed.exitCode, 1);
  report = QJsonDocument::fromJson(listed.out).object();
  QVERIFY(report[QLatin1String("boxes")].toArray().isEmpty());
  QVERIFY(report[QLatin1String("unmatched")][0][QLatin1String("file")].toString().endsWith(
      QLatin1String("/1.2.3.xml")));
  QVERIFY(report[QLatin1String("problems")][0][QLatin1String("reason")].toString().contains(
      QLatin1String("130")));
}

QTEST_GUILESS_MAIN(TestPhantomCli)
#include "tst_phantom_cli.moc"
