#pragma once

#include "viewer/state/view_state.h"

#include <QString>

#include <vector>

namespace uptake {

/// A named CT window.
struct WindowPreset {
  QString id;     ///< stable, for settings and the command line: "mediastinum"
  QString name;   ///< translated
  Window window;  ///< HU
};

/// In the order of the keys 1 … 6: mediastinum 350/40, lung 1400/−700 (both from Lung-PET-CT-Dx), soft tissue
/// 400/40, bone 2000/500, liver 160/60, brain 80/40.
std::vector<WindowPreset> ctWindowPresets();

/// The quick tops of the PET window, in SUV.
std::vector<double> petWindowTops();

}  // namespace uptake
