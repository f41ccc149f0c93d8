#include "app/shell/graphics/graphics_setting.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QSettings>
#include <QTimer>

#include <cstdio>

namespace uptake {

namespace {

const QString kWishKey = QStringLiteral("graphics/renderer");
const QString kFactsKey = QStringLiteral("graphics/opengl");

/// Long after the window is there; the answer hardly ever changes.
constexpr int kAskAgainMs = 5000;

void remember(const std::optional<OpenGLFacts>& facts) {
  QSettings().setValue(kFactsKey, QString::fromUtf8(toText(facts)));
}

}  // namespace

RendererWish storedRendererWish() {
  return wishWithId(QSettings().value(kWishKey).toString()).value_or(RendererWish::Automatic);
}

void storeRendererWish(RendererWish wish) {
  QSettings().setValue(kWishKey, wishId(wish));
}

std::optional<std::optional<OpenGLFacts>> knownOpenGL() {
  return factsFromText(QSettings().value(kFactsKey).toString().toUtf8());
}

void chooseNow(Rendering& rendering, RendererWish wish) {
  if (wish == RendererWish::Raster) return rendering.use(chooseRenderer(wish, std::nullopt));
  const std::optional<OpenGLFacts> facts = askOpenGL();
  remember(facts);
  rendering.useAsWished(wish, chooseRenderer(wish, facts));
}

GraphicsStart::GraphicsStart(Rendering& rendering, std::optional<RendererWish> option, bool asksAgain)
    : rendering_(rendering) {
  const RendererWish wish = option.value_or(storedRendererWish());
  const auto known = knownOpenGL();
  if (wish != RendererWish::Automatic || (known && chooseRenderer(wish, *known).renderer == Renderer::Vtk)) {
    chooseNow(rendering, wish);
    return;
  }
  rendering.use(known ? chooseRenderer(wish, *known)
                      : RendererChoice{Renderer::Raster, tr("What OpenGL is here is not known yet.")});
  if (!asksAgain) return;
  connect(&process_, &QProcess::finished, this, &GraphicsStart::take);
  QTimer::singleShot(known ? kAskAgainMs : 0, this, &GraphicsStart::ask);
}

void GraphicsStart::ask() {
  process_.setStandardErrorFile(QProcess::nullDevice());
  process_.start(QCoreApplication::applicationFilePath(), {QLatin1String(kAskOpenGLArgument)});
}

void GraphicsStart::take() {
  // Of a process that crashed there is no answer: a driver that does so is none to draw with.
  const std::optional<OpenGLFacts> facts =
      factsFromText(process_.readAllStandardOutput()).value_or(std::nullopt);
  remember(facts);
  if (storedRendererWish() == RendererWish::Automatic)
    rendering_.use(chooseRenderer(RendererWish::Automatic, facts));
}

int printOpenGLFacts(int argc, char** argv) {
  const QGuiApplication application(argc, argv);
  std::printf("%s\n", toText(askOpenGL()).constData());
  return 0;
}

}  // namespace uptake
