#pragma once

namespace uptake {

class MainWindow;

/// The case in three dimensions: what of it is shown, from which side, what is cut away, and what is
/// exported.
void addVolume(MainWindow& window);

}  // namespace uptake
