#include "viewer/state/window_presets.h"

#include <QCoreApplication>

namespace uptake {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("uptake::WindowPreset", text);
}

}  // namespace

std::vector<WindowPreset> ctWindowPresets() {
  return {
      {QStringLiteral("mediastinum"), tr("Mediastinum"), {350.0, 40.0}},
      {QStringLiteral("lung"), tr("Lung"), {1400.0, -700.0}},
      {QStringLiteral("soft-tissue"), tr("Soft tissue"), {400.0, 40.0}},
      {QStringLiteral("bone"), tr("Bone"), {2000.0, 500.0}},
      {QStringLiteral("liver"), tr("Liver"), {160.0, 60.0}},
      {QStringLiteral("brain"), tr("Brain"), {80.0, 40.0}},
  };
}

std::vector<double> petWindowTops() {
  return {3.0, 5.0, 6.0, 7.0, 10.0, 15.0, 20.0};
}

}  // namespace uptake
