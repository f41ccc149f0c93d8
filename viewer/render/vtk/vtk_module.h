#pragma once

#include "core/error.h"
#include "viewer/render/view_renderer.h"
#include "viewer/render/vtk/card_plan.h"

#include <QImage>
#include <QRegion>

#include <functional>
#include <memory>

class QPainter;
class QWidget;

namespace uptake::vtk {

/// What a surface shows and whom it tells; called while it paints.
struct SurfaceClient {
  /// The plan for a screen of so many device pixels, `ratio` of them a logical one.
  std::function<CardPlan(const QSize& pixels, double ratio)> plan;
  /// Paints over it, in logical pixels. Only the region reaches the screen.
  std::function<void(QPainter&, const QRegion&)> overlay;
  /// It can show no more, for the reason that a translated sentence gives. It may not be deleted meanwhile.
  std::function<void(const QString& why)> failed;
  /// Whether to wait for the card at the end of a picture, to tell how long it took.
  std::function<bool()> countsFrames;
  std::function<void(double ms)> painted;
};

/// A widget on which VTK shows what its client says.
class Surface {
 public:
  virtual ~Surface() = default;
  /// Deleted with this.
  virtual QWidget& widget() = 0;
  /// The plan changed; the overlay only within the area (logical pixels).
  virtual void updateScene(const QRegion& overlay) = 0;
  virtual void updateOverlay(const QRegion& region) = 0;
};

/// Paints plans by VTK into images, with an OpenGL context of its own.
class CardPainting {
 public:
  virtual ~CardPainting() = default;
  virtual Result<void> paint(const CardPlan& plan, QImage& image) = 0;
};

/// VTK's OpenGL libraries take 5 ms of every start of a program that is linked to them. They are linked to a
/// module of their own, uptake-vtk, which is loaded when somebody first asks for one of these.
struct Functions {
  std::unique_ptr<Surface> (*makeSurface)(QWidget* parent, SurfaceClient client) = nullptr;
  Result<std::unique_ptr<CardPainting>> (*makePainting)() = nullptr;
};
Result<const Functions*> module();

/// Shows plans through VTK, without a screen. Fails where the module or OpenGL is not there. On the UI
/// thread.
Result<std::unique_ptr<ViewRenderer>> makeCardRenderer();

}  // namespace uptake::vtk
