#include "io/review/clinical_table.h"
#include "io/sheet/sheet_file.h"
#include "tests/support/test_support.h"

#include <QFile>
#include <QTemporaryDir>

using namespace uptake;
using namespace uptake::test;

/// Workbooks as tables: written part by part, by openpyxl, and to do harm.
class TestSheet : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void cellsAreReadAsTheyAreShown();
  void daysMayCountFrom1904();
  void readsWhatOpenpyxlWrites();
  void diagnosesComeFromAWorkbook();
  void hostileOnesAreRefused_data();
  void hostileOnesAreRefused();
  void otherFilesAreRefused();

 private:
  QString made(const QString& kind, int* exitCode = nullptr) const;
  QTemporaryDir dir_;
};

namespace {

Result<std::vector<QStringList>> rowsOf(const QString& file) {
  return readSheet(file, JobControl());
}

}  // namespace

QString TestSheet::made(const QString& kind, int* exitCode) const {
  const QString file = dir_.filePath(kind + QStringLiteral(".xlsx"));
  const ProcessOutput output =
      runProcess(peerPython(), {sourceDir() + QStringLiteral("/tests/scripts/make_sheet.py"), kind, file});
  if (exitCode) *exitCode = output.exitCode;
  return file;
}

void TestSheet::cellsAreReadAsTheyAreShown() {
  UPTAKE_NEEDS_PYTHON();
  const auto rows = rowsOf(made(QStringLiteral("plain")));
  QVERIFY2(rows, qPrintable(rows ? QString() : rows.error().text()));
  const QString none;
  QCOMPARE(rows->size(), std::size_t{3});
  QCOMPARE(rows->at(0), (QStringList{QStringLiteral("Patient ID"), QStringLiteral("Histopathology (grade)"),
                                     none, QStringLiteral("Date")}));
  QCOMPARE(rows->at(1), (QStringList{QStringLiteral("A0001"), QStringLiteral("adenocarcinoma"), none,
                                     QStringLiteral("2020-01-01"), QStringLiteral("2020-01-01T12:30:00"),
                                     QStringLiteral("43831")}));
  QCOMPARE(rows->at(2),
           (QStringList{QStringLiteral("7"), QStringLiteral("TRUE"), QStringLiteral("#N/A"), none,
                        QStringLiteral("12:00:00"), QStringLiteral("1.5"), QStringLiteral("0.1"),
                        QStringLiteral("1900-02-28"), QStringLiteral("1900-02-29"),
                        QStringLiteral("1900-03-01"), QStringLiteral("2021-03-04")}));
}

void TestSheet::daysMayCountFrom1904() {
  UPTAKE_NEEDS_PYTHON();
  const auto rows = rowsOf(made(QStringLiteral("1904")));
  QVERIFY(rows);
  // Cells without a reference follow on from each other.
  QCOMPARE(rows->at(0), (QStringList{QStringLiteral("1904-01-01"), QString(), QStringLiteral("2020-01-01")}));
}

void TestSheet::readsWhatOpenpyxlWrites() {
  UPTAKE_NEEDS_PYTHON();
  int exitCode = 0;
  const QString file = made(QStringLiteral("openpyxl"), &exitCode);
  if (exitCode == kPeerIsAbsent) QSKIP("openpyxl is absent (./dev peers)");
  const auto rows = rowsOf(file);
  QVERIFY2(rows, qPrintable(rows ? QString() : rows.error().text()));
  QCOMPARE(rows->size(), std::size_t{3});
  QCOMPARE(rows->at(1),
           (QStringList{QStringLiteral("PETCT_1"), QStringLiteral("2019-12-31"), QStringLiteral("MELANOMA"),
                        QStringLiteral("61"), QStringLiteral("08:30:00"), QStringLiteral("71.25")}));
  QCOMPARE(rows->at(2), (QStringList{QStringLiteral("PETCT_2"), QStringLiteral("2020-02-29T23:59:58"),
                                     QStringLiteral("Lymphom ü"), QStringLiteral("7"), QString(),
                                     QStringLiteral("-0.5")}));
}

void TestSheet::diagnosesComeFromAWorkbook() {
  UPTAKE_NEEDS_PYTHON();
  const QTemporaryDir folder;
  QVERIFY(
      QFile::copy(made(QStringLiteral("clinical")), folder.filePath(QStringLiteral("Clinical data.xlsx"))));
  QFile lock(folder.filePath(QStringLiteral("~$Clinical data.xlsx")));
  QVERIFY(lock.open(QIODevice::WriteOnly) && lock.write("x") == 1);
  const ClinicalTable table = ClinicalTable::find({folder.path()});
  QCOMPARE(table.file(), folder.filePath(QStringLiteral("Clinical data.xlsx")));
  QCOMPARE(table.diagnosisOf(QStringLiteral("Lung_Dx-A0001"), {}), QStringLiteral("Adenocarcinoma"));
  QCOMPARE(table.diagnosisOf(QStringLiteral("Lung_Dx-G0002"), {}), QStringLiteral("Squamous"));
  // A CSV comes before it.
  QFile csv(folder.filePath(QStringLiteral("z.csv")));
  QVERIFY(csv.open(QIODevice::WriteOnly) && csv.write("patient id,diagnosis\nP1,flu\n") > 0);
  csv.close();
  QCOMPARE(ClinicalTable::find({folder.path()}).file(), csv.fileName());
}

void TestSheet::hostileOnesAreRefused_data() {
  QTest::addColumn<ErrorKind>("kind");
  QTest::newRow("bomb") << ErrorKind::NotSupported;
  QTest::newRow("entities") << ErrorKind::NotSupported;
  QTest::newRow("wide") << ErrorKind::NotSupported;
  QTest::newRow("long") << ErrorKind::NotSupported;
  QTest::newRow("far") << ErrorKind::Inconsistent;
  QTest::newRow("index") << ErrorKind::Inconsistent;
  QTest::newRow("letters") << ErrorKind::Inconsistent;
  QTest::newRow("unfinished") << ErrorKind::Inconsistent;
  QTest::newRow("no sheet") << ErrorKind::Inconsistent;
  QTest::newRow("no workbook") << ErrorKind::Inconsistent;
}

void TestSheet::hostileOnesAreRefused() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(ErrorKind, kind);
  int exitCode = 0;
  const QString file = made(QString::fromLatin1(QTest::currentDataTag()), &exitCode);
  QCOMPARE(exitCode, 0);
  const auto rows = rowsOf(file);
  QVERIFY(!rows);
  QVERIFY2(rows.error().kind == kind, qPrintable(rows.error().text()));
  QCOMPARE(rows.error().file, file);
}

void TestSheet::otherFilesAreRefused() {
  QCOMPARE(rowsOf(dir_.filePath(QStringLiteral("none.xlsx"))).error().kind, ErrorKind::FileUnreadable);
  QFile text(dir_.filePath(QStringLiteral("text.xlsx")));
  QVERIFY(text.open(QIODevice::WriteOnly) && text.write("patient id,diagnosis\n") > 0);
  text.close();
  QCOMPARE(rowsOf(text.fileName()).error().kind, ErrorKind::FileUnreadable);
  if (python().isEmpty()) return;
  QFile whole(made(QStringLiteral("plain")));
  QVERIFY(whole.open(QIODevice::ReadOnly));
  const QByteArray bytes = whole.readAll();
  for (const qsizetype part : {bytes.size() / 4, bytes.size() / 2, bytes.size() - 1}) {
    QFile cut(dir_.filePath(QStringLiteral("cut.xlsx")));
    QVERIFY(cut.open(QIODevice::WriteOnly) && cut.write(bytes.left(part)) == part);
    cut.close();
    QVERIFY(!rowsOf(cut.fileName()));
  }
}

QTEST_GUILESS_MAIN(TestSheet)
#include "tst_sheet.moc"
