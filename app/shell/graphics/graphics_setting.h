#pragma once

#include "viewer/render/rendering.h"

#include <QObject>
#include <QProcess>

#include <optional>

namespace uptake {

/// What a person chose (setting "graphics/renderer"), or automatic.
RendererWish storedRendererWish();
void storeRendererWish(RendererWish wish);

/// What OpenGL said when it was asked last (setting "graphics/opengl"); std::nullopt: never asked.
std::optional<std::optional<OpenGLFacts>> knownOpenGL();

/// Chooses the renderer by a wish, now. Asks OpenGL unless the wish is not for it.
void chooseNow(Rendering& rendering, RendererWish wish);

/// Chooses the renderer at the start of the program, without making the start any longer: OpenGL is asked
/// here only where VTK is to draw, and would load the driver anyway. Otherwise what it said last counts, and
/// a process of its own asks it again meanwhile; views follow if it says something else.
class GraphicsStart : public QObject {
  Q_OBJECT

 public:
  /// `option`: of the command line, before the setting. `asksAgain`: false for a window that only makes a
  /// picture.
  GraphicsStart(Rendering& rendering, std::optional<RendererWish> option, bool asksAgain);

 private:
  void ask();
  void take();

  Rendering& rendering_;
  QProcess process_;
};

/// The argument by which this program is the process that asks, and what it does then: one line, see
/// factsFromText(). Returns its exit status.
inline constexpr const char* kAskOpenGLArgument = "--opengl-facts";
int printOpenGLFacts(int argc, char** argv);

}  // namespace uptake
