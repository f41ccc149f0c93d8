#pragma once

#include "core/mask/label_runs.h"

#include <vector>

namespace uptake {

/// A connected part of a mask.
struct MaskPart {
  std::ptrdiff_t voxels = 0;
  IndexBox box;
  Label label = 0;  ///< the one that most of its voxels have, the lowest of equals
};

/// The connected parts of a mask's labelled voxels, whatever their labels: voxels that share a face or an
/// edge belong together (18 neighbours, as autoPET's metrics have it). In the order of their first voxels.
struct MaskParts {
  ImageGrid grid;
  std::vector<VoxelRun> runs;        ///< ascending
  std::vector<std::int32_t> partOf;  ///< by run: its position in `parts`
  std::vector<MaskPart> parts;
  std::ptrdiff_t voxels = 0;  ///< of all parts

  double millilitres(std::ptrdiff_t count) const {
    return static_cast<double>(count) * grid.voxelVolume().value;
  }
};

MaskParts partsOf(const LabelRuns& mask);

/// The runs of a part.
std::vector<VoxelRun> runsOf(const MaskParts& parts, int part);
/// The runs of every part, so that one is found without looking at the others.
std::vector<std::vector<VoxelRun>> runsByPart(const MaskParts& parts);

/// The part at a buffer position, -1 where no voxel is labelled.
int partAt(const MaskParts& parts, std::ptrdiff_t position);

/// The middle of the box around a part, LPS mm.
Point middleOf(const MaskPart& part, const ImageGrid& grid);

}  // namespace uptake
