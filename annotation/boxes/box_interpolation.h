#pragma once

#include "core/document/case_document.h"

#include <optional>
#include <vector>

namespace uptake {

/// The rectangle `step` of `steps` slices on the way from one to another, each edge moving on a straight
/// line. Edges are those of the outermost pixels (xmin − 0.5, xmax + 0.5); a pixel index that falls between
/// two pixels is rounded to the nearer one, and up when it lies midway: floor(x + ½), in whole numbers,
/// without error of floating point.
PixelRect interpolatedRect(const PixelRect& from, const PixelRect& to, int step, int steps);

/// What lies between two key boxes.
struct BoxesBetween {
  std::vector<Box> added;    ///< on stored images between them that have no box yet; without ids
  std::vector<BoxId> kept;   ///< boxes that lie between them already and stay as they are
  std::vector<BoxId> chain;  ///< from one key to the other, by image; BoxId::None stands for one of `added`
};

/// Interpolates between two boxes of one class on two images of one series. A missing slice gets no box, but
/// counts as a step. An image on which a box of the class lies on the interpolated place, or is of the keys'
/// lesions, is left as it is. Inconsistent, with the reason, when the boxes are not of one class and series,
/// or no image lies between them.
Result<BoxesBetween> boxesBetween(const CaseDocument& document, BoxId from, BoxId to);

/// The box that a person who selected `box` most likely means as the other key: of the same class and series,
/// with an image between them that has no box yet, boxes that overlap in the plane before others, then the
/// nearest by image. std::nullopt when there is no such box.
std::optional<BoxId> otherKey(const CaseDocument& document, BoxId box);

}  // namespace uptake
