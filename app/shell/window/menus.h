#pragma once

namespace uptake {

class MainWindow;

/// Makes the menus of the menu bar, which fill themselves with what has a place in them.
void makeMenus(MainWindow& window);

}  // namespace uptake
