#pragma once

namespace uptake {

class MainWindow;

/// Going through images and lesions, zooming to them, and how slices are cut.
void addNavigation(MainWindow& window);

}  // namespace uptake
