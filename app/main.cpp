#include "app/shell/start/options.h"
#include "app/shell/start/screenshot.h"
#include "app/shell/theme/theme.h"
#include "app/shell/window/main_window.h"
#include "io/dicom/study_index.h"
#include "viewer/host/graphics.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QStandardPaths>
#include <QTranslator>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string_view>

namespace {

void nameProgram() {
  QCoreApplication::setApplicationName(QStringLiteral("uptake"));
  QCoreApplication::setOrganizationName(QStringLiteral("Uptake"));
  QCoreApplication::setApplicationVersion(QStringLiteral(UPTAKE_VERSION));
}

/// English has a file of its own, for its plural forms.
void translate(QTranslator& translator) {
  if (translator.load(QLocale(), QStringLiteral("uptake"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
      translator.load(QStringLiteral(":/i18n/uptake_en")))
    QCoreApplication::installTranslator(&translator);
}

/// Options that need no window, and so no display.
bool asksForText(int argc, char** argv) {
  constexpr std::string_view kTextOptions[] = {"-h", "--help", "--help-all", "-v", "--version"};
  return std::any_of(argv + 1, argv + argc,
                     [&](const char* each) { return std::ranges::count(kTextOptions, each) > 0; });
}

}  // namespace

int main(int argc, char** argv) {
  nameProgram();
  QTranslator translator;
  if (asksForText(argc, argv)) {
    const QCoreApplication application(argc, argv);
    translate(translator);
    QString help;
    const uptake::Result<uptake::Options> options =
        uptake::parseOptions(QCoreApplication::arguments().mid(1), help);
    if (!help.isEmpty()) {
      std::printf("%s\n", qUtf8Printable(help));
      return 0;
    }
    std::fprintf(stderr, "uptake: %s\n", options ? "" : qUtf8Printable(options.error().text()));
    return 2;
  }

  uptake::initialiseGraphics();
  QApplication application(argc, argv);
  QApplication::setApplicationDisplayName(QStringLiteral("Uptake"));
  QTranslator qtTranslator;
  if (qtTranslator.load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                        QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    QApplication::installTranslator(&qtTranslator);
  translate(translator);

  QString help;
  const uptake::Result<uptake::Options> options =
      uptake::parseOptions(QApplication::arguments().mid(1), help);
  if (!options) {
    std::fprintf(stderr, "uptake: %s\n", qUtf8Printable(options.error().text()));
    return 2;
  }

  uptake::prepareReading();
  uptake::applyTheme(application, uptake::storedTheme());
  uptake::MainWindow window;
  if (options->layout) window.setLayoutChoice(*options->layout);
  if (options->ctWindow) window.viewState().setCtWindow(*options->ctWindow);
  if (options->size) window.resize(*options->size);
  window.setStartPrediction(options->prediction);
  window.show();
  std::unique_ptr<uptake::Screenshot> screenshot;
  window.recent().setRecording(options->screenshot.isEmpty());
  if (!options->screenshot.isEmpty())
    screenshot = std::make_unique<uptake::Screenshot>(window, options->screenshot, options->crosshair);
  else if (options->crosshair)
    window.setStartCrosshair(*options->crosshair);
  // Making a picture is no session: nothing is asked, and nothing is drawn.
  if (options->screenshot.isEmpty())
    window.setJournalFolder(QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) +
                            QStringLiteral("/journals"));
  if (!options->screenshot.isEmpty() || !window.offerRestore()) window.openPaths(options->paths);
  return QApplication::exec();
}
