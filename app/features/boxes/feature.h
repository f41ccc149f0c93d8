#pragma once

namespace uptake {

class MainWindow;

/// Boxes on CT slices: their list, actions, menus, and the class of new ones.
void addBoxes(MainWindow& window);

}  // namespace uptake
