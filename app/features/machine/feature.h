#pragma once

namespace uptake {

class MainWindow;

/// What the program runs on, and with which renderer.
void addMachine(MainWindow& window);

}  // namespace uptake
