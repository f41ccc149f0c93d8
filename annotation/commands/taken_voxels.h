#pragma once

#include "core/mask/mask_layer.h"

#include <vector>

namespace uptake {

/// What runs take from other lesions, with volumes and names: "0.07 ml of Lesion 4". Empty when they take no
/// voxel of another lesion. `layer` may be as it was before or is after them: its voxels are not looked at.
QString takenText(const MaskLayer& layer, const std::vector<LabelEdit>& runs);

/// The same as a sentence for a message after the edit; empty likewise.
QString takenSentence(const MaskLayer& layer, const std::vector<LabelEdit>& runs);

}  // namespace uptake
