#pragma once

#include "core/document/case_document.h"
#include "core/input/slice_pointer.h"

#include <Eigen/Core>

#include <optional>

namespace uptake {

/// A place on a stored image: the continuous pixel index (column, row; pixel n covers n − 0.5 … n + 0.5).
struct ImagePlace {
  Eigen::Vector2d pixel = Eigen::Vector2d::Zero();
  QString sopInstanceUid;
  std::shared_ptr<const Volume> image;  ///< whose slice it is
};

/// The image whose slices the view under the pointer steps through; null without an image.
const std::shared_ptr<const Volume>& imageUnder(const CaseDocument& document, const SlicePointer& pointer);

/// The stored image of imageUnder() at the pointer. NotSupported, with the reason in words, when there is
/// none: no image, a plane that is not parallel to the stored slices, a place before the first or behind the
/// last slice, a gap in the series, a resampled series or a multi-frame image. Columns and rows may lie
/// outside the image.
Result<ImagePlace> imagePlaceAt(const CaseDocument& document, const SlicePointer& pointer);

/// The image that is shown and holds the box's slice; null when none does.
std::shared_ptr<const Volume> imageOfBox(const CaseDocument& document, BoxId id);

/// The pixel whose cell holds a continuous index; bounded, so that arithmetic with it cannot overflow.
int pixelAt(double index);

/// Columns and rows of a stored image of the study (see CaseDocument::imageStacks()). std::nullopt for any
/// other image.
std::optional<Eigen::Vector2i> storedImageSize(const CaseDocument& document, const QString& sopInstanceUid);

/// A rectangle moved by (dx, dy) pixels, as far as an image of this size allows: its own size is kept, and
/// one that already sticks out is never pushed further out. An unknown size counts as the largest that DICOM
/// allows.
PixelRect movedInside(const PixelRect& rect, int dx, int dy, const std::optional<Eigen::Vector2i>& imageSize);

}  // namespace uptake
