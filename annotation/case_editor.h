#pragma once

#include "annotation/tools/tool.h"
#include "core/volume/volume.h"

namespace uptake {

/// Every edit of a case that is not drawn by hand: each call pushes one named undo command, unless nothing
/// would change. Calls about a box, mask or lesion that does not exist change nothing.
class CaseEditor {
 public:
  explicit CaseEditor(ToolContext context) : context_(context) {}

  // Boxes
  /// The new box becomes the selected one; its id is returned (any id in `box` is ignored).
  BoxId addBox(const Box& box);
  void setBoxClass(BoxId id, const QString& className);
  /// Corners in any order; what lies outside the image is cut off.
  void setBoxRect(BoxId id, const PixelRect& rect);
  void setBoxFlags(BoxId id, bool truncated, bool difficult);
  void removeBox(BoxId id);
  /// Moves a box by whole pixels, as far as the image goes. Nudges that follow each other within a second
  /// are one undo step.
  void nudgeBox(BoxId id, int dx, int dy);
  /// Puts a copy onto another stored image and selects it. Where the image already has an equal box, that one
  /// is selected instead. Returns the box on that image, BoxId::None when it can't be copied.
  BoxId copyBoxToSlice(BoxId id, const QString& sopInstanceUid);

  // Measurements
  void renameMeasurement(MeasurementId id, const QString& name);
  void removeMeasurement(MeasurementId id);

  // Masks and their lesions
  /// A new, empty mask on the grid of an image, with a first lesion, which becomes the selected one.
  Result<MaskId> addMask(const QString& name, const Volume& image);
  /// Adds a mask that was read from elsewhere, in colours that no other mask has as far as there are any; its
  /// first lesion becomes the selected one.
  MaskId importMask(std::unique_ptr<MaskLayer> mask);
  void renameMask(MaskId id, const QString& name);
  void removeMask(MaskId id);
  /// A new lesion with the next free number, which becomes the selected one. 0 when all numbers are taken.
  Label addSegment(MaskId id);
  void renameSegment(MaskId id, Label number, const QString& label);
  void setSegmentColour(MaskId id, Label number, Rgb colour);
  /// All lesions of the mask get this colour.
  void setMaskColour(MaskId id, Rgb colour);
  /// Removes the lesion and its voxels.
  void removeSegment(MaskId id, Label number);

 private:
  ToolContext context_;
};

}  // namespace uptake
