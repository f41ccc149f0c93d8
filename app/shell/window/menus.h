#pragma once

#include <vector>

class QDockWidget;

namespace uptake {

class MainWindow;

/// Fills the menu bar with all actions, and with the menus that features made: "boxes", "lesions", "masks".
/// The View menu shows and hides `docks`, and those that features made.
void makeMenus(MainWindow& window, const std::vector<QDockWidget*>& docks);

}  // namespace uptake
