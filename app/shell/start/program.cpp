#include "app/shell/start/program.h"

#include "app/session/session.h"
#include "app/shell/graphics/graphics_setting.h"
#include "app/shell/start/options.h"
#include "app/shell/start/screenshot.h"
#include "app/shell/theme/theme.h"
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

namespace uptake {

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

/// Says what the options ask for, and how the program ends: 0, or 2 where the options make no sense.
int printText(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  QTranslator translator;
  translate(translator);
  QString help;
  const Result<Options> options = parseOptions(QCoreApplication::arguments().mid(1), help);
  if (!help.isEmpty()) {
    std::printf("%s\n", qUtf8Printable(help));
    return 0;
  }
  std::fprintf(stderr, "uptake: %s\n", options ? "" : qUtf8Printable(options.error().text()));
  return 2;
}

void prepareWindow(MainWindow& window, const Options& options) {
  if (options.layout) window.setLayoutChoice(*options.layout);
  if (options.ctWindow) window.viewState().setCtWindow(*options.ctWindow);
  if (options.size) window.resize(*options.size);
  window.setStartPrediction(options.prediction);
  window.recent().setRecording(options.screenshot.isEmpty());
}

/// Shows the window and runs until it is closed.
int runWindow(MainWindow& window, const Options& options) {
  window.show();
  if (options.crosshair) window.setStartCrosshair(*options.crosshair);
  window.session().annotations().journal().setFolder(
      QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation) + QStringLiteral("/journals"));
  if (!window.offerAtStart()) window.openPaths(options.paths);
  return QApplication::exec();
}

/// Nothing is asked, and nothing is drawn that a journal would keep.
int makePicture(MainWindow& window, const Options& options) {
  window.show();
  const Screenshot screenshot(window, options.screenshot, options.crosshair);
  window.openPaths(options.paths);
  return QApplication::exec();
}

}  // namespace

int runProgram(int argc, char** argv, std::span<const Feature> features) {
  nameProgram();
  if (asksForText(argc, argv)) return printText(argc, argv);

  initialiseGraphics();
  if (argc == 2 && std::string_view(argv[1]) == kAskOpenGLArgument) return printOpenGLFacts(argc, argv);
  QApplication application(argc, argv);
  QApplication::setApplicationDisplayName(QStringLiteral("Uptake"));
  QTranslator qtTranslator;
  if (qtTranslator.load(QLocale(), QStringLiteral("qtbase"), QStringLiteral("_"),
                        QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
    QApplication::installTranslator(&qtTranslator);
  QTranslator translator;
  translate(translator);

  QString help;
  const Result<Options> options = parseOptions(QApplication::arguments().mid(1), help);
  if (!options) {
    std::fprintf(stderr, "uptake: %s\n", qUtf8Printable(options.error().text()));
    return 2;
  }
  prepareReading();
  applyTheme(application, storedTheme());
  Session session;
  MainWindow window(session, features);
  prepareWindow(window, *options);
  // Before the window is shown: Qt would make it anew for the first view on the card.
  const GraphicsStart graphics(window.viewState().rendering(), options->renderer,
                               options->screenshot.isEmpty());
  return options->screenshot.isEmpty() ? runWindow(window, *options) : makePicture(window, *options);
}

}  // namespace uptake
