#include "app/features/saving/privacy_info.h"
#include "app/features/saving/save_dialogs.h"
#include "app/session/session.h"
#include "tests/app/window_fixture.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTextBrowser>
#include <QTimer>

using namespace uptake;
using namespace uptake::test;

/// The export without patient data, looked at by an independent reader.
class TestWithoutPatient : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void nothingOfThePatientIsInAnyFile_data();
  void nothingOfThePatientIsInAnyFile();
  void neverAmongTheImagesNorOverAFile();
  void theDialogSaysWhatFilesSay();

 private:
  /// Runs the export; the files.
  QStringList exported(const QString& folder, bool keepUids);
  QJsonObject checked(const QString& folder, bool keepUids);

  QTemporaryDir root_;
  std::unique_ptr<QTemporaryDir> out_;
  QString study_;
  std::unique_ptr<Session> session_;
};

void TestWithoutPatient::initTestCase() {
  isolateSettings(root_.filePath(QStringLiteral("settings")));
  study_ = root_.filePath(QStringLiteral("study"));
  const QString failed = makePhantom(study_);
  QVERIFY2(failed.isEmpty(), qPrintable(failed));
}

void TestWithoutPatient::init() {
  out_ = std::make_unique<QTemporaryDir>();
  session_ = std::make_unique<Session>();
  QSignalSpy annotated(&session_->annotations(), &Keeper::annotationsLoaded);
  session_->open({study_});
  QVERIFY(QTest::qWaitFor([&] { return !annotated.isEmpty() && session_->isSettled(); }, 60000));
  CaseEditor editor(session_->openCase().toolContext());
  const auto mask =
      editor.addMask(session_->project().index().patients.front().name + QStringLiteral(" reader 1"),
                     *session_->openCase().document().pet());
  QVERIFY(mask);
  editor.renameSegment(*mask, 1,
                       QStringLiteral("Node of ") + session_->project().index().patients.front().name);
  const LabelEdit run{1000, 77, 0, 1};
  session_->openCase().document().applyRuns(*mask, {&run, 1});
  Box box;
  box.sopInstanceUid = session_->openCase().document().ct()->source().slices[2].sopInstanceUid;
  box.className = QStringLiteral("A");
  box.rect = {3, 5, 40, 30};
  editor.addBox(box);
  Measurement measurement;
  measurement.plane = standardPlane(PlaneOrientation::Axial, Point(0, 0, 0));
  measurement.points = {Point(0, 0, 0), Point(12.5, 0, 0)};
  measurement.name = session_->project().index().patients.front().id;
  measurement.frameOfReferenceUid = session_->openCase().document().ct()->source().frameOfReferenceUid;
  session_->openCase().document().insertMeasurement(measurement);
}

QStringList TestWithoutPatient::exported(const QString& folder, bool keepUids) {
  QSignalSpy done(&session_->deidentifiedFiles(), &DeidentifiedFiles::written);
  session_->deidentifiedFiles().write(folder, QStringLiteral("Case 17"), keepUids);
  if (!QTest::qWaitFor([&] { return !done.isEmpty(); }, 60000)) return {};
  return done[0][0].toStringList();
}

QJsonObject TestWithoutPatient::checked(const QString& folder, bool keepUids) {
  const ProcessOutput output =
      runProcess(python(), {sourceDir() + QStringLiteral("/tests/scripts/without_patient.py"), study_, folder,
                            QStringLiteral("Case 17"), keepUids ? QStringLiteral("1") : QStringLiteral("0")});
  if (output.exitCode != 0) qWarning("%s", output.err.constData());
  return QJsonDocument::fromJson(output.out).object();
}

void TestWithoutPatient::nothingOfThePatientIsInAnyFile_data() {
  QTest::addColumn<bool>("keepUids");
  QTest::newRow("new UIDs") << false;
  QTest::newRow("UIDs kept") << true;
}

void TestWithoutPatient::nothingOfThePatientIsInAnyFile() {
  UPTAKE_NEEDS_PYTHON();
  QFETCH(bool, keepUids);
  QCOMPARE(exported(out_->path(), keepUids).size(), 3);
  const QJsonObject said = checked(out_->path(), keepUids);
  QCOMPARE(said[QLatin1String("segs")].toArray().size(), 1);
  const QJsonObject seg = said[QLatin1String("segs")].toArray()[0].toObject();
  QCOMPARE(seg[QLatin1String("voxels")].toInt(), 77);
  QCOMPARE(seg[QLatin1String("labels")].toArray()[0].toString(), QStringLiteral("Lesion 1"));
  // What belongs together still does: one study, one frame of reference, whichever the file.
  const QJsonObject measured = said[QLatin1String("measurements")].toArray()[0].toObject();
  QCOMPARE(measured[QLatin1String("patient_id")].toString(), QStringLiteral("Case 17"));
  QCOMPARE(measured[QLatin1String("study_instance_uid")], seg[QLatin1String("study")]);
  const QJsonObject entry = measured[QLatin1String("measurements")].toArray()[0].toObject();
  QCOMPARE(entry[QLatin1String("frame_of_reference_uid")], seg[QLatin1String("frame")]);
  QVERIFY(!entry.contains(QLatin1String("name")));
  const QString image = said[QLatin1String("xml")].toArray()[0].toString().chopped(4);
  const QString known = session_->openCase().document().ct()->source().slices[2].sopInstanceUid;
  QCOMPARE(image == known, keepUids);
  QCOMPARE(said[QLatin1String("known")].toArray().contains(seg[QLatin1String("study")]), keepUids);
  // A later export says the same of the same things.
  QTemporaryDir second;
  QCOMPARE(exported(second.path(), keepUids).size(), 3);
  const QJsonObject again = checked(second.path(), keepUids);
  QCOMPARE(again[QLatin1String("xml")], said[QLatin1String("xml")]);
  QCOMPARE(again[QLatin1String("segs")].toArray()[0].toObject()[QLatin1String("sources")],
           seg[QLatin1String("sources")]);
}

void TestWithoutPatient::neverAmongTheImagesNorOverAFile() {
  QStringList said;
  connect(&session_->messages(), &Messages::said, this, [&](const QString& text) { said.append(text); });
  session_->deidentifiedFiles().write(study_ + QStringLiteral("/out"), QStringLiteral("Case 17"), false);
  QCOMPARE(said.size(), 1);
  QVERIFY(!QFileInfo::exists(study_ + QStringLiteral("/out")));
  QCOMPARE(exported(out_->path(), false).size(), 3);
  // A second time in the same folder: the mask gets a name of its own, the others say that they are there.
  QSignalSpy done(&session_->deidentifiedFiles(), &DeidentifiedFiles::written);
  session_->deidentifiedFiles().write(out_->path(), QStringLiteral("Case 17"), false);
  QVERIFY(QTest::qWaitFor([&] { return !done.isEmpty(); }, 60000));
  QCOMPARE(done[0][0].toStringList().size(), 1);
  QVERIFY(said.last().contains(QLatin1String("there already")));
}

void TestWithoutPatient::theDialogSaysWhatFilesSay() {
  SaveFolderDialog elsewhere(SaveFolderDialog::Kind::Annotations, *session_);
  auto* line = elsewhere.findChild<QLabel*>(QStringLiteral("privacyLine"));
  QVERIFY(line && line->text().contains(QLatin1String("birth date")));
  QString text;
  whenAsked<QDialog>(QStringLiteral("privacyInfo"), [&text](QDialog& info) {
    text = info.findChild<QTextBrowser*>()->toPlainText();
    info.close();
  });
  Q_EMIT line->linkActivated(QStringLiteral("#"));
  QVERIFY(text.contains(session_->project().index().patients.front().id));
  for (const char* word : {"DICOM SEG", "PASCAL VOC", "Measurements", "Journal"})
    QVERIFY(text.contains(QLatin1String(word)));

  SaveFolderDialog without(SaveFolderDialog::Kind::WithoutPatient, *session_);
  auto* save = without.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save);
  QVERIFY(save->isEnabled());
  without.findChild<QLineEdit*>(QStringLiteral("patient"))
      ->setText(session_->project().index().patients.front().id);
  QVERIFY(!save->isEnabled());
  without.findChild<QLineEdit*>(QStringLiteral("patient"))->setText(QStringLiteral("X"));
  QVERIFY(save->isEnabled());
  without.findChild<QLineEdit*>(QStringLiteral("folder"))->setText(study_ + QStringLiteral("/here"));
  QVERIFY(!save->isEnabled());
}

QTEST_MAIN(TestWithoutPatient)
#include "tst_without_patient.moc"
