#include "viewer/overlay/scale_bar.h"

#include <QCoreApplication>

#include <cmath>

namespace uptake {

QString ScaleBar::text() const {
  return lengthMm >= 10.0 ? QCoreApplication::translate("uptake::ScaleBar", "%1 cm").arg(lengthMm / 10.0)
                          : QCoreApplication::translate("uptake::ScaleBar", "%1 mm").arg(lengthMm);
}

ScaleBar chooseScaleBar(double mmPerPixel, double room) {
  const double longest = mmPerPixel * room;
  const double power = std::pow(10.0, std::floor(std::log10(longest)));
  for (const double factor : {5.0, 2.0})
    if (factor * power <= longest) return {factor * power};
  return {power};
}

}  // namespace uptake
