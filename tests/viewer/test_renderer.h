#pragma once

#include "viewer/state/view_state.h"

namespace uptake::test {

/// The renderer that a run of a test is about.
inline void useTestRenderer(ViewState& state) {
  if (qEnvironmentVariable("UPTAKE_TEST_RENDERER") == QLatin1String("vtk"))
    state.rendering().use({Renderer::Vtk, QStringLiteral("test")});
}

}  // namespace uptake::test
