#include "app/features/review/worklist_view.h"
#include "app/session/review/review_controller.h"
#include "tests/app/window_fixture.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTreeView>

using namespace uptake;
using namespace uptake::test;

/// A part of Lung-PET-CT-Dx as a collection: its own boxes are verified.
class TestWorklistRealdata : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void boxesOfTheDatasetAreVerified();

 private:
  QTemporaryDir folder_;
};

void TestWorklistRealdata::initTestCase() {
  if (realDataDir().isEmpty()) QSKIP("every test of this subject needs the real data");
  isolateSettings(folder_.filePath(QStringLiteral("settings")));
}

void TestWorklistRealdata::boxesOfTheDatasetAreVerified() {
  const QString collection = folder_.filePath(QStringLiteral("collection"));
  QVERIFY(QDir().mkpath(collection));
  for (const char* part : {"Annotation", "Lung_Dx-A0002"})
    QVERIFY(QFile::link(realDataDir() + QStringLiteral("/lungdx/") + QLatin1String(part),
                        collection + QLatin1Char('/') + QLatin1String(part)));
  QVERIFY(
      QFile::link(realDataDir() + QStringLiteral("/petct-siemens"), collection + QStringLiteral("/petct")));
  QFile clinical(collection + QStringLiteral("/statistics.csv"));
  QVERIFY(clinical.open(QIODevice::WriteOnly));
  clinical.write("NewPatientID;Sex;Histopathological grading\nA0002;M;adenocarcinoma\n");
  clinical.close();

  QSettings().setValue(QStringLiteral("review/reader"), QStringLiteral("Ann"));
  QSettings().setValue(QStringLiteral("worklist/shown"), true);
  auto window = openWindow(collection);
  QVERIFY(window);
  QTRY_VERIFY_WITH_TIMEOUT(!window->session().project().isScanning() && window->review().isSettled(), 60000);
  auto* table = window->findChild<QTreeView*>(QStringLiteral("worklist"));
  QVERIFY(table->isVisible());
  auto* view = window->findChild<WorklistView*>();
  int lung = -1;
  for (int row = 0; row < view->model().rowCount(); ++row)
    if (view->model().cases()[static_cast<std::size_t>(row)].study.patientId ==
        QLatin1String("Lung_Dx-A0002"))
      lung = row;
  QVERIFY(lung >= 0);
  QVERIFY(view->model().rowCount() >= 2);
  QTRY_COMPARE(view->model().index(lung, WorklistModel::kDiagnosis).data().toString(),
               QStringLiteral("adenocarcinoma"));
  Q_EMIT view->caseChosen(lung);
  const auto isOpen = [&] {
    return window->session().openCase().studyRef().patientId == QLatin1String("Lung_Dx-A0002") &&
           window->session().isSettled() && window->session().annotations().isRead() &&
           window->review().isSettled();
  };
  QTRY_VERIFY_WITH_TIMEOUT(isOpen(), 60000);
  QCOMPARE(window->session().openCase().document().boxes().size(), std::size_t{18});
  QCOMPARE(window->review().current().state, CaseState::Begun);
  // Nobody here drew them: they are verified.
  QCOMPARE(window->review().actOfAccepting(), ReviewAct::Verified);
  QTest::keyClick(&window->views(), Qt::Key_Return, Qt::ControlModifier);
  const QString study = view->model().cases()[static_cast<std::size_t>(lung)].study.studyUid;
  QTRY_COMPARE_WITH_TIMEOUT(window->review().reviewOf({QStringLiteral("Lung_Dx-A0002"), study}).state,
                            CaseState::Verifying, 30000);
  window->review().waitForWritten();
  const ReviewEvent& line = window->review().history().back();
  QCOMPARE(line.judged.size(), std::size_t{18});
  QVERIFY(line.judged.front().file.startsWith(QLatin1String("source/1.3.6.1.4.1.14519")));
  const ProcessOutput out = runProcess(
      program(QStringLiteral("uptake-cli")),
      {QStringLiteral("audit"), collection + QStringLiteral("-annotations"), QStringLiteral("--json")});
  const QJsonValue seen = QJsonDocument::fromJson(out.out).object()[QStringLiteral("cases")][0];
  QCOMPARE(seen[QStringLiteral("state")].toString(), QStringLiteral("verifying"));
  QCOMPARE(seen[QStringLiteral("verified_by")][0].toString(), QStringLiteral("Ann"));
}

QTEST_MAIN(TestWorklistRealdata)
#include "tst_worklist_realdata.moc"
