#pragma once

#include "core/mask/label_runs.h"
#include "core/volume/volume.h"

#include <QImage>
#include <QRgb>

namespace uptake::evaluation {

// Near those of the views (agreementColour()), and ones that people of every kind of colour vision tell apart
// on white.
inline constexpr QRgb kBothColour = qRgb(0, 158, 115);
inline constexpr QRgb kMissedColour = qRgb(213, 94, 0);      ///< true alone
inline constexpr QRgb kInventedColour = qRgb(21, 101, 216);  ///< predicted alone

/// Silhouettes of truth and prediction over the maximum intensity projection of the PET (SUV 0 to 6, high
/// values dark; without one on grey): from the front, with the patient's right at the left, and beside it
/// from the patient's left, with the front at the left; head up. Pixels are square, about 300 high. With a
/// PET what lies outside of the body is cut off.
QImage mipPicture(const LabelRuns& truth, const LabelRuns& prediction, const Volume* pet);

}  // namespace uptake::evaluation
