#pragma once

#include "core/mask/mask_layer.h"

#include <vector>

namespace uptake {

/// What a brush does to the voxels it covers.
struct LabelChange {
  Label label = 0;     ///< the lesion
  bool erase = false;  ///< false: everything covered becomes the lesion; true: the lesion becomes background
};

/// Appends the runs that change the `length` voxels from buffer position `first` on, which lie in one row;
/// voxels that stay as they are, or are locked, make no run.
void appendRuns(std::vector<LabelEdit>& runs, const MaskLayer& layer, std::ptrdiff_t first, int length,
                LabelChange change);

/// The runs that erase a label everywhere.
std::vector<LabelEdit> runsToErase(const LabelMap& labels, Label label);

/// The same changes in buffer order and in as few runs as possible, none of which crosses a row: a run that
/// did would make the changed region as wide as the image. The runs given must not overlap.
std::vector<LabelEdit> coalesced(std::vector<LabelEdit> runs, int rowLength);

}  // namespace uptake
