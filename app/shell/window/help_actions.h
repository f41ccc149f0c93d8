#pragma once

namespace uptake {

class MainWindow;

/// Keys, and what the program is (ids "help.…").
void addHelpActions(MainWindow& window);

}  // namespace uptake
