#include "core/volume/spline_resampler.h"

#include "core/jobs/parallel.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <new>
#include <optional>

namespace uptake {

namespace {

/// A place this near to the outermost voxels lies on them: positions come through products of cosines.
constexpr double kOnTheEdge = 1e-6;
/// Axes of two grids are parallel when the far end of one is off by less than this part of a voxel.
constexpr double kParallel = 1e-7;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::Volume)
};

/// The four voxels that a place on an axis is computed from, and their weights.
struct Tap {
  std::array<int, 4> at{};
  std::array<double, 4> weight{};
};

/// Voxel `i` of an axis that goes on mirrored about its first and last voxel.
int mirrored(int i, int count) {
  if (count == 1) return 0;
  const int period = 2 * count - 2;
  i = ((i % period) + period) % period;
  return i < count ? i : period - i;
}

/// Nothing outside of the axis.
std::optional<Tap> tapAt(double place, int count) {
  if (!(place >= -kOnTheEdge && place <= count - 1 + kOnTheEdge)) return {};
  place = std::clamp(place, 0.0, static_cast<double>(count - 1));
  const int below = static_cast<int>(place);
  const double f = place - below;
  Tap tap;
  for (int n = 0; n < 4; ++n) tap.at[static_cast<std::size_t>(n)] = mirrored(below - 1 + n, count);
  const double g = 1.0 - f;
  tap.weight = {g * g * g / 6.0, (4.0 - 3.0 * f * f * (1.0 + g)) / 6.0, (4.0 - 3.0 * g * g * (1.0 + f)) / 6.0,
                f * f * f / 6.0};
  return tap;
}

/// Rows that are filtered together.
constexpr int kLanes = 8;

/// Turns samples into coefficients along one axis: `count` rows of `width` numbers, `stride` apart, each
/// column on its own.
void toCoefficients(double* rows, int count, std::ptrdiff_t stride, int width, std::vector<double>& scratch) {
  if (count == 1) return;
  // The pole of the cubic spline, and how far back it is felt in double precision.
  const double pole = std::sqrt(3.0) - 2.0;
  constexpr int kHorizon = 48;
  constexpr double kGain = 6.0;
  const auto row = [&](int n) { return rows + n * stride; };
  const auto columns = static_cast<std::size_t>(width);
  scratch.assign(columns, 0.0);
  double power = kGain;
  for (int n = 0; n < kHorizon; ++n, power *= pole) {
    const double* from = row(mirrored(n, count));
    for (std::size_t x = 0; x < columns; ++x) scratch[x] += power * from[x];
  }
  std::copy_n(scratch.data(), width, row(0));
  for (int n = 1; n < count; ++n) {
    const double* before = row(n - 1);
    double* now = row(n);
    for (std::size_t x = 0; x < columns; ++x) now[x] = kGain * now[x] + pole * before[x];
  }
  const double last = pole / (pole * pole - 1.0);
  const double* before = row(count - 2);
  double* end = row(count - 1);
  for (std::size_t x = 0; x < columns; ++x) end[x] = last * (pole * before[x] + end[x]);
  for (int n = count - 2; n >= 0; --n) {
    const double* after = row(n + 1);
    double* now = row(n);
    for (std::size_t x = 0; x < columns; ++x) now[x] = pole * (after[x] - now[x]);
  }
}

/// Index of the source = matrix × index of the target + offset.
struct IndexMap {
  IndexMap(const ImageGrid& source, const ImageGrid& target) : offset(source.toIndex(target.origin())) {
    for (int axis = 0; axis < 3; ++axis)
      matrix.col(axis) = source.toIndex(target.toPatient(Eigen::Vector3d::Unit(axis))) - offset;
  }
  Eigen::Matrix3d matrix;
  Eigen::Vector3d offset;
};

/// The axis of the target along which each axis of the source runs; nothing when they are not parallel.
std::optional<std::array<int, 3>> parallelAxes(const IndexMap& map, const ImageGrid& target) {
  std::array<int, 3> axes{};
  for (int s = 0; s < 3; ++s) {
    int along = 0;
    map.matrix.row(s).cwiseAbs().maxCoeff(&along);
    axes[static_cast<std::size_t>(s)] = along;
    for (int t = 0; t < 3; ++t)
      if (t != along && std::abs(map.matrix(s, t)) * target.size()[t] > kParallel) return {};
  }
  if (axes[0] == axes[1] || axes[0] == axes[2] || axes[1] == axes[2]) return {};
  return axes;
}

/// Where the voxels of the target along one of its axes lie on the source's axis: those inside.
struct AxisTaps {
  std::vector<Tap> taps;
  std::vector<std::ptrdiff_t> place;  ///< in the target's buffer
};

template <class T>
class Resampling {
 public:
  Resampling(std::span<const T> voxels, const ImageGrid& source, const ImageGrid& target,
             const JobControl& control)
      : voxels_(voxels), size_(source.size()), target_(target), map_(source, target), control_(control) {}

  void fill(std::vector<float>& out) const {
    if (const auto axes = parallelAxes(map_, target_))
      alongAxes(*axes, out);
    else
      anyhow(out);
  }

 private:
  AxisTaps axisTaps(int source, int along) const {
    AxisTaps axis;
    const std::ptrdiff_t step = target_.offset(Eigen::Vector3i(Eigen::Vector3i::Unit(along)));
    for (int n = 0; n < target_.size()[along]; ++n)
      if (const auto tap = tapAt(map_.matrix(source, along) * n + map_.offset[source], size_[source])) {
        axis.taps.push_back(*tap);
        axis.place.push_back(n * step);
      }
    return axis;
  }

  /// One axis after the other, since the axes of both grids are parallel: sums of four instead of 64.
  void alongAxes(const std::array<int, 3>& axes, std::vector<float>& out) const {
    const AxisTaps x = axisTaps(0, axes[0]);
    const AxisTaps y = axisTaps(1, axes[1]);
    const AxisTaps z = axisTaps(2, axes[2]);
    const auto width = static_cast<std::ptrdiff_t>(x.taps.size());
    const auto height = static_cast<std::ptrdiff_t>(y.taps.size());
    if (width == 0 || height == 0 || z.taps.empty()) return;
    std::vector<double> planes(static_cast<std::size_t>(width * height * size_.z()));
    forEachInParallel(size_.z(), control_,
                      [&](int k) { fillPlane(k, x, y, planes.data() + k * width * height); });
    forEachInParallel(static_cast<int>(height), control_, [&](int row) {
      thread_local std::vector<double> scratch;
      double* first = planes.data() + row * width;
      toCoefficients(first, size_.z(), width * height, static_cast<int>(width), scratch);
      for (std::size_t n = 0; n < z.taps.size(); ++n) {
        const Tap& tap = z.taps[n];
        std::array<const double*, 4> from{};
        for (std::size_t t = 0; t < 4; ++t) from[t] = first + tap.at[t] * width * height;
        float* to = out.data() + z.place[n] + y.place[static_cast<std::size_t>(row)];
        for (std::size_t i = 0; i < x.taps.size(); ++i)
          to[x.place[i]] = static_cast<float>(tap.weight[0] * from[0][i] + tap.weight[1] * from[1][i] +
                                              tap.weight[2] * from[2][i] + tap.weight[3] * from[3][i]);
      }
    });
  }

  /// A slice of the source at the columns and rows of the target.
  void fillPlane(int k, const AxisTaps& x, const AxisTaps& y, double* plane) const {
    thread_local std::vector<double> lines, rows, scratch;
    const std::size_t width = x.taps.size();
    lines.resize(static_cast<std::size_t>(size_.x()) * kLanes);
    rows.resize(width * static_cast<std::size_t>(size_.y()));
    const T* slice = voxels_.data() + std::ptrdiff_t{k} * size_.x() * size_.y();
    for (int first = 0; first < size_.y(); first += kLanes) {
      const int lanes = std::min(kLanes, size_.y() - first);
      // Side by side, so that they go through the filter together; lanes that are left over hold the last
      // row.
      for (int lane = 0; lane < kLanes; ++lane) {
        const T* from = slice + std::ptrdiff_t{first + std::min(lane, lanes - 1)} * size_.x();
        double* to = lines.data() + lane;
        for (int i = 0; i < size_.x(); ++i, to += kLanes) *to = static_cast<double>(from[i]);
      }
      toCoefficients(lines.data(), size_.x(), kLanes, kLanes, scratch);
      for (std::size_t i = 0; i < width; ++i) {
        const std::array<double, kLanes> values = valuesOf(lines, x.taps[i]);
        for (int lane = 0; lane < lanes; ++lane)
          rows[static_cast<std::size_t>(first + lane) * width + i] = values[static_cast<std::size_t>(lane)];
      }
    }
    const auto stride = static_cast<std::ptrdiff_t>(width);
    toCoefficients(rows.data(), size_.y(), stride, static_cast<int>(width), scratch);
    for (const Tap& tap : y.taps) {
      std::array<const double*, 4> row{};
      for (std::size_t t = 0; t < 4; ++t) row[t] = rows.data() + tap.at[t] * stride;
      for (std::size_t i = 0; i < width; ++i)
        *plane++ = tap.weight[0] * row[0][i] + tap.weight[1] * row[1][i] + tap.weight[2] * row[2][i] +
                   tap.weight[3] * row[3][i];
    }
  }

  static std::array<double, kLanes> valuesOf(const std::vector<double>& lines, const Tap& tap) {
    std::array<double, kLanes> sums{};
    for (std::size_t t = 0; t < 4; ++t) {
      const double* from = lines.data() + std::ptrdiff_t{tap.at[t]} * kLanes;
      for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += tap.weight[t] * from[lane];
    }
    return sums;
  }

  /// Grids that are turned against each other.
  void anyhow(std::vector<float>& out) const {
    const std::ptrdiff_t rowLength = size_.x();
    const std::ptrdiff_t sliceLength = rowLength * size_.y();
    std::vector<double> coefficients(voxels_.begin(), voxels_.end());
    forEachInParallel(size_.z(), control_, [&](int k) {
      thread_local std::vector<double> scratch;
      double* slice = coefficients.data() + k * sliceLength;
      for (int j = 0; j < size_.y(); ++j) toCoefficients(slice + j * rowLength, size_.x(), 1, 1, scratch);
      toCoefficients(slice, size_.y(), rowLength, size_.x(), scratch);
    });
    forEachInParallel(size_.y(), control_, [&](int j) {
      thread_local std::vector<double> scratch;
      toCoefficients(coefficients.data() + j * rowLength, size_.z(), sliceLength, size_.x(), scratch);
    });
    forEachInParallel(target_.size().z(), control_, [&](int k) {
      float* to = out.data() + target_.offset(0, 0, k);
      for (int j = 0; j < target_.size().y(); ++j)
        for (int i = 0; i < target_.size().x(); ++i, ++to) {
          const Eigen::Vector3d place = map_.matrix * Eigen::Vector3d(i, j, k) + map_.offset;
          const auto x = tapAt(place.x(), size_.x());
          const auto y = x ? tapAt(place.y(), size_.y()) : std::nullopt;
          const auto z = y ? tapAt(place.z(), size_.z()) : std::nullopt;
          if (!z) continue;
          double sum = 0.0;
          for (std::size_t c = 0; c < 4; ++c)
            for (std::size_t b = 0; b < 4; ++b) {
              const double* row = coefficients.data() + z->at[c] * sliceLength + y->at[b] * rowLength;
              double inRow = 0.0;
              for (std::size_t a = 0; a < 4; ++a) inRow += x->weight[a] * row[x->at[a]];
              sum += z->weight[c] * y->weight[b] * inRow;
            }
          *to = static_cast<float>(sum);
        }
    });
  }

  std::span<const T> voxels_;
  Eigen::Vector3i size_;
  const ImageGrid& target_;
  IndexMap map_;
  const JobControl& control_;
};

template <class T>
Result<std::vector<float>> resampled(std::span<const T> voxels, const ImageGrid& source,
                                     const ImageGrid& target, double outside, const JobControl& control) {
  if (voxels.size() != static_cast<std::size_t>(source.voxelCount()))
    return Error{ErrorKind::Internal, QStringLiteral("voxels that are not of the grid"), {}};
  try {
    std::vector<float> out(static_cast<std::size_t>(target.voxelCount()), static_cast<float>(outside));
    Resampling<T>(voxels, source, target, control).fill(out);
    if (control.isCancelled()) return JobControl::cancelledError();
    return out;
  } catch (const std::bad_alloc&) {
    return Error{ErrorKind::NotSupported, Texts::tr("There is not enough memory to resample the image."), {}};
  }
}

}  // namespace

Result<std::vector<float>> resampledCubic(std::span<const std::int16_t> voxels, const ImageGrid& source,
                                          const ImageGrid& target, double outside,
                                          const JobControl& control) {
  return resampled(voxels, source, target, outside, control);
}

Result<std::vector<float>> resampledCubic(std::span<const float> voxels, const ImageGrid& source,
                                          const ImageGrid& target, double outside,
                                          const JobControl& control) {
  return resampled(voxels, source, target, outside, control);
}

}  // namespace uptake
