#pragma once

class QApplication;

namespace uptake {

/// The dark neutral look of the program: colour belongs to the images.
void applyTheme(QApplication& application);

}  // namespace uptake
