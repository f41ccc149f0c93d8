#include "viewer/layers/mask_layers_p.h"
#include "viewer/layers/reslice_p.h"
#include "viewer/layers/vtk_wrap_p.h"

#include <vtkDataArray.h>
#include <vtkImageProperty.h>
#include <vtkLookupTable.h>
#include <vtkNew.h>
#include <vtkPointData.h>
#include <vtkUnsignedCharArray.h>

#include <algorithm>

namespace uptake {

namespace {

/// Whether the plane passes through the cells of a box of voxels.
bool passesThrough(const SlicePlane& plane, const ImageGrid& grid, const IndexBox& box) {
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
  return low <= kSlack && high >= -kSlack;
}

}  // namespace

/// One mask in one view.
class MaskLayerProp {
 public:
  explicit MaskLayerProp(const MaskLayer& mask)
      : id_(mask.id),
        labels_(mask.labels.labels().data()),
        image_(wrapVoxels(mask.labels.grid(), VTK_UNSIGNED_SHORT, labels_)) {
    setUpReslice(*mapper_, *slice_);
    mapper_->SetInputData(image_);
    slice_->SetUserMatrix(gridToPatient(mask.labels.grid()));
    slice_->GetProperty()->SetInterpolationTypeToNearest();
    slice_->GetProperty()->SetLookupTable(lookup_);
  }

  bool shows(const MaskLayer& mask) const { return id_ == mask.id && labels_ == mask.labels.labels().data(); }
  MaskId id() const { return id_; }
  vtkImageSlice* prop() { return slice_; }
  void markModified() {
    image_->GetPointData()->GetScalars()->Modified();
    image_->Modified();
  }

  void setSegments(const MaskLayer& mask) {
    // Two entries at least: a table of one has no range to index by.
    const int count = std::max<int>(2, mask.segments.empty() ? 0 : mask.segments.back().number + 2);
    vtkNew<vtkUnsignedCharArray> colours;
    colours->SetNumberOfComponents(4);
    colours->SetNumberOfTuples(count);
    std::fill_n(colours->GetPointer(0), count * 4, static_cast<unsigned char>(0));
    for (const Segment& segment : mask.segments) {
      unsigned char* entry = colours->GetPointer(4 * segment.number);
      entry[0] = segment.colour.red;
      entry[1] = segment.colour.green;
      entry[2] = segment.colour.blue;
      entry[3] = 255;
    }
    // The last entry stays transparent, for labels above: those of no segment.
    lookup_->SetNumberOfTableValues(count);
    lookup_->SetTable(colours);
    lookup_->SetTableRange(-0.5, count - 0.5);
    lookup_->Modified();
  }

 private:
  MaskId id_;
  const Label* labels_;
  vtkSmartPointer<vtkImageData> image_;
  vtkNew<vtkImageSlice> slice_;
  vtkNew<vtkImageResliceMapper> mapper_;
  vtkNew<vtkLookupTable> lookup_;
};

MaskLayers::MaskLayers(vtkRenderer& renderer) : renderer_(renderer) {}
MaskLayers::~MaskLayers() = default;

void MaskLayers::setMasks(const CaseDocument& document) {
  for (const auto& layer : layers_) renderer_.RemoveViewProp(layer->prop());
  std::vector<std::unique_ptr<MaskLayerProp>> next;
  for (const auto& mask : document.masks()) {
    const auto found =
        std::ranges::find_if(layers_, [&](const auto& layer) { return layer && layer->shows(*mask); });
    if (found == layers_.end())
      next.push_back(std::make_unique<MaskLayerProp>(*mask));
    else
      next.push_back(std::move(*found));
    next.back()->setSegments(*mask);
    // Painted in the order of adding.
    renderer_.AddViewProp(next.back()->prop());
  }
  layers_ = std::move(next);
  setVisible(isVisible_);
  setOpacity(opacity_);
}

void MaskLayers::updateSegments(const CaseDocument& document, MaskId id) {
  for (const auto& layer : layers_)
    if (layer->id() == id)
      if (const MaskLayer* mask = document.mask(id)) layer->setSegments(*mask);
}

bool MaskLayers::markChanged(const CaseDocument& document, MaskId id, const IndexBox& region,
                             const SlicePlane& plane) {
  const MaskLayer* mask = document.mask(id);
  if (!mask || !passesThrough(plane, mask->labels.grid(), region)) return false;
  for (const auto& layer : layers_)
    if (layer->id() == id) layer->markModified();
  return true;
}

void MaskLayers::setVisible(std::function<bool(MaskId)> isVisible) {
  isVisible_ = std::move(isVisible);
  for (const auto& layer : layers_) layer->prop()->SetVisibility(isVisible_(layer->id()) ? 1 : 0);
}

void MaskLayers::setOpacity(double opacity) {
  opacity_ = opacity;
  for (const auto& layer : layers_) layer->prop()->GetProperty()->SetOpacity(opacity);
}

}  // namespace uptake
