#pragma once

#include "core/volume/volume.h"
#include "viewer/render/plane_labels.h"
#include "viewer/render/screen_plane.h"
#include "viewer/render/value_colours.h"
#include "viewer/state/view_state.h"

#include <QRgb>

#include <array>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// An image of a view: its values are interpolated to screen pixels first, then made colours. Of an image in
/// colour each channel is windowed by `colours`, which are of greys then, and opaque.
struct ImageLayer {
  std::shared_ptr<const Volume> image;
  const ValueColours* colours = nullptr;
};

/// Labels of a view, nearest voxel: colours (premultiplied) by label; higher labels are transparent. Where
/// several layers have a colour nothing is filled: fills over each other would hide the image, and outlines
/// tell the masks apart.
struct LabelLayer {
  const PlaneLabels* labels = nullptr;
  std::vector<QRgb> colours;
};

/// Two masks by where they agree: nearest voxel of each, whatever their grids.
struct AgreementLayer {
  const PlaneLabels* first = nullptr;   ///< null: it labels nothing here
  const PlaneLabels* second = nullptr;  ///< likewise
  /// Premultiplied, of what neither, the first alone, the second alone, and both label.
  std::array<QRgb, 4> colours{};
};

/// All that a view shows beneath its overlay, for whichever renderer: nothing of it is sampled yet but the
/// labels, whose outlines are drawn by the overlay. What it points to lives until the plan is painted.
struct ViewPlan {
  ScreenPlane screen;
  Slab slab;
  bool smooth = true;  ///< images are interpolated linearly, or else the nearest voxel is shown
  QRgb ground = 0xff000000U;
  std::optional<ImageLayer> under;  ///< CT, or PET alone
  std::optional<ImageLayer> over;   ///< PET on CT
  FusionMode mode = FusionMode::Blend;
  int squareSize = 1;    ///< device px of FusionMode::Checkerboard
  int dividingLine = 0;  ///< the first column right of the line of FusionMode::Swipe
  std::vector<LabelLayer> labels;
  std::optional<AgreementLayer> agreement;  ///< over those
};

}  // namespace uptake
