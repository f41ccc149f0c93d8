#pragma once

#include "viewer/paint/plane_labels.h"
#include "viewer/paint/plane_values.h"
#include "viewer/paint/value_colours.h"

#include <QImage>

#include <array>
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

/// Labels to be painted, nearest voxel: colours (premultiplied) by label; higher labels are transparent.
/// Where several passes have a colour nothing is filled: fills over each other would hide the image, and
/// outlines tell the masks apart.
struct LabelPass {
  const PlaneLabels* labels = nullptr;
  std::vector<QRgb> colours;
};

/// Two masks to be painted by where they agree: nearest voxel of each, whatever their grids.
struct AgreementPass {
  const PlaneLabels* first = nullptr;   ///< null: it labels nothing here
  const PlaneLabels* second = nullptr;  ///< likewise
  /// Premultiplied, of what neither, the first alone, the second alone, and both label.
  std::array<QRgb, 4> colours{};
};

/// All that a slice view shows of images and masks.
struct Picture {
  QRgb ground = 0xff000000U;
  std::optional<ImagePass> under;  ///< CT, or PET alone
  std::optional<ImagePass> over;   ///< PET on CT
  FusionMode mode = FusionMode::Blend;
  int squareSize = 1;    ///< px of FusionMode::Checkerboard
  int dividingLine = 0;  ///< the first column right of the line of FusionMode::Swipe
  std::vector<LabelPass> labels;
  std::optional<AgreementPass> agreement;  ///< over those
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
