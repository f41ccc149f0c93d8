#pragma once

namespace uptake {

/// Prepares the process for views: the default surface format, how VTK reports and how many threads it takes.
/// Call once, before the QApplication is made (Qt reads the default format when it makes its first context).
void initialiseGraphics();

}  // namespace uptake
