#pragma once

#include "core/jobs/job_runner.h"
#include "core/measure/measurement.h"
#include "core/volume/volume.h"

#include <cstddef>
#include <optional>

namespace uptake {

/// Whether an image covers a region.
enum class RegionState {
  Measured,
  NoPixel,       ///< it holds no pixel's or voxel's centre
  OutsideImage,  ///< it lies where the image does not reach
  SliceMissing,  ///< it reaches into a slice that could not be read, or that the series lacks
  SliceReading,  ///< it reaches into a slice that is still to be read
};

/// The values of an image in a region, in the image's own unit. Numbers are valid in the state Measured only:
/// the fill values of absent slices are never counted.
struct RegionStatistics {
  RegionState state = RegionState::OutsideImage;
  std::ptrdiff_t count = 0;  ///< of pixels, voxels or samples
  double mean = 0.0;
  /// Of the population, √(Σ(x − mean)² / count), as IBSI's intensity statistics have it (variance, ECT3).
  double sd = 0.0;
  double minimum = 0.0;
  double maximum = 0.0;
  double volumeMl = 0.0;  ///< of a sphere: count × voxel volume
  bool sampled = false;   ///< the plane is oblique to the image: see ellipseStatistics()
  bool clipped = false;   ///< part of the region lies outside the image, and is not counted
};

/// An ellipse over the stored pixels of an image. Where its plane is parallel to a layer of voxels (a stored
/// slice, or a layer of rows or columns), these are the pixels of the layer nearest to the plane whose
/// centres, seen along the normal, lie in the ellipse or on its border. Where the plane is oblique to the
/// image, it is sampled at a raster of the image's smallest spacing about the ellipse's centre; each sample
/// is the value of the voxel that it falls into, without interpolation.
RegionStatistics ellipseStatistics(const Measurement& ellipse, const Volume& image,
                                   const JobControl& control);

/// A sphere over the voxels of an image whose centres lie in it or on its surface.
RegionStatistics sphereStatistics(const Measurement& sphere, const Volume& image, const JobControl& control);

}  // namespace uptake
