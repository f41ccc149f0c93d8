#include "app/features/suv/suv_dialog.h"
#include "tests/app/window_fixture.h"
#include "viewer/overlay/value_text.h"

#include <QClipboard>
#include <QComboBox>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTextBrowser>
#include <QToolButton>

#include <algorithm>
#include <cmath>

using namespace uptake;
using namespace uptake::test;

/// What a reader sees of the SUV: its evidence, its corrections, the quantity that numbers are shown in. The
/// phantom: a man of 74 kg and 1.76 m, 310 MBq of fluorine-18.
class TestSuvWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void panelShowsTheInputs();
  void doubleWeightDoublesTheSuv();
  void correctionsAreFoundAgain();
  void missingWeightCanBeEntered();
  void impossibleValuesCannotBeApplied_data();
  void impossibleValuesCannotBeApplied();
  void damagedRecordIsAProblem();
  void quantityChangesTheNumbers();
  void quantityNeedsTheHeight();

 private:
  static SuvDialog* openDialog(MainWindow& window);
  template <class T>
  static T* child(SuvDialog* dialog, const char* name) {
    return dialog->findChild<T*>(QLatin1String(name));
  }
  static void type(SuvDialog* dialog, const char* field, const QString& text);
  static void press(SuvDialog* dialog, const char* button);
  /// What the status line says of the hottest voxel of the lesion, after "SUV": the number.
  static double suvUnderThePointer(MainWindow& window, QString* text = nullptr);
  static std::vector<float> voxels(MainWindow& window);
  void editPet(const QString& statement) const;
  QString recordFile(MainWindow& window) const;

  QTemporaryDir settings_;
  std::unique_ptr<QTemporaryDir> folder_;
  QString study_;
};

void TestSuvWindow::initTestCase() {
  QVERIFY(settings_.isValid());
  isolateSettings(settings_.path());
}

void TestSuvWindow::init() {
  QSettings().clear();
  folder_ = std::make_unique<QTemporaryDir>();
  study_ = folder_->filePath(QStringLiteral("study"));
  const QString failure = makePhantom(study_);
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

SuvDialog* TestSuvWindow::openDialog(MainWindow& window) {
  QTest::keyClick(&window, Qt::Key_U, Qt::ControlModifier);
  auto* dialog = window.findChild<SuvDialog*>();
  return dialog && QTest::qWaitForWindowActive(dialog) ? dialog : nullptr;
}

void TestSuvWindow::type(SuvDialog* dialog, const char* field, const QString& text) {
  auto* edit = child<QLineEdit>(dialog, field);
  // Where the keys are: a blank in the views hides the PET.
  dialog->activateWindow();
  edit->setFocus();
  QVERIFY(QTest::qWaitFor([&] { return QApplication::focusWidget() == edit; }));
  edit->selectAll();
  QTest::keyClick(edit, Qt::Key_Delete);
  QTest::keyClicks(edit, text);
}

void TestSuvWindow::press(SuvDialog* dialog, const char* button) {
  QTest::mouseClick(child<QPushButton>(dialog, button), Qt::LeftButton);
}

double TestSuvWindow::suvUnderThePointer(MainWindow& window, QString* text) {
  // The number that a pointer there shows, of the view that shows this plane.
  const Point lesion = phantomLesions().front().centre;
  Q_EMIT window.views().hovered(lesion);
  const QString said = window.findChild<QLabel*>(QStringLiteral("values"))->text();
  if (text) *text = said;
  const QString part = said.section(QStringLiteral("   "), 1, 1);
  return part.section(QLatin1Char(' '), -1).toDouble();
}

std::vector<float> TestSuvWindow::voxels(MainWindow& window) {
  const auto all = window.session().openCase().document().pet()->voxels<float>();
  return {all.begin(), all.end()};
}

void TestSuvWindow::editPet(const QString& statement) const {
  const ProcessOutput edited =
      runProcess(python(), {QStringLiteral("-c"),
                            QStringLiteral("import pathlib, pydicom, sys\n"
                                           "for path in pathlib.Path(sys.argv[1]).glob('*.dcm'):\n"
                                           "    data = pydicom.dcmread(path)\n"
                                           "    %1\n"
                                           "    data.save_as(path)")
                                .arg(statement),
                            study_ + QStringLiteral("/PET")});
  QVERIFY2(edited.exitCode == 0, edited.err.constData());
}

QString TestSuvWindow::recordFile(MainWindow& window) const {
  return QStringLiteral("%1-annotations/SUV/%2.json")
      .arg(study_, window.session().openCase().document().pet()->source().seriesInstanceUid);
}

void TestSuvWindow::panelShowsTheInputs() {
  auto window = openWindow(study_);
  QVERIFY(window);
  SuvDialog* dialog = openDialog(*window);
  QVERIFY(dialog);
  const QString shown = child<QTextBrowser>(dialog, "evidence")->toPlainText();
  for (const char* words : {"PatientWeight", "(0010,1030)", "74 kg", "RadionuclideTotalDose", "310000000 Bq",
                            "SeriesTime", "Cross-check", "START", "SULjames, g/ml"})
    QVERIFY2(shown.contains(QLatin1String(words)), qPrintable(shown));
  press(dialog, "copy");
  const QString copied = QGuiApplication::clipboard()->text();
  QVERIFY2(copied.contains(QStringLiteral("PatientWeight\t(0010,1030)\t74 kg\n")), qPrintable(copied));
  QVERIFY(!copied.contains(QStringLiteral("edited")));
  QCOMPARE(child<QLineEdit>(dialog, "weight")->text(), QStringLiteral("74"));
  QCOMPARE(child<QLineEdit>(dialog, "dose")->text(), QStringLiteral("310"));
  QCOMPARE(child<QLineEdit>(dialog, "administration")->text(), QStringLiteral("2024-06-12 09:04:00"));
  QCOMPARE(child<QLineEdit>(dialog, "reference")->text(), QStringLiteral("2024-06-12 10:07:05"));
  QVERIFY(!child<QPushButton>(dialog, "apply")->isEnabled());
  QVERIFY(!child<QPushButton>(dialog, "reset")->isEnabled());
}

void TestSuvWindow::doubleWeightDoublesTheSuv() {
  auto window = openWindow(study_);
  QVERIFY(window);
  const auto before = voxels(*window);
  QString text;
  const double suv = suvUnderThePointer(*window, &text);
  QVERIFY2(suv > 1.0 && text.contains(QStringLiteral("SUV ")), qPrintable(text));
  QVERIFY(!text.contains(QStringLiteral("edited")));
  const Window petWindow = window->viewState().petWindow();

  SuvDialog* dialog = openDialog(*window);
  type(dialog, "weight", QStringLiteral("148"));
  QVERIFY2(child<QLabel>(dialog, "preview")->text().contains(QStringLiteral("2 ×")),
           qPrintable(child<QLabel>(dialog, "preview")->text()));
  press(dialog, "apply");
  QTRY_VERIFY(window->session().images().shownSuv()->isEdited() && window->session().isSettled());

  const auto after = voxels(*window);
  for (std::size_t i = 0; i < before.size(); ++i) QCOMPARE(after[i], 2.0F * before[i]);
  const double doubled = suvUnderThePointer(*window, &text);
  QVERIFY2(std::abs(doubled - 2.0 * suv) <= 0.02, qPrintable(text));
  QVERIFY2(text.contains(QStringLiteral("SUV (edited) ")), qPrintable(text));
  const Volume& pet = *window->session().openCase().document().pet();
  QVERIFY(petWindowText(window->viewState(), pet).startsWith(QStringLiteral("SUV (edited) 0")));
  QCOMPARE(pet.unitLabel(), QStringLiteral("SUVbw (edited)"));
  QVERIFY(window->viewState().petWindow() == petWindow);
  QVERIFY(window->findChild<QToolButton*>(QStringLiteral("suv"))->text().contains(QStringLiteral("edited")));
  const QString evidence = dialog->plainText();
  QVERIFY2(evidence.contains(QStringLiteral("148 kg (edited; the file states 74 kg)")), qPrintable(evidence));
  QVERIFY(evidence.contains(QStringLiteral("Edited\t")));
  QFile record(recordFile(*window));
  QTRY_VERIFY(record.exists());
  QVERIFY(record.open(QIODevice::ReadOnly));
  QCOMPARE(QJsonDocument::fromJson(record.readAll())[QLatin1String("corrections")].toObject(),
           (QJsonObject{{QStringLiteral("patient_weight_kg"), 148.0}}));
  record.close();

  // A correction of a correction starts from the file, and the file's values come back to the bit.
  type(dialog, "weight", QStringLiteral("37"));
  press(dialog, "apply");
  QTRY_VERIFY(window->session().isSettled() && voxels(*window) != after);
  QCOMPARE(voxels(*window)[1000], 0.5F * before[1000]);
  press(dialog, "reset");
  QTRY_VERIFY(window->session().isSettled() && !window->session().images().shownSuv()->isEdited());
  QVERIFY(voxels(*window) == before);
  QCOMPARE(suvUnderThePointer(*window, &text), suv);
  QVERIFY(!text.contains(QStringLiteral("edited")));
  QCOMPARE(child<QLineEdit>(dialog, "weight")->text(), QStringLiteral("74"));
  QTRY_VERIFY(!QFileInfo::exists(record.fileName()));
}

void TestSuvWindow::correctionsAreFoundAgain() {
  std::vector<float> before;
  double suv = 0.0;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    before = voxels(*window);
    suv = suvUnderThePointer(*window);
    SuvDialog* dialog = openDialog(*window);
    type(dialog, "dose", QStringLiteral("155"));
    type(dialog, "height", QStringLiteral("1,80"));
    press(dialog, "apply");
    QTRY_VERIFY(window->session().images().shownSuv()->isEdited() && window->session().isSettled());
  }
  auto window = openWindow(study_);
  QVERIFY(window);
  QString text;
  QVERIFY(std::abs(suvUnderThePointer(*window, &text) - 2.0 * suv) <= 0.02);
  QVERIFY2(text.contains(QStringLiteral("(edited)")), qPrintable(text));
  QCOMPARE(window->session().suv().editOf(window->session().images().shown().pet)->overrides.patientSize,
           1.8);
  SuvDialog* dialog = openDialog(*window);
  QCOMPARE(child<QLineEdit>(dialog, "dose")->text(), QStringLiteral("155"));
  press(dialog, "reset");
  QTRY_VERIFY(window->session().isSettled() && !window->session().images().shownSuv()->isEdited());
  QVERIFY(voxels(*window) == before);
}

void TestSuvWindow::missingWeightCanBeEntered() {
  UPTAKE_NEEDS_PYTHON();
  std::vector<float> before;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    before = voxels(*window);
  }
  editPet(QStringLiteral("data.PatientWeight = None"));
  auto window = openWindow(study_);
  QVERIFY(window);
  QVERIFY(window->session().openCase().document().pet()->unit() == ValueUnit::BecquerelPerMillilitre);
  QVERIFY(window->findChild<QToolButton*>(QStringLiteral("suv"))->text().contains(QStringLiteral("no SUV")));
  SuvDialog* dialog = openDialog(*window);
  QVERIFY(dialog->plainText().contains(QStringLiteral("PatientWeight (0010,1030) is missing")));
  QCOMPARE(child<QLineEdit>(dialog, "weight")->text(), QString());
  type(dialog, "weight", QStringLiteral("74"));
  press(dialog, "apply");
  QTRY_VERIFY(window->session().isSettled() &&
              window->session().openCase().document().pet()->unit() == ValueUnit::Suv);
  QCOMPARE(window->viewState().petWindow(), (Window{6.0, 3.0}));
  QVERIFY(window->actions().action(QStringLiteral("window.pet5"))->isEnabled());
  QString text;
  suvUnderThePointer(*window, &text);
  QVERIFY2(text.contains(QStringLiteral("SUV (edited) ")), qPrintable(text));
  // The same numbers as when the file states the weight; once more rounded to float.
  const auto after = voxels(*window);
  for (std::size_t i = 0; i < before.size(); ++i)
    QVERIFY(std::abs(after[i] - before[i]) <= 3e-7F * std::abs(before[i]));
  press(dialog, "reset");
  QTRY_VERIFY(window->session().isSettled() &&
              window->session().openCase().document().pet()->unit() == ValueUnit::BecquerelPerMillilitre);
}

void TestSuvWindow::impossibleValuesCannotBeApplied_data() {
  QTest::addColumn<QByteArray>("field");
  QTest::addColumn<QString>("value");
  QTest::addColumn<QString>("words");
  const auto row = [](const char* name, const char* field, const char* value, const char* words) {
    QTest::newRow(name) << QByteArray(field) << QString::fromLatin1(value) << QString::fromLatin1(words);
  };
  row("weight in words", "weight", "heavy", "is no number");
  row("weight 0", "weight", "0", "is not between");
  row("height in cm", "height", "176", "is not between");
  row("a date alone", "administration", "2024-06-12", "is no date and time");
  row("administered after the scan", "administration", "2024-06-12 11:00:00", "not plausible");
}

void TestSuvWindow::impossibleValuesCannotBeApplied() {
  QFETCH(QByteArray, field);
  QFETCH(QString, value);
  QFETCH(QString, words);
  auto window = openWindow(study_);
  QVERIFY(window);
  SuvDialog* dialog = openDialog(*window);
  type(dialog, field.constData(), value);
  QVERIFY(!child<QPushButton>(dialog, "apply")->isEnabled());
  QVERIFY2(child<QLabel>(dialog, "preview")->text().contains(words),
           qPrintable(child<QLabel>(dialog, "preview")->text()));
}

void TestSuvWindow::damagedRecordIsAProblem() {
  QString file;
  {
    auto window = openWindow(study_);
    QVERIFY(window);
    file = recordFile(*window);
  }
  QVERIFY(QDir().mkpath(QFileInfo(file).absolutePath()));
  QFile record(file);
  QVERIFY(record.open(QIODevice::WriteOnly) && record.write("{") == 1);
  record.close();
  auto window = openWindow(study_);
  QVERIFY(window);
  QVERIFY(!window->session().images().shownSuv()->isEdited());
  QVERIFY(std::ranges::any_of(window->session().messages().problems(),
                              [&](const FileProblem& problem) { return problem.file == file; }));
}

void TestSuvWindow::quantityChangesTheNumbers() {
  auto window = openWindow(study_);
  QVERIFY(window);
  const double suv = suvUnderThePointer(*window);
  const auto before = voxels(*window);
  const Volume& pet = *window->session().openCase().document().pet();
  // 74 kg, 176 cm, male, by hand.
  const double james = 1.10 * 74.0 - 128.0 * (74.0 / 176.0) * (74.0 / 176.0);
  const double janma = 9270.0 * 74.0 / (6680.0 + 216.0 * 74.0 / (1.76 * 1.76));
  const double surface = 0.007184 * std::pow(74.0, 0.425) * std::pow(176.0, 0.725) * 10.0;
  const double ideal = 48.0 + 1.06 * 24.0;
  const std::vector<std::tuple<const char*, QString, double>> quantities{
      {"quantity.suljames", QStringLiteral("SULjames"), james / 74.0},
      {"quantity.suljanma", QStringLiteral("SULjanma"), janma / 74.0},
      {"quantity.suvbsa", QStringLiteral("SUVbsa"), surface / 74.0},
      {"quantity.suvibw", QStringLiteral("SUVibw"), ideal / 74.0},
      {"quantity.suvbw", QStringLiteral("SUV"), 1.0},
  };
  for (const auto& [id, label, factor] : quantities) {
    QAction* action = window->actions().action(QLatin1String(id));
    QVERIFY(action->isEnabled());
    action->trigger();
    QString text;
    const double shown = suvUnderThePointer(*window, &text);
    QVERIFY2(text.contains(label + QLatin1Char(' ')), qPrintable(text));
    QVERIFY2(std::abs(shown - suv * factor) <= 0.011, qPrintable(text));
    // The picture stays, its window is told in the new quantity; a preset means the new quantity.
    window->viewState().setPetWindow({6.0, 3.0});
    QCOMPARE(petWindowText(window->viewState(), pet),
             QStringLiteral("%1 0–%2").arg(label, QString::number(6.0 * factor, 'f', 1)));
    window->actions().action(QStringLiteral("window.pet5"))->trigger();
    QCOMPARE(petWindowText(window->viewState(), pet), QStringLiteral("%1 0–5.0").arg(label));
    QCOMPARE(window->actions().action(QStringLiteral("window.pet5"))->text(),
             QStringLiteral("PET %1 0 to 5").arg(label));
  }
  QVERIFY(voxels(*window) == before);
}

void TestSuvWindow::quantityNeedsTheHeight() {
  UPTAKE_NEEDS_PYTHON();
  editPet(QStringLiteral("del data.PatientSize"));
  auto window = openWindow(study_);
  QVERIFY(window);
  QAction* james = window->actions().action(QStringLiteral("quantity.suljames"));
  QVERIFY(!james->isEnabled());
  QVERIFY2(james->toolTip().contains(QStringLiteral("PatientSize (0010,1020)")),
           qPrintable(james->toolTip()));
  QVERIFY(window->actions().action(QStringLiteral("quantity.suvbw"))->isEnabled());
  SuvDialog* dialog = openDialog(*window);
  type(dialog, "height", QStringLiteral("1.76"));
  press(dialog, "apply");
  QTRY_VERIFY(james->isEnabled());
  james->trigger();
  QString text;
  suvUnderThePointer(*window, &text);
  QVERIFY2(text.contains(QStringLiteral("SULjames (edited) ")), qPrintable(text));
}

QTEST_MAIN(TestSuvWindow)
#include "tst_suv_window.moc"
