#pragma once

namespace uptake {

class MainWindow;

/// Tables of slices: the list of a table, and the window while one is open.
void addSliceTables(MainWindow& window);

}  // namespace uptake
