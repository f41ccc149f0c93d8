#include "viewer/volume/vtk/scene_renderer_vtk_p.h"
#include "viewer/volume/vtk/surface_prop_p.h"
#include "viewer/volume/vtk/volume_prop_p.h"

#include <vtkCamera.h>
#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkLight.h>
#include <vtkOpenGLRenderer.h>
#include <vtkPlane.h>
#include <vtkPlaneCollection.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>
#include <cmath>
#include <list>
#include <utility>

namespace uptake {

namespace {

constexpr double kDistance = 4000.0;  // mm from the middle to the eye: without meaning in parallel projection
constexpr double kDepth = 2500.0;     // mm before and behind the middle that are drawn
/// No coarser than this for surfaces and cuts: their edges carry the shape.
constexpr double kMostPictureCoarseness = 2.0;

/// Draws into a framebuffer of the context that is current, and asks at every row of rays whether to go on:
/// the usual window asks five times a second.
class SceneWindow : public vtkGenericOpenGLRenderWindow {
 public:
  static SceneWindow* New() {
    auto* made = new SceneWindow;
    made->InitializeObjectBase();
    return made;
  }
  SceneWindow(const SceneWindow&) = delete;
  SceneWindow& operator=(const SceneWindow&) = delete;

  void MakeCurrent() override {}
  bool IsCurrent() override { return true; }
  int SupportsOpenGL() override { return 1; }
  vtkTypeBool IsDirect() override { return 1; }
  int CheckAbortStatus() override {
    if (isAbandoned && isAbandoned()) SetAbortRender(1);
    return GetAbortRender();
  }

  std::function<bool()> isAbandoned;

 protected:
  SceneWindow() = default;
};
class VtkSceneRenderer final : public SceneRenderer {
 public:
  VtkSceneRenderer();
  ~VtkSceneRenderer() override;

  bool start() override;
  void setScene(const VolumeScene& scene, const std::vector<CutPicture>& cuts) override;
  QImage render(const VolumeCamera& camera, const RenderQuality& quality,
                const std::function<bool()>& isAbandoned) override;

 private:
  void setSurfaces(const std::vector<SceneSurface>& surfaces);
  void setVolumes(const std::vector<SceneVolume>& volumes);
  void setBox(const std::optional<VolumeBox>& box);
  void setCamera(const VolumeCamera& camera, double coarseness);
  QImage picture();

  vtkNew<SceneWindow> window_;
  vtkNew<vtkOpenGLRenderer> renderer_;
  /// Over a projection, which has no depth and would hide the surfaces that it lies before; cuts hide them
  /// still.
  vtkNew<vtkOpenGLRenderer> over_;
  bool surfacesAreOver_ = false;
  vtkNew<vtkPlaneCollection> boxPlanes_;
  std::list<SurfaceProp> surfaces_;
  std::list<CutProp> cuts_;
  std::list<VolumeProp> volumes_;
};

VtkSceneRenderer::VtkSceneRenderer() {
  window_->SetOwnContext(0);
  window_->SetMultiSamples(0);
  window_->SetFrameBlitModeToNoBlit();
  window_->SetMapped(1);
  window_->AddRenderer(renderer_);
  renderer_->GetActiveCamera()->ParallelProjectionOn();
  // A little from above and the side, so that surfaces have a shape where they face the viewer.
  vtkNew<vtkLight> light;
  light->SetLightTypeToCameraLight();
  light->SetPosition(-0.35, 0.45, 1.0);
  light->SetFocalPoint(0.0, 0.0, 0.0);
  window_->SetNumberOfLayers(2);
  window_->AddRenderer(over_);
  over_->SetLayer(1);
  over_->PreserveColorBufferOn();
  over_->PreserveDepthBufferOn();
  over_->SetActiveCamera(renderer_->GetActiveCamera());
  for (vtkRenderer* each : {renderer_.Get(), over_.Get()}) {
    each->AddLight(light);
    each->SetAutomaticLightCreation(0);
  }
}

VtkSceneRenderer::~VtkSceneRenderer() {
  renderer_->RemoveAllViewProps();
  over_->RemoveAllViewProps();
  window_->Finalize();
}

bool VtkSceneRenderer::start() {
  window_->SetSize(16, 16);
  if (!window_->InitializeFromCurrentContext()) return false;
  window_->SetReadyForRendering(true);
  return true;
}

void VtkSceneRenderer::setSurfaces(const std::vector<SceneSurface>& surfaces) {
  vtkRenderer* home = surfacesAreOver_ ? over_ : renderer_;
  // Those that are gone first; a surface whose colour alone changed is kept.
  std::erase_if(surfaces_, [&](SurfaceProp& prop) {
    if (std::ranges::any_of(surfaces, [&](const SceneSurface& each) { return each.mesh == prop.mesh(); }))
      return false;
    home->RemoveViewProp(prop.prop());
    return true;
  });
  for (const SceneSurface& surface : surfaces) {
    auto found = std::ranges::find(surfaces_, surface.mesh, &SurfaceProp::mesh);
    if (found == surfaces_.end()) {
      found = surfaces_.emplace(surfaces_.end(), surface.mesh);
      home->AddViewProp(found->prop());
    }
    found->setLook(surface.colour, surface.opacity, surface.isLit);
  }
}

void VtkSceneRenderer::setVolumes(const std::vector<SceneVolume>& volumes) {
  std::list<VolumeProp> kept;
  for (VolumeProp& prop : volumes_) renderer_->RemoveViewProp(prop.prop());
  for (const SceneVolume& volume : volumes) {
    const auto found = std::ranges::find_if(volumes_, [&](const VolumeProp& prop) {
      return prop.image() == volume.image && prop.isProjection() == volume.isProjection;
    });
    if (found != volumes_.end())
      kept.splice(kept.end(), volumes_, found);
    else
      kept.emplace_back(volume);
    kept.back().setStops(volume.stops);
    // In their order: each is laid over those before it.
    renderer_->AddViewProp(kept.back().prop());
  }
  volumes_ = std::move(kept);
}

void VtkSceneRenderer::setBox(const std::optional<VolumeBox>& box) {
  boxPlanes_->RemoveAllItems();
  for (int axis = 0; box && axis < 3; ++axis)
    for (const bool low : {true, false}) {
      vtkNew<vtkPlane> plane;
      const Point& corner = low ? box->low : box->high;
      const Direction normal = Direction::Unit(axis) * (low ? 1.0 : -1.0);
      plane->SetOrigin(corner.x(), corner.y(), corner.z());
      plane->SetNormal(normal.x(), normal.y(), normal.z());
      boxPlanes_->AddItem(plane);
    }
  vtkPlaneCollection* planes = box ? boxPlanes_.Get() : nullptr;
  for (SurfaceProp& surface : surfaces_) surface.setBox(planes);
  for (CutProp& cut : cuts_) cut.setBox(planes);
  for (VolumeProp& volume : volumes_) volume.setBox(planes);
}

void VtkSceneRenderer::setScene(const VolumeScene& scene, const std::vector<CutPicture>& cuts) {
  const bool isOver = std::ranges::any_of(scene.volumes, &SceneVolume::isProjection);
  if (std::exchange(surfacesAreOver_, isOver) != isOver)
    for (SurfaceProp& surface : surfaces_) {
      (isOver ? renderer_ : over_)->RemoveViewProp(surface.prop());
      (isOver ? over_ : renderer_)->AddViewProp(surface.prop());
    }
  setSurfaces(scene.surfaces);
  for (CutProp& cut : cuts_) renderer_->RemoveViewProp(cut.prop()), renderer_->RemoveViewProp(cut.frame());
  cuts_.clear();
  for (const CutPicture& cut : cuts) {
    cuts_.emplace_back(cut);
    renderer_->AddViewProp(cuts_.back().prop());
    renderer_->AddViewProp(cuts_.back().frame());
  }
  setVolumes(scene.volumes);
  setBox(scene.box);
  renderer_->SetBackground(qRed(scene.ground) / 255.0, qGreen(scene.ground) / 255.0,
                           qBlue(scene.ground) / 255.0);
}

void VtkSceneRenderer::setCamera(const VolumeCamera& camera, double coarseness) {
  const QSize size(std::max(1, static_cast<int>(std::lround(camera.size.width() / coarseness))),
                   std::max(1, static_cast<int>(std::lround(camera.size.height() / coarseness))));
  window_->SetSize(size.width(), size.height());
  vtkCamera* eye = renderer_->GetActiveCamera();
  const Point position = camera.centre - kDistance * camera.into();
  eye->SetFocalPoint(camera.centre.x(), camera.centre.y(), camera.centre.z());
  eye->SetPosition(position.x(), position.y(), position.z());
  eye->SetViewUp(-camera.down.x(), -camera.down.y(), -camera.down.z());
  eye->SetParallelScale(camera.size.height() * camera.mmPerPixel / 2.0);
  // The patient and nothing else; both layers need the same depths.
  eye->SetClippingRange(kDistance - kDepth, kDistance + kDepth);
}

QImage VtkSceneRenderer::picture() {
  const int* size = window_->GetSize();
  vtkNew<vtkUnsignedCharArray> pixels;
  window_->GetRGBACharPixelData(0, 0, size[0] - 1, size[1] - 1, 0, pixels);
  if (pixels->GetNumberOfValues() < vtkIdType{4} * size[0] * size[1]) return {};
  // Rows from below.
  return QImage(pixels->GetPointer(0), size[0], size[1], QImage::Format_RGBX8888)
      .mirrored()
      .convertToFormat(QImage::Format_RGB32);
}

QImage VtkSceneRenderer::render(const VolumeCamera& camera, const RenderQuality& quality,
                                const std::function<bool()>& isAbandoned) {
  const double pictureCoarseness = std::clamp(quality.coarseness, 1.0, kMostPictureCoarseness);
  setCamera(camera, pictureCoarseness);
  renderer_->SetUseFXAA(quality.isSharp && !surfacesAreOver_);
  over_->SetUseFXAA(quality.isSharp && surfacesAreOver_);
  for (VolumeProp& volume : volumes_)
    volume.setQuality(quality.coarseness / pictureCoarseness, camera.mmPerPixel * pictureCoarseness,
                      quality.isSharp);
  window_->isAbandoned = isAbandoned;
  window_->SetAbortRender(0);
  window_->Render();
  const bool isWhole = window_->GetAbortRender() == 0;
  window_->isAbandoned = nullptr;
  return isWhole ? picture() : QImage();
}

}  // namespace

SceneRenderer* makeVtkSceneRenderer() {
  return new VtkSceneRenderer;
}

}  // namespace uptake
