#pragma once

#include "core/document/case_document.h"
#include "core/review/review_event.h"

namespace uptake {

/// How a review record names a lesion of a mask: nothing when there is no such lesion, or a model predicted
/// it.
std::optional<ReviewLesion> reviewLesionOf(const CaseDocument& document, MaskId mask, Label number);
/// The same of the lesion that a box is of.
std::optional<ReviewLesion> reviewLesionOf(const CaseDocument& document, BoxId box);

/// Lesions of all masks but predictions that have voxels, and of all boxes: what an annotation says of a
/// case.
int lesionCount(const CaseDocument& document);

}  // namespace uptake
