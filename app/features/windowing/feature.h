#pragma once

namespace uptake {

class MainWindow;

/// CT windows: the presets, the file's own, a person's own, and one from a region.
void addWindowing(MainWindow& window);

}  // namespace uptake
