#include "tests/bench/stock_view.h"

#include <QSurfaceFormat>

#include <vtkCallbackCommand.h>
#include <vtkCamera.h>
#include <vtkCommand.h>
#include <vtkCullerCollection.h>
#include <vtkDataArray.h>
#include <vtkImageData.h>
#include <vtkImageProperty.h>
#include <vtkLookupTable.h>
#include <vtkMatrix4x4.h>
#include <vtkOpenGLState.h>
#include <vtkPointData.h>
#include <vtkSmartPointer.h>

#include <algorithm>

namespace uptake::bench {

void useStockSurface() {
  QSurfaceFormat format;
  format.setRenderableType(QSurfaceFormat::OpenGL);
  format.setVersion(3, 2);
  format.setProfile(QSurfaceFormat::CoreProfile);
  format.setSwapBehavior(QSurfaceFormat::DoubleBuffer);
  format.setDepthBufferSize(24);
  format.setSamples(0);
  QSurfaceFormat::setDefaultFormat(format);
}

StockView::StockView(const Volume& ct, const Volume& pet, const LabelMap& mask, QWidget* parent)
    : QOpenGLWidget(parent), labelVoxels_(mask.allVoxels()) {
  window_->SetReadyForRendering(false);
  window_->SetMultiSamples(0);
  window_->SetFrameBlitModeToNoBlit();
  const auto answer = [](vtkObject*, unsigned long, void*, void* result) { *static_cast<int*>(result) = 1; };
  vtkNew<vtkCallbackCommand> yes;
  yes->SetCallback(answer);
  window_->AddObserver(vtkCommand::WindowSupportsOpenGLEvent, yes);
  window_->AddObserver(vtkCommand::WindowIsDirectEvent, yes);
  vtkNew<vtkCallbackCommand> current;
  current->SetCallback(
      [](vtkObject*, unsigned long, void*, void* result) { *static_cast<bool*>(result) = true; });
  window_->AddObserver(vtkCommand::WindowIsCurrentEvent, current);
  renderer_->AutomaticLightCreationOff();
  renderer_->GetCullers()->RemoveAllItems();
  window_->AddRenderer(renderer_);

  vtkNew<vtkLookupTable> grey;
  grey->SetNumberOfTableValues(4096);
  for (int n = 0; n < 4096; ++n) grey->SetTableValue(n, n / 4095.0, n / 4095.0, n / 4095.0, 1.0);
  grey->SetTableRange(-135.0, 215.0);
  vtkNew<vtkLookupTable> hot;
  hot->SetNumberOfTableValues(4096);
  for (int n = 0; n < 4096; ++n) {
    const double x = n / 4095.0;
    hot->SetTableValue(n, std::min(1.0, 2.0 * x), std::max(0.0, 2.0 * x - 1.0), std::max(0.0, 4.0 * x - 3.0),
                       x * 6.0 < 0.5 ? 0.0 : 0.5);
  }
  hot->SetTableRange(0.0, 6.0);
  vtkNew<vtkLookupTable> labels;
  labels->SetNumberOfTableValues(3);
  labels->SetTableValue(0, 0.0, 0.0, 0.0, 0.0);
  labels->SetTableValue(1, 0.0, 1.0, 0.0, 1.0);
  labels->SetTableValue(2, 0.0, 0.0, 0.0, 0.0);
  labels->SetTableRange(-0.5, 2.5);
  add(ct.grid(), VTK_SHORT, ct.data(), grey, 1.0, true);
  add(pet.grid(), VTK_FLOAT, pet.data(), hot, 1.0, true);
  add(mask.grid(), VTK_UNSIGNED_SHORT, labelVoxels_.data(), labels, 0.4, false);
}

StockView::~StockView() {
  makeCurrent();
  window_->Finalize();
  window_->SetReadyForRendering(false);
  doneCurrent();
}

void StockView::add(const ImageGrid& grid, int vtkType, const void* voxels, vtkScalarsToColors* colours,
                    double opacity, bool smooth) {
  const auto array = vtkSmartPointer<vtkDataArray>::Take(vtkDataArray::CreateDataArray(vtkType));
  array->SetVoidArray(const_cast<void*>(voxels), grid.voxelCount(), 1);
  vtkNew<vtkImageData> image;
  image->SetDimensions(grid.size().x(), grid.size().y(), grid.size().z());
  image->SetSpacing(grid.spacing().x(), grid.spacing().y(), grid.spacing().z());
  image->SetOrigin(grid.origin().x(), grid.origin().y(), grid.origin().z());
  image->GetPointData()->SetScalars(array);
  auto layer = std::make_unique<Layer>();
  layer->mapper->SliceAtFocalPointOn();
  layer->mapper->SliceFacesCameraOn();
  layer->mapper->SetInputData(image);
  layer->slice->SetMapper(layer->mapper);
  vtkImageProperty* property = layer->slice->GetProperty();
  property->UseLookupTableScalarRangeOn();
  property->SetLookupTable(colours);
  property->SetOpacity(opacity);
  if (smooth)
    property->SetInterpolationTypeToLinear();
  else
    property->SetInterpolationTypeToNearest();
  renderer_->AddViewProp(layer->slice);
  layers_.push_back(std::move(layer));
}

void StockView::show(const SliceGeometry& geometry) {
  constexpr double kDistance = 1000.0;
  const Point& centre = geometry.centre();
  const Point eye = centre - kDistance * geometry.plane().normal();
  const Direction up = -geometry.plane().down;
  vtkCamera* camera = renderer_->GetActiveCamera();
  camera->ParallelProjectionOn();
  camera->SetFocalPoint(centre.x(), centre.y(), centre.z());
  camera->SetPosition(eye.x(), eye.y(), eye.z());
  camera->SetViewUp(up.x(), up.y(), up.z());
  camera->SetParallelScale(geometry.size().height() / 2.0 * geometry.mmPerPixel());
  camera->SetClippingRange(kDistance - 100.0, kDistance + 100.0);
  update();
}

void StockView::initializeGL() {
  window_->SetReadyForRendering(true);
  window_->InitializeFromCurrentContext();
}

void StockView::paintGL() {
  vtkOpenGLState* state = window_->GetState();
  state->Reset();
  state->Push();
  // Painted in the order of adding.
  state->vtkglDepthFunc(GL_ALWAYS);
  window_->SetSize(width(), height());
  window_->Render();
  state->PushFramebufferBindings();
  state->vtkglBindFramebuffer(GL_DRAW_FRAMEBUFFER, defaultFramebufferObject());
  state->vtkglDrawBuffer(GL_COLOR_ATTACHMENT0);
  state->vtkglViewport(0, 0, width(), height());
  state->vtkglScissor(0, 0, width(), height());
  window_->BlitDisplayFramebuffer(0, 0, 0, width(), height(), 0, 0, width(), height(), GL_COLOR_BUFFER_BIT,
                                  GL_NEAREST);
  state->PopFramebufferBindings();
  state->Pop();
}

}  // namespace uptake::bench
