#pragma once

#include "annotation/tools/tool.h"

#include <vector>

namespace uptake {

/// Adds boxes to the case as one undo step, but none that is there already with its image, class and
/// rectangle. Returns how many.
int addBoxes(ToolContext context, const std::vector<Box>& boxes, const QString& text);

}  // namespace uptake
