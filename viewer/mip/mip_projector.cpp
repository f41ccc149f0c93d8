#include "viewer/mip/mip_projector.h"

#include "core/jobs/parallel.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>
#include <numbers>

namespace uptake {

namespace {

constexpr float kNoValue = -std::numeric_limits<float>::infinity();
/// Side of a tile, voxels: a ray stays in one for some ten samples.
constexpr int kTile = 8;

/// The voxel before a continuous index along an axis and the fraction beyond it; nothing outside the centres
/// of the border voxels.
struct Cell {
  int first;
  double fraction;
};
std::optional<Cell> cellAt(double index, int size) {
  // A sample on the border must not fall out by rounding.
  constexpr double kSlack = 1e-6;
  if (!(index >= -kSlack && index <= size - 1 + kSlack)) return std::nullopt;
  const int first = std::clamp(static_cast<int>(std::floor(index)), 0, std::max(size - 2, 0));
  return Cell{first, std::clamp(index - first, 0.0, 1.0)};
}

}  // namespace

Eigen::Vector2d MipImage::indexOf(const Point& point) const {
  const Eigen::Vector3d offset = point - plane.origin;
  return {offset.dot(plane.right) / columnSpacing + (columns - 1) / 2.0,
          offset.dot(plane.down) / rowSpacing + (rows - 1) / 2.0};
}

struct MipProjector::Tiles {
  explicit Tiles(int slices) : once(static_cast<std::size_t>(slices)), maxima(once.size()) {}
  std::vector<std::once_flag> once;
  std::vector<std::vector<float>> maxima;
};

MipProjector::MipProjector(std::shared_ptr<const Volume> volume)
    : volume_(std::move(volume)), tiles_(std::make_shared<Tiles>(volume_->grid().size().z())) {
  const ImageGrid& grid = volume_->grid();
  tileColumns_ = (grid.size().x() + kTile - 1) / kTile;
  transverse_ = grid.isParallelToSlices(Direction::UnitZ());
  const Eigen::Vector3d& spacing = grid.spacing();
  step_ = transverse_ ? std::min(spacing.x(), spacing.y()) : spacing.minCoeff();
  // Seen from any angle: half the diagonal of the extent across z.
  const Eigen::Vector3d extent = (grid.size() - Eigen::Vector3i::Ones()).cast<double>().cwiseProduct(spacing);
  const Eigen::Vector3d sides = grid.directions().cwiseAbs() * extent;
  const double halfDiagonal =
      (transverse_ ? std::hypot(extent.x(), extent.y()) : std::hypot(sides.x(), sides.y())) / 2.0;
  halfSamples_ = static_cast<int>(std::ceil(halfDiagonal / step_));
  nextI_ = grid.size().x() > 1 ? 1 : 0;
  nextJ_ = grid.size().y() > 1 ? grid.size().x() : 0;
}

MipProjector MipProjector::without(std::vector<LabelRuns> masks) const {
  MipProjector result = *this;
  result.leftOut_ = std::move(masks);
  return result;
}

SlicePlane MipProjector::plane(double angleDegrees) const {
  const double angle = angleDegrees * std::numbers::pi / 180.0;
  return {volume_->grid().centre(), {std::cos(angle), std::sin(angle), 0.0}, -Direction::UnitZ()};
}

MipImage MipProjector::frame(double angleDegrees) const {
  const ImageGrid& grid = volume_->grid();
  MipImage image;
  image.plane = plane(angleDegrees);
  image.angle = angleDegrees;
  image.columns = samplesPerRay();
  image.columnSpacing = step_;
  if (transverse_) {
    image.rows = grid.size().z();
    image.rowSpacing = grid.spacing().z();
  } else {
    const Eigen::Vector3d extent =
        (grid.size() - Eigen::Vector3i::Ones()).cast<double>().cwiseProduct(grid.spacing());
    const double half = (grid.directions().cwiseAbs() * extent).z() / 2.0;
    image.rows = 2 * static_cast<int>(std::ceil(half / step_)) + 1;
    image.rowSpacing = step_;
  }
  return image;
}

int MipProjector::sliceOfRow(int row) const {
  const int count = volume_->grid().size().z();
  return volume_->grid().axis(2).z() > 0.0 ? count - 1 - row : row;
}

Eigen::Vector3d MipProjector::sampleIndex(const MipImage& image, int column, int row, int s) const {
  const Point point = image.plane.origin +
                      (column - (image.columns - 1) / 2.0) * image.columnSpacing * image.plane.right +
                      (row - (image.rows - 1) / 2.0) * image.rowSpacing * image.plane.down +
                      (s - halfSamples_) * step_ * image.plane.normal();
  return volume_->grid().toIndex(point);
}

void MipProjector::appendTaps(const MipImage& image, int column, std::vector<Tap>& taps) const {
  const Eigen::Vector3i& size = volume_->grid().size();
  const Eigen::Vector3d first = sampleIndex(image, column, 0, 0);
  const Eigen::Vector3d second = sampleIndex(image, column, 0, 1);
  for (int s = 0; s < samplesPerRay(); ++s) {
    const Eigen::Vector3d index = first + s * (second - first);
    const std::optional<Cell> i = cellAt(index.x(), size.x());
    const std::optional<Cell> j = cellAt(index.y(), size.y());
    if (!i || !j) continue;
    taps.push_back(
        {j->first * size.x() + i->first, static_cast<float>(i->fraction), static_cast<float>(j->fraction)});
  }
}

template <class T>
float MipProjector::valueOf(const T* slice, const Tap& tap) const {
  const T* at = slice + tap.offset;
  const auto a = static_cast<float>(at[0]);
  const auto b = static_cast<float>(at[nextI_]);
  const auto c = static_cast<float>(at[nextJ_]);
  const auto d = static_cast<float>(at[nextI_ + nextJ_]);
  const float upper = a + tap.alongI * (b - a);
  const float lower = c + tap.alongI * (d - c);
  return upper + tap.alongJ * (lower - upper);
}

template <class T>
std::optional<float> MipProjector::valueOf(const T* voxels, const Eigen::Vector3d& index) const {
  const ImageGrid& grid = volume_->grid();
  const std::optional<Cell> i = cellAt(index.x(), grid.size().x());
  const std::optional<Cell> j = cellAt(index.y(), grid.size().y());
  const std::optional<Cell> k = cellAt(index.z(), grid.size().z());
  if (!i || !j || !k) return std::nullopt;
  const Tap tap{j->first * grid.size().x() + i->first, static_cast<float>(i->fraction),
                static_cast<float>(j->fraction)};
  // A slice of no weight need not be there.
  const auto inSlice = [&](int slice, double weight) -> std::optional<float> {
    if (weight == 0.0) return 0.0F;
    if (volume_->sliceState(slice) != Volume::SliceState::Loaded) return std::nullopt;
    return static_cast<float>(weight) * valueOf(voxels + grid.offset(0, 0, slice), tap);
  };
  const std::optional<float> before = inSlice(k->first, 1.0 - k->fraction);
  const std::optional<float> after = inSlice(k->first + 1, k->fraction);
  if (!before || !after) return std::nullopt;
  return *before + *after;
}

template <class T>
std::optional<float> MipProjector::valueInSlice(const T* slice, const Eigen::Vector3d& index) const {
  const ImageGrid& grid = volume_->grid();
  const std::optional<Cell> i = cellAt(index.x(), grid.size().x());
  const std::optional<Cell> j = cellAt(index.y(), grid.size().y());
  if (!i || !j) return std::nullopt;
  return valueOf(slice, Tap{j->first * grid.size().x() + i->first, static_cast<float>(i->fraction),
                            static_cast<float>(j->fraction)});
}

template <class T>
std::vector<float> MipProjector::tileMaxima(const T* slice) const {
  const int columns = volume_->grid().size().x();
  const int rows = volume_->grid().size().y();
  const int tileRows = (rows + kTile - 1) / kTile;
  std::vector<float> maxima(static_cast<std::size_t>(tileColumns_) * static_cast<std::size_t>(tileRows));
  float* out = maxima.data();
  for (int top = 0; top < rows; top += kTile) {
    for (int left = 0; left < columns; left += kTile) {
      T best = slice[static_cast<std::ptrdiff_t>(top) * columns + left];
      const int width = std::min(left + kTile + 1, columns) - left;
      for (int j = top; j < std::min(top + kTile + 1, rows); ++j) {
        const T* row = slice + static_cast<std::ptrdiff_t>(j) * columns + left;
        for (int i = 0; i < width; ++i) best = std::max(best, row[i]);
      }
      *out++ = static_cast<float>(best);
    }
  }
  return maxima;
}

const std::vector<float>& MipProjector::storedTiles(int k) const {
  const auto slice = static_cast<std::size_t>(k);
  std::call_once(tiles_->once[slice], [&] {
    const std::int64_t offset = volume_->grid().offset(0, 0, k);
    tiles_->maxima[slice] = volume_->type() == VoxelType::Float32
                                ? tileMaxima(volume_->voxels<float>().data() + offset)
                                : tileMaxima(volume_->voxels<std::int16_t>().data() + offset);
  });
  return tiles_->maxima[slice];
}

template <class T>
const T* MipProjector::sliceValues(int k, std::vector<T>& copy) const {
  const std::ptrdiff_t offset = volume_->grid().offset(0, 0, k);
  const T* slice = volume_->voxels<T>().data() + offset;
  copy.clear();
  for (const LabelRuns& mask : leftOut_) {
    if (copy.empty() && !mask.slice(k).empty()) copy.assign(slice, slice + volume_->grid().sliceVoxelCount());
    for (const LabelRun& run : mask.slice(k))
      std::fill_n(copy.begin() + (run.first - offset), run.length, static_cast<T>(volume_->fillValue()));
  }
  return copy.empty() ? slice : copy.data();
}

template <class T>
void MipProjector::projectSlices(MipImage& image, int threads, const JobControl& control) const {
  // All slices are sampled at the same places. A ray is cut where it passes from tile to tile.
  struct Stretch {
    std::size_t tile;
    std::size_t begin;  ///< its first tap
    std::size_t end;    ///< the tap after its last one
  };
  std::vector<Tap> taps;
  std::vector<Stretch> stretches;
  std::vector<std::size_t> ends;
  const int columns = volume_->grid().size().x();
  for (int column = 0; column < image.columns; ++column) {
    const std::size_t first = taps.size();
    appendTaps(image, column, taps);
    for (std::size_t t = first; t < taps.size(); ++t) {
      const int j = taps[t].offset / columns;
      const int i = taps[t].offset - j * columns;
      const auto tile = static_cast<std::size_t>(j / kTile * tileColumns_ + i / kTile);
      if (t == first || stretches.back().tile != tile) stretches.push_back({tile, t, t});
      stretches.back().end = t + 1;
    }
    ends.push_back(stretches.size());
  }
  const auto fill = static_cast<float>(volume_->fillValue());
  forEachInParallel(image.rows, threads, control, [&](int row) {
    const int k = sliceOfRow(row);
    if (volume_->sliceState(k) != Volume::SliceState::Loaded) return;
    std::vector<T> copy;
    const T* slice = sliceValues(k, copy);
    const std::vector<float> ownTiles = copy.empty() ? std::vector<float>() : tileMaxima(slice);
    const std::vector<float>& tiles = copy.empty() ? storedTiles(k) : ownTiles;
    float* out = image.values.data() + static_cast<std::ptrdiff_t>(row) * image.columns;
    std::size_t begin = 0;
    for (const std::size_t end : ends) {
      float best = kNoValue;
      const auto meet = [&](const Stretch& stretch) {
        for (std::size_t t = stretch.begin; t < stretch.end; ++t)
          best = std::max(best, valueOf(slice, taps[t]));
      };
      // From the tile with the largest value on: after it most tiles hold nothing above what the ray has met,
      // and one comparison spares all their samples.
      const auto first = stretches.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto last = stretches.begin() + static_cast<std::ptrdiff_t>(end);
      const auto brightest = std::max_element(
          first, last, [&](const Stretch& a, const Stretch& b) { return tiles[a.tile] < tiles[b.tile]; });
      if (brightest != last) meet(*brightest);
      for (auto stretch = first; stretch != last; ++stretch)
        if (tiles[stretch->tile] > best) meet(*stretch);
      begin = end;
      *out++ = best == kNoValue ? fill : best;
    }
  });
}

template <class T>
void MipProjector::projectFreely(MipImage& image, int threads, const JobControl& control) const {
  const T* voxels = volume_->voxels<T>().data();
  const auto fill = static_cast<float>(volume_->fillValue());
  forEachInParallel(image.rows, threads, control, [&](int row) {
    float* out = image.values.data() + static_cast<std::ptrdiff_t>(row) * image.columns;
    for (int column = 0; column < image.columns; ++column) {
      const Eigen::Vector3d first = sampleIndex(image, column, row, 0);
      const Eigen::Vector3d step = sampleIndex(image, column, row, 1) - first;
      float best = kNoValue;
      for (int s = 0; s < samplesPerRay(); ++s)
        best = std::max(best, valueOf(voxels, Eigen::Vector3d(first + s * step)).value_or(kNoValue));
      *out++ = best == kNoValue ? fill : best;
    }
  });
}

Result<MipImage> MipProjector::project(double angleDegrees, const JobControl& control) const {
  MipImage image = frame(angleDegrees);
  image.values.assign(static_cast<std::size_t>(image.columns) * static_cast<std::size_t>(image.rows),
                      static_cast<float>(volume_->fillValue()));
  const int threads = std::min(processorCount(), 4);
  if (volume_->type() == VoxelType::Float32)
    transverse_ ? projectSlices<float>(image, threads, control)
                : projectFreely<float>(image, threads, control);
  else
    transverse_ ? projectSlices<std::int16_t>(image, threads, control)
                : projectFreely<std::int16_t>(image, threads, control);
  if (control.isCancelled()) return JobControl::cancelledError();
  return image;
}

template <class T>
std::optional<Point> MipProjector::hottestOf(const MipImage& image, int column, int row) const {
  const ImageGrid& grid = volume_->grid();
  const T* voxels = volume_->voxels<T>().data();
  if (transverse_ && volume_->sliceState(sliceOfRow(row)) != Volume::SliceState::Loaded) return std::nullopt;
  std::vector<T> copy;
  const T* slice = transverse_ ? sliceValues(sliceOfRow(row), copy) : nullptr;
  const Eigen::Vector3d first = sampleIndex(image, column, row, 0);
  const Eigen::Vector3d step = sampleIndex(image, column, row, 1) - first;
  float best = kNoValue;
  Eigen::Vector3d bestIndex = Eigen::Vector3d::Zero();
  for (int s = 0; s < samplesPerRay(); ++s) {
    Eigen::Vector3d index = first + s * step;
    // Exactly on the stored slice, as the projection samples it.
    if (transverse_) index.z() = sliceOfRow(row);
    const float value =
        (transverse_ ? valueInSlice(slice, index) : valueOf(voxels, index)).value_or(kNoValue);
    if (value <= best) continue;
    best = value;
    bestIndex = index;
  }
  if (best == kNoValue) return std::nullopt;
  Eigen::Vector3i hottest = Eigen::Vector3i::Zero();
  double highest = -std::numeric_limits<double>::infinity();
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector3i voxel;
    for (int axis = 0; axis < 3; ++axis) {
      const double at = std::clamp(bestIndex[axis], 0.0, grid.size()[axis] - 1.0);
      voxel[axis] = static_cast<int>((corner >> axis) & 1 ? std::ceil(at) : std::floor(at));
    }
    const double value =
        transverse_ ? static_cast<double>(slice[std::ptrdiff_t{voxel.y()} * grid.size().x() + voxel.x()])
                    : volume_->value(voxel);
    if (value <= highest) continue;
    highest = value;
    hottest = voxel;
  }
  return grid.toPatient(hottest.cast<double>());
}

std::optional<Point> MipProjector::hottestVoxel(double angleDegrees, int column, int row) const {
  const MipImage image = frame(angleDegrees);
  if (column < 0 || column >= image.columns || row < 0 || row >= image.rows) return std::nullopt;
  return volume_->type() == VoxelType::Float32 ? hottestOf<float>(image, column, row)
                                               : hottestOf<std::int16_t>(image, column, row);
}

}  // namespace uptake
