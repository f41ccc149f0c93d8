#pragma once

#include "core/document/case_document.h"
#include "viewer/render/plane_labels.h"
#include "viewer/render/view_plan.h"
#include "viewer/slice/mask_outline.h"
#include "viewer/slice/slice_display.h"
#include "viewer/slice/slice_geometry.h"
#include "viewer/slice/slice_view.h"

#include <map>
#include <optional>
#include <set>

namespace uptake {

/// What a plane shows of one mask.
struct MaskPlane {
  PlaneLabels labels;
  bool inView = false;
  std::vector<LabelOutline> outlines;  ///< of the revision of `labels` below
  int outlinedRevision = -1;
  bool outlinedSmoothly = false;
  std::set<Label> outlinedWithout;  ///< what was hidden then
};

/// What is shown beneath the overlay of a slice view: CT, PET over it, masks over both.
class SliceScene {
 public:
  explicit SliceScene(const CaseDocument& document) : document_(document) {}

  /// Has to be called at masksChanged() before anything is painted: the labels of a mask may be gone.
  void takeMasks();
  /// Labels inside `region` changed. Returns where on the widget that shows, borders and fills (not names),
  /// if the plane, or the slab of this thickness (mm) about it, shows any of them.
  std::optional<QRectF> markChanged(MaskId id, const IndexBox& region, const SliceGeometry& geometry,
                                    double thickness);

  /// What is shown of a geometry on so many device pixels, `ratio` of them a logical one. Good until the
  /// next.
  ViewPlan plan(const QSize& pixels, double ratio, SliceContent content, const ViewState& state,
                const SliceDisplay& display, const SliceGeometry& geometry);
  /// As of the last plan().
  const std::map<MaskId, MaskPlane>& maskPlanes() const { return masks_; }

 private:
  /// A mapping and its table, made anew when it changes.
  struct Colours {
    std::optional<ValueMapping> mapping;
    ValueColours table;
    const ValueColours* take(const ValueMapping& next);
  };

  static void outline(MaskPlane& plane, const std::set<Label>& hidden, bool smooth);
  void addMasks(ViewPlan& plan, const ViewState& state, const SliceDisplay& display);

  const CaseDocument& document_;
  Colours ctColours_;
  Colours petColours_;
  std::map<MaskId, MaskPlane> masks_;
};

}  // namespace uptake
