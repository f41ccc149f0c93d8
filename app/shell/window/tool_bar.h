#pragma once

class QToolBar;

namespace uptake {

class MainWindow;

/// The tool bar, with the widgets that features made: "classes" (of boxes), "measure", "fusion".
QToolBar* makeToolBar(MainWindow& window);

}  // namespace uptake
