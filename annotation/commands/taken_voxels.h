#pragma once

#include "core/mask/mask_layer.h"

#include <vector>

namespace uptake {

/// What these runs take from other lesions, with volumes and names: "0.07 ml of Lesion 4". Empty when they
/// take nothing. `layer` as it was before or as it is after: its voxels are not looked at.
QString takenText(const MaskLayer& layer, const std::vector<LabelEdit>& runs);

/// That as a sentence, as it is said once it is done; empty when nothing is taken.
QString takenSentence(const MaskLayer& layer, const std::vector<LabelEdit>& runs);

}  // namespace uptake
