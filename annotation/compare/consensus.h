#pragma once

#include "core/error.h"
#include "core/mask/label_map.h"

#include <optional>
#include <span>

namespace uptake {

// What masks of several readers have in common. All lie on one grid; any label counts.

/// The number of labelled voxels.
std::ptrdiff_t labelledVoxels(const LabelMap& mask);

/// 2·|A∩B| / (|A| + |B|) (Dice, Measures of the amount of ecologic association between species, 1945);
/// std::nullopt when both are empty.
std::optional<double> diceOf(const LabelMap& first, const LabelMap& second);

/// Label 1 in voxels that more than half of the masks label: of two masks, both. NotSupported when there is
/// no memory.
Result<LabelMap> majorityVote(std::span<const LabelMap> masks);

}  // namespace uptake
