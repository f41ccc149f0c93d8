#pragma once

#include <QImage>
#include <QPainter>
#include <QRegion>

#include <vtkNew.h>
#include <vtkOpenGLQuadHelper.h>
#include <vtkTextureObject.h>

#include <functional>
#include <memory>
#include <vector>

class vtkOpenGLRenderWindow;

namespace uptake::vtk {

/// The overlay of a view on the card. It is painted by the same code and on the same kind of image as without
/// a card, not by Qt's way of painting with OpenGL, whose lines and letters look another way; and of the
/// image only the bands that hold anything go to the card.
class CardOverlay {
 public:
  CardOverlay();

  /// Paints the region anew (logical pixels of a screen of this size and density); all when those changed.
  /// The font is that of the painter's widget.
  void paint(const QSize& pixels, double ratio, const QRegion& region, const QFont& font,
             const std::function<void(QPainter&, const QRegion&)>& paintOver);
  /// Over what is in the current framebuffer; in the context of `window`.
  void draw(vtkOpenGLRenderWindow& window);
  /// The context goes.
  void release(vtkOpenGLRenderWindow* window);

 private:
  void upload(vtkOpenGLRenderWindow& window);

  QImage image_;
  bool isNew_ = true;         ///< not on the card at all
  std::vector<bool> dirty_;   ///< bands that were painted since they went to the card
  std::vector<bool> filled_;  ///< bands that are not empty on the card
  std::unique_ptr<vtkOpenGLQuadHelper> quad_;
  vtkNew<vtkTextureObject> texture_;
};

}  // namespace uptake::vtk
