#pragma once

namespace uptake {

class MainWindow;

/// The list of undo steps.
void addHistory(MainWindow& window);

}  // namespace uptake
