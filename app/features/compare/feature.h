#pragma once

namespace uptake {

class MainWindow;

/// A model's predictions against the reader's masks and boxes.
void addComparing(MainWindow& window);

}  // namespace uptake
