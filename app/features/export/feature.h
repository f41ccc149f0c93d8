#pragma once

namespace uptake {

class MainWindow;

/// Pictures and films of what is shown.
void addExport(MainWindow& window);

}  // namespace uptake
