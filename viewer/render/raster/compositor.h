#pragma once

#include "viewer/render/raster/plane_values.h"
#include "viewer/render/view_plan.h"

#include <QImage>

#include <optional>
#include <vector>

namespace uptake {

/// An image to be painted: values interpolated to screen pixels first, then made colours.
struct ImagePass {
  const PlaneValues* values = nullptr;
  const ValueColours* colours = nullptr;
  bool smooth = true;
  /// Of an image in colour: its green and blue, while `values` holds red. `colours` is of greys then, by
  /// which each channel is windowed, and opaque.
  const PlaneValues* green = nullptr;
  const PlaneValues* blue = nullptr;
};

/// A ViewPlan with its images sampled.
struct Picture {
  QRgb ground = 0xff000000U;
  std::optional<ImagePass> under;  ///< CT, or PET alone
  std::optional<ImagePass> over;   ///< PET on CT
  FusionMode mode = FusionMode::Blend;
  int squareSize = 1;    ///< px of FusionMode::Checkerboard
  int dividingLine = 0;  ///< the first column right of the line of FusionMode::Swipe
  std::vector<LabelLayer> labels;
  std::optional<AgreementLayer> agreement;  ///< over those
};

/// Paints a picture into an image of Format_RGB32, every layer in one pass over its rows, rows in parallel.
///
/// Decided by measuring (tests/bench/bench_views.cpp; software rendering, 2 cores, both of them shared):
/// three fused views of 1000 × 1000 with a mask take 26 ms a round, against VTK's own way in a QOpenGLWidget
/// a view 59 ms of the main thread alone and several times that by the clock. What costs where no GPU is are
/// passes over the pixels, and a GL widget adds VTK's frame, Qt's composition and the buffer swap to those of
/// the layers. On oblique planes VTK's reslicing samples no faster (and would read slices that are not
/// loaded).
void compose(QImage& image, const Picture& picture);
/// Only these rows of it.
void composeRows(QImage& image, const Picture& picture, const PixelRange& part);

}  // namespace uptake
