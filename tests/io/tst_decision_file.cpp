#include "io/store/decision_file.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace uptake;

/// Decisions about predicted lesions on disk.
class TestDecisionFile : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void everythingComesBack();
  void whatIsNotUnderstoodStays();
  void noDecisionsNoFile();
};

namespace {

std::vector<LesionDecision> someDecisions() {
  LesionDecision taken;
  taken.lesion = {QStringLiteral("1.2.840.1"), 4};
  taken.position = {-12.345678901234567, 1.0 / 3.0, 1e-7};
  taken.kind = DecisionKind::TakenOver;
  taken.trackingUid = QStringLiteral("2.25.99");
  taken.madeLesion = true;
  taken.time = QDateTime(QDate(2026, 1, 31), QTime(23, 59, 58), Qt::UTC);
  LesionDecision rejected = taken;
  rejected.lesion = {QStringLiteral("sha256:abc"), 1};
  rejected.kind = DecisionKind::Rejected;
  rejected.trackingUid.clear();
  rejected.madeLesion = false;
  LesionDecision corrected = taken;
  corrected.lesion.second = 5;
  corrected.kind = DecisionKind::Corrected;
  corrected.madeLesion = false;
  return {taken, rejected, corrected};
}

}  // namespace

void TestDecisionFile::everythingComesBack() {
  const QTemporaryDir dir;
  const QString path = dir.filePath(QStringLiteral("Decisions/P/1.2.json"));
  QVERIFY(writeDecisions(path, QStringLiteral("P"), QStringLiteral("1.2"), someDecisions(), {}));
  const Result<DecisionFile> file = readDecisions(path, QStringLiteral("1.2"));
  QVERIFY2(file, file ? "" : qPrintable(file.error().text()));
  QCOMPARE(file->warnings, QStringList());
  QCOMPARE(file->decisions, someDecisions());
  QVERIFY(!readDecisions(path, QStringLiteral("9.9")));  // another study's
}

void TestDecisionFile::whatIsNotUnderstoodStays() {
  const QTemporaryDir dir;
  const QString path = dir.filePath(QStringLiteral("1.2.json"));
  QVERIFY(writeDecisions(path, QStringLiteral("P"), QStringLiteral("1.2"), someDecisions(), {}));
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
  file.close();
  QJsonArray entries = object[QStringLiteral("decisions")].toArray();
  const QJsonObject foreign{{QStringLiteral("kind"), QStringLiteral("postponed")}, {QStringLiteral("by"), 7}};
  entries.append(foreign);
  object[QStringLiteral("decisions")] = entries;
  object[QStringLiteral("remark")] = QStringLiteral("kept");
  QVERIFY(file.open(QIODevice::WriteOnly) && file.write(QJsonDocument(object).toJson()) > 0);
  file.close();
  const Result<DecisionFile> read = readDecisions(path, QStringLiteral("1.2"));
  QVERIFY(read);
  QCOMPARE(read->warnings.size(), 1);
  QCOMPARE(read->decisions.size(), std::size_t{3});
  QVERIFY(
      writeDecisions(path, QStringLiteral("P"), QStringLiteral("1.2"), {someDecisions()[0]}, read->original));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QJsonObject after = QJsonDocument::fromJson(file.readAll()).object();
  QCOMPARE(after[QStringLiteral("remark")].toString(), QStringLiteral("kept"));
  QCOMPARE(after[QStringLiteral("decisions")].toArray().size(), 2);
  QVERIFY(after[QStringLiteral("decisions")].toArray().contains(foreign));
}

void TestDecisionFile::noDecisionsNoFile() {
  const QTemporaryDir dir;
  const QString path = dir.filePath(QStringLiteral("1.2.json"));
  QVERIFY(writeDecisions(path, {}, QStringLiteral("1.2"), {}, {}));
  QVERIFY(!QFile::exists(path));
  QVERIFY(writeDecisions(path, {}, QStringLiteral("1.2"), someDecisions(), {}));
  QVERIFY(QFile::exists(path));
  QVERIFY(writeDecisions(path, {}, QStringLiteral("1.2"), {}, {}));
  QVERIFY(!QFile::exists(path));
}

QTEST_GUILESS_MAIN(TestDecisionFile)
#include "tst_decision_file.moc"
