#pragma once

#include "annotation/tools/tool.h"

#include <vector>

namespace uptake {

/// Adds boxes to the case as one undo step, but for those whose image, class and rectangle a box of the case
/// has already. Returns how many were added.
int addBoxes(ToolContext context, const std::vector<Box>& boxes, const QString& text);

}  // namespace uptake
