#pragma once

#include <QColor>
#include <QPalette>

#include <functional>

class QApplication;
class QWidget;

namespace uptake {

/// The looks of the program. Images are on black in both: colour belongs to them.
enum class Theme { Dark, Light };

/// What a person chose, or dark.
Theme storedTheme();
void storeTheme(Theme theme);

/// Gives the whole program a look, at once.
void applyTheme(QApplication& application, Theme theme);

/// The palette of a look; the views' surroundings keep the dark one.
QPalette themePalette(Theme theme);

/// Calls `run` after the colours of a widget changed: for what has colours of its own in it, such as rich
/// text or the items of a list.
void whenColoursChange(QWidget& widget, std::function<void()> run);

/// For text that must be noticed (a warning, an edited value), readable on the palette's ground.
QColor attentionColour(const QPalette& palette);

}  // namespace uptake
