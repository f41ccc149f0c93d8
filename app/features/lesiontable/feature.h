#pragma once

namespace uptake {

class MainWindow;

/// The table of lesions with their figures, and reports of it.
void addLesionTable(MainWindow& window);

}  // namespace uptake
