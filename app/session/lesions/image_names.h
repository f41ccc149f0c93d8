#pragma once

#include "core/document/case_document.h"

#include <QString>

namespace uptake {

/// "Im 12": by the number that views and lists call a box's image by; "Im ?" where it is not known.
QString imageName(const CaseDocument& document, BoxId box);
/// "Im 12–17", "Im 12": of a lesion.
QString imageRange(const CaseDocument& document, const BoxLesion& lesion);

}  // namespace uptake
