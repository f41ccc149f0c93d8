#pragma once

#include "app/shell/window/main_window.h"

#include <span>

namespace uptake {

/// Runs the program with these features, by the arguments of its command line: see options.h. Returns its
/// exit status.
int runProgram(int argc, char** argv, std::span<const Feature> features);

}  // namespace uptake
