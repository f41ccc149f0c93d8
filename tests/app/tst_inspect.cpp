#include "tests/io/dicom_file.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cmath>

using uptake::test::SliceFile;
using uptake::test::writeStack;

/// `uptake-cli inspect` as a script sees it: keys, values, exit codes, what goes where.
class TestInspect : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void jsonHasTheKeysItPromises();
  void petHasASuv();
  void slicesMayHaveTheirOwnFactors();
  void refusedSuvSaysWhy();
  void refusedSeriesHasNoGeometry();
  void problemsAreListed();
  void aFullDiskIsAProblem_data();
  void aFullDiskIsAProblem();
  void namesOfFilesGiveTheTerminalNoOrders();
  void nothingToRead_data();
  void nothingToRead();
  void wrongUsage_data();
  void wrongUsage();
  void helpStatesTheConventions();
  void textIsForPeople();

 private:
  uptake::test::ProcessOutput inspect(const QStringList& arguments) const {
    return uptake::test::runProcess(uptake::test::program(QStringLiteral("uptake-cli")),
                                    QStringList{QStringLiteral("inspect")} + arguments);
  }
  QJsonObject json(const QStringList& arguments, int exitCode = 0) const;
  QJsonObject firstSeries() const;
  bool writePet(const QByteArray& weight) const;

  std::unique_ptr<QTemporaryDir> dir_;
};

void TestInspect::init() {
  dir_ = std::make_unique<QTemporaryDir>();
  QVERIFY(dir_->isValid());
}

QJsonObject TestInspect::json(const QStringList& arguments, int exitCode) const {
  const auto said = inspect(QStringList{QStringLiteral("--json")} + arguments);
  if (said.exitCode != exitCode) qWarning("exit code %d: %s", said.exitCode, said.err.constData());
  return said.exitCode == exitCode ? QJsonDocument::fromJson(said.out).object() : QJsonObject();
}

QJsonObject TestInspect::firstSeries() const {
  return json({dir_->path()})[QLatin1String("patients")][0][QLatin1String("studies")][0]
                             [QLatin1String("series")][0]
                                 .toObject();
}

bool TestInspect::writePet(const QByteArray& weight) const {
  return writeStack(dir_->path(), 3, 2.0, [&](int, SliceFile& slice) {
    slice.modality = "PT";
    slice.intercept = 0.0;
    slice.tags = {{0x0054, 0x1001, "BQML"},
                  {0x0054, 0x1102, "ADMIN"},
                  {0x0028, 0x0051, "ATTN\\DECY"},
                  {0x0010, 0x1030, weight}};
    slice.radiopharmaceutical = {{0x0018, 0x1074, "350000000"}, {0x0018, 0x1075, "6586.2"}};
  });
}

void TestInspect::jsonHasTheKeysItPromises() {
  QVERIFY(writeStack(dir_->path(), 3, -2.5, [](int, SliceFile&) {}));
  const QJsonObject root = json({dir_->path()});
  QCOMPARE(root.keys(), (QStringList{QStringLiteral("patients"), QStringLiteral("problems")}));
  const QJsonObject patient = root[QLatin1String("patients")][0].toObject();
  QCOMPARE(patient.keys(),
           (QStringList{QStringLiteral("id"), QStringLiteral("name"), QStringLiteral("studies")}));
  const QJsonObject study = patient[QLatin1String("studies")][0].toObject();
  QCOMPARE(study.keys(), (QStringList{QStringLiteral("date"), QStringLiteral("description"),
                                      QStringLiteral("series"), QStringLiteral("uid")}));
  QCOMPARE(study[QLatin1String("uid")].toString(), QStringLiteral("1.2.3.1"));
  QCOMPARE(study[QLatin1String("date")].toString(), QStringLiteral("20200102"));
  const QByteArray expected = R"({
    "uid": "1.2.3.2", "modality": "CT", "description": "Stack", "instances": 3, "rows": 3, "columns": 4, "slices": 3,
    "spacing_mm": [0.5, 0.75, 2.5], "first_position_mm": [-10, -20, 95], "last_position_mm": [-10, -20, 100],
    "frame_of_reference_uid": "1.2.3.3", "warnings": []})";
  QCOMPARE(study[QLatin1String("series")][0].toObject(), QJsonDocument::fromJson(expected).object());
}

void TestInspect::petHasASuv() {
  QVERIFY(writePet("70"));
  const QJsonObject suv = firstSeries()[QLatin1String("suv")].toObject();
  QCOMPARE(suv.keys(),
           (QStringList{QStringLiteral("branch"), QStringLiteral("calculation"),
                        QStringLiteral("cross_check"), QStringLiteral("factor"), QStringLiteral("input_tags"),
                        QStringLiteral("inputs"), QStringLiteral("unit"), QStringLiteral("warnings")}));
  QCOMPARE(suv[QLatin1String("unit")].toString(), QStringLiteral("BQML"));
  QCOMPARE(suv[QLatin1String("factor")].toDouble(), 0.0002);
  QCOMPARE(suv[QLatin1String("inputs")][QLatin1String("PatientWeight")].toString(), QStringLiteral("70"));
  QCOMPARE(suv[QLatin1String("input_tags")][QLatin1String("PatientWeight")].toString(),
           QStringLiteral("(0010,1030)"));
  QVERIFY(suv[QLatin1String("branch")].toString().contains(QStringLiteral("ADMIN")));
  QVERIFY(suv[QLatin1String("cross_check")][QLatin1String("not_made")].toString().contains(
      QStringLiteral("administration")));
}

void TestInspect::slicesMayHaveTheirOwnFactors() {
  // Not decay corrected: three slices, each acquired a half-life after the one before.
  QVERIFY(writeStack(dir_->path(), 3, 2.0, [&](int i, SliceFile& slice) {
    slice.modality = "PT";
    slice.intercept = 0.0;
    slice.tags = {{0x0054, 0x1001, "BQML"},     {0x0054, 0x1102, "NONE"},
                  {0x0028, 0x0051, "ATTN"},     {0x0010, 0x1030, "70"},
                  {0x0008, 0x0022, "20200102"}, {0x0008, 0x0032, "1" + QByteArray::number(i) + "0000"},
                  {0x0018, 0x1242, "1000"}};
    slice.radiopharmaceutical = {
        {0x0018, 0x1074, "350000000"}, {0x0018, 0x1075, "3600"}, {0x0018, 0x1078, "20200102100000"}};
  }));
  const QJsonObject suv = firstSeries()[QLatin1String("suv")].toObject();
  QVERIFY(suv.contains(QLatin1String("factor")) && suv[QLatin1String("factor")].isNull());
  const QJsonArray factors = suv[QLatin1String("factors")].toArray();
  QCOMPARE(factors.size(), 3);
  const double x = std::log(2.0) / 3600.0;
  for (int k = 0; k < 3; ++k)
    QVERIFY(std::abs(factors[k].toDouble() / (0.0002 * std::exp2(k) * x / (1.0 - std::exp(-x))) - 1.0) <
            1e-9);
}

void TestInspect::refusedSuvSaysWhy() {
  QVERIFY(writePet("0"));
  const QJsonObject suv = firstSeries()[QLatin1String("suv")].toObject();
  QCOMPARE(suv.keys(), (QStringList{QStringLiteral("refused"), QStringLiteral("unit")}));
  QVERIFY(suv[QLatin1String("refused")].toString().contains(QStringLiteral("PatientWeight")));
}

void TestInspect::refusedSeriesHasNoGeometry() {
  QVERIFY(writeStack(dir_->path(), 3, 2.0, [](int i, SliceFile& slice) { slice.position[1] += 2.0 * i; }));
  const QJsonObject series = firstSeries();
  for (const char* key : {"slices", "spacing_mm", "first_position_mm", "last_position_mm"}) {
    QVERIFY(series.contains(QLatin1String(key)));
    QVERIFY(series[QLatin1String(key)].isNull());
  }
  QCOMPARE(series[QLatin1String("instances")].toInt(), 3);
  QVERIFY(series[QLatin1String("warnings")][0].toString().contains(QStringLiteral("45.00°")));
}

void TestInspect::problemsAreListed() {
  QVERIFY(writeStack(dir_->path(), 3, 2.0, [](int, SliceFile&) {}));
  QFile cut(dir_->filePath(QStringLiteral("2.dcm")));
  QVERIFY(cut.resize(420));
  const auto said = inspect({QStringLiteral("--json"), dir_->path()});
  QCOMPARE(said.exitCode, 1);
  const QJsonValue problem = QJsonDocument::fromJson(said.out)[QLatin1String("problems")][0];
  QCOMPARE(problem[QLatin1String("file")].toString(), cut.fileName());
  QVERIFY(!problem[QLatin1String("reason")].toString().isEmpty());
  QCOMPARE(said.err.count('\n'), 1);
  QVERIFY(said.err.startsWith("uptake-cli: "));
}

void TestInspect::aFullDiskIsAProblem_data() {
  QTest::addColumn<QString>("arguments");
  QTest::newRow("inspect") << QStringLiteral("inspect \"$1\"");
  QTest::newRow("inspect --json") << QStringLiteral("inspect --json \"$1\"");
  QTest::newRow("help") << QStringLiteral("--help");
  QTest::newRow("help of a command") << QStringLiteral("stats --help");
}

void TestInspect::aFullDiskIsAProblem() {
  if (!QFile::exists(QStringLiteral("/dev/full"))) QSKIP("there is no /dev/full");
  QFETCH(QString, arguments);
  QVERIFY(writeStack(dir_->path(), 3, 2.0, [](int, SliceFile&) {}));
  const auto said = uptake::test::runProcess(
      QStringLiteral("/bin/sh"),
      {QStringLiteral("-c"), QStringLiteral("LC_ALL=C.UTF-8 exec \"$0\" %1 > /dev/full").arg(arguments),
       uptake::test::program(QStringLiteral("uptake-cli")), dir_->path()});
  QCOMPARE(said.exitCode, 1);
  QVERIFY2(said.err.contains("No space left on device"), said.err.constData());
}

void TestInspect::namesOfFilesGiveTheTerminalNoOrders() {
  QFile file(dir_->filePath(QStringLiteral("\x1b[31m\x07.dcm")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.close();
  const auto said = inspect({dir_->path()});
  QCOMPARE(said.exitCode, 3);
  QVERIFY2(said.err.contains("[31m.dcm") && !said.err.contains('\x1b') && !said.err.contains('\x07'),
           said.err.toHex().constData());
}

void TestInspect::nothingToRead_data() {
  QTest::addColumn<QString>("path");
  QTest::newRow("empty folder") << QString();
  QTest::newRow("no such folder") << QStringLiteral("/nowhere");
}

void TestInspect::nothingToRead() {
  QFETCH(QString, path);
  const auto said = inspect({QStringLiteral("--json"), dir_->path() + path});
  QCOMPARE(said.exitCode, 3);
  QCOMPARE(said.err.count('\n'), 1);
  QVERIFY(QJsonDocument::fromJson(said.out).object()[QLatin1String("patients")].toArray().isEmpty());
}

void TestInspect::wrongUsage_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::newRow("no path") << QStringList{};
  QTest::newRow("unknown option") << QStringList{QStringLiteral("--yaml"), QStringLiteral("/")};
}

void TestInspect::wrongUsage() {
  QFETCH(QStringList, arguments);
  const auto said = inspect(arguments);
  QCOMPARE(said.exitCode, 2);
  QVERIFY(said.out.isEmpty());
  QCOMPARE(said.err.count('\n'), 1);
}

void TestInspect::helpStatesTheConventions() {
  const auto said = inspect({QStringLiteral("--help")});
  QCOMPARE(said.exitCode, 0);
  for (const char* word : {"spacing_mm", "first_position_mm", "LPS", "--json", "Exit status"})
    QVERIFY2(said.out.contains(word), word);
}

void TestInspect::textIsForPeople() {
  QVERIFY(writePet("70"));
  const auto said = inspect({dir_->path()});
  QCOMPARE(said.exitCode, 0);
  const QString text = QString::fromUtf8(said.out);
  QVERIFY2(text.contains(QStringLiteral("4 × 3 × 3")), said.out.constData());
  QVERIFY2(text.contains(QStringLiteral("SUVbw = BQML × 0.0002")), said.out.constData());
}

QTEST_GUILESS_MAIN(TestInspect)
#include "tst_inspect.moc"
