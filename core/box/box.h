#pragma once

#include <QString>

#include <algorithm>

namespace uptake {

/// Identifies a box within a case document. Never reused.
enum class BoxId : int { None = 0 };

/// A rectangle of pixels of a stored image, as PASCAL VOC states it: column and row indices from the top
/// left, 0-based as Lung-PET-CT-Dx uses them, both ends inclusive (the pixel `xmax` is in the box).
struct PixelRect {
  int xmin = 0;
  int ymin = 0;
  int xmax = 0;
  int ymax = 0;

  int width() const { return xmax - xmin + 1; }
  int height() const { return ymax - ymin + 1; }
  bool isValid() const { return xmin <= xmax && ymin <= ymax; }
  /// With the corners in order.
  PixelRect normalized() const {
    return {std::min(xmin, xmax), std::min(ymin, ymax), std::max(xmin, xmax), std::max(ymin, ymax)};
  }
  /// The part inside an image of columns × rows; not isValid() when no part is.
  PixelRect clipped(int columns, int rows) const {
    return {std::max(xmin, 0), std::max(ymin, 0), std::min(xmax, columns - 1), std::min(ymax, rows - 1)};
  }
  PixelRect moved(int dx, int dy) const { return {xmin + dx, ymin + dy, xmax + dx, ymax + dy}; }
  bool operator==(const PixelRect&) const = default;
};

/// A bounding box on one stored image.
struct Box {
  BoxId id = BoxId::None;
  QString sopInstanceUid;  ///< the image it lies on
  QString className;       ///< exactly as in the file; see LabelScheme for what it means
  PixelRect rect;
  bool truncated = false;
  bool difficult = false;
  QString pose = QStringLiteral("Unspecified");
  int fileObject = -1;  ///< position among the objects of the VOC file it was read from, -1 for a new box
  bool operator==(const Box&) const = default;
};

}  // namespace uptake
