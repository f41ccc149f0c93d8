#pragma once

#include "viewer/colour/colour_map.h"
#include "viewer/state/view_state.h"

#include <vtkLookupTable.h>

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
/// The PET window: the exact linear function (C.11.2.1.3.2), as SUVs are no whole numbers.
ValueMapping petMapping(const ColourMap& map, const Window& window);

void fillLookup(vtkLookupTable& table, const ValueMapping& mapping);

}  // namespace uptake
