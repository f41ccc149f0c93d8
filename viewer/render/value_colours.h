#pragma once

#include "core/volume/volume.h"
#include "viewer/colour/colour_map.h"
#include "viewer/state/view_state.h"

#include <QRgb>

#include <vector>

namespace uptake {

/// How values become colours and how opaque they are.
struct ValueMapping {
  const ColourMap* map = nullptr;
  double low = 0.0;   ///< at and below: the map's first colour
  double high = 1.0;  ///< at and above: its last
  double opacity = 1.0;
  /// Values below it are transparent; nothing is without it.
  double transparentBelow = -1e300;
  /// From `transparentBelow` to here the opacity rises evenly.
  double opaqueFrom = -1e300;
  bool operator==(const ValueMapping&) const = default;
};

/// The CT window as DICOM's linear function of whole numbers (PS3.3 C.11.2.1.2.1): black up to
/// level − 0.5 − (width − 1)/2, white from width − 1 above it.
ValueMapping ctMapping(const Window& window);
/// The window of the image that lies beneath: of CT and of colours, which are whole numbers, that of
/// ctMapping(); of any other the exact linear function.
ValueMapping underMapping(const Volume& image, const Window& window);
/// The PET window: the exact linear function (C.11.2.1.3.2), as SUVs are no whole numbers.
ValueMapping petMapping(const ColourMap& map, const Window& window);

/// A mapping as a table to look values up in. One step of it is invisible: there are 4096.
class ValueColours {
 public:
  ValueColours() = default;
  explicit ValueColours(const ValueMapping& mapping);

  /// Colours with their opacity multiplied in (QImage::Format_ARGB32_Premultiplied). A value is at
  /// (value − first()) · scale(), rounded down and clamped to 0 … kLastEntry.
  const QRgb* entries() const { return entries_.data(); }
  float first() const { return first_; }
  float scale() const { return scale_; }
  /// No entry lets anything shine through.
  bool isOpaque() const { return opaque_; }
  static constexpr int kLastEntry = 4095;

 private:
  std::vector<QRgb> entries_;
  float first_ = 0.0F;
  float scale_ = 1.0F;
  bool opaque_ = true;
};

}  // namespace uptake
