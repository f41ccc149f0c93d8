#include "annotation/boxes/add_boxes.h"

#include "annotation/commands/boxes_edit.h"
#include "core/box/label_scheme.h"

#include <algorithm>

namespace uptake {

int addBoxes(ToolContext context, const std::vector<Box>& boxes, const QString& text) {
  BoxBatch batch(context);
  int added = 0;
  BoxId first = BoxId::None;
  for (const Box& box : boxes) {
    const std::vector<Box> present = context.document.boxesOn(box.sopInstanceUid);
    const bool isThere = std::ranges::any_of(present, [&](const Box& other) {
      return other.rect == box.rect && isSameClass(other.className, box.className);
    });
    if (isThere) continue;
    const BoxId id = batch.add(box);
    if (added++ == 0) first = id;
  }
  batch.push(text, first);
  return added;
}

}  // namespace uptake
