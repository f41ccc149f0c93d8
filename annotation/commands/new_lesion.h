#pragma once

#include "core/document/case_document.h"
#include "core/volume/image_kind.h"

namespace uptake {

/// The colours of all lesions of a case.
std::vector<Rgb> coloursOf(const CaseDocument& document);

/// A lesion as it is when a person adds one: "Lesion 3" in the third colour, or, where a lesion of the case
/// has that, in a free one; manual.
Segment newLesion(const CaseDocument& document, Label number);

/// One above the highest number, so that the number of a deleted lesion does not come back under another
/// meaning; a gap only when the highest possible number is taken. 0 when all numbers are.
Label freeLesionNumber(const std::vector<Segment>& segments);

/// "PET mask", "CT mask 2", …: a name that no mask of the case has yet.
QString newMaskName(const CaseDocument& document, ImageKind image);

/// Why there are no masks on pictures without a place in space, as a sentence.
QString noPlaceForMasks();

/// An empty mask on the grid of an image, with one lesion. NotSupported when the image has no place in space,
/// or when there is no memory for it.
Result<std::unique_ptr<MaskLayer>> newMask(const QString& name, const Volume& image, const Segment& lesion);

}  // namespace uptake
