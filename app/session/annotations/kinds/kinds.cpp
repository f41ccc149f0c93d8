#include "app/session/annotations/kinds/kinds.h"

#include "app/session/annotations/keeper.h"
#include "app/session/annotations/kinds/box_ties.h"
#include "app/session/annotations/kinds/boxes.h"
#include "app/session/annotations/kinds/decisions.h"
#include "app/session/annotations/kinds/masks.h"
#include "app/session/annotations/kinds/measurements.h"
#include "app/session/annotations/kinds/slice_classes.h"
#include "app/session/annotations/kinds/suv_edits.h"

namespace uptake {

/// Each is read, saved and restored after those before it.
void addKinds(Keeper& keeper) {
  keeper.add<BoxesKind>();
  keeper.add<BoxTiesKind>();
  keeper.add<MasksKind>();
  keeper.add<MeasurementsKind>();
  keeper.add<DecisionsKind>();
  keeper.add<SliceClassesKind>();
  keeper.add<SuvEditsKind>();
}

}  // namespace uptake
