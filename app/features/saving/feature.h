#pragma once

namespace uptake {

class MainWindow;

/// Saving elsewhere, as new, or without the patient, and what is asked when a save failed.
void addSaving(MainWindow& window);

}  // namespace uptake
