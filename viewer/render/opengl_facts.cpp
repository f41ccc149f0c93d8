#include "viewer/render/opengl_facts.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QOffscreenSurface>
#include <QOpenGLContext>
#include <QOpenGLFunctions>
#include <QRegularExpression>

namespace uptake {

bool OpenGLFacts::isSoftware() const {
  // Mesa's rasterisers under their names since 2008, Microsoft's two, Apple's and Google's.
  static const QRegularExpression kSoftware(
      QStringLiteral("llvmpipe|softpipe|swrast|swr\\b|software rasterizer|lavapipe|gdi generic|"
                     "basic render|apple software|swiftshader"),
      QRegularExpression::CaseInsensitiveOption);
  return kSoftware.match(renderer).hasMatch() || kSoftware.match(vendor).hasMatch();
}

bool OpenGLFacts::suffices() const {
  static const QRegularExpression kVersion(QStringLiteral("^(\\d+)\\.(\\d+)"));
  const auto found = kVersion.match(version);
  const int major = found.captured(1).toInt();
  return major > 3 || (major == 3 && found.captured(2).toInt() >= 2);
}

std::optional<OpenGLFacts> askOpenGL() {
  QOpenGLContext context;
  if (!context.create()) return std::nullopt;
  QOffscreenSurface surface;
  surface.setFormat(context.format());
  surface.create();
  if (!surface.isValid() || !context.makeCurrent(&surface)) return std::nullopt;
  QOpenGLFunctions& gl = *context.functions();
  const auto text = [&gl](GLenum name) {
    return QString::fromLatin1(reinterpret_cast<const char*>(gl.glGetString(name)));
  };
  OpenGLFacts facts{text(GL_VENDOR), text(GL_RENDERER), text(GL_VERSION), 0, 0};
  constexpr GLenum kMax3DTextureSize = 0x8073;  // a name that OpenGL ES 2 headers lack
  gl.glGetIntegerv(GL_MAX_TEXTURE_SIZE, &facts.largestTexture);
  gl.glGetIntegerv(kMax3DTextureSize, &facts.largestVolumeTexture);
  context.doneCurrent();
  return facts;
}

QByteArray toText(const std::optional<OpenGLFacts>& facts) {
  QJsonObject object;
  if (facts)
    object = {{QStringLiteral("vendor"), facts->vendor},
              {QStringLiteral("renderer"), facts->renderer},
              {QStringLiteral("version"), facts->version},
              {QStringLiteral("largestTexture"), facts->largestTexture},
              {QStringLiteral("largestVolumeTexture"), facts->largestVolumeTexture}};
  return QJsonDocument(QJsonObject{{QStringLiteral("opengl"), facts ? QJsonValue(object) : QJsonValue()}})
      .toJson(QJsonDocument::Compact);
}

std::optional<std::optional<OpenGLFacts>> factsFromText(const QByteArray& text) {
  const QJsonValue value = QJsonDocument::fromJson(text)[QStringLiteral("opengl")];
  if (value.isUndefined()) return std::nullopt;
  if (!value.isObject()) return std::optional<OpenGLFacts>();
  return OpenGLFacts{value[QStringLiteral("vendor")].toString(), value[QStringLiteral("renderer")].toString(),
                     value[QStringLiteral("version")].toString(),
                     value[QStringLiteral("largestTexture")].toInt(),
                     value[QStringLiteral("largestVolumeTexture")].toInt()};
}

}  // namespace uptake
