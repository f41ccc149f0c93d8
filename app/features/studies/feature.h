#pragma once

namespace uptake {

class MainWindow;

/// The opened studies: their list, which series is shown, and what is not shown but can be.
void addStudies(MainWindow& window);

}  // namespace uptake
