#pragma once

namespace uptake {

class MainWindow;

/// Actions for the box outside of which three-dimensional views show nothing: on and off, about the selected
/// lesion, in numbers.
void addVolumeBoxActions(MainWindow& window);

}  // namespace uptake
