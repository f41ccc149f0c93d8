#pragma once

#include <QString>

namespace uptake {

/// A bar of a round length: 1, 2 or 5 times a power of ten millimetres.
struct ScaleBar {
  double lengthMm = 0.0;
  /// In cm from 1 cm on, in mm below.
  QString text() const;
};

/// The longest round length that takes at most `room` pixels.
ScaleBar chooseScaleBar(double mmPerPixel, double room);

}  // namespace uptake
