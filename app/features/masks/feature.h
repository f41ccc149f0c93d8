#pragma once

namespace uptake {

class MainWindow;

/// Masks and their lesions: their list, menus, the tools that draw them, and label images read and written.
void addMasks(MainWindow& window);

}  // namespace uptake
