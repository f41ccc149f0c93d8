#pragma once

#include "core/review/review_event.h"

#include <vector>

namespace uptake {

/// The lines of several readers as one history. A reader's own lines stay in the order of their numbers; a
/// line comes after the lines of others that its writer knew (ReviewEvent::after); what is left open by that
/// is ordered by time. So a clock that is wrong never puts an answer before what it answers. Lines with
/// the same id count once.
std::vector<ReviewEvent> inOrder(std::vector<std::vector<ReviewEvent>> readers);

}  // namespace uptake
