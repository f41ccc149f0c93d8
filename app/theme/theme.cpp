#include "app/theme/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>

namespace uptake {

namespace {

// Sizes only; colours come from the palette so that every widget agrees.
const char* const kStyleSheet = R"(
QToolBar { border: none; spacing: 2px; padding: 3px 4px; }
QToolBar::separator { background: palette(mid); width: 1px; margin: 5px 5px; }
QToolButton { padding: 4px; border: 1px solid transparent; border-radius: 4px; }
QToolButton:hover { background: palette(button); }
QToolButton:checked { background: palette(highlight); }
QToolButton::menu-indicator { image: none; width: 0px; }
QDockWidget { titlebar-close-icon: none; titlebar-normal-icon: none; }
QDockWidget::title { padding: 5px 8px; background: palette(window); text-align: left; }
QTreeView { border: none; background: palette(base); }
QTreeView::item { padding: 2px 2px; }
QStatusBar { background: palette(window); }
QStatusBar::item { border: none; }
QSplitter::handle { background: palette(window); }
QMainWindow::separator { background: palette(window); width: 4px; height: 4px; }
QToolTip { color: palette(text); background: palette(button); border: 1px solid palette(mid); padding: 3px; }
)";

}  // namespace

void applyTheme(QApplication& application) {
  QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));

  const QColor window(30, 31, 34);
  const QColor base(22, 23, 25);
  const QColor raised(45, 47, 51);
  const QColor text(214, 216, 220);
  const QColor quiet(128, 131, 137);
  const QColor accent(52, 101, 164);

  QPalette palette;
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, base);
  palette.setColor(QPalette::AlternateBase, window);
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::PlaceholderText, quiet);
  palette.setColor(QPalette::Button, raised);
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::ToolTipBase, raised);
  palette.setColor(QPalette::ToolTipText, text);
  palette.setColor(QPalette::Highlight, accent);
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::Link, QColor(120, 170, 235));
  palette.setColor(QPalette::Light, QColor(70, 73, 78));
  palette.setColor(QPalette::Midlight, QColor(58, 60, 65));
  palette.setColor(QPalette::Mid, QColor(60, 62, 67));
  palette.setColor(QPalette::Dark, QColor(18, 19, 20));
  palette.setColor(QPalette::Shadow, Qt::black);
  for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, QColor(96, 98, 103));
  QApplication::setPalette(palette);
  application.setStyleSheet(QString::fromLatin1(kStyleSheet));
}

}  // namespace uptake
