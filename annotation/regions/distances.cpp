#include "annotation/regions/distances.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace uptake {

namespace {

constexpr float kFar = std::numeric_limits<float>::infinity();

/// Along a row of the set itself: how far it is to the nearest member, both ways.
void measureRow(const std::uint8_t* row, int length, std::uint8_t wanted, double spacing, float* out) {
  const auto squared = [spacing](int steps) {
    const double distance = steps * spacing;
    return static_cast<float>(distance * distance);
  };
  int steps = -1;
  for (int i = 0; i < length; ++i) {
    const bool member = (row[i] != 0 ? 1 : 0) == wanted;
    steps = member ? 0 : steps < 0 ? -1 : steps + 1;
    out[i] = steps < 0 ? kFar : squared(steps);
  }
  steps = -1;
  for (int i = length - 1; i >= 0; --i) {
    steps = out[i] == 0.0F ? 0 : steps < 0 ? -1 : steps + 1;
    if (steps >= 0) out[i] = std::min(out[i], squared(steps));
  }
}

/// The lower envelope of parabolas, one above each sample, taken at the samples.
class Envelope {
 public:
  Envelope(int length, double spacing)
      : length_(length),
        spacing_(spacing),
        samples_(static_cast<std::size_t>(length)),
        roots_(static_cast<std::size_t>(length)),
        from_(static_cast<std::size_t>(length)) {}

  void apply(float* line, std::ptrdiff_t stride) {
    int count = 0;
    for (int n = 0; n < length_; ++n) {
      samples_[at(n)] = line[n * stride];
      if (samples_[at(n)] == kFar) continue;
      double meets = -std::numeric_limits<double>::infinity();
      while (count > 0) {
        meets = crossing(roots_[at(count - 1)], n);
        if (meets > from_[at(count - 1)]) break;
        --count;
        meets = -std::numeric_limits<double>::infinity();
      }
      roots_[at(count)] = n;
      from_[at(count)] = meets;
      ++count;
    }
    if (count == 0) return;
    int root = 0;
    for (int n = 0; n < length_; ++n) {
      while (root + 1 < count && from_[at(root + 1)] < n * spacing_) ++root;
      const double away = (n - roots_[at(root)]) * spacing_;
      line[n * stride] = static_cast<float>(samples_[at(roots_[at(root)])] + away * away);
    }
  }

 private:
  static std::size_t at(int n) { return static_cast<std::size_t>(n); }
  /// Where the parabola of sample `b` comes below that of `a`, which is before it; in mm.
  double crossing(int a, int b) const {
    const double xa = a * spacing_;
    const double xb = b * spacing_;
    return ((samples_[at(b)] + xb * xb) - (samples_[at(a)] + xa * xa)) / (2.0 * (xb - xa));
  }

  int length_;
  double spacing_;
  std::vector<double> samples_;
  std::vector<int> roots_;    ///< the samples whose parabolas make the envelope
  std::vector<double> from_;  ///< from where on each of them does
};

}  // namespace

std::vector<float> squaredDistances(const VoxelRegion& region, const Eigen::Vector3d& spacing, DistanceTo to,
                                    const JobControl& control) {
  std::vector<float> distances(region.inside.size());
  if (region.box.isEmpty()) return distances;
  const Eigen::Vector3i size = region.size();
  const std::uint8_t wanted = to == DistanceTo::Set ? 1 : 0;
  const std::ptrdiff_t row = size.x();
  const std::ptrdiff_t slice = row * size.y();
  Envelope down(size.y(), spacing.y());
  Envelope through(size.z(), spacing.z());
  for (int k = 0; k < size.z() && !control.isCancelled(); ++k) {
    for (int j = 0; j < size.y(); ++j) {
      const std::ptrdiff_t first = k * slice + j * row;
      measureRow(region.inside.data() + first, size.x(), wanted, spacing.x(), distances.data() + first);
    }
    for (int i = 0; i < size.x(); ++i) down.apply(distances.data() + k * slice + i, row);
  }
  for (int j = 0; j < size.y() && !control.isCancelled(); ++j)
    for (int i = 0; i < size.x(); ++i) through.apply(distances.data() + j * row + i, slice);
  return distances;
}

}  // namespace uptake
