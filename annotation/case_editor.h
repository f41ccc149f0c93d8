#pragma once

#include "annotation/tools/tool.h"
#include "core/volume/volume.h"

namespace uptake {

/// Every edit of a case that is not drawn by hand: each call pushes one named undo command, unless nothing
/// would change.
class CaseEditor {
 public:
  explicit CaseEditor(ToolContext context) : context_(context) {}

  // Boxes
  BoxId addBox(const Box& box);
  void setBoxClass(BoxId id, const QString& className);
  void setBoxRect(BoxId id, const PixelRect& rect);
  void setBoxFlags(BoxId id, bool truncated, bool difficult);
  void removeBox(BoxId id);

  // Masks and their lesions
  /// A new, empty mask on the grid of an image, with a first lesion, which becomes the selected one.
  Result<MaskId> addMask(const QString& name, const Volume& image);
  void renameMask(MaskId id, const QString& name);
  void removeMask(MaskId id);
  /// A new lesion with the next free number, which becomes the selected one.
  Label addSegment(MaskId id);
  void renameSegment(MaskId id, Label number, const QString& label);
  void setSegmentColour(MaskId id, Label number, Rgb colour);
  /// Removes the lesion and its voxels.
  void removeSegment(MaskId id, Label number);

 private:
  ToolContext context_;
};

}  // namespace uptake
