#pragma once

#include "tests/viewer/synthetic.h"
#include "tests/viewer/test_renderer.h"
#include "viewer/slice/slice_view.h"

#include <QApplication>
#include <QMouseEvent>
#include <QTest>
#include <QWheelEvent>

#include <cmath>

namespace uptake::test {

inline const QSize kViewSize(320, 320);

/// A case, what views share, and one view of it on the screen. The crosshair is far to the side in the plane,
/// so that its lines are out of the picture.
struct Scene {
  CaseDocument document;
  Selection selection;
  ViewState state;
  std::unique_ptr<SliceView> view;

  Scene() { useTestRenderer(state); }

  SliceView& show(SliceContent content, PlaneOrientation orientation, const QSize& size = kViewSize) {
    state.setCornerTextVisible(false);
    view = std::make_unique<SliceView>(content, orientation, document, selection, state);
    view->resize(size);
    view->show();
    if (!QTest::qWaitForWindowExposed(view.get())) qFatal("the view is not shown");
    return *view;
  }
  void crosshairAside(PlaneOrientation orientation, const Point& depth) {
    const SlicePlane plane = standardPlane(orientation, depth);
    state.setCrosshair(depth + 3000.0 * plane.right + 3000.0 * plane.down);
  }
};

inline QColor colourAt(const QImage& image, const QPointF& logical) {
  const qreal ratio = image.devicePixelRatio();
  return image.pixelColor(static_cast<int>(std::floor(logical.x() * ratio)),
                          static_cast<int>(std::floor(logical.y() * ratio)));
}

inline void turnWheel(QWidget& view, const QPointF& at, int notches, Qt::KeyboardModifiers modifiers = {}) {
  QWheelEvent event(at, view.mapToGlobal(at), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                    Qt::NoScrollPhase, false);
  QApplication::sendEvent(&view, &event);
}

inline void drag(QWidget& view, Qt::MouseButton button, const QPoint& from, const QPoint& to) {
  QTest::mousePress(&view, button, {}, from);
  for (const QPoint& at : {(from + to) / 2, to}) {
    QMouseEvent move(QEvent::MouseMove, at, view.mapToGlobal(at), Qt::NoButton, button, {});
    QApplication::sendEvent(&view, &move);
  }
  QTest::mouseRelease(&view, button, {}, to);
}

inline const ImageGrid kCtGrid = makeGrid({128, 128, 60}, {2.0, 2.0, 3.0}, {-127.0, -120.0, -90.0});
inline const ImageGrid kPetGrid = makeGrid({60, 64, 50}, {5.0, 4.5, 4.0}, {-143.0, -139.0, -101.5});

/// A mask with one labelled voxel, green.
inline std::unique_ptr<MaskLayer> maskOn(const ImageGrid& grid, const Eigen::Vector3i& voxel, Label label) {
  LabelMap labels = LabelMap::create(grid).take();
  labels.set(voxel, label);
  auto mask = std::make_unique<MaskLayer>(
      MaskLayer{MaskId::None, QStringLiteral("Mask"), std::move(labels), {}, {}, {}, {}});
  Segment segment;
  segment.number = label;
  segment.colour = {0, 255, 0};
  mask->segments.push_back(segment);
  return mask;
}

/// The smallest rectangle (logical) around all pixels of a colour.
inline QRectF extentOf(const QImage& image, const QColor& colour) {
  QRect found;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x)
      if (image.pixelColor(x, y) == colour) found |= QRect(x, y, 1, 1);
  const qreal ratio = image.devicePixelRatio();
  return {found.x() / ratio, found.y() / ratio, found.width() / ratio, found.height() / ratio};
}

}  // namespace uptake::test
