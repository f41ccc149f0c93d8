#pragma once

#include "core/error.h"
#include "core/mask/label_map.h"

#include <optional>
#include <span>
#include <vector>

namespace uptake {

/// What STAPLE makes of masks.
struct Staple {
  LabelMap consensus;               ///< label 1 where the true voxel's probability is at least 0.5
  std::vector<double> sensitivity;  ///< by mask, of the hidden truth
  std::vector<double> specificity;
  IndexBox region;     ///< that was looked at; may reach beyond the grid, where all is background
  int iterations = 0;  ///< until no sensitivity or specificity changed by more than 1e-7
};

/// The hidden true mask of readers, and how well each found it (Warfield, Zou, Wells, Simultaneous truth and
/// performance level estimation (STAPLE), IEEE Trans Med Imaging 2004), by ITK's filter. The estimate depends
/// on how much background there is beside the lesions, so that it is made in the box around all masks and
/// `margin` mm more to each side, rounded up to whole voxels (at least one), wherever the grid ends.
/// The masks lie on one grid; any label counts.
/// std::nullopt when no mask labels anything; NotSupported when there is no memory.
Result<std::optional<Staple>> staple(std::span<const LabelMap> masks, double margin);

}  // namespace uptake
