#pragma once

#include "core/mask/mask_layer.h"
#include "viewer/state/view_state.h"

#include <optional>
#include <utility>

namespace uptake {

/// What one slice view shows otherwise than the state that all views share. Default: nothing.
struct SliceDisplay {
  /// A CT window of its own, which dragging in the view then changes.
  std::optional<Window> ctWindow;
  /// Of all masks only this one, and no boxes; MaskId::None: no mask at all.
  std::optional<MaskId> onlyMask;
  /// In place of the masks, and of boxes: where the first and the second agree and differ, see
  /// maskDifference(). Goes before onlyMask.
  std::optional<std::pair<MaskId, MaskId>> difference;
  /// The slice through this point instead of the one through the crosshair.
  std::optional<Point> at;
  /// Texts that name the patient or were typed about the series.
  bool patientText = true;
  bool crosshair = true;

  bool operator==(const SliceDisplay&) const = default;

  bool showsBoxes() const { return !onlyMask && !difference; }
  /// The masks that the view shows by where they agree, as its state says; nothing where it shows one mask
  /// alone or their difference already.
  std::optional<std::pair<MaskId, MaskId>> agreementOf(const ViewState& state) const {
    return onlyMask || difference ? std::nullopt : state.agreement();
  }
  bool showsMask(MaskId id) const { return !difference && (!onlyMask || *onlyMask == id); }
};

}  // namespace uptake
