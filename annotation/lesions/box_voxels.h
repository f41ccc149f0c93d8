#pragma once

#include "annotation/lesions/lesion_shape.h"
#include "core/document/case_document.h"

#include <optional>

namespace uptake {

/// The pixels of a lesion's boxes as voxels of its series: each box one slice thick, pixels that two boxes of
/// an image share once, only as far as the image goes. std::nullopt where the position of its images is not
/// known.
std::optional<LesionVoxels> boxVoxels(const CaseDocument& document, const BoxLesion& lesion);

/// The sides of a lesion's boxes, through the middle of the box, the longer first: of the box with the
/// longest side; of equal ones, the one whose other side is longer. Both have length 0 where its position is
/// not known.
struct BoxSides {
  Span longer;
  Span shorter;
};
BoxSides boxSides(const CaseDocument& document, const BoxLesion& lesion);

}  // namespace uptake
