#include "viewer/slice/slice_scene_p.h"

#include <vtkCamera.h>

namespace uptake {

void pointCamera(vtkRenderer& renderer, const SliceGeometry& geometry) {
  // Any distance does in parallel projection; the slab between the clipping planes holds the plane alone.
  constexpr double kDistance = 1000.0;
  const Point& centre = geometry.centre();
  const Point eye = centre - kDistance * geometry.plane().normal();
  const Direction up = -geometry.plane().down;
  vtkCamera* camera = renderer.GetActiveCamera();
  camera->ParallelProjectionOn();
  camera->SetFocalPoint(centre.x(), centre.y(), centre.z());
  camera->SetPosition(eye.x(), eye.y(), eye.z());
  camera->SetViewUp(up.x(), up.y(), up.z());
  camera->SetParallelScale(geometry.size().height() / 2.0 * geometry.mmPerPixel());
  camera->SetClippingRange(kDistance - 100.0, kDistance + 100.0);
}

SliceScene::SliceScene(vtkRenderer& renderer) : renderer_(renderer) {
  renderer_.AddViewProp(ct_.prop());
  renderer_.AddViewProp(pet_.prop());
}

void SliceScene::setImages(const CaseDocument& document) {
  ct_.setVolume(document.ct());
  pet_.setVolume(document.pet());
}

void SliceScene::markImagesModified() {
  ct_.markModified();
  pet_.markModified();
}

void SliceScene::sync(SliceContent content, const ViewState& state, const SliceDisplay& display,
                      const SliceGeometry& geometry) {
  const bool showCt = content != SliceContent::Pet;
  const bool fused = content == SliceContent::Fused;
  ct_.setVisible(showCt);
  ct_.setMapping(ctMapping(display.ctWindow.value_or(state.ctWindow())));
  pet_.setVisible(content == SliceContent::Pet || (fused && !state.petHidden()));
  ValueMapping pet = petMapping(fused ? hotIronMap() : inverseGreyMap(), state.petWindow());
  if (fused && ct_.volume()) {
    pet.opacity = state.fusion();
    pet.transparentBelow = state.petThreshold();
    pet.opaqueFrom = 2.0 * state.petThreshold();
  }
  pet_.setMapping(pet);
  // Inverse grey is white where there is no uptake; a black ground around it would dazzle.
  const double ground = content == SliceContent::Pet && pet_.volume() ? 1.0 : 0.0;
  renderer_.SetBackground(ground, ground, ground);
  masks_.setVisible([&](MaskId id) { return state.annotationsVisible() && display.showsMask(id); });
  masks_.setOpacity(state.maskOpacity());
  pointCamera(renderer_, geometry);
}

}  // namespace uptake
