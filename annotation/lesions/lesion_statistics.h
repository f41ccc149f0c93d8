#pragma once

#include "annotation/lesions/lesion_voxels.h"
#include "annotation/measure/peak.h"
#include "annotation/measure/region_statistics.h"

#include <optional>
#include <vector>

namespace uptake {

/// A lesion in the numbers of one image.
///
/// Where a voxel of the mask is no larger than one of the image, the image is read at the centre of each
/// voxel of the mask, at the voxel of the image that it falls into; where both lie on the same grid these are
/// the lesion's own voxels. Along an axis of the mask on which its voxels are larger than the image's (a CT
/// read in a lesion on the PET's grid), each is read at several points, evenly spaced and no further apart
/// than the image's voxels, so that all voxels of the image in the lesion count, and those at its border
/// about with their share.
struct LesionStatistics {
  Label label = 0;  ///< 0 for all lesions together
  std::ptrdiff_t voxels = 0;
  double volumeMl = 0.0;  ///< voxels × the mask's voxel volume; MTV of a PET mask
  IndexBox box;           ///< on the mask's grid

  /// The numbers below hold only when it is Measured: the image covers all of the lesion.
  RegionState state = RegionState::NoPixel;
  // In the image's unit.
  double minimum = 0.0;
  double maximum = 0.0;
  double mean = 0.0;
  double sd = 0.0;                  ///< of the population
  double median = 0.0;              ///< of an even number of values, the mean of the middle two
  Point maximumAt = Point::Zero();  ///< centre of the mask voxel with the maximum, LPS mm
  /// Σ value × voxel volume, in unit × ml: TLG in g where the unit is SUV (g/ml).
  double total = 0.0;
  /// The highest mean over 1 cm³ about a voxel of the image that the lesion holds, see spherePeak(); of all
  /// lesions together, the highest of any. std::nullopt when the sphere fits nowhere, or without a
  /// PeakFinder.
  std::optional<Peak> peak;
};

struct LesionTable {
  std::vector<LesionStatistics> lesions;  ///< ascending by label; only those that have voxels
  LesionStatistics all;
};

/// The lesions of a mask measured in an image of the same frame of reference. Stops early when `control` says
/// so; the result is not valid then.
LesionTable lesionTable(const LabelMap& labels, const Volume& image, const JobControl& control);
/// The same of voxels that were gathered before; `peaks` null: without peaks.
LesionTable lesionTable(const std::map<Label, LesionVoxels>& lesions, const Volume& image,
                        const PeakFinder* peaks, const JobControl& control);

/// One lesion alone; without voxels when the mask does not have it.
LesionStatistics lesionStatistics(const LabelMap& labels, Label label, const Volume& image,
                                  const JobControl& control);
/// `peaks` must be of the image; null: without a peak.
LesionStatistics lesionStatistics(const LesionVoxels& lesion, const Volume& image, const PeakFinder* peaks,
                                  const JobControl& control);

/// The numbers of all lesions together from those of each; `sd` and `median` are NaN.
LesionStatistics together(const std::vector<const LesionStatistics*>& lesions);

/// The values that lesionStatistics() reads, in any order; absent ones are left out.
std::vector<float> lesionValues(const LesionVoxels& lesion, const Volume& image, const JobControl& control);

/// How many values it reads for each voxel of a mask.
int samplesPerVoxel(const ImageGrid& mask, const ImageGrid& image);

}  // namespace uptake
