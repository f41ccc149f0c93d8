#pragma once

#include <Eigen/Core>

#include <cstdlib>

namespace uptake {

/// Which voxels touch each other.
enum class Connectivity {
  Faces,          ///< the 6 that share a face; 4 in a plane
  FacesAndEdges,  ///< the 18 that share a face or an edge, 8 in a plane: lesions as autoPET counts them
  All             ///< the 26 that share a face, an edge or a corner; 8 in a plane
};

/// Calls visit(step) for the index steps from a voxel to those that touch it, (−1,−1,−1) first, i fastest.
template <class Visit>
void forEachNeighbour(Connectivity connectivity, Visit visit) {
  const int most = connectivity == Connectivity::Faces           ? 1
                   : connectivity == Connectivity::FacesAndEdges ? 2
                                                                 : 3;
  for (int k = -1; k <= 1; ++k)
    for (int j = -1; j <= 1; ++j)
      for (int i = -1; i <= 1; ++i)
        if (const int axes = std::abs(i) + std::abs(j) + std::abs(k); axes > 0 && axes <= most)
          visit(Eigen::Vector3i(i, j, k));
}

}  // namespace uptake
