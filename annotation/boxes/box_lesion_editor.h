#pragma once

#include "annotation/boxes/tighten.h"
#include "annotation/tools/tool.h"

#include <span>
#include <vector>

namespace uptake {

/// Edits of lesions of boxes (BoxLesion) as a whole, and of how boxes make lesions: each call pushes one
/// named undo step, unless nothing would change. A lesion is named by any of its boxes; calls about a box
/// that does not exist change nothing.
class BoxLesionEditor {
 public:
  explicit BoxLesionEditor(ToolContext context) : context_(context) {}

  void setClass(BoxId member, const QString& className);
  void remove(BoxId member);
  /// Rectangle, class and attributes of one box at once. The rectangle's corners may come in any order; what
  /// lies outside of the image is cut off. False when no part of it lies on the image.
  bool setBox(const Box& after);

  /// Makes the part of a lesion from this box's image on a lesion of its own. False when the lesion begins
  /// there.
  bool splitAt(BoxId box);
  /// Makes a box a lesion of its own. False when it is one already.
  bool setApart(BoxId box);
  /// Makes one lesion of two. Inconsistent, with the reason, when they are of different classes or series.
  Result<void> join(BoxId first, BoxId second);

  /// What an interpolation did.
  struct Filled {
    int added = 0;
    std::vector<BoxId> kept;  ///< boxes that were between the keys and stay
  };
  /// Adds the boxes between two; all of them are one lesion then. See boxesBetween().
  Result<Filled> interpolate(BoxId from, BoxId to);
  /// Interpolates wherever a lesion (joined by hand) leaves out images.
  Result<Filled> fillGaps(BoxId member);

  /// What tightening did to each box that was asked for.
  struct Tightened {
    int changed = 0;
    int tight = 0;  ///< how many were tight before
    /// The others, which stay as they are, and why.
    std::vector<std::pair<BoxId, QString>> refused;
  };
  /// Tightens one box to what its rule finds inside, see tightenedRect(). With a rule relative to the
  /// maximum, that of the box.
  Tightened tighten(BoxId box, const TightenRule& rule);
  /// The same for all boxes of a lesion; with a rule relative to the maximum, that of the whole lesion.
  Tightened tightenLesion(BoxId member, const TightenRule& rule);

 private:
  Tightened tightenAll(std::span<const BoxId> boxes, const TightenRule& rule, const QString& text);

  ToolContext context_;
};

}  // namespace uptake
