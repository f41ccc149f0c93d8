#include "viewer/slice/slice_scene.h"

#include "viewer/slice/mask_difference.h"

#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

constexpr double kSquareSize = 64.0;  // logical px of the checkerboard

constexpr double kOutlineWidth = 2.0;  // logical px, and a little

/// How many cells along a smooth outline a change reaches: one a step, and mask_outline.cpp takes 20 steps.
constexpr int kSmoothingReach = 20;

/// Where the cells of a box of voxels fall on the widget when seen along the normal of its plane.
QRectF shadowOf(const ImageGrid& grid, const IndexBox& box, const SliceGeometry& geometry) {
  QPolygonF corners;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis)
      index[axis] = (corner >> axis) & 1 ? box.last[axis] + 0.5 : box.first[axis] - 0.5;
    corners.append(geometry.toPixel(grid.toPatient(index)));
  }
  return corners.boundingRect();
}

/// Whether a slab of this thickness about the plane passes through the cells of a box of voxels.
bool passesThrough(const SlicePlane& plane, double thickness, const ImageGrid& grid, const IndexBox& box) {
  double low = 1e300;
  double high = -1e300;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3d index;
    for (int axis = 0; axis < 3; ++axis)
      index[axis] = (corner >> axis) & 1 ? box.last[axis] + 0.5 : box.first[axis] - 0.5;
    const double distance = plane.distance(grid.toPatient(index));
    low = std::min(low, distance);
    high = std::max(high, distance);
  }
  // Nearest voxel on a border between two: either may be the one shown.
  constexpr double kSlack = 1e-3;
  return low <= thickness / 2.0 + kSlack && high >= -thickness / 2.0 - kSlack;
}

/// Hidden segments stay transparent.
std::vector<QRgb> segmentColours(const MaskLayer& mask, double opacity) {
  std::vector<QRgb> colours;
  const int alpha =
      static_cast<int>(std::lround(std::clamp(opacity * mask.display.opacity, 0.0, 1.0) * 255.0));
  for (const Segment& segment : mask.segments) {
    if (!mask.display.shows(segment.number)) continue;
    if (segment.number >= colours.size()) colours.resize(segment.number + std::size_t{1}, 0U);
    const Rgb& colour = segment.colour;
    colours[segment.number] = qPremultiply(qRgba(colour.red, colour.green, colour.blue, alpha));
  }
  return colours;
}

/// What two compared masks are filled with.
std::array<QRgb, 4> agreementColours(const ViewState& state) {
  const int alpha = static_cast<int>(std::lround(std::clamp(state.maskOpacity(), 0.0, 1.0) * 255.0));
  const auto fill = [alpha](AgreementKind kind) {
    const Rgb colour = agreementColour(kind);
    return qPremultiply(qRgba(colour.red, colour.green, colour.blue, alpha));
  };
  return {0U, fill(AgreementKind::OnlyFirst), fill(AgreementKind::OnlySecond), fill(AgreementKind::Both)};
}

}  // namespace

const ValueColours* SliceScene::Colours::take(const ValueMapping& next) {
  if (mapping != next) {
    mapping = next;
    table = ValueColours(next);
  }
  return &table;
}

void SliceScene::takeMasks() {
  std::erase_if(masks_, [this](const auto& each) { return !document_.mask(each.first); });
  for (auto& [id, plane] : masks_) plane.labels.forget();
}

std::optional<QRectF> SliceScene::markChanged(MaskId id, const IndexBox& region,
                                              const SliceGeometry& geometry, double thickness) {
  const MaskLayer* mask = document_.mask(id);
  if (!mask || !passesThrough(geometry.plane(), thickness, mask->labels.grid(), region)) return std::nullopt;
  int reach = 1;  // cells
  if (const auto found = masks_.find(id); found != masks_.end()) {
    found->second.labels.forget();
    if (found->second.outlinedSmoothly) reach = kSmoothingReach;
  }
  const double cell = std::max(1.0, mask->labels.grid().spacing().maxCoeff() / geometry.mmPerPixel());
  const double margin = reach * cell + kOutlineWidth;
  return shadowOf(mask->labels.grid(), region, geometry).adjusted(-margin, -margin, margin, margin);
}

void SliceScene::outline(MaskPlane& plane, const std::set<Label>& hidden, bool smooth) {
  if (plane.outlinedRevision == plane.labels.revision() && plane.outlinedSmoothly == smooth &&
      plane.outlinedWithout == hidden)
    return;
  plane.outlines = smooth ? smoothOutlines(plane.labels, hidden) : edgeOutlines(plane.labels, hidden);
  plane.outlinedWithout = hidden;
  plane.outlinedRevision = plane.labels.revision();
  plane.outlinedSmoothly = smooth;
}

void SliceScene::addMasks(ViewPlan& plan, const ViewState& state, const SliceDisplay& display) {
  const auto agreement = display.agreementOf(state);
  // Nothing says where masks lie on pictures without a place.
  const bool hasPlace = !document_.ct() || !document_.ct()->source().isPlaceless;
  for (const auto& mask : document_.masks()) {
    MaskPlane& plane = masks_[mask->id];
    const bool isCompared = agreement && (mask->id == agreement->first || mask->id == agreement->second);
    plane.inView = hasPlace && state.annotationsVisible() && display.showsMask(mask->id) &&
                   (mask->display.visible || isCompared) &&
                   plane.labels.update(mask->labels, plan.screen, plan.slab.thickness);
    if (!plane.inView) continue;
    if (isCompared) {
      if (!plan.agreement) plan.agreement = AgreementLayer{nullptr, nullptr, agreementColours(state)};
      (mask->id == agreement->first ? plan.agreement->first : plan.agreement->second) = &plane.labels;
      outline(plane, {}, state.smoothOutlines());
      continue;
    }
    plan.labels.push_back({&plane.labels, segmentColours(*mask, state.maskOpacity())});
    outline(plane, mask->display.hidden, state.smoothOutlines());
  }
}

ViewPlan SliceScene::plan(const QSize& pixels, double ratio, SliceContent content, const ViewState& state,
                          const SliceDisplay& display, const SliceGeometry& geometry) {
  ViewPlan plan;
  plan.screen = ScreenPlane(geometry, ratio, pixels);
  plan.slab = state.slab();
  plan.smooth = state.smoothImages();
  const auto& ct = document_.ct();
  const auto& pet = document_.pet();
  if (content == SliceContent::Pet) {
    // Inverse grey is white where there is no uptake; a black ground around it would dazzle.
    if (pet) plan.ground = 0xffffffffU;
    if (pet) plan.under = ImageLayer{pet, petColours_.take(petMapping(inverseGreyMap(), state.petWindow()))};
  } else if (ct) {
    const Window window = display.ctWindow.value_or(state.ctWindow());
    plan.under = ImageLayer{ct, ctColours_.take(underMapping(*ct, window))};
  }
  if (content == SliceContent::Fused && pet && !state.petHidden()) {
    ValueMapping mapping = petMapping(colourMap(state.fusionPalette()), state.petWindow());
    if (ct && state.fusionMode() == FusionMode::Blend) {
      mapping.opacity = state.fusion();
      mapping.transparentBelow = state.petThreshold();
      mapping.opaqueFrom = 2.0 * state.petThreshold();
    }
    plan.over = ImageLayer{pet, petColours_.take(mapping)};
    plan.mode = ct ? state.fusionMode() : FusionMode::Blend;
    plan.squareSize = static_cast<int>(std::lround(kSquareSize * ratio));
    plan.dividingLine = static_cast<int>(std::lround(state.swipePosition() * pixels.width()));
  }
  addMasks(plan, state, display);
  return plan;
}

}  // namespace uptake
