#include "viewer/volume/cut_pictures.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace uptake {

namespace {

constexpr int kMostPixels = 640;  // along an edge

/// The rectangle of a plane, along right and down from its origin in mm, into which an image falls.
struct Extent {
  Eigen::Vector2d low = Eigen::Vector2d::Constant(1e300);
  Eigen::Vector2d high = Eigen::Vector2d::Constant(-1e300);

  void add(const SlicePlane& plane, const ImageGrid& grid) {
    for (int corner = 0; corner < 8; ++corner) {
      Eigen::Vector3d index;
      for (int axis = 0; axis < 3; ++axis)
        index[axis] = ((corner >> axis) & 1) != 0 ? grid.size()[axis] - 0.5 : -0.5;
      const Eigen::Vector3d offset = grid.toPatient(index) - plane.origin;
      const Eigen::Vector2d at(offset.dot(plane.right), offset.dot(plane.down));
      low = low.cwiseMin(at);
      high = high.cwiseMax(at);
    }
  }
};

}  // namespace

std::vector<CutPicture> CutPictures::paint(const VolumeScene& scene) {
  std::vector<CutPicture> pictures;
  if (!scene.cutLook.ct && !scene.cutLook.pet) {
    renderer_.forgetImages();
    return pictures;
  }
  for (const SceneCut& cut : scene.cuts) pictures.push_back(paint(cut, scene.cutLook));
  return pictures;
}

CutPicture CutPictures::paint(const SceneCut& cut, const CutLook& look) {
  // Of the CT where there is one: the PET often has much empty space around the body.
  const Volume& leading = look.ct ? *look.ct : *look.pet;
  Extent extent;
  extent.add(cut.plane, leading.grid());
  const Eigen::Vector2d size = extent.high - extent.low;
  const double mmPerPixel =
      std::max({size.x() / kMostPixels, size.y() / kMostPixels, leading.grid().spacing().minCoeff()});
  const Eigen::Vector2i pixels = (size / mmPerPixel).array().round().max(1.0).cast<int>();
  const Eigen::Vector2d middle = (extent.low + extent.high) / 2.0;
  const Point centre = cut.plane.origin + middle.x() * cut.plane.right + middle.y() * cut.plane.down;

  CutPicture result;
  result.frame = cut.frame;
  result.image = QImage(pixels.x(), pixels.y(), QImage::Format_RGB32);
  result.right = pixels.x() * mmPerPixel * cut.plane.right;
  result.down = pixels.y() * mmPerPixel * cut.plane.down;
  result.corner = centre - result.right / 2.0 - result.down / 2.0;

  const SliceGeometry geometry(cut.plane, centre, mmPerPixel, QSizeF(pixels.x(), pixels.y()));
  const ValueColours ctColours(look.ct ? underMapping(*look.ct, look.ctWindow)
                                       : petMapping(inverseGreyMap(), look.petWindow));
  ValueMapping over = petMapping(colourMap(look.palette), look.petWindow);
  over.opacity = look.fusion;
  over.transparentBelow = look.petThreshold;
  over.opaqueFrom = 2.0 * look.petThreshold;
  const ValueColours petColours(over);
  ViewPlan plan;
  plan.screen = ScreenPlane(geometry, 1.0, result.image.size());
  plan.under = ImageLayer{look.ct ? look.ct : look.pet, &ctColours};
  if (look.ct && look.pet) plan.over = ImageLayer{look.pet, &petColours};
  std::ignore = renderer_.paint(plan, result.image, result.image.rect());  // it never fails
  return result;
}

}  // namespace uptake
