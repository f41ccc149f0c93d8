#pragma once

namespace uptake {

/// Prepares the process for views: what VTK, which draws contours, says and where. Call once, first thing.
void initialiseGraphics();

}  // namespace uptake
