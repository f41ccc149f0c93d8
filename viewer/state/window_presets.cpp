#include "viewer/state/window_presets.h"

#include <QCoreApplication>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::WindowPreset)
};

}  // namespace

std::vector<WindowPreset> ctWindowPresets() {
  return {
      {QStringLiteral("mediastinum"), Texts::tr("Mediastinum"), {350.0, 40.0}},
      {QStringLiteral("lung"), Texts::tr("Lung"), {1400.0, -700.0}},
      {QStringLiteral("soft-tissue"), Texts::tr("Soft tissue"), {400.0, 40.0}},
      {QStringLiteral("bone"), Texts::tr("Bone"), {2000.0, 500.0}},
      {QStringLiteral("liver"), Texts::tr("Liver"), {160.0, 60.0}},
      {QStringLiteral("brain"), Texts::tr("Brain"), {80.0, 40.0}},
  };
}

std::vector<double> petWindowTops() {
  return {3.0, 5.0, 6.0, 7.0, 10.0, 15.0, 20.0};
}

}  // namespace uptake
