#pragma once

#include "core/measure/measurement.h"

#include <QStringList>

#include <map>

namespace uptake {

/// What stands beside a measurement, line by line: its size, and what the CT and the PET hold in it. A view
/// shows what belongs to its images.
struct MeasurementText {
  QStringList shape;
  QStringList ct;
  QStringList pet;
  bool operator==(const MeasurementText&) const = default;
};

using MeasurementTexts = std::map<MeasurementId, MeasurementText>;

}  // namespace uptake
