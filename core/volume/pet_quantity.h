#pragma once

#include <QString>

namespace uptake {

/// A quantity in which PET is shown. Volumes hold SUV by body weight; what a person reads is that times
/// `factor`, with `label` and `unit`. PET without SUV is shown in its own unit, with factor 1.
struct PetQuantity {
  QString id = QStringLiteral("suvbw");   ///< stable: "suvbw", "suljames", "suljanma", "suvbsa", "suvibw"
  QString label = QStringLiteral("SUV");  ///< before a number: "SUV", "SULjames"
  QString unit = QStringLiteral("g/ml");
  double factor = 1.0;  ///< value = SUVbw × factor
  QString unavailable;  ///< why it cannot be shown, translated; empty when it can

  bool isAvailable() const { return unavailable.isEmpty(); }
  bool operator==(const PetQuantity&) const = default;
};

}  // namespace uptake
