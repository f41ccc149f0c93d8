#pragma once

class QAction;
class QDockWidget;
class QMainWindow;
class QString;
class QWidget;

namespace uptake {

/// Puts a panel below the views, where panels are tabs of one another and the lists at the left keep their
/// height. Hidden until `show`, a checkable action of its own, is switched on; that action follows when the
/// panel is closed, and stands for it in the menus.
QDockWidget* addBottomDock(QMainWindow& window, QWidget* content, const QString& name, const QString& title,
                           QAction& show);

}  // namespace uptake
