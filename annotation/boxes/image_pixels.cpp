#include "annotation/boxes/image_pixels.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::ImagePlace)
};

Error nowhere(const QString& message) {
  return {ErrorKind::NotSupported, message, {}};
}

int movedWithin(int first, int last, int by, int size) {
  return std::clamp(by, std::min(0, -first), std::max(0, size - 1 - last));
}

}  // namespace

const std::shared_ptr<const Volume>& imageUnder(const CaseDocument& document, const SlicePointer& pointer) {
  const bool isPet = document.pet() && (pointer.image == ImageKind::Pet || !document.ct());
  return isPet ? document.pet() : document.ct();
}

Result<ImagePlace> imagePlaceAt(const CaseDocument& document, const SlicePointer& pointer) {
  const auto& image = imageUnder(document, pointer);
  if (!image) return nowhere(Texts::tr("Boxes are drawn on stored slices: open a study with images."));
  const ImageGrid& grid = image->grid();
  if (!grid.isParallelToSlices(pointer.plane.normal()))
    return nowhere(Texts::tr(
        "Boxes are drawn on stored slices: this view shows another plane. Use one that shows them, axial "
        "mostly."));
  const Eigen::Vector3d index = grid.toIndex(pointer.position);
  const int k = pixelAt(index.z());
  if (k < 0 || k >= grid.size().z())
    return nowhere(Texts::tr("Boxes are drawn on stored slices: there is none at this position."));
  if (!image->source().resampledFrom.isEmpty())
    return nowhere(Texts::tr(
        "Boxes are drawn on stored images: this series was resampled, so none lies here. Draw a mask "
        "instead."));
  const QString& uid = image->source().slices[static_cast<std::size_t>(k)].sopInstanceUid;
  if (uid.isEmpty())
    return nowhere(
        Texts::tr("Boxes are drawn on stored slices: the one at this position is missing from the series."));
  // A box is kept under its image's UID, which does not say which frame.
  const auto& slices = image->source().slices;
  const auto isSame = [&](const SliceSource& slice) { return slice.sopInstanceUid == uid; };
  if (std::count_if(slices.begin(), slices.end(), isSame) > 1)
    return nowhere(
        Texts::tr("Boxes are drawn on images that are one slice each: these are frames of one multi-frame "
                  "image. Draw a mask instead."));
  return ImagePlace{index.head<2>(), uid, image};
}

std::shared_ptr<const Volume> imageOfBox(const CaseDocument& document, BoxId id) {
  const Box* box = document.box(id);
  for (const auto& image : {document.ct(), document.pet()})
    if (box && image && image->sliceOf(box->sopInstanceUid) >= 0) return image;
  return nullptr;
}

int pixelAt(double index) {
  return static_cast<int>(std::clamp(std::floor(index + 0.5), -1e6, 1e6));
}

std::optional<Eigen::Vector2i> storedImageSize(const CaseDocument& document, const QString& sopInstanceUid) {
  const auto place = document.imageStacks().find(sopInstanceUid);
  if (!place) return std::nullopt;
  return document.imageStacks().at(*place).grid.size().head<2>();
}

PixelRect movedInside(const PixelRect& rect, int dx, int dy,
                      const std::optional<Eigen::Vector2i>& imageSize) {
  constexpr int kMostDicomAllows = 65535;
  const Eigen::Vector2i size = imageSize.value_or(Eigen::Vector2i::Constant(kMostDicomAllows));
  return rect.moved(movedWithin(rect.xmin, rect.xmax, dx, size.x()),
                    movedWithin(rect.ymin, rect.ymax, dy, size.y()));
}

}  // namespace uptake
