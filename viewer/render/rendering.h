#pragma once

#include "viewer/render/opengl_facts.h"

#include <QObject>
#include <QString>

#include <optional>
#include <vector>

namespace uptake {

/// What views are painted with.
enum class Renderer {
  Raster,  ///< the processor
  Vtk,     ///< VTK on a graphics card
};
QString rendererId(Renderer renderer);  ///< "raster", "vtk"

/// What a person wants, as the setting and the command line name it.
enum class RendererWish { Automatic, Raster, Vtk };
QString wishId(RendererWish wish);  ///< "auto", "raster", "vtk"
std::optional<RendererWish> wishWithId(const QString& id);

/// A renderer and the reason for it, a translated sentence.
struct RendererChoice {
  Renderer renderer = Renderer::Raster;
  QString reason;
};
/// By the wish; automatically `vtk` on a real card that suffices, or else `raster`. `facts`: std::nullopt
/// where there is no OpenGL.
RendererChoice chooseRenderer(RendererWish wish, const std::optional<OpenGLFacts>& facts);

/// The renderer that all views of a window use, why, and how long pictures take. On the UI thread.
class Rendering : public QObject {
  Q_OBJECT

 public:
  explicit Rendering(QObject* parent = nullptr) : QObject(parent) {}

  Renderer renderer() const { return choice_.renderer; }
  const QString& reason() const { return choice_.reason; }
  /// Views follow at once.
  void use(const RendererChoice& choice);
  /// The same, and says so where a person wished for a card in vain.
  void useAsWished(RendererWish wish, const RendererChoice& choice);
  /// The card's context is lost, or what is to be shown does not fit: `raster` from now on. Nothing if it is
  /// already, so that of many views one is heard.
  void fail(const QString& why);

  /// How long the UI thread was at a picture of a view, in ms, until it was on its way to the screen; of the
  /// first kMostFrames since the renderer was chosen or forgetFrames() called. A card is waited for as long
  /// as they are counted.
  void noteFrame(double ms);
  bool countsFrames() const { return frames_.size() < kMostFrames; }
  const std::vector<double>& frames() const { return frames_; }
  void forgetFrames() { frames_.clear(); }
  static constexpr std::size_t kMostFrames = 200;

 Q_SIGNALS:
  void changed();
  /// A sentence for the person who looks at the views.
  void failed(const QString& message);

 private:
  RendererChoice choice_;
  std::vector<double> frames_;
};

}  // namespace uptake
