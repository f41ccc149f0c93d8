#pragma once

namespace uptake {

class MainWindow;

/// The maximum intensity projection: turning it, and what it leaves out.
void addMip(MainWindow& window);

}  // namespace uptake
