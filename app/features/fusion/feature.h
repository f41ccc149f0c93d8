#pragma once

namespace uptake {

class MainWindow;

/// How PET lies on CT: the palette, the weight, and PET hidden while Space is held.
void addFusion(MainWindow& window);

}  // namespace uptake
