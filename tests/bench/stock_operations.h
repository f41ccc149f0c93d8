#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

// Operations on masks by ITK's filters as their users call them, over the whole volume. A header without ITK:
// its headers and Eigen's of the program cannot be in one file.

namespace stock {

struct Volume {
  const std::uint16_t* labels;
  std::array<int, 3> size;
  std::array<double, 3> spacing;
};

/// Grown (or, below 0, shrunk) by a signed distance map and a threshold. Returns the voxels of the result.
std::ptrdiff_t withinDistance(const Volume& volume, double millimetres);
/// Blurred (sigma in mm) and cut at one half.
std::ptrdiff_t gaussian(const Volume& volume, double millimetres);
/// The signed distance maps of every painted slice and the shapes between neighbours: one painted slice every
/// `step`.
std::ptrdiff_t distancesOfSlices(const Volume& volume, int step);

}  // namespace stock
