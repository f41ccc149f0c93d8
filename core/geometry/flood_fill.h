#pragma once

#include "core/geometry/connectivity.h"
#include "core/geometry/index_box.h"

#include <queue>

#include <concepts>
#include <optional>
#include <vector>

namespace uptake {

/// Grows from voxels to those that touch them, in rising order of what it costs to reach each: a way costs as
/// much as its dearest voxel, and a voxel is reached at the cost of its cheapest way (a minimax path). With
/// one cost for all it is the plain flood fill; with falling values as costs it finds what is joined above
/// each threshold (a watershed by immersion: Vincent and Soille, IEEE Trans Pattern Anal Mach Intell 1991;
/// 13: 583).
///
/// `Cost` is an integer from 0 on that stays small, as its voxels are kept by cost, or a floating-point
/// number. Which voxels were met before is remembered by the caller, who keeps what is needed of each.
template <class Cost>
class FloodFill {
 public:
  struct Voxel {
    Eigen::Vector3i index;
    Cost cost;
  };

  /// Voxels outside of `box` do not exist.
  FloodFill(const IndexBox& box, Connectivity connectivity) : box_(box) {
    forEachNeighbour(connectivity, [this](const Eigen::Vector3i& step) { steps_.push_back(step); });
  }

  void start(const Eigen::Vector3i& index, Cost cost) { queue_.push({index, cost}); }

  /// The next voxel that is reached at `most` or less; std::nullopt when there is none, or none yet.
  ///
  /// `enter(index, cost)` is asked about each voxel that touches it, `cost` being what the next voxel is
  /// reached at. It answers at which cost, not lower than that, the voxel is reached; std::nullopt when the
  /// voxel doesn't belong or was entered before.
  template <class Enter>
  std::optional<Voxel> next(Cost most, Enter enter) {
    const std::optional<Voxel> reached = queue_.pop(most);
    if (!reached) return std::nullopt;
    const Eigen::Vector3i index = reached->index;
    const bool isInner =
        (index.array() > box_.first.array()).all() && (index.array() < box_.last.array()).all();
    for (const Eigen::Vector3i& step : steps_) {
      const Eigen::Vector3i beside = index + step;
      if (!isInner && !box_.contains(beside)) continue;
      if (const std::optional<Cost> cost = enter(beside, reached->cost)) queue_.push({beside, *cost});
    }
    return reached;
  }

 private:
  /// Voxels by cost.
  class Buckets {
   public:
    void push(const Voxel& voxel) {
      const auto cost = static_cast<std::size_t>(voxel.cost);
      if (cost >= voxels_.size()) voxels_.resize(cost + 1);
      voxels_[cost].push_back(voxel.index);
    }
    std::optional<Voxel> pop(Cost most) {
      for (; lowest_ < voxels_.size() && lowest_ <= static_cast<std::size_t>(most); ++lowest_) {
        std::vector<Eigen::Vector3i>& bucket = voxels_[lowest_];
        if (!bucket.empty()) {
          const Voxel voxel{bucket.back(), static_cast<Cost>(lowest_)};
          bucket.pop_back();
          return voxel;
        }
        bucket = {};
      }
      return std::nullopt;
    }

   private:
    std::vector<std::vector<Eigen::Vector3i>> voxels_;
    std::size_t lowest_ = 0;
  };

  class Heap {
   public:
    void push(const Voxel& voxel) { voxels_.push(voxel); }
    std::optional<Voxel> pop(Cost most) {
      if (voxels_.empty() || voxels_.top().cost > most) return std::nullopt;
      const Voxel voxel = voxels_.top();
      voxels_.pop();
      return voxel;
    }

   private:
    struct Dearer {
      bool operator()(const Voxel& a, const Voxel& b) const { return a.cost > b.cost; }
    };
    std::priority_queue<Voxel, std::vector<Voxel>, Dearer> voxels_;
  };

  IndexBox box_;
  std::vector<Eigen::Vector3i> steps_;
  std::conditional_t<std::integral<Cost>, Buckets, Heap> queue_;
};

}  // namespace uptake
