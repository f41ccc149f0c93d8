#pragma once

#include "viewer/volume/volume_scene.h"

#include <vtkActor.h>
#include <vtkNew.h>
#include <vtkPlaneCollection.h>

namespace uptake {

/// A surface of a scene as VTK draws it.
class SurfaceProp {
 public:
  explicit SurfaceProp(std::shared_ptr<const SurfaceMesh> mesh);

  void setLook(const Rgb& colour, double opacity, bool isLit);
  void setBox(vtkPlaneCollection* planes);
  const std::shared_ptr<const SurfaceMesh>& mesh() const { return mesh_; }
  vtkActor* prop() { return actor_; }

 private:
  std::shared_ptr<const SurfaceMesh> mesh_;
  vtkNew<vtkActor> actor_;
};

/// A cut of a scene: its picture on a rectangle, and a line around it.
class CutProp {
 public:
  explicit CutProp(const CutPicture& cut);

  void setBox(vtkPlaneCollection* planes);
  vtkActor* prop() { return picture_; }
  vtkActor* frame() { return frame_; }

 private:
  QImage image_;  ///< which VTK's texture is read from
  vtkNew<vtkActor> picture_;
  vtkNew<vtkActor> frame_;
};

}  // namespace uptake
