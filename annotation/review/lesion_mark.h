#pragma once

#include "core/document/case_document.h"
#include "core/review/review_event.h"

namespace uptake {

/// How a review record names a lesion of a mask; std::nullopt when there is no such lesion, or a model
/// predicted it.
std::optional<ReviewLesion> reviewLesionOf(const CaseDocument& document, MaskId mask, Label number);
/// The same for the lesion that a box belongs to.
std::optional<ReviewLesion> reviewLesionOf(const CaseDocument& document, BoxId box);

/// How many lesions an annotation has: those with voxels of all masks but predictions, and those of boxes.
int lesionCount(const CaseDocument& document);

}  // namespace uptake
