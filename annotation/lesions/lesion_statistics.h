#pragma once

#include "annotation/measure/peak.h"
#include "annotation/measure/region_statistics.h"
#include "core/mask/label_map.h"

#include <optional>
#include <vector>

namespace uptake {

/// A lesion of a mask in numbers. The image is read at the centres of the mask's voxels, at the voxel of the
/// image that each falls into; where both lie on the same grid these are the lesion's own voxels.
struct LesionStatistics {
  Label label = 0;  ///< 0 for all lesions together
  std::ptrdiff_t voxels = 0;
  double volumeMl = 0.0;  ///< voxels × the mask's voxel volume; MTV of a PET mask
  IndexBox box;           ///< on the mask's grid

  /// Whether the image says something about all of the lesion; the numbers below hold only when Measured.
  RegionState state = RegionState::NoPixel;
  // In the image's unit.
  double minimum = 0.0;
  double maximum = 0.0;
  double mean = 0.0;
  double sd = 0.0;                  ///< of the population
  double median = 0.0;              ///< of an even number of voxels, the mean of the middle two
  Point maximumAt = Point::Zero();  ///< centre of the mask voxel with the maximum, LPS mm
  /// Σ value × voxel volume, in unit × ml: TLG in g where the unit is SUV (g/ml).
  double total = 0.0;
  /// The highest mean over 1 cm³ about a voxel of the image that the lesion holds, see spherePeak(); of all
  /// lesions together, the highest of any. Nothing when the sphere fits nowhere.
  std::optional<Peak> peak;
};

struct LesionTable {
  std::vector<LesionStatistics> lesions;  ///< ascending by label; only those that have voxels
  LesionStatistics all;
};

/// The lesions of a mask measured in an image of the same frame of reference. Stops early, with nothing meant
/// by its result, when `control` says so.
LesionTable lesionTable(const LabelMap& labels, const Volume& image, const JobControl& control);

/// One lesion alone; without voxels when the mask does not have it.
LesionStatistics lesionStatistics(const LabelMap& labels, Label label, const Volume& image,
                                  const JobControl& control);

}  // namespace uptake
