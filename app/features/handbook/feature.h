#pragma once

namespace uptake {

class MainWindow;

/// Help › Handbook (`F1`): opens the handbook at the chapter of what has the keyboard's focus, in dialogs
/// too.
void addHandbook(MainWindow& window);

}  // namespace uptake
