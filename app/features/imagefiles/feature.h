#pragma once

namespace uptake {

class MainWindow;

/// What the files of a folder of image files are, as a person states it.
void addImageFiles(MainWindow& window);

}  // namespace uptake
