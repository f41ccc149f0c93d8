#pragma once

#include "annotation/lesions/lesion_findings.h"
#include "viewer/state/view_state.h"

#include <QImage>

namespace uptake {

/// How large pictures of lesions are: logical pixels along a side.
inline constexpr int kLesionPictureSide = 300;

/// The axial section through a place of a lesion, as the views would show it: PET on CT (or the image that is
/// there) with the windows and colours of `state`, the outlines of its set of lesions over it, letters and a
/// scale bar. No text names the patient. `source`: whose outlines. `ratio`: device pixels that make a logical
/// one.
QImage lesionPicture(const CaseDocument& document, const ViewState& state, const LesionSource& source,
                     const LesionShape& shape, int ratio = 2);

}  // namespace uptake
