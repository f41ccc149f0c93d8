#pragma once

#include "core/box/box.h"
#include "core/box/image_stacks.h"

#include <map>
#include <utility>
#include <vector>

namespace uptake {

/// What a person decided about two boxes, whatever followsOn() says.
enum class BoxTie {
  Joined,  ///< they belong to one lesion
  Apart,   ///< they belong to two, though they follow on from each other
};

/// Two boxes, the lower id first.
using BoxPair = std::pair<BoxId, BoxId>;
inline BoxPair pairOf(BoxId a, BoxId b) {
  return a < b ? BoxPair{a, b} : BoxPair{b, a};
}
using BoxTies = std::map<BoxPair, BoxTie>;

/// Boxes that outline one lesion on neighbouring images of a series.
struct BoxLesion {
  std::vector<BoxId> boxes;  ///< by image, then by id; at least one
  QString className;         ///< of the first
  int stack = -1;            ///< of ImageStacks; -1: the image of its only box has no known place
  int firstSlice = -1;       ///< k of the stack's grid
  int lastSlice = -1;
  int firstRank = -1;  ///< of the images; see StackPlace
  int lastRank = -1;
  PixelRect extent;  ///< around all boxes
  int sliceCount() const { return lastSlice - firstSlice + 1; }
  bool operator==(const BoxLesion&) const = default;
};

/// Whether two rectangles share a pixel.
inline bool overlap(const PixelRect& a, const PixelRect& b) {
  return std::max(a.xmin, b.xmin) <= std::min(a.xmax, b.xmax) &&
         std::max(a.ymin, b.ymin) <= std::min(a.ymax, b.ymax);
}
/// The smallest rectangle around both.
inline PixelRect united(const PixelRect& a, const PixelRect& b) {
  return {std::min(a.xmin, b.xmin), std::min(a.ymin, b.ymin), std::max(a.xmax, b.xmax),
          std::max(a.ymax, b.ymax)};
}

/// Whether two boxes are taken for one lesion without a person's word: on neighbouring images of one stack
/// (nothing but missing slices between them), of the same class, and sharing a pixel's place.
bool followsOn(const Box& a, const StackPlace& placeOfA, const Box& b, const StackPlace& placeOfB);

/// The lesions of boxes: those that follow on from each other (followsOn()), except pairs that a person set
/// apart and those on single pictures, and any two boxes of one stack that a person joined. Every box is in
/// exactly one lesion. Ties of boxes that don't exist are ignored. In the order of stack, first slice and
/// lowest id.
std::vector<BoxLesion> groupBoxes(const std::map<BoxId, Box>& boxes, const ImageStacks& images,
                                  const BoxTies& ties);

}  // namespace uptake
