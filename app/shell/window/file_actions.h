#pragma once

namespace uptake {

class MainWindow;

/// Opening, saving, what could not be used, and leaving (ids "file.…").
void addFileActions(MainWindow& window);

}  // namespace uptake
