#pragma once

#include "core/error.h"
#include "core/geometry/patient_space.h"

#include <QImage>
#include <QString>

namespace uptake {

class SliceView;
class ViewArea;

/// How a picture differs from what is on the screen.
struct PictureOptions {
  bool allViews = false;     ///< as they are arranged, instead of the active one
  int scale = 1;             ///< 2: at twice as many pixels, all the finer
  bool patientText = false;  ///< texts that name the patient or were typed about the series
  bool crosshair = true;
};

/// A picture of the views as seen; null without OpenGL. The screen does not change.
QImage takePicture(const ViewArea& views, const PictureOptions& options);
/// Of the slice of a view that goes through a point.
QImage takeSlicePicture(SliceView& view, const Point& through, const PictureOptions& options);

/// Writes a PNG whole or not at all, from any thread.
Result<void> writePng(const QImage& image, const QString& file);

}  // namespace uptake
