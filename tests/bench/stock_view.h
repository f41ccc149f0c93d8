#pragma once

#include "core/mask/label_map.h"
#include "core/volume/volume.h"
#include "viewer/slice/slice_geometry.h"

#include <QOpenGLWidget>

#include <vtkGenericOpenGLRenderWindow.h>
#include <vtkImageResliceMapper.h>
#include <vtkImageSlice.h>
#include <vtkNew.h>
#include <vtkRenderer.h>

#include <memory>
#include <vector>

namespace uptake::bench {

/// A fused slice as VTK's own classes show it: CT, PET and a mask, each a vtkImageSlice with its
/// vtkImageResliceMapper, in one QOpenGLWidget.
class StockView : public QOpenGLWidget {
 public:
  StockView(const Volume& ct, const Volume& pet, const LabelMap& mask, QWidget* parent = nullptr);
  ~StockView() override;

  void show(const SliceGeometry& geometry);

 protected:
  void initializeGL() override;
  void paintGL() override;

 private:
  struct Layer {
    vtkNew<vtkImageSlice> slice;
    vtkNew<vtkImageResliceMapper> mapper;
  };
  void add(const ImageGrid& grid, int vtkType, const void* voxels, vtkScalarsToColors* colours,
           double opacity, bool smooth);

  std::vector<Label> labelVoxels_;
  std::vector<std::unique_ptr<Layer>> layers_;
  vtkNew<vtkGenericOpenGLRenderWindow> window_;
  vtkNew<vtkRenderer> renderer_;
};

/// What VTK needs of Qt's GL contexts; before the application is made.
void useStockSurface();

}  // namespace uptake::bench
