#include "app/session/annotations/kinds/masks.h"
#include "io/masks/label_image.h"
#include "tests/app/window_fixture.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>

using namespace uptake;
using namespace uptake::test;

/// LIDC's readings beside a CT, dropped onto it, and on the command line.
class TestLidcWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void readingsInTheFolderAreShownAsOthers();
  void aFileIsAddedToTheOpenCase();
  void commandWritesWhatReadersCompares();

 private:
  QString path(const char* name) const { return folder_.filePath(QLatin1String(name)); }
  ProcessOutput cli(const QStringList& arguments) const {
    return runProcess(program(QStringLiteral("uptake-cli")), arguments);
  }
  QTemporaryDir settings_;
  QTemporaryDir folder_;
};

void TestLidcWindow::initTestCase() {
  UPTAKE_NEEDS_PYTHON();
  isolateSettings(settings_.path());
  const QString failure = makePhantom(path("study"));
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
  const QJsonArray series =
      QJsonDocument::fromJson(
          cli({QStringLiteral("inspect"), path("study/CT"), QStringLiteral("--json")}).out)
          .object()[QStringLiteral("patients")][0][QStringLiteral("studies")][0][QStringLiteral("series")]
          .toArray();
  QCOMPARE(series.size(), 1);
  JobControl control;
  const auto index = scanStudies({path("study/CT")}, control);
  QVERIFY(index);
  const StudyEntry& study = index->patients.front().studies.front();
  const SeriesEntry& ct = study.series.front();
  QStringList arguments{sourceDir() + QStringLiteral("/tests/scripts/lidc_reference.py"),
                        QStringLiteral("make"),
                        path("069.xml"),
                        ct.source.seriesInstanceUid,
                        study.uid,
                        QString::number(ct.columns),
                        QString::number(ct.rows)};
  for (std::size_t k = 0; k < ct.source.slices.size(); ++k)
    arguments += {ct.source.slices[k].sopInstanceUid,
                  QString::number(ct.grid->toPatient({0.0, 0.0, static_cast<double>(k)}).z(), 'g', 12)};
  const ProcessOutput made = runProcess(python(), arguments);
  QVERIFY2(made.exitCode == 0, made.err.constData());
}

void TestLidcWindow::readingsInTheFolderAreShownAsOthers() {
  QVERIFY(QFile::copy(path("069.xml"), path("study/CT/069.xml")));
  auto window = openWindow(path("study"));
  QVERIFY(window);
  Session& session = window->session();
  const auto& readers = session.annotations().kind<MasksKind>().otherReadings();
  QCOMPARE(readers.size(), std::size_t{8});  // of each reader nodules and points
  for (const auto& mask : session.openCase().document().masks()) {
    QVERIFY(readers.contains(mask->id));
    QVERIFY(mask->locks.all);
    QVERIFY2(mask->name.startsWith(QStringLiteral("LIDC reader ")), qPrintable(mask->name));
    QCOMPARE(mask->source.modality, QStringLiteral("CT"));
  }
  QVERIFY(!session.openCase().hasUnsavedChanges());
  // It is no file of boxes that lacks its image.
  for (const FileProblem& problem : session.messages().problems())
    QVERIFY2(!problem.reason.contains(QStringLiteral("069.xml")), qPrintable(problem.reason));
  QVERIFY(QFile::remove(path("study/CT/069.xml")));
}

void TestLidcWindow::aFileIsAddedToTheOpenCase() {
  auto window = openWindow(path("study"));
  QVERIFY(window);
  Session& session = window->session();
  QVERIFY(session.openCase().document().masks().empty());
  QSignalSpy imported(&session.maskFiles(), &MaskFiles::imported);
  window->openOrAdd({path("069.xml")});
  QTRY_COMPARE_WITH_TIMEOUT(imported.count(), 8, 20000);
  QCOMPARE(session.openCase().document().masks().size(), std::size_t{8});
  QVERIFY(session.openCase().document().masks().front()->locks.all);
}

void TestLidcWindow::commandWritesWhatReadersCompares() {
  const QString out = path("out");
  const QStringList read{QStringLiteral("lidc"), path("069.xml"), QStringLiteral("--source"),
                         path("study/CT"), QStringLiteral("--json")};
  const ProcessOutput listed = cli(read + QStringList{QStringLiteral("--out"), out});
  QVERIFY2(listed.exitCode == 0, listed.err.constData());
  const QJsonArray readers =
      QJsonDocument::fromJson(listed.out).object()[QStringLiteral("readers")].toArray();
  QCOMPARE(readers.size(), 4);
  QCOMPARE(readers[1][QStringLiteral("nodules")].toArray().size(), 3);
  QCOMPARE(readers[1][QStringLiteral("points")].toArray().size(), 2);
  double volume = 0.0;
  for (const QJsonValue nodule : readers[0][QStringLiteral("nodules")].toArray())
    volume += nodule[QStringLiteral("volume_ml")].toDouble();
  QVERIFY(volume > 0.0);
  QStringList folders;
  for (int reader = 1; reader <= 4; ++reader)
    folders.append(QStringLiteral("%1/reader-%2").arg(out).arg(reader));
  const ProcessOutput compared =
      cli(QStringList{QStringLiteral("readers")} + folders + QStringList{QStringLiteral("--json")});
  QVERIFY2(compared.exitCode == 0, compared.err.constData());
  const QJsonObject report = QJsonDocument::fromJson(compared.out).object();
  QVERIFY(std::abs(report[QStringLiteral("cases")][0][QStringLiteral("volume_ml")][0].toDouble() - volume) <
          1e-6);
  // What was written stays.
  QCOMPARE(cli(read + QStringList{QStringLiteral("--out"), out}).exitCode, 3);
  // Another series than it is of.
  QCOMPARE(
      cli({QStringLiteral("lidc"), path("069.xml"), QStringLiteral("--source"), path("study/PET")}).exitCode,
      3);
}

QTEST_MAIN(TestLidcWindow)
#include "tst_lidc_window.moc"
