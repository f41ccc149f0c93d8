#include "app/shell/start/options.h"

#include "viewer/state/window_presets.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Options)
};

Error wrong(const QString& message) {
  return {ErrorKind::NotSupported, message, {}};
}

QStringList layoutIds() {
  QStringList ids;
  for (const Layout layout : allLayouts()) ids.append(layoutId(layout));
  return ids;
}

Result<Layout> parseLayout(const QString& text) {
  if (const std::optional<Layout> layout = layoutWithId(text)) return *layout;
  return wrong(Texts::tr("--layout %1: choose one of %2").arg(text, layoutIds().join(QStringLiteral(", "))));
}

Result<Window> parseWindow(const QString& text) {
  QStringList known;
  for (const WindowPreset& preset : ctWindowPresets()) {
    if (preset.id == text) return preset.window;
    known.append(preset.id);
  }
  return wrong(Texts::tr("--window %1: choose one of %2").arg(text, known.join(QStringLiteral(", "))));
}

Result<Point> parsePoint(const QString& text) {
  const QStringList parts = text.split(QLatin1Char(','));
  Point point;
  bool ok = parts.size() == 3;
  for (int axis = 0; ok && axis < 3; ++axis) point[axis] = parts[axis].toDouble(&ok);
  if (!ok || !point.allFinite())
    return wrong(Texts::tr("--at %1: give three numbers, x,y,z in mm (LPS)").arg(text));
  return point;
}

Result<QSize> parseSize(const QString& text) {
  const QStringList parts = text.split(QLatin1Char('x'));
  bool widthOk = false;
  bool heightOk = false;
  const QSize size(parts.value(0).toInt(&widthOk), parts.value(1).toInt(&heightOk));
  if (parts.size() != 2 || !widthOk || !heightOk || size.width() < 640 || size.height() < 480 ||
      size.width() > 16384 || size.height() > 16384)
    return wrong(Texts::tr("--size %1: give WIDTHxHEIGHT, at least 640x480").arg(text));
  return size;
}

Result<RendererWish> parseRenderer(const QString& text) {
  if (const std::optional<RendererWish> wish = wishWithId(text)) return *wish;
  return wrong(Texts::tr("--renderer %1: choose one of %2").arg(text, QStringLiteral("auto, raster, vtk")));
}

}  // namespace

Result<Options> parseOptions(const QStringList& arguments, QString& help) {
  QCommandLineParser parser;
  parser.setApplicationDescription(Texts::tr("PET/CT viewer and annotation workstation."));
  const QCommandLineOption helpOption = parser.addHelpOption();
  const QCommandLineOption versionOption = parser.addVersionOption();
  const QCommandLineOption layout(
      QStringLiteral("layout"),
      Texts::tr("Arrangement of the views: %1.").arg(layoutIds().join(QStringLiteral(", "))),
      Texts::tr("NAME"));
  const QCommandLineOption window(QStringLiteral("window"), Texts::tr("CT window: mediastinum, lung, …"),
                                  Texts::tr("NAME"));
  const QCommandLineOption at(QStringLiteral("at"), Texts::tr("Position of the crosshair in mm (LPS)."),
                              QStringLiteral("x,y,z"));
  const QCommandLineOption size(QStringLiteral("size"), Texts::tr("Size of the window in pixels."),
                                QStringLiteral("WxH"));
  const QCommandLineOption screenshot(
      QStringLiteral("screenshot"),
      Texts::tr("Write a picture of the window as PNG when everything is loaded, and quit."),
      Texts::tr("FILE"));
  const QCommandLineOption prediction(
      QStringLiteral("prediction"),
      Texts::tr("A model's mask (SEG, NIfTI, NRRD, MetaImage) to compare with what is drawn."),
      Texts::tr("FILE"));
  const QCommandLineOption renderer(
      QStringLiteral("renderer"),
      Texts::tr("What paints the views: vtk (graphics card), raster (processor) or auto."),
      Texts::tr("NAME"));
  parser.addOptions({layout, window, at, size, renderer, prediction, screenshot});
  parser.addPositionalArgument(QStringLiteral("PATH"), Texts::tr("Folders or files to open."),
                               QStringLiteral("[PATH…]"));

  if (!parser.parse(QStringList{QCoreApplication::applicationName()} + arguments))
    return wrong(parser.errorText());
  Options options;
  if (parser.isSet(helpOption)) {
    help = parser.helpText();
    return options;
  }
  if (parser.isSet(versionOption)) {
    help = QStringLiteral("uptake %1").arg(QCoreApplication::applicationVersion());
    return options;
  }
  options.paths = parser.positionalArguments();
  for (const QString& path : options.paths)
    if (!QFileInfo::exists(path))
      return Error{ErrorKind::FileUnreadable, Texts::tr("no such file or folder"), path};
  const auto read = [&](const QCommandLineOption& option, auto parse, auto& target) -> std::optional<Error> {
    if (!parser.isSet(option)) return std::nullopt;
    auto value = parse(parser.value(option));
    if (!value) return value.error();
    target = *value;
    return std::nullopt;
  };
  if (const auto error = read(layout, parseLayout, options.layout)) return *error;
  if (const auto error = read(window, parseWindow, options.ctWindow)) return *error;
  if (const auto error = read(at, parsePoint, options.crosshair)) return *error;
  if (const auto error = read(size, parseSize, options.size)) return *error;
  if (const auto error = read(renderer, parseRenderer, options.renderer)) return *error;
  options.prediction = parser.value(prediction);
  if (!options.prediction.isEmpty() && !QFileInfo(options.prediction).isFile())
    return Error{ErrorKind::FileUnreadable, Texts::tr("no such file"), options.prediction};
  if (!options.prediction.isEmpty() && options.paths.isEmpty())
    return wrong(Texts::tr("--prediction needs a folder or file to open"));
  options.screenshot = parser.value(screenshot);
  if (parser.isSet(screenshot) && options.paths.isEmpty())
    return wrong(Texts::tr("--screenshot needs a folder or file to open"));
  return options;
}

}  // namespace uptake
