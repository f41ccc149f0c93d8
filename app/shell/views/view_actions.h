#pragma once

namespace uptake {

class MainWindow;

/// What is shown in the views and how the window looks (ids "view.…").
void addViewActions(MainWindow& window);

}  // namespace uptake
