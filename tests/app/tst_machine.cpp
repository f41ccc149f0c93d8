#include "app/features/machine/machine_dialog.h"
#include "app/shell/graphics/graphics_setting.h"
#include "tests/app/window_fixture.h"
#include "viewer/host/graphics.h"

#include <QClipboard>
#include <QComboBox>
#include <QImage>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>

using namespace uptake;
using namespace uptake::test;

/// The renderer in the real window: the setting, the option, what Help says, and a card that fails.
class TestMachine : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void theDialogSaysWhatPaints();
  void theSettingIsFollowedAndKept();
  void aFailureIsSaidOnce();
  void theOptionPaintsTheSame();
  void withoutOpenGLThereIsAPicture();

 private:
  QImage screenshot(const QString& renderer, const QStringList& environment = {});

  QTemporaryDir settings_;
  QTemporaryDir folder_;
};

namespace {

QComboBox& rendererBox(const MachineDialog& dialog) {
  return *dialog.findChild<QComboBox*>(QStringLiteral("renderer"));
}

void choose(const MachineDialog& dialog, const char* id) {
  QComboBox& box = rendererBox(dialog);
  box.setCurrentIndex(box.findData(QString::fromLatin1(id)));
  Q_EMIT box.activated(box.currentIndex());
}

/// How many pixels are more than two grey levels apart.
int differing(const QImage& one, const QImage& other) {
  if (one.size() != other.size()) return one.width() * one.height();
  int count = 0;
  for (int y = 0; y < one.height(); ++y)
    for (int x = 0; x < one.width(); ++x) {
      const QColor a = one.pixelColor(x, y);
      const QColor b = other.pixelColor(x, y);
      if (std::abs(a.red() - b.red()) > 2 || std::abs(a.green() - b.green()) > 2 ||
          std::abs(a.blue() - b.blue()) > 2)
        ++count;
    }
  return count;
}

}  // namespace

void TestMachine::initTestCase() {
  isolateSettings(settings_.path());
  const QString failure = makePhantom(folder_.path());
  QVERIFY2(failure.isEmpty(), qPrintable(failure));
}

void TestMachine::theDialogSaysWhatPaints() {
  const auto window = openWindow(folder_.path());
  QVERIFY(window);
  chooseNow(window->viewState().rendering(), RendererWish::Automatic);
  // Tests run where OpenGL is drawn by the processor.
  QCOMPARE(window->viewState().rendering().renderer(), Renderer::Raster);
  for (int step = 0; step < 3; ++step) {
    window->views().activeView()->stepSlice(1);
    QTest::qWait(50);
  }
  const MachineDialog dialog(window->viewState().rendering(), window->session().openCase().document());
  const QString text = dialog.text();
  for (const char* part : {"raster", "Frame times", " ms ", "OpenGL", "Qt 6", "VTK 9", "ITK 5", "GDCM 3",
                           "DCMTK 3", "core", "MB"})
    QVERIFY2(text.contains(QLatin1String(part)), qPrintable(QLatin1String(part) + QLatin1Char('\n') + text));
  const std::optional<OpenGLFacts> facts = askOpenGL();
  QVERIFY(facts && text.contains(facts->renderer) && text.contains(facts->version));
  for (QPushButton* button : dialog.findChildren<QPushButton*>())
    if (button->text().contains(QStringLiteral("Copy"))) button->click();
  QCOMPARE(QGuiApplication::clipboard()->text(), text);
}

void TestMachine::theSettingIsFollowedAndKept() {
  const auto window = openWindow(folder_.path());
  QVERIFY(window);
  Rendering& rendering = window->viewState().rendering();
  const QImage raster = window->views().grab().toImage();
  {
    const MachineDialog dialog(rendering, window->session().openCase().document());
    choose(dialog, "vtk");
    QCOMPARE(rendering.renderer(), Renderer::Vtk);
    QVERIFY(dialog.text().contains(QStringLiteral("(vtk)")));
  }
  QCOMPARE(storedRendererWish(), RendererWish::Vtk);
  QTest::qWait(500);
  const QImage onCard = window->views().grab().toImage();
  QCOMPARE(differing(onCard, raster), 0);
  QVERIFY(!window->views().findChildren<QWidget*>(QStringLiteral("vtkSurface")).isEmpty());
  {
    const MachineDialog dialog(rendering, window->session().openCase().document());
    QCOMPARE(rendererBox(dialog).currentData().toString(), QStringLiteral("vtk"));
    choose(dialog, "auto");
  }
  QCOMPARE(rendering.renderer(), Renderer::Raster);
  QVERIFY(window->views().findChildren<QWidget*>(QStringLiteral("vtkSurface")).isEmpty());
  QTest::qWait(100);
  QCOMPARE(differing(window->views().grab().toImage(), raster), 0);
}

void TestMachine::aFailureIsSaidOnce() {
  const auto window = openWindow(folder_.path());
  QVERIFY(window);
  Rendering& rendering = window->viewState().rendering();
  const QImage raster = window->views().grab().toImage();
  rendering.use({Renderer::Vtk, {}});
  QTest::qWait(300);
  QSignalSpy said(&window->session().messages(), &Messages::said);
  // As all views do whose context is lost.
  for (int view = 0; view < 4; ++view) rendering.fail(QStringLiteral("The graphics card was reset."));
  QCOMPARE(said.count(), 1);
  QVERIFY(said.first().first().toString().contains(QStringLiteral("reset")));
  QTest::qWait(300);
  QCOMPARE(differing(window->views().grab().toImage(), raster), 0);
}

QImage TestMachine::screenshot(const QString& renderer, const QStringList& environment) {
  const QString file = folder_.filePath(renderer + QStringLiteral(".png"));
  QProcess program;
  program.setEnvironment(QProcess::systemEnvironment() + environment);
  program.start(
      qEnvironmentVariable("UPTAKE_BIN_DIR") + QStringLiteral("/uptake"),
      {folder_.path(), QStringLiteral("--size"), QStringLiteral("1000x700"), QStringLiteral("--layout"),
       QStringLiteral("mpr"), QStringLiteral("--renderer"), renderer, QStringLiteral("--screenshot"), file});
  if (!program.waitForFinished(120000) || program.exitCode() != 0) return {};
  QImage image(file);
  QFile::remove(file);
  return image;
}

void TestMachine::theOptionPaintsTheSame() {
  const QImage raster = screenshot(QStringLiteral("raster"));
  QVERIFY(!raster.isNull());
  QCOMPARE(differing(screenshot(QStringLiteral("vtk")), raster), 0);
  QCOMPARE(differing(screenshot(QStringLiteral("auto")), raster), 0);
}

void TestMachine::withoutOpenGLThereIsAPicture() {
  if (QGuiApplication::platformName() != QLatin1String("xcb")) QSKIP("X11 alone can be told to have none");
  const QImage raster = screenshot(QStringLiteral("raster"));
  const QImage other = screenshot(QStringLiteral("vtk"), {QStringLiteral("QT_XCB_GL_INTEGRATION=none")});
  QVERIFY(!other.isNull());
  // Not the foot, which may say what became of the wish.
  const QRect views(300, 60, 700, 600);
  QCOMPARE(differing(other.copy(views), raster.copy(views)), 0);
}

int main(int argc, char** argv) {
  initialiseGraphics();
  QApplication application(argc, argv);
  TestMachine test;
  return QTest::qExec(&test, argc, argv);
}
#include "tst_machine.moc"
