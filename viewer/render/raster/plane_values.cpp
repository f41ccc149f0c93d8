#include "viewer/render/raster/plane_values.h"

#include "core/jobs/parallel.h"
#include "viewer/render/raster/slice_pointers_p.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace uptake {

namespace {

constexpr float kNothing = std::numeric_limits<float>::quiet_NaN();

/// A voxel of a colour image as one of its channels.
template <int kChannel>
class Channel {
 public:
  Channel() = default;
  explicit Channel(double fill) : samples_{} { samples_[kChannel] = static_cast<std::uint8_t>(fill); }
  explicit operator float() const { return samples_[kChannel]; }

 private:
  std::array<std::uint8_t, 3> samples_{};
};
static_assert(sizeof(Channel<0>) == sizeof(RgbVoxel));

/// Adds `count` voxels, `stride` apart, to a row of values.
template <class T>
void combineRow(const T* voxels, std::ptrdiff_t stride, int count, float weight, Combine combine, bool first,
                float* out) {
  const auto each = [&](auto operation) {
    if (stride == 1)
      for (int n = 0; n < count; ++n) out[n] = operation(out[n], static_cast<float>(voxels[n]));
    else
      for (int n = 0; n < count; ++n) out[n] = operation(out[n], static_cast<float>(voxels[n * stride]));
  };
  if (first && (combine != Combine::Weighted || weight == 1.0F))
    each([](float, float value) { return value; });
  else if (first)
    each([=](float, float value) { return weight * value; });
  else if (combine == Combine::Weighted)
    each([=](float sum, float value) { return sum + weight * value; });
  else if (combine == Combine::Largest)
    each([](float best, float value) { return value > best ? value : best; });
  else
    each([](float best, float value) { return value < best ? value : best; });
}

/// One row of voxels through a grid, along `axes.across`.
template <class T>
void addRow(const SlicePointers<T>& slices, const PlaneAxes& axes, int row, int depth, int count,
            float weight, Combine combine, bool first, float* out) {
  Eigen::Vector3i start = Eigen::Vector3i::Zero();
  start[axes.downwards] = row;
  start[axes.through] = depth;
  if (axes.across == 0) {
    combineRow(slices.row(start.y(), start.z()), 1, count, weight, combine, first, out);
  } else if (axes.across == 1) {
    const std::ptrdiff_t stride = slices.rowStride(start.z());
    combineRow(slices.row(0, start.z()) + start.x(), stride, count, weight, combine, first, out);
  } else {
    for (int k = 0; k < count; ++k)
      combineRow(slices.row(start.y(), k) + start.x(), 1, 1, weight, combine, first, out + k);
  }
}

/// Values of a volume at any place within its cells.
template <class T>
class Sampler {
 public:
  Sampler(const Volume& volume, bool smooth)
      : slices_(volume),
        last_((volume.grid().size() - Eigen::Vector3i::Ones()).cast<float>()),
        smooth_(smooth) {}

  float at(float i, float j, float k) const { return smooth_ ? linear(i, j, k) : nearest(i, j, k); }

 private:
  static int rounded(float index, float last) {
    return static_cast<int>(std::clamp(index, 0.0F, last) + 0.5F);
  }
  float nearest(float i, float j, float k) const {
    return static_cast<float>(
        slices_.row(rounded(j, last_.y()), rounded(k, last_.z()))[rounded(i, last_.x())]);
  }
  float linear(float i, float j, float k) const {
    i = std::clamp(i, 0.0F, last_.x());
    j = std::clamp(j, 0.0F, last_.y());
    k = std::clamp(k, 0.0F, last_.z());
    const int i0 = static_cast<int>(i);
    const int j0 = static_cast<int>(j);
    const int k0 = static_cast<int>(k);
    const float wi = i - static_cast<float>(i0);
    const float wj = j - static_cast<float>(j0);
    const float wk = k - static_cast<float>(k0);
    const int di = i < last_.x() ? 1 : 0;
    const bool more = j < last_.y();
    const int k1 = k < last_.z() ? k0 + 1 : k0;
    const auto inSlice = [&](int slice) {
      const T* upper = slices_.row(j0, slice) + i0;
      const T* lower = upper + (more ? slices_.rowStride(slice) : 0);
      const auto along = [&](const T* row) {
        const float a = static_cast<float>(row[0]);
        return a + wi * (static_cast<float>(row[di]) - a);
      };
      const float a = along(upper);
      return a + wj * (along(lower) - a);
    };
    const float a = inSlice(k0);
    return a + wk * (inSlice(k1) - a);
  }

  SlicePointers<T> slices_;
  Eigen::Vector3f last_;
  bool smooth_;
};

}  // namespace

void PlaneValues::setVolume(std::shared_ptr<const Volume> volume) {
  if (volume == volume_) return;
  volume_ = std::move(volume);
  key_.reset();
  values_ = {};
}

bool PlaneValues::update(const ScreenPlane& screen, const Slab& slab, bool smooth) {
  if (!volume_ || screen.size.isEmpty()) return false;
  const ImageGrid& grid = volume_->grid();
  const IndexPlane index(grid, screen);
  const std::optional<PlaneAxes> axes = planeAxes(grid, screen);
  if (axes) {
    placement_ = placementOf(index, *axes, screen.size);
    const double depth = depthOf(index, *axes, screen.size);
    Key key{axes,          slabLayers(index, *axes, depth, slab, smooth, grid.size()[axes->through]),
            slab,          smooth,
            Point::Zero(), Point::Zero(),
            Point::Zero(), QSize()};
    if (key.depths.empty()) return false;
    if (key_ == key) return true;
    columns_ = grid.size()[axes->across];
    rows_ = grid.size()[axes->downwards];
    withVoxels([&]<class T>(T) { extractLayers<T>(*axes, key.depths, slab); });
    key_ = std::move(key);
    return true;
  }
  Key key{{}, {}, slab, smooth, screen.corner, screen.right, screen.down, screen.size};
  if (key_ == key) return true;
  placement_ = {};
  columns_ = screen.size.width();
  rows_ = screen.size.height();
  withVoxels([&]<class T>(T) { sampleOblique<T>(index, slab, smooth); });
  key_ = std::move(key);
  return true;
}

template <class Use>
void PlaneValues::withVoxels(Use use) const {
  if (volume_->type() == VoxelType::Int16) return use(std::int16_t());
  if (volume_->type() == VoxelType::Float32) return use(float());
  if (channel_ == 0) return use(Channel<0>());
  channel_ == 1 ? use(Channel<1>()) : use(Channel<2>());
}

template <class T>
void PlaneValues::extractLayers(const PlaneAxes& axes, const std::vector<SlabLayer>& depths,
                                const Slab& slab) {
  values_.resize(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(columns_ + 1));
  const SlicePointers<T> slices(*volume_);
  const Combine combine = combination(slab);
  forRangesInParallel(rows_, kBandRows, paintThreads(), {}, [&](int first, int end) {
    for (int row = first; row < end; ++row) {
      float* out = values_.data() + static_cast<std::ptrdiff_t>(row) * (columns_ + 1);
      for (const SlabLayer& depth : depths)
        addRow(slices, axes, row, depth.index, columns_, depth.weight, combine, &depth == depths.data(), out);
      out[columns_] = out[columns_ - 1];
    }
  });
}

template <class T>
void PlaneValues::sampleOblique(const IndexPlane& index, const Slab& slab, bool smooth) {
  values_.resize(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(columns_ + 1));
  const Sampler<T> sampler(*volume_, smooth);
  const ImageGrid& grid = volume_->grid();
  const Combine combine = combination(slab);
  const SlabSamples samples = slabSamples(grid, slab);
  const Eigen::Vector3f step = index.right.cast<float>();
  forRangesInParallel(rows_, kBandRows, paintThreads(), {}, [&](int first, int end) {
    std::vector<float> counts;
    for (int row = first; row < end; ++row) {
      float* out = values_.data() + static_cast<std::ptrdiff_t>(row) * (columns_ + 1);
      std::fill(out, out + columns_ + 1, kNothing);
      const bool mean = samples.count > 1 && combine == Combine::Weighted;
      if (mean) counts.assign(static_cast<std::size_t>(columns_), 0.0F);
      for (int sample = 0; sample < samples.count; ++sample) {
        const double behind = samples.first + sample * samples.step;
        const Eigen::Vector3d from = index.base + row * index.down + behind * index.normal;
        const PixelRange inside = pixelsInside(from, index.right, grid.size(), columns_);
        const Eigen::Vector3f start = from.cast<float>();
        for (int x = inside.first; x <= inside.last; ++x) {
          const auto way = static_cast<float>(x);
          const float value =
              sampler.at(start.x() + way * step.x(), start.y() + way * step.y(), start.z() + way * step.z());
          if (mean) counts[static_cast<std::size_t>(x)] += 1.0F;
          if (std::isnan(out[x]))
            out[x] = value;
          else if (combine == Combine::Weighted)
            out[x] += value;
          else
            out[x] = combine == Combine::Largest ? std::max(out[x], value) : std::min(out[x], value);
        }
      }
      if (mean)
        for (int x = 0; x < columns_; ++x)
          if (counts[static_cast<std::size_t>(x)] > 1.0F) out[x] /= counts[static_cast<std::size_t>(x)];
      out[columns_] = out[columns_ - 1];
    }
  });
}

}  // namespace uptake
