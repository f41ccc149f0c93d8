#pragma once

class QToolBar;

namespace uptake {

class MainWindow;

/// Makes the tool bar, which fills itself with what has a place in it, and its buttons with menus.
QToolBar* makeToolBar(MainWindow& window);

}  // namespace uptake
