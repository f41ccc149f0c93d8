#pragma once

#include "core/jobs/job_runner.h"
#include "core/measure/measurement.h"
#include "core/volume/volume.h"

#include <optional>
#include <span>
#include <vector>

namespace uptake {

/// The radius of a sphere of 1 cm³: (3000 / 4π)^⅓ = 6.2035 mm.
inline constexpr double kPeakRadiusMm = 6.203504908994;

/// The peak of an image in a region, in the image's unit.
struct Peak {
  double value = 0.0;
  Point centre = Point::Zero();  ///< of the sphere of 1 cm³
  /// Some voxels of the region were no candidates, because the sphere about them leaves the image or reaches
  /// into a slice that is absent.
  bool restricted = false;
};

/// A voxel of the 1 cm³ sphere about a voxel's centre: its index relative to that voxel, and the share of it
/// that lies in the sphere.
struct PeakVoxel {
  Eigen::Vector3i offset = Eigen::Vector3i::Zero();
  double weight = 0.0;
};

/// The voxels of the sphere on a grid of this spacing. Shares are measured by points at most 0.25 mm apart;
/// together they make 1 cm³ within 0.2 %.
std::vector<PeakVoxel> peakVoxels(const Eigen::Vector3d& spacing);

/// Means over a sphere of 1 cm³ about the voxels of an image.
class PeakFinder {
 public:
  explicit PeakFinder(const Volume& image);

  /// The mean about a voxel; std::nullopt when the sphere leaves the image or reaches into an absent slice.
  std::optional<double> meanAt(const Eigen::Vector3i& voxel) const;
  /// The highest mean about some voxels, which are given as buffer positions; of equals the first.
  std::optional<Peak> highestAmong(std::span<const std::ptrdiff_t> voxels) const;

 private:
  struct Tap {
    std::ptrdiff_t offset = 0;
    double weight = 0.0;
  };
  template <class T>
  double weighted(const T* voxel) const;

  const Volume& image_;
  std::vector<Tap> taps_;
  IndexBox inner_;            ///< voxels whose sphere lies in the image
  std::vector<bool> usable_;  ///< by slice: all that the sphere reaches are loaded
};

/// SUVpeak (when the image is in SUV): the highest mean over a sphere of 1 cm³, voxels weighted with their
/// share in it, among the spheres whose centre is the centre of a voxel that itself lies in the region. The
/// sphere may reach beyond the region. (PERCIST 1.0, Wahl et al., J Nucl Med 2009; 50 Suppl 1: 122S; "global
/// intensity peak" of IBSI, 0F91, with shares instead of whole voxels.) std::nullopt when no such sphere lies
/// in the image with all its slices.
std::optional<Peak> spherePeak(const Measurement& sphere, const Volume& image, const JobControl& control);

}  // namespace uptake
