#include "io/store/suv_edit.h"
#include "tests/support/test_support.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

using namespace uptake;

/// The record of what a person corrected for the SUV: kept exactly, refused when it is not one.
class TestSuvEdit : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void comesBackTheSame();
  void nothingIsNoFile();
  void badRecords_data();
  void badRecords();
  void namesNeverLeaveTheFolder();

 private:
  SuvEdit complete() const;
  bool store(const QByteArray& bytes) const;

  std::unique_ptr<QTemporaryDir> dir_;
  AnnotationFolder folder_{QString()};
};

namespace {

const QString kUid = QStringLiteral("1.2.3.4");

}  // namespace

void TestSuvEdit::init() {
  dir_ = std::make_unique<QTemporaryDir>();
  folder_ = AnnotationFolder(dir_->filePath(QStringLiteral("annotations")));
}

SuvEdit TestSuvEdit::complete() const {
  SuvEdit edit;
  edit.seriesInstanceUid = kUid;
  edit.overrides.patientWeight = Kilograms{73.1};
  edit.overrides.patientSize = 1.755;
  edit.overrides.patientSex = QStringLiteral("F");
  edit.overrides.totalDose = Becquerel{277200012.20703};
  edit.overrides.halfLife = Seconds{6586.2};
  // In the night when clocks go forward in Europe: an hour that local time lacks.
  edit.overrides.administration = QDateTime(QDate(2024, 3, 31), QTime(2, 30, 0, 125), Qt::UTC);
  edit.overrides.decayReference = QDateTime(QDate(2024, 3, 31), QTime(3, 30), Qt::UTC);
  edit.editedBy = QStringLiteral("Änne");
  edit.editedAt = QDateTime(QDate(2024, 4, 1), QTime(8, 0), Qt::UTC);
  return edit;
}

bool TestSuvEdit::store(const QByteArray& bytes) const {
  QDir().mkpath(QFileInfo(folder_.suvFile(kUid)).absolutePath());
  QFile file(folder_.suvFile(kUid));
  return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

void TestSuvEdit::comesBackTheSame() {
  const SuvEdit edit = complete();
  QVERIFY(writeSuvEdit(folder_.suvFile(kUid), edit).ok());
  const auto read = readSuvEdit(folder_, kUid);
  QVERIFY2(read.ok(), read.ok() ? "" : qPrintable(read.error().text()));
  QVERIFY(read->has_value());
  QVERIFY((*read)->overrides == edit.overrides);
  QCOMPARE((*read)->editedBy, edit.editedBy);
  QCOMPARE((*read)->editedAt, edit.editedAt);
  QVERIFY((*read)->byWhom().startsWith(QStringLiteral("Änne, 2024-0")));
}

void TestSuvEdit::nothingIsNoFile() {
  const auto none = readSuvEdit(folder_, kUid);
  QVERIFY(none.ok() && !none->has_value());
  QVERIFY(writeSuvEdit(folder_.suvFile(kUid), complete()).ok());
  SuvEdit reset = complete();
  reset.overrides = {};
  QVERIFY(writeSuvEdit(folder_.suvFile(kUid), reset).ok());
  QVERIFY(!QFileInfo::exists(folder_.suvFile(kUid)));
  QVERIFY(writeSuvEdit(folder_.suvFile(kUid), reset).ok());
}

void TestSuvEdit::badRecords_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("words");
  const auto record = [](const char* corrections, const char* uid = "1.2.3.4") {
    return QByteArray(R"({"format":"uptake-suv-edit","version":1,"series_instance_uid":")") + uid +
           R"(","corrections":)" + corrections + "}";
  };
  QTest::newRow("no JSON") << QByteArray("{{{") << QStringLiteral("no record");
  QTest::newRow("other JSON") << QByteArray("[1]") << QStringLiteral("no record");
  QTest::newRow("a later version") << QByteArray(R"({"format":"uptake-suv-edit","version":2})")
                                   << QStringLiteral("version 1");
  QTest::newRow("another series") << record("{}", "9.9") << QStringLiteral("series 9.9");
  QTest::newRow("nothing") << record("{}") << QStringLiteral("no correction");
  QTest::newRow("text for a number") << record(R"({"patient_weight_kg":"70"})")
                                     << QStringLiteral("patient_weight_kg");
  QTest::newRow("no moment") << record(R"({"administration":"noon"})") << QStringLiteral("administration");
  QTest::newRow("weight 0") << record(R"({"patient_weight_kg":0})") << QStringLiteral("weight 0 kg");
  QTest::newRow("huge") << QByteArray(100000, ' ') << QStringLiteral("too large");
}

void TestSuvEdit::badRecords() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, words);
  QVERIFY(store(bytes));
  const auto read = readSuvEdit(folder_, kUid);
  QVERIFY(!read.ok());
  QVERIFY2(read.error().message.contains(words), qPrintable(read.error().message));
  QCOMPARE(read.error().file, folder_.suvFile(kUid));
}

void TestSuvEdit::namesNeverLeaveTheFolder() {
  const QString path = folder_.suvFile(QStringLiteral("../../etc/x"));
  QCOMPARE(QFileInfo(path).absolutePath(), folder_.path() + QStringLiteral("/SUV"));
}

QTEST_GUILESS_MAIN(TestSuvEdit)
#include "tst_suv_edit.moc"
