#pragma once

namespace uptake {

class MainWindow;

/// In what PET is shown, in which window, and how its SUV comes about.
void addSuv(MainWindow& window);

}  // namespace uptake
