#pragma once

namespace uptake {

class ToolController;

/// Takes up the options that tools had when they were last kept: a brush's size and shape, limits,
/// thresholds. What is out of range, or was never kept, stays as it is.
void restoreToolSettings(ToolController& tools);
/// Keeps them for the next start, in the user's settings.
void keepToolSettings(ToolController& tools);

}  // namespace uptake
