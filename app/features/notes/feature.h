#pragma once

namespace uptake {

class MainWindow;

/// Notes at points: their kind of annotation, the tool that places them, their list, and what views show.
void addNotes(MainWindow& window);

}  // namespace uptake
