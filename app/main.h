#pragma once

#include "app/shell/window/main_window.h"

#include <span>

namespace uptake {

/// What the program can do, in the order in which the window is made of it.
std::span<const Feature> features();

}  // namespace uptake
