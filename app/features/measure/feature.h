#pragma once

namespace uptake {

class MainWindow;

/// Measurements: their values, their list, and the tools that take them.
void addMeasuring(MainWindow& window);

}  // namespace uptake
