#pragma once

namespace uptake {

class MainWindow;

/// Action: surfaces of the shown lesions as files.
void addVolumeExportActions(MainWindow& window);

}  // namespace uptake
