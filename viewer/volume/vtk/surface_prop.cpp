#include "viewer/volume/vtk/surface_prop_p.h"

#include <vtkCellArray.h>
#include <vtkFloatArray.h>
#include <vtkIdTypeArray.h>
#include <vtkImageData.h>
#include <vtkPointData.h>
#include <vtkPoints.h>
#include <vtkPolyData.h>
#include <vtkPolyDataMapper.h>
#include <vtkProperty.h>
#include <vtkTexture.h>
#include <vtkTypeInt32Array.h>
#include <vtkUnsignedCharArray.h>

namespace uptake {

namespace {

static_assert(sizeof(Eigen::Vector3f) == 3 * sizeof(float), "the points are handed on as they lie");
static_assert(sizeof(std::array<std::int32_t, 3>) == 3 * sizeof(std::int32_t));

/// Wraps vectors of the mesh; VTK only reads them.
vtkSmartPointer<vtkFloatArray> wrappedVectors(const std::vector<Eigen::Vector3f>& vectors) {
  auto array = vtkSmartPointer<vtkFloatArray>::New();
  array->SetNumberOfComponents(3);
  array->SetArray(const_cast<float*>(vectors.front().data()), static_cast<vtkIdType>(vectors.size()) * 3, 1);
  return array;
}

/// The four corners of a cut, from the first pixel's on.
std::array<Point, 4> cornersOf(const CutPicture& cut) {
  return {cut.corner, cut.corner + cut.right, cut.corner + cut.right + cut.down, cut.corner + cut.down};
}

vtkSmartPointer<vtkPoints> pointsOf(const std::array<Point, 4>& corners) {
  auto points = vtkSmartPointer<vtkPoints>::New();
  for (const Point& corner : corners) points->InsertNextPoint(corner.x(), corner.y(), corner.z());
  return points;
}

}  // namespace

SurfaceProp::SurfaceProp(std::shared_ptr<const SurfaceMesh> mesh) : mesh_(std::move(mesh)) {
  vtkNew<vtkPolyData> data;
  if (!mesh_->isEmpty()) {
    vtkNew<vtkPoints> points;
    points->SetData(wrappedVectors(mesh_->points));
    data->SetPoints(points);
    data->GetPointData()->SetNormals(wrappedVectors(mesh_->normals));
    vtkNew<vtkTypeInt32Array> offsets;
    offsets->SetNumberOfValues(static_cast<vtkIdType>(mesh_->triangles.size()) + 1);
    for (vtkIdType n = 0; n < offsets->GetNumberOfValues(); ++n)
      offsets->SetValue(n, static_cast<std::int32_t>(3 * n));
    vtkNew<vtkTypeInt32Array> corners;
    corners->SetArray(const_cast<std::int32_t*>(mesh_->triangles.front().data()),
                      static_cast<vtkIdType>(mesh_->triangles.size()) * 3, 1);
    vtkNew<vtkCellArray> triangles;
    triangles->SetData(offsets, corners);
    data->SetPolys(triangles);
  }
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(data);
  mapper->ScalarVisibilityOff();
  actor_->SetMapper(mapper);
}

void SurfaceProp::setLook(const Rgb& colour, double opacity, bool isLit) {
  vtkProperty* property = actor_->GetProperty();
  property->SetColor(colour.red / 255.0, colour.green / 255.0, colour.blue / 255.0);
  property->SetOpacity(opacity);
  property->SetAmbient(isLit ? 0.5 : 0.15);
  property->SetDiffuse(isLit ? 0.7 : 0.8);
  property->SetSpecular(isLit ? 0.7 : 0.15);
  property->SetSpecularPower(isLit ? 10.0 : 25.0);
  // Of a transparent one the far side would show through as a second surface.
  property->SetBackfaceCulling(opacity < 1.0);
}

void SurfaceProp::setBox(vtkPlaneCollection* planes) {
  if (planes)
    actor_->GetMapper()->SetClippingPlanes(planes);
  else
    actor_->GetMapper()->RemoveAllClippingPlanes();
}

CutProp::CutProp(const CutPicture& cut) : image_(cut.image) {
  const auto corners = cornersOf(cut);
  const vtkIdType square[] = {0, 1, 2, 3};
  vtkNew<vtkCellArray> faces;
  faces->InsertNextCell(4, square);
  vtkNew<vtkFloatArray> places;
  places->SetNumberOfComponents(2);
  // VTK's pictures begin at the lower edge; rows are handed on as they come, so the first one is at 0.
  for (const auto& [u, v] : {std::array{0.0, 0.0}, {1.0, 0.0}, {1.0, 1.0}, {0.0, 1.0}})
    places->InsertNextTuple2(u, v);
  vtkNew<vtkPolyData> data;
  data->SetPoints(pointsOf(corners));
  data->SetPolys(faces);
  data->GetPointData()->SetTCoords(places);
  vtkNew<vtkPolyDataMapper> mapper;
  mapper->SetInputData(data);
  picture_->SetMapper(mapper);

  image_ = image_.convertToFormat(QImage::Format_RGBA8888);
  vtkNew<vtkUnsignedCharArray> pixels;
  pixels->SetNumberOfComponents(4);
  pixels->SetArray(image_.bits(), vtkIdType{4} * image_.width() * image_.height(), 1);
  vtkNew<vtkImageData> picture;
  picture->SetDimensions(image_.width(), image_.height(), 1);
  picture->GetPointData()->SetScalars(pixels);
  vtkNew<vtkTexture> texture;
  texture->SetInputData(picture);
  texture->InterpolateOn();
  texture->SetColorModeToDirectScalars();
  picture_->SetTexture(texture);
  picture_->ForceOpaqueOn();
  picture_->GetProperty()->LightingOff();

  const vtkIdType around[] = {0, 1, 2, 3, 0};
  vtkNew<vtkCellArray> lines;
  lines->InsertNextCell(5, around);
  vtkNew<vtkPolyData> outline;
  outline->SetPoints(pointsOf(corners));
  outline->SetLines(lines);
  vtkNew<vtkPolyDataMapper> outlineMapper;
  outlineMapper->SetInputData(outline);
  frame_->SetMapper(outlineMapper);
  frame_->GetProperty()->SetColor(cut.frame.red / 255.0, cut.frame.green / 255.0, cut.frame.blue / 255.0);
  frame_->GetProperty()->LightingOff();
}

void CutProp::setBox(vtkPlaneCollection* planes) {
  for (vtkActor* actor : {picture_.Get(), frame_.Get()}) {
    if (planes)
      actor->GetMapper()->SetClippingPlanes(planes);
    else
      actor->GetMapper()->RemoveAllClippingPlanes();
  }
}

}  // namespace uptake
