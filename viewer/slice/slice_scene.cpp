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

void SliceScene::takeImages() {
  const auto& ct = document_.ct();
  ct_.setVolume(ct);
  const auto colours = ct && ct->isColour() ? ct : nullptr;
  ctGreen_.setVolume(colours);
  ctBlue_.setVolume(colours);
  pet_.setVolume(document_.pet());
}

void SliceScene::forgetImages() {
  for (PlaneValues* values : {&ct_, &ctGreen_, &ctBlue_}) values->forget();
  pet_.forget();
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

std::optional<ImagePass> SliceScene::pass(PlaneValues& values, Colours& colours, const ValueMapping& mapping,
                                          const ScreenPlane& screen, const ViewState& state) {
  if (!values.update(screen, state.slab(), state.smoothImages())) return std::nullopt;
  return ImagePass{&values, colours.take(mapping), state.smoothImages()};
}

std::optional<ImagePass> SliceScene::passUnder(const Window& window, const ScreenPlane& screen,
                                               const ViewState& state) {
  const auto& image = ct_.volume();
  if (!image) return std::nullopt;
  auto under = pass(ct_, ctColours_, underMapping(*image, window), screen, state);
  if (!under || !image->isColour()) return under;
  ctGreen_.update(screen, state.slab(), state.smoothImages());
  ctBlue_.update(screen, state.slab(), state.smoothImages());
  under->green = &ctGreen_;
  under->blue = &ctBlue_;
  return under;
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

void SliceScene::addMasks(Picture& picture, const ScreenPlane& screen, const ViewState& state,
                          const SliceDisplay& display) {
  const auto agreement = display.agreementOf(state);
  // Nothing says where masks lie on pictures without a place.
  const bool hasPlace = !document_.ct() || !document_.ct()->source().isPlaceless;
  for (const auto& mask : document_.masks()) {
    MaskPlane& plane = masks_[mask->id];
    const bool isCompared = agreement && (mask->id == agreement->first || mask->id == agreement->second);
    plane.inView = hasPlace && state.annotationsVisible() && display.showsMask(mask->id) &&
                   (mask->display.visible || isCompared) &&
                   plane.labels.update(mask->labels, screen, state.slab().thickness);
    if (!plane.inView) continue;
    if (isCompared) {
      if (!picture.agreement) picture.agreement = AgreementPass{nullptr, nullptr, agreementColours(state)};
      (mask->id == agreement->first ? picture.agreement->first : picture.agreement->second) = &plane.labels;
      outline(plane, {}, state.smoothOutlines());
      continue;
    }
    picture.labels.push_back({&plane.labels, segmentColours(*mask, state.maskOpacity())});
    outline(plane, mask->display.hidden, state.smoothOutlines());
  }
}

void SliceScene::paint(QImage& image, const QRect& part, SliceContent content, const ViewState& state,
                       const SliceDisplay& display, const SliceGeometry& geometry) {
  const ScreenPlane screen(geometry, image.devicePixelRatio(), image.size());
  Picture picture;
  if (content == SliceContent::Pet) {
    // Inverse grey is white where there is no uptake; a black ground around it would dazzle.
    if (pet_.volume()) picture.ground = 0xffffffffU;
    picture.under = pass(pet_, petColours_, petMapping(inverseGreyMap(), state.petWindow()), screen, state);
  } else {
    picture.under = passUnder(display.ctWindow.value_or(state.ctWindow()), screen, state);
  }
  if (content == SliceContent::Fused && !state.petHidden()) {
    ValueMapping mapping = petMapping(colourMap(state.fusionPalette()), state.petWindow());
    if (ct_.volume() && state.fusionMode() == FusionMode::Blend) {
      mapping.opacity = state.fusion();
      mapping.transparentBelow = state.petThreshold();
      mapping.opaqueFrom = 2.0 * state.petThreshold();
    }
    picture.over = pass(pet_, petColours_, mapping, screen, state);
    picture.mode = ct_.volume() ? state.fusionMode() : FusionMode::Blend;
    picture.squareSize = static_cast<int>(std::lround(kSquareSize * image.devicePixelRatio()));
    picture.dividingLine = static_cast<int>(std::lround(state.swipePosition() * image.width()));
  }
  addMasks(picture, screen, state, display);
  composeRows(image, picture, {part.top(), part.bottom()});
}

}  // namespace uptake
