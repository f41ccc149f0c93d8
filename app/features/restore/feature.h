#pragma once

namespace uptake {

class MainWindow;

/// Unsaved work that was left by a program that died.
void addRestoring(MainWindow& window);

}  // namespace uptake
