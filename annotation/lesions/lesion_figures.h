#pragma once

#include "annotation/lesions/lesion_shape.h"
#include "annotation/lesions/lesion_statistics.h"

#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// Everything that a table says about a lesion.
struct LesionFigures {
  Label label = 0;
  std::ptrdiff_t voxels = 0;
  double volumeMl = 0.0;
  std::optional<LesionShape> shape;         ///< std::nullopt without voxels, and for all lesions together
  std::optional<LesionStatistics> uptake;   ///< in the PET; std::nullopt without a PET
  std::optional<LesionStatistics> density;  ///< in the CT; std::nullopt without a CT

  /// A number is missing because a slice is still to be read.
  bool isWaiting = false;
};

/// Works out figures in the images of a case; keeps what several lesions share. Not to be used by two threads
/// at once; the images may still be filled.
class LesionMeasurer {
 public:
  /// Either may be null. Both must be in the lesions' frame of reference.
  LesionMeasurer(std::shared_ptr<const Volume> pet, std::shared_ptr<const Volume> ct)
      : pet_(std::move(pet)), ct_(std::move(ct)) {}

  const std::shared_ptr<const Volume>& pet() const { return pet_; }
  const std::shared_ptr<const Volume>& ct() const { return ct_; }

  /// Stops early when `control` says so; the result is not valid then.
  LesionFigures measure(const LesionVoxels& lesion, const JobControl& control);
  /// About how many values measure() would read and weigh, to decide whether it can be waited for.
  double effort(const LesionVoxels& lesion) const;
  /// Call it when slices of the images were read.
  void forgetSlices() { peaks_.reset(); }

 private:
  std::shared_ptr<const Volume> pet_;
  std::shared_ptr<const Volume> ct_;
  std::unique_ptr<PeakFinder> peaks_;
};

/// The figures of all lesions together from those of each: without shape, and with NaN as SD and median.
LesionFigures together(const std::vector<const LesionFigures*>& lesions);

struct LesionFiguresTable {
  std::vector<LesionFigures> lesions;  ///< ascending by label; only those that have voxels
  LesionFigures all;                   ///< with SD and median, from all values
};

/// The figures of all lesions of a mask, in images of the same frame of reference; either may be null. What
/// the command line writes, and the window when it exports.
LesionFiguresTable lesionFigures(const LabelMap& labels, const Volume* pet, const Volume* ct,
                                 const JobControl& control);
/// The same of voxels that were gathered before.
LesionFiguresTable lesionFigures(const std::map<Label, LesionVoxels>& lesions, const Volume* pet,
                                 const Volume* ct, const JobControl& control);

}  // namespace uptake
