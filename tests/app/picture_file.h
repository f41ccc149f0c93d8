#pragma once

#include <QImage>
#include <QString>

namespace uptake::test {

/// How far two pictures are apart, seen in blocks of 8 × 8 pixels, which hardly see how a font is drawn, and
/// well what is shown.
struct PictureDifference {
  double mean = 255.0;  ///< over all blocks, of the channel that differs most (0 … 255)
  double part = 1.0;    ///< of blocks that differ much
  bool isSmall() const { return mean <= 1.0 && part <= 0.01; }
};

/// Pictures of different sizes are entirely different. `foot`: pixels at the lower edge that do not count.
PictureDifference difference(const QImage& a, const QImage& b, int foot);

/// Writes a PNG of at most 256 colours, as small as it gets.
bool writePicture(const QImage& image, const QString& file);

}  // namespace uptake::test
