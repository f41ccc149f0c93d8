#pragma once

namespace uptake {

class MainWindow;

/// The review of a project by its readers: the worklist, marks, and two readings side by side.
void addReview(MainWindow& window);

}  // namespace uptake
