#include "annotation/compare/surface_dice.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <vector>

namespace uptake {

namespace {

/// A set of voxels of a box, a bit each: of a whole body some megabytes. Rows begin at a word.
class VoxelBits {
 public:
  explicit VoxelBits(const MaskParts& parts) {
    for (const MaskPart& part : parts.parts) box_ = box_.united(part.box);
    size_ = box_.size();
    words_ = (size_.x() + 63) / 64;
    bits_.resize(static_cast<std::size_t>(words_) * static_cast<std::size_t>(size_.y()) *
                 static_cast<std::size_t>(size_.z()));
    for (const VoxelRun& run : parts.runs) {
      const Eigen::Vector3i at = parts.grid.indexOf(run.first) - box_.first;
      std::uint64_t* const row = rowAt(at.y(), at.z());
      for (int i = at.x(); i < at.x() + run.length; ++i) row[i / 64] |= std::uint64_t{1} << (i % 64U);
    }
  }

  const IndexBox& box() const { return box_; }
  const Eigen::Vector3i& size() const { return size_; }
  int words() const { return words_; }
  /// Nothing outside of the box: null.
  const std::uint64_t* row(int j, int k) const {
    if (j < 0 || k < 0 || j >= size_.y() || k >= size_.z()) return nullptr;
    return bits_.data() + offsetOf(j, k);
  }
  std::int64_t count() const {
    std::int64_t count = 0;
    for (const std::uint64_t word : bits_) count += std::popcount(word);
    return count;
  }
  /// Whether a voxel of a row is in the set, from column `first` to `last`.
  bool hasAny(int j, int k, int first, int last) const {
    const std::uint64_t* const bits = row(j, k);
    first = std::max(first, 0);
    last = std::min(last, size_.x() - 1);
    if (bits == nullptr || first > last) return false;
    const int from = first / 64, to = last / 64;
    for (int word = from; word <= to; ++word) {
      std::uint64_t seen = bits[word];
      if (word == from) seen &= ~std::uint64_t{0} << (first % 64U);
      if (word == to) seen &= ~std::uint64_t{0} >> (63U - last % 64U);
      if (seen != 0) return true;
    }
    return false;
  }

  /// Leaves only the voxels with a face neighbour outside of the set.
  void reduceToSurface() {
    const VoxelBits whole = *this;
    const auto wordOf = [this](const std::uint64_t* bits, int word) {
      return bits != nullptr && word >= 0 && word < words_ ? bits[word] : std::uint64_t{0};
    };
    for (int k = 0; k < size_.z(); ++k)
      for (int j = 0; j < size_.y(); ++j) {
        const std::uint64_t* const own = whole.row(j, k);
        std::uint64_t* const row = rowAt(j, k);
        for (int word = 0; word < words_; ++word) {
          if (own[word] == 0) continue;
          const std::uint64_t before = (own[word] << 1U) | (wordOf(own, word - 1) >> 63U);
          const std::uint64_t after = (own[word] >> 1U) | (wordOf(own, word + 1) << 63U);
          row[word] = own[word] & ~(before & after & wordOf(whole.row(j - 1, k), word) &
                                    wordOf(whole.row(j + 1, k), word) & wordOf(whole.row(j, k - 1), word) &
                                    wordOf(whole.row(j, k + 1), word));
        }
      }
  }

 private:
  std::size_t offsetOf(int j, int k) const {
    return (static_cast<std::size_t>(k) * static_cast<std::size_t>(size_.y()) + static_cast<std::size_t>(j)) *
           static_cast<std::size_t>(words_);
  }
  std::uint64_t* rowAt(int j, int k) { return bits_.data() + offsetOf(j, k); }

  IndexBox box_;
  Eigen::Vector3i size_ = Eigen::Vector3i::Zero();
  int words_ = 0;
  std::vector<std::uint64_t> bits_;
};

/// A row that a ball around a voxel meets: where it lies, and how far the ball goes in it.
struct BallRow {
  int j = 0;
  int k = 0;
  int reach = 0;
  double squared = 0.0;
};

/// The rows of a ball, nearest first.
std::vector<BallRow> ballRows(double radius, const Eigen::Vector3d& spacing) {
  // Distances that are equal on paper must not differ by their rounding; see reachOf().
  const double most = radius * radius * (1.0 + 1e-6);
  const int rows = static_cast<int>(std::sqrt(most) / spacing.y());
  const int slices = static_cast<int>(std::sqrt(most) / spacing.z());
  std::vector<BallRow> ball;
  for (int k = -slices; k <= slices; ++k)
    for (int j = -rows; j <= rows; ++j) {
      const double squared = std::pow(j * spacing.y(), 2) + std::pow(k * spacing.z(), 2);
      if (squared > most) continue;
      ball.push_back({j, k, static_cast<int>(std::sqrt(most - squared) / spacing.x()), squared});
    }
  std::ranges::sort(ball, {}, &BallRow::squared);
  return ball;
}

/// How many voxels of a set have one of the other within the ball.
std::int64_t nearVoxels(const VoxelBits& from, const VoxelBits& to, const std::vector<BallRow>& ball,
                        const JobControl& control) {
  const Eigen::Vector3i shift = from.box().first - to.box().first;
  std::int64_t near = 0;
  for (int k = 0; k < from.size().z() && !control.isCancelled(); ++k)
    for (int j = 0; j < from.size().y(); ++j) {
      const std::uint64_t* const row = from.row(j, k);
      for (int word = 0; word < from.words(); ++word)
        for (std::uint64_t rest = row[word]; rest != 0; rest &= rest - 1) {
          const Eigen::Vector3i at = Eigen::Vector3i(word * 64 + std::countr_zero(rest), j, k) + shift;
          near += std::ranges::any_of(ball,
                                      [&](const BallRow& each) {
                                        return to.hasAny(at.y() + each.j, at.z() + each.k,
                                                         at.x() - each.reach, at.x() + each.reach);
                                      })
                      ? 1
                      : 0;
        }
    }
  return near;
}

}  // namespace

std::optional<double> surfaceDice(const MaskParts& truth, const MaskParts& prediction, Millimetres tolerance,
                                  const JobControl& control) {
  if (truth.parts.empty()) return std::nullopt;
  if (prediction.parts.empty()) return 0.0;
  VoxelBits first(truth);
  VoxelBits second(prediction);
  first.reduceToSurface();
  second.reduceToSurface();
  const std::vector<BallRow> ball = ballRows(tolerance.value, truth.grid.spacing());
  const std::int64_t near =
      nearVoxels(first, second, ball, control) + nearVoxels(second, first, ball, control);
  return static_cast<double>(near) / static_cast<double>(first.count() + second.count());
}

}  // namespace uptake
