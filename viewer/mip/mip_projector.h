#pragma once

#include "core/jobs/job_runner.h"
#include "core/mask/label_runs.h"
#include "core/volume/volume.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace uptake {

/// A maximum intensity projection: `plane` through the middle of the volume, seen along its normal, and an
/// image of `columns` × `rows` values, row by row. Value (0, 0) is centred at
/// plane.origin − (columns − 1)/2 · columnSpacing · right − (rows − 1)/2 · rowSpacing · down.
struct MipImage {
  SlicePlane plane;
  double angle = 0.0;  ///< degrees
  int columns = 0;
  int rows = 0;
  double columnSpacing = 1.0;  ///< mm
  double rowSpacing = 1.0;     ///< mm
  std::vector<float> values;

  /// Column (x) and row (y) of a point's projection, continuous.
  Eigen::Vector2d indexOf(const Point& point) const;
};

/// Projects a volume along parallel rays at right angles to the patient's long axis (z).
///
/// A ray is sampled every smallest in-plane spacing. When the stored slices lie across z, each image row is
/// one stored slice and samples are bilinear in it; any other orientation is sampled trilinearly, rows the
/// smallest spacing apart. Samples count where all neighbours they are made from exist. Slices that are not
/// loaded do not contribute; where nothing contributes the value is the volume's fill value.
class MipProjector {
 public:
  explicit MipProjector(std::shared_ptr<const Volume> volume);

  /// The same volume with the labelled voxels of masks on its grid at its fill value, as if they took up
  /// nothing: a bladder or a brain that outshines what lies behind it. Only where canLeaveOut(); replaces
  /// what was left out.
  MipProjector without(std::vector<LabelRuns> masks) const;
  /// Whether the stored slices lie across z.
  bool canLeaveOut() const { return transverse_; }

  /// The plane of projection: at 0° seen from the front, at 90° from the patient's left.
  SlicePlane plane(double angleDegrees) const;

  /// Works on up to four threads and blocks until done; Cancelled when the control says so.
  Result<MipImage> project(double angleDegrees, const JobControl& control) const;

  /// The centre of the voxel that made the value of a column and row: the largest of those that the largest
  /// sample of that ray was interpolated from. Nothing when the ray meets no loaded voxel.
  std::optional<Point> hottestVoxel(double angleDegrees, int column, int row) const;

 private:
  /// One sample in a slice: the voxel before it and how far on the way to the next ones it lies.
  struct Tap {
    std::int32_t offset;
    float alongI, alongJ;
  };
  MipImage frame(double angleDegrees) const;
  int samplesPerRay() const { return 2 * halfSamples_ + 1; }
  int sliceOfRow(int row) const;
  /// Where sample `s` of a ray lies, in voxel indices.
  Eigen::Vector3d sampleIndex(const MipImage& image, int column, int row, int s) const;
  void appendTaps(const MipImage& image, int column, std::vector<Tap>& taps) const;
  template <class T>
  float valueOf(const T* slice, const Tap& tap) const;
  template <class T>
  std::optional<float> valueOf(const T* voxels, const Eigen::Vector3d& index) const;
  template <class T>
  std::optional<float> valueInSlice(const T* slice, const Eigen::Vector3d& index) const;
  /// The largest value of each tile of a slice, the next row and column included, which samples in the tile
  /// are interpolated from.
  template <class T>
  std::vector<float> tileMaxima(const T* slice) const;
  const std::vector<float>& storedTiles(int k) const;
  /// A slice as it is projected: where voxels are left out, a copy in `copy`.
  template <class T>
  const T* sliceValues(int k, std::vector<T>& copy) const;
  template <class T>
  void projectSlices(MipImage& image, int threads, const JobControl& control) const;
  template <class T>
  void projectFreely(MipImage& image, int threads, const JobControl& control) const;
  template <class T>
  std::optional<Point> hottestOf(const MipImage& image, int column, int row) const;

  /// Tiles of slices that were projected before; shared by copies.
  struct Tiles;

  std::shared_ptr<const Volume> volume_;
  std::vector<LabelRuns> leftOut_;
  std::shared_ptr<Tiles> tiles_;
  int tileColumns_ = 0;
  bool transverse_;  ///< stored slices lie across z
  double step_;      ///< mm between samples of a ray, and between rays
  int halfSamples_;  ///< samples and rays on either side of the middle
  int nextI_;        ///< buffer distance to the neighbours; 0 where the grid is one voxel wide
  int nextJ_;
};

}  // namespace uptake
