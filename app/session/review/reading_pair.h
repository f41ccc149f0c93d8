#pragma once

#include "app/session/session.h"

#include <optional>
#include <utility>

namespace uptake {

/// Masks of two readers who read the open case blind, to be judged side by side: on the same voxels and with
/// lesions as far as there are such. Nothing when fewer than two readers have a mask.
std::optional<std::pair<MaskId, MaskId>> readingPair(Session& session);

}  // namespace uptake
