#include "app/shell/theme/theme.h"
#include "tests/app/handbook_text.h"
#include "tests/app/measuring_fixture.h"
#include "tests/app/picture_file.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QDialog>
#include <QDirIterator>
#include <QLineEdit>
#include <QLocale>
#include <QProcess>
#include <QSpinBox>
#include <QTranslator>

#include <algorithm>
#include <functional>
#include <map>
#include <utility>

using namespace uptake;
using namespace uptake::test;

/// The pictures of the handbook and the README are what the program shows of the demo study, and the list of
/// keys is that of its actions. When this fails because the program was changed on purpose, `./dev pictures`
/// makes them anew: it runs this test with UPTAKE_WRITE_HANDBOOK set.
class TestHandbookPictures : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void emptyWindow();
  void layouts_data();
  void layouts();
  void checkerboard();
  void boxes();
  void masks();
  void threeDimensions();
  void measurements();
  void dialogs_data();
  void dialogs();
  void prediction();
  void manyReaders();
  void sliceTable();
  void troubles();
  void keys();
  void everyPictureIsMade();
  void otherPicturesWouldBeNoticed();

 private:
  QString path(const char* name) const { return folder_.filePath(QLatin1String(name)); }
  std::unique_ptr<MainWindow> opened(const QString& study);
  QImage render(const QStringList& arguments);
  static QImage settled(const char* name, const std::function<QImage()>& grab);
  void check(const char* name, const QImage& picture, int foot = 0);
  void checkWidget(const char* name, QWidget& widget, const QRect& area = QRect(QPoint(), QSize(-1, -1)));
  void checkParts(const char* name, MainWindow& window, const QStringList& parts);
  void checkDialog(const char* name, const std::function<void()>& open,
                   const std::function<void(QWidget&)>& prepare = {});
  void checkDialog(const char* name, MainWindow& window, const char* action) {
    checkDialog(name, [&window, action] { window.actions().action(QLatin1String(action))->trigger(); });
  }
  void clickHotSpots(MainWindow& window, int count);
  static bool save(MainWindow& window);

  QDir folder_{QDir::tempPath() + QStringLiteral("/uptake-handbook")};  // pictures show its name
  QStringList made_;
};

namespace {

/// The line at the foot of the window names a folder.
constexpr int kFoot = 32;

bool isWriting() {
  return qEnvironmentVariableIsSet("UPTAKE_WRITE_HANDBOOK");
}

QString pictureFile(const QString& name) {
  return handbookFolder() + QStringLiteral("pictures/%1.png").arg(name);
}

QAction* action(MainWindow& window, const char* id) {
  return window.actions().action(QLatin1String(id));
}

bool settle(MainWindow& window) {
  int calm = 0;
  return QTest::qWaitFor(
      [&] {
        calm = window.session().isSettled() && window.views().isSettled() ? calm + 1 : 0;
        return calm > 20;
      },
      60000);
}

/// A folder that is the same on every machine.
void namePlace(QWidget& dialog) {
  auto* place = dialog.findChild<QLineEdit*>(QStringLiteral("path"));
  if (place) place->setText(QStringLiteral("/home/ada/slides/lesions"));
}

void goTo(MainWindow& window, const Point& point) {
  window.viewState().setCrosshair(point);
  QVERIFY(settle(window));
}

}  // namespace

void TestHandbookPictures::initTestCase() {
  QVERIFY(!folder_.exists() || folder_.removeRecursively());
  QVERIFY(folder_.mkpath(QStringLiteral(".")));
  isolateSettings(path("settings"));
  applyTheme(*qApp, Theme::Dark);
  JobControl control;
  QVERIFY(writePhantom(path("demo"), {}, control));
}

std::unique_ptr<MainWindow> TestHandbookPictures::opened(const QString& study) {
  QSettings().clear();
  QDir(path("demo-annotations")).removeRecursively();
  auto window = openWindow(study);
  if (!window) return nullptr;
  action(*window, "window.mediastinum")->trigger();
  window->viewState().setCrosshair(phantomLesions().front().centre);
  return settle(*window) ? std::move(window) : nullptr;
}

/// What the program makes a picture of.
QImage TestHandbookPictures::render(const QStringList& arguments) {
  const QString file = path("picture.png");
  QFile::remove(file);
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("XDG_CONFIG_HOME"), path("program-settings"));
  environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));  // the pictures are in English
  process.setProcessEnvironment(environment);
  process.start(
      program(QStringLiteral("uptake")),
      arguments + QStringList{QStringLiteral("--at"), QStringLiteral("-71,-14,60"), QStringLiteral("--size"),
                              QStringLiteral("1280x800"), QStringLiteral("--screenshot"), file});
  return process.waitForFinished(120000) && process.exitCode() == 0 ? QImage(file) : QImage();
}

void TestHandbookPictures::check(const char* name, const QImage& picture, int foot) {
  QVERIFY2(!picture.isNull(), name);
  made_.append(QLatin1String(name));
  const QString file = pictureFile(QLatin1String(name));
  const QImage stored(file);
  const PictureDifference found = difference(picture, stored, foot);
  // Only what changed: a picture that is only another file makes the repository larger.
  if (isWriting() && !found.isSmall()) QVERIFY(writePicture(picture, file));
  if (isWriting()) return;
  if (!found.isSmall()) picture.save(path("differs.png"));
  QVERIFY2(
      found.isSmall(),
      qPrintable(QStringLiteral("%1: %2 × %3 instead of %4 × %5, mean %6, %7 %% of the blocks: run ./dev "
                                "pictures and look at it")
                     .arg(QLatin1String(name))
                     .arg(picture.width())
                     .arg(picture.height())
                     .arg(stored.width())
                     .arg(stored.height())
                     .arg(found.mean)
                     .arg(100.0 * found.part)));
}

/// What is grabbed when it is the stored picture, or does not become it: lists and figures follow an edit a
/// little later, which takes longer the more there is to do beside.
QImage TestHandbookPictures::settled(const char* name, const std::function<QImage()>& grab) {
  const QImage stored(pictureFile(QLatin1String(name)));
  QImage picture = grab();
  const auto isThere = [&] {
    if (!isWriting() && difference(picture, stored, 0).isSmall()) return true;
    QTest::qWait(isWriting() ? 500 : 100);
    const QImage before = std::exchange(picture, grab());
    return isWriting() && before == picture;
  };
  (void)QTest::qWaitFor(isThere, 20000);
  return picture;
}

void TestHandbookPictures::checkWidget(const char* name, QWidget& widget, const QRect& area) {
  check(name, settled(name, [&] { return widget.grab(area).toImage(); }));
}

/// A picture of some parts of a window, by their names, and what is between them.
void TestHandbookPictures::checkParts(const char* name, MainWindow& window, const QStringList& parts) {
  std::vector<QWidget*> widgets;
  for (const QString& part : parts) {
    widgets.push_back(window.findChild<QWidget*>(part));
    QVERIFY2(widgets.back() && widgets.back()->isVisible(), qPrintable(part));
  }
  check(name, settled(name, [&] {
          QRect area;
          for (const QWidget* widget : widgets)
            area |= QRect(widget->mapTo(&window, QPoint()), widget->size());
          return window.grab(area).toImage();
        }));
}

/// A picture of the dialog that is opened, modal or not.
void TestHandbookPictures::checkDialog(const char* name, const std::function<void()>& open,
                                       const std::function<void(QWidget&)>& prepare) {
  QImage picture;
  const auto grab = [&] {
    QDialog* dialog = nullptr;
    const auto find = [&] {
      for (QWidget* each : QApplication::topLevelWidgets())
        if (auto* found = qobject_cast<QDialog*>(each); found && found->isVisible()) dialog = found;
      return dialog != nullptr;
    };
    if (!QTest::qWaitFor(find, 20000)) return;
    if (prepare) prepare(*dialog);
    dialog->setFocus();  // no cursor that blinks
    picture = settled(name, [dialog] { return dialog->grab().toImage(); });
    dialog->close();
  };
  QTimer::singleShot(0, this, grab);
  open();
  QTRY_VERIFY_WITH_TIMEOUT(!picture.isNull(), 30000);
  check(name, picture);
}

void TestHandbookPictures::emptyWindow() {
  QSettings().clear();
  ProgramWindow window;
  window.resize(1280, 800);
  window.show();
  QVERIFY(QTest::qWaitForWindowExposed(&window));
  checkWidget("open-empty", window, QRect(0, 0, 1280, 560));
}

void TestHandbookPictures::layouts_data() {
  QTest::addColumn<QString>("window");
  for (const char* layout : {"read", "mpr", "three-by-three"})
    QTest::newRow(layout) << QStringLiteral("mediastinum");
  QTest::newRow("teaching") << QString();
}

void TestHandbookPictures::layouts() {
  QFETCH(QString, window);
  QStringList arguments{path("demo"), QStringLiteral("--layout"), QLatin1String(QTest::currentDataTag())};
  if (!window.isEmpty()) arguments += {QStringLiteral("--window"), window};
  check(QTest::currentDataTag(), render(arguments), kFoot);
}

void TestHandbookPictures::checkerboard() {
  auto window = opened(path("demo"));
  QVERIFY(window);
  checkParts("open-studies", *window, {QStringLiteral("studies")});
  action(*window, "view.layout.mpr")->trigger();
  action(*window, "fusion.checkerboard")->trigger();
  QVERIFY(settle(*window));
  SliceView* view = window->views().activeView();
  QVERIFY(view);
  checkWidget("read-checkerboard", *view);
  checkDialog("read-suv", *window, "view.suv");
}

void TestHandbookPictures::boxes() {
  auto window = opened(path("demo"));
  QVERIFY(window);
  action(*window, "view.layout.ct")->trigger();
  action(*window, "window.lung")->trigger();
  action(*window, "tool.box")->trigger();
  const Point centre = phantomLesions().front().centre;
  SliceView* view = nullptr;
  for (const double z : {-9.0, 9.0}) {
    goTo(*window, centre + Point(0, 0, z));
    view = window->views().activeView();
    QVERIFY(view);
    const double half = 11.0;
    drag(*view, centre + Point(-half, -half, z), centre + Point(half, half, z));
  }
  action(*window, "box.interpolate")->trigger();
  QVERIFY(settle(*window));
  goTo(*window, centre);
  checkWidget("boxes", *window, QRect(0, 0, 1280, 768));
  checkDialog("boxes-numbers", *window, "box.edit");
  checkDialog("boxes-classes", *window, "box.schemes");
}

void TestHandbookPictures::clickHotSpots(MainWindow& window, int count) {
  action(window, "tool.hotSpot")->trigger();
  auto* masks = window.findChild<QAbstractItemView*>(QStringLiteral("masks"));
  QVERIFY(masks);
  for (int n = 0; n < count; ++n) {
    const Point spot = phantomLesions()[static_cast<std::size_t>(n)].centre;
    goTo(window, spot);
    SliceView* pet = viewOf(window, SliceContent::Pet);
    QVERIFY(pet);
    clickAt(*pet, spot);
    QTRY_COMPARE_WITH_TIMEOUT(masks->model()->rowCount(masks->model()->index(0, 0)), n + 1, 20000);
  }
  QVERIFY(settle(window));
}

void TestHandbookPictures::masks() {
  auto window = opened(path("demo"));
  QVERIFY(window);
  clickHotSpots(*window, 3);
  goTo(*window, phantomLesions().back().centre + Point(0, 0, 2));
  window->viewState().setZoom(1.6);
  QVERIFY(settle(*window));
  checkWidget("masks", *window, QRect(0, 0, 1280, 768));
  checkParts("masks-options", *window, {QStringLiteral("toolOptions")});
  action(*window, "edit.history")->trigger();
  checkParts("open-history", *window, {QStringLiteral("history")});
  action(*window, "edit.history")->trigger();
  action(*window, "view.lesionTable")->trigger();
  QVERIFY(settle(*window));
  checkParts("measure-lesions", *window, {QStringLiteral("lesionTableDock")});
  auto* report = window->findChild<QAbstractButton*>(QStringLiteral("lesionReport"));
  QVERIFY(report);
  checkDialog(
      "export-report", [report] { report->click(); }, namePlace);
}

void TestHandbookPictures::threeDimensions() {
  auto window = opened(path("demo"));
  QVERIFY(window);
  clickHotSpots(*window, 3);
  goTo(*window, phantomLesions().front().centre);
  action(*window, "tool.window")->trigger();
  action(*window, "view.layout.volume")->trigger();
  QVERIFY(settle(*window));
  VolumeView* view = window->views().volume();
  QVERIFY(view);
  if (!view->failure().isEmpty()) QSKIP(qPrintable(view->failure()));
  view->turn(-25.0, 8.0);
  QVERIFY(settle(*window));
  checkWidget("volume", *window, QRect(0, 0, 1280, 768));
}

void TestHandbookPictures::measurements() {
  auto window = opened(path("demo"));
  QVERIFY(window);
  const Point centre = phantomLesions().front().centre;
  SliceView* view = viewOf(*window, SliceContent::Fused);
  QVERIFY(view);
  window->viewState().setZoom(1.5);
  QVERIFY(settle(*window));
  action(*window, "tool.distance")->trigger();
  drag(*view, centre + Point(-9, 9, 0), centre + Point(9, -9, 0));
  action(*window, "tool.angle")->trigger();
  for (const Point& corner : {Point(-10, 45, 0), Point(20, 60, 0), Point(30, 30, 0)})
    clickAt(*view, centre + corner);
  action(*window, "tool.ellipse")->trigger();
  drag(*view, centre + Point(45, -10, 0), centre + Point(75, 20, 0));
  action(*window, "tool.sphere")->trigger();
  drag(*view, centre + Point(50, 24, -6), centre + Point(62, 24, -6));
  action(*window, "tool.select")->trigger();
  QVERIFY(settle(*window));
  checkWidget("measure", *window, QRect(0, 0, 1280, 768));
}

void TestHandbookPictures::dialogs_data() {
  QTest::addColumn<QString>("id");
  QTest::newRow("export-picture") << QStringLiteral("file.export.picture");
  QTest::newRow("export-scroll") << QStringLiteral("file.export.scroll");
  QTest::newRow("export-privacy") << QStringLiteral("file.privacy");
  QTest::newRow("keys") << QStringLiteral("help.keys");
}

void TestHandbookPictures::dialogs() {
  QFETCH(QString, id);
  static std::unique_ptr<MainWindow> window;
  if (!window) window = opened(path("demo"));
  QVERIFY(window);
  checkDialog(
      QTest::currentDataTag(), [&] { window->actions().action(id)->trigger(); }, namePlace);
  if (id == QLatin1String("help.keys")) window.reset();
}

bool TestHandbookPictures::save(MainWindow& window) {
  action(window, "file.save")->trigger();
  return QTest::qWaitFor([&] { return !action(window, "file.save")->isEnabled() && settle(window); }, 30000);
}

void TestHandbookPictures::prediction() {
  const auto savedMask = [this] {
    QDir folder(path("demo-annotations/SEG"));
    QDirIterator files(folder.path(), {QStringLiteral("*.dcm")}, QDir::Files, QDirIterator::Subdirectories);
    return files.hasNext() ? files.next() : QString();
  };
  {
    // A model that finds two of three, too large, and something that is none.
    auto window = opened(path("demo"));
    QVERIFY(window);
    action(*window, "tool.hotSpot")->trigger();
    window->findChild<QSpinBox*>(QStringLiteral("part"))->setValue(25);
    clickHotSpots(*window, 2);
    action(*window, "tool.brush")->trigger();
    const Point wrong(60, -20, 60);
    goTo(*window, wrong);
    drag(*viewOf(*window, SliceContent::Pet), wrong - Point(6, 0, 0), wrong + Point(6, 0, 0));
    QVERIFY(save(*window));
    QVERIFY(QFile::copy(savedMask(), path("model.dcm")));
  }
  {
    auto window = opened(path("demo"));
    QVERIFY(window);
    clickHotSpots(*window, 3);
    QVERIFY(save(*window));
  }
  const QImage picture = render({path("demo"), QStringLiteral("--layout"), QStringLiteral("mpr"),
                                 QStringLiteral("--prediction"), path("model.dcm")});
  check("model", picture, kFoot);
  check("model-panel", picture.copy(258, 560, 1022, 204));
  QVERIFY(QDir(path("demo-annotations")).removeRecursively());
}

/// Two readers drew the same case, each without the other's work in sight, and the final one is to be made.
void TestHandbookPictures::manyReaders() {
  const QString collection = path("collection");
  for (const char* name : {"case1", "case2", "case3"}) {
    const QString target = collection + QLatin1Char('/') + QLatin1String(name);
    QVERIFY(QDir().mkpath(collection));
    if (QLatin1String(name) == QLatin1String("case1")) {
      QVERIFY(QFile::link(path("demo"), target));
      continue;
    }
    JobControl control;
    QVERIFY(writePhantom(
        target, {.seed = static_cast<std::uint32_t>(name[4] - '0'), .size = PhantomSize::Small}, control));
  }
  QFile clinical(collection + QStringLiteral("/clinical.csv"));
  QVERIFY(clinical.open(QIODevice::WriteOnly));
  clinical.write("Patient ID,Diagnosis\nPHANTOM-1,Adenocarcinoma\n");
  clinical.close();
  QSettings().clear();
  QSettings().setValue(QStringLiteral("review/reader"), QStringLiteral("Ada"));
  auto window = openWindow(collection);
  QVERIFY(window && QTest::qWaitFor([&] { return window->review().isSettled(); }, 30000));
  action(*window, "review.worklist")->trigger();
  QVERIFY(settle(*window));
  checkParts("readers-worklist", *window, {QStringLiteral("worklistDock")});
}

void TestHandbookPictures::sliceTable() {
  UPTAKE_NEEDS_PYTHON();
  QStringList spheres;
  for (const PhantomLesion& lesion : phantomLesions())
    spheres.append(QStringLiteral("%1,%2,%3,%4")
                       .arg(lesion.centre.x())
                       .arg(lesion.centre.y())
                       .arg(lesion.centre.z())
                       .arg(lesion.radiusMm));
  const QString table = path("lung_cancer_train.pkl");
  const auto written = runProcess(
      python(),
      QStringList{sourceDir() + QStringLiteral("/tests/scripts/lungrads_of_ct.py"), path("demo/CT"), table} +
          spheres);
  QVERIFY2(written.exitCode == 0, written.err);
  check("slice-table", render({table}), kFoot);
}

void TestHandbookPictures::troubles() {
  const QString study = path("study");
  QVERIFY(QDir().mkpath(study));
  QVERIFY(QFile::link(path("demo/CT"), study + QStringLiteral("/CT")));
  const auto write = [&study](const char* name, const QByteArray& content) {
    QFile file(study + QLatin1Char('/') + QLatin1String(name));
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
  };
  QVERIFY(write("0105.dcm", {}));
  QVERIFY(write("0106.dcm", QByteArray(4096, '\0')));
  QVERIFY(write("notes.dcm", "Patient was asleep."));
  QVERIFY(write("thesis.dcm", "%PDF-1.4 and so on"));
  auto window = opened(study);
  QVERIFY(window);
  checkDialog("trouble-problems", *window, "file.problems");
  const QString photos = path("holiday");
  QVERIFY(QDir().mkpath(photos));
  QFile photo(photos + QStringLiteral("/beach.dcm"));
  QVERIFY(photo.open(QIODevice::WriteOnly));
  photo.write("This is a beach.");
  photo.close();
  window->openPaths({photos});
  auto* card = window->findChild<QWidget*>(QStringLiteral("notice"));
  QVERIFY(card);
  QTRY_VERIFY_WITH_TIMEOUT(card->isVisible(), 20000);
  QVERIFY(settle(*window));
  checkParts("trouble-card", *window, {QStringLiteral("notice")});
}

/// All actions that have keys, a table for each section, at the end of the chapter.
void TestHandbookPictures::keys() {
  ProgramWindow window;
  std::vector<std::pair<QString, QStringList>> sections;
  for (const ActionTable::Entry& entry : window.actions().entries()) {
    if (entry.action->shortcuts().isEmpty()) continue;
    QStringList keys;
    for (const QKeySequence& each : entry.action->shortcuts())
      keys.append(QStringLiteral("`%1`").arg(each.toString(QKeySequence::PortableText)));
    QString text = entry.plainText();
    text.remove(QStringLiteral("…"));
    auto section = std::ranges::find(sections, entry.section, &std::pair<QString, QStringList>::first);
    if (section == sections.end()) section = sections.insert(section, {entry.section, {}});
    section->second.append(QStringLiteral("| %1 | %2 |").arg(keys.join(QLatin1Char(' ')), text.simplified()));
  }
  QString made;
  for (const auto& [name, rows] : sections)
    made +=
        QStringLiteral("\n## %1\n\n| key | does |\n|---|---|\n%2\n").arg(name, rows.join(QLatin1Char('\n')));
  const QString file = handbookFolder() + QStringLiteral("keys.md");
  const QString text = bookText(file);
  const QString marker =
      QStringLiteral("\nThe rest of this chapter is made from the program's actions by `./dev pictures`.\n");
  const qsizetype end = text.indexOf(marker);
  QVERIFY(end > 0);
  const QString wanted = text.left(end) + marker + made;
  if (isWriting() && wanted != text) {
    QFile chapter(file);
    QVERIFY(chapter.open(QIODevice::WriteOnly));
    chapter.write(wanted.toUtf8());
    return;
  }
  QVERIFY2(wanted == text, "keys.md is no longer what the program does: run ./dev pictures");
}

void TestHandbookPictures::everyPictureIsMade() {
  QStringList known;
  for (const QString& file :
       QDir(handbookFolder() + QStringLiteral("pictures")).entryList({QStringLiteral("*.png")}))
    known.append(file.chopped(4));
  for (const QString& name : made_) known.removeAll(name);
  QVERIFY2(known.isEmpty(), qPrintable(known.join(QLatin1Char(' '))));
}

void TestHandbookPictures::otherPicturesWouldBeNoticed() {
  const QImage mpr(pictureFile(QStringLiteral("mpr")));
  QVERIFY(!mpr.isNull());
  QVERIFY(difference(mpr, mpr, kFoot).isSmall());
  QVERIFY(!difference(mpr, mpr.mirrored(true, false), kFoot).isSmall());
  QVERIFY(!difference(mpr, mpr.convertToFormat(QImage::Format_RGB32).rgbSwapped(), kFoot).isSmall());
  QVERIFY(!difference(mpr, QImage(pictureFile(QStringLiteral("read"))), kFoot).isSmall());
  const QImage lung = render({path("demo"), QStringLiteral("--layout"), QStringLiteral("mpr"),
                              QStringLiteral("--window"), QStringLiteral("lung")});
  // Another size would be a difference already.
  QCOMPARE(lung.size(), mpr.size());
  QVERIFY(!difference(mpr, lung, kFoot).isSmall());
}

/// The same dates, numbers and plural forms on every machine.
int main(int argc, char** argv) {
  qputenv("LC_ALL", "C.UTF-8");
  qunsetenv("TMPDIR");  // pictures show the folder's name
  QApplication application(argc, argv);
  QLocale::setDefault(QLocale::c());
  QTranslator translator;
  if (translator.load(program(QStringLiteral("../translations/uptake_en.qm"))))
    QCoreApplication::installTranslator(&translator);
  TestHandbookPictures test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_handbook_pictures.moc"
