#pragma once

#include "core/mask/resample_labels.h"

#include <QString>
#include <QStringList>

#include <set>

namespace uptake {

/// What became of a mask that was put on another grid.
struct Placement {
  bool isResampled = false;    ///< the grids do not share their voxels: the nearest ones were taken
  std::ptrdiff_t outside = 0;  ///< labelled voxels whose centre lies outside of the grid; they are lost
  std::set<Label> before;      ///< the labels that the mask had
  std::set<Label> lost;        ///< those that have no voxel left

  /// The mask had labels, and all of them are lost.
  bool isNothingLeft() const { return !before.empty() && lost.size() == before.size(); }
  /// What a person must know of it, translated; empty when nothing changed.
  QStringList warnings(const ImageGrid& from, const ImageGrid& to) const;
};

struct PlacedLabels {
  LabelMap labels;
  Placement placement;
};

/// Puts a mask on a grid by position, see resampleLabels(). Voxels that both share (up to 0.01 mm, in
/// whatever order and direction of the axes) keep their label exactly. Cancelled when `control` says so;
/// NotSupported when there is no memory.
Result<PlacedLabels> placeLabels(const LabelMap& labels, const ImageGrid& grid, JobControl& control);

/// "6 × 5 × 4 voxels of (1, 1, 2) mm from (…) to (…) mm", for messages.
QString gridText(const ImageGrid& grid);

}  // namespace uptake
