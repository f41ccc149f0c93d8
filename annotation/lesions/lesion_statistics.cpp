#include "annotation/lesions/lesion_statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace uptake {

namespace {

/// The voxels of an image that the voxels of a mask fall into.
class ImageRows {
 public:
  ImageRows(const ImageGrid& mask, const ImageGrid& image)
      : size_(image.size()), start_(image.toIndex(mask.origin())) {
    for (int axis = 0; axis < 3; ++axis)
      steps_.col(axis) = image.toIndex(mask.origin() + mask.spacing()[axis] * mask.axis(axis)) - start_;
    Eigen::Vector3i counts;
    for (int axis = 0; axis < 3; ++axis) {
      // Voxels that are equal but for rounding are read once.
      constexpr double kSameSize = 0.01;
      constexpr double kMost = 12.0;  // of a corrupt header; beyond it nothing is gained
      const double ratio = steps_.col(axis).cwiseAbs().maxCoeff();
      counts[axis] = static_cast<int>(std::clamp(std::ceil(ratio - kSameSize), 1.0, kMost));
    }
    for (int c = 0; c < counts.z(); ++c)
      for (int b = 0; b < counts.y(); ++b)
        for (int a = 0; a < counts.x(); ++a) {
          const Eigen::Array3d share = (Eigen::Array3d(a, b, c) + 0.5) / counts.cast<double>().array() - 0.5;
          samples_.emplace_back(steps_ * share.matrix());
        }
  }

  /// Where the points of a voxel of the mask lie, relative to its centre, as indices of the image.
  const std::vector<Eigen::Vector3d>& samples() const { return samples_; }
  Eigen::Vector3d centreOf(const Eigen::Vector3i& index) const {
    return start_ + steps_ * index.cast<double>();
  }
  /// False outside of the image.
  bool voxelAt(const Eigen::Vector3d& at, Eigen::Vector3i& voxel) const {
    // Grids that share cell borders must not be told apart by rounding, as in resampleLabels().
    constexpr double kTie = 1e-6;
    if (!(at.array() > -1.0).all() || !(at.array() < size_.cast<double>().array() + 1.0).all()) return false;
    voxel = (at.array() + 0.5 + kTie).floor().cast<int>();
    return (voxel.array() >= 0).all() && (voxel.array() < size_.array()).all();
  }

 private:
  Eigen::Vector3i size_;
  Eigen::Vector3d start_;
  Eigen::Matrix3d steps_;
  std::vector<Eigen::Vector3d> samples_;
};

/// What one look at a lesion's voxels gathers.
struct Gathered {
  std::vector<float> values;
  std::vector<std::ptrdiff_t> imageVoxels;  ///< their buffer positions in the image, where peaks are wanted
  std::ptrdiff_t voxels = 0;
  IndexBox box;
  bool outside = false;
  bool missing = false;
  bool reading = false;
  float highest = 0.0F;
  Eigen::Vector3i highestAt = Eigen::Vector3i::Zero();
};

template <class T>
void gatherVoxel(Gathered& lesion, const Eigen::Vector3i& index, const ImageRows& rows, const Volume& image,
                 const T* data, bool withPositions) {
  const Eigen::Vector3d centre = rows.centreOf(index);
  for (const Eigen::Vector3d& sample : rows.samples()) {
    Eigen::Vector3i voxel;
    if (!rows.voxelAt(centre + sample, voxel)) {
      lesion.outside = true;
      continue;
    }
    const Volume::SliceState state = image.sliceState(voxel.z());
    if (state != Volume::SliceState::Loaded) {
      lesion.missing |= state == Volume::SliceState::Missing;
      lesion.reading |= state == Volume::SliceState::Pending;
      continue;
    }
    const std::ptrdiff_t position = image.grid().offset(voxel);
    const auto value = static_cast<float>(data[position]);
    if (lesion.values.empty() || value > lesion.highest) {
      lesion.highest = value;
      lesion.highestAt = index;
    }
    lesion.values.push_back(value);
    if (withPositions) lesion.imageVoxels.push_back(position);
  }
}

template <class T>
Gathered gatherAs(const LesionVoxels& lesion, const ImageRows& rows, const Volume& image, bool withPositions,
                  const JobControl& control) {
  Gathered gathered;
  gathered.voxels = lesion.count();
  gathered.box = lesion.box();
  const auto count = static_cast<std::size_t>(lesion.count()) * rows.samples().size();
  gathered.values.reserve(count);
  if (withPositions) gathered.imageVoxels.reserve(count);
  const T* const data = image.voxels<T>().data();
  for (const auto& [k, slice] : lesion.slices()) {
    if (control.isCancelled()) break;
    for (const VoxelRun& run : slice->runs) {
      Eigen::Vector3i index = lesion.grid().indexOf(run.first);
      for (std::int32_t n = 0; n < run.length; ++n, ++index.x())
        gatherVoxel(gathered, index, rows, image, data, withPositions);
    }
  }
  return gathered;
}

Gathered gather(const LesionVoxels& lesion, const ImageRows& rows, const Volume& image, bool withPositions,
                const JobControl& control) {
  return image.type() == VoxelType::Int16
             ? gatherAs<std::int16_t>(lesion, rows, image, withPositions, control)
             : gatherAs<float>(lesion, rows, image, withPositions, control);
}

double medianOf(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (static_cast<double>(*middle) + static_cast<double>(*std::max_element(values.begin(), middle))) /
         2.0;
}

LesionStatistics statisticsOf(const Gathered& lesion, const ImageGrid& maskGrid, std::size_t samples) {
  LesionStatistics result;
  result.voxels = lesion.voxels;
  result.volumeMl = static_cast<double>(lesion.voxels) * maskGrid.voxelVolume().value;
  result.box = lesion.box;
  if (lesion.voxels == 0) return result;
  result.state = lesion.reading   ? RegionState::SliceReading
                 : lesion.missing ? RegionState::SliceMissing
                 : lesion.outside ? RegionState::OutsideImage
                                  : RegionState::Measured;
  if (result.state != RegionState::Measured || lesion.values.empty()) return result;
  const auto count = static_cast<double>(lesion.values.size());
  const double sum = std::accumulate(lesion.values.begin(), lesion.values.end(), 0.0);
  result.mean = sum / count;
  double squares = 0.0;
  for (const float value : lesion.values) squares += (value - result.mean) * (value - result.mean);
  result.sd = std::sqrt(squares / count);
  const auto [low, high] = std::ranges::minmax_element(lesion.values);
  result.minimum = *low;
  result.maximum = *high;
  result.median = medianOf(lesion.values);
  result.maximumAt = maskGrid.toPatient(lesion.highestAt.cast<double>());
  result.total = sum * maskGrid.voxelVolume().value / static_cast<double>(samples);
  return result;
}

void addTo(Gathered& all, const Gathered& lesion) {
  if (lesion.voxels == 0) return;
  if (!lesion.values.empty() && (all.values.empty() || lesion.highest > all.highest)) {
    all.highest = lesion.highest;
    all.highestAt = lesion.highestAt;
  }
  all.values.insert(all.values.end(), lesion.values.begin(), lesion.values.end());
  all.voxels += lesion.voxels;
  all.box = all.box.united(lesion.box);
  all.outside |= lesion.outside;
  all.missing |= lesion.missing;
  all.reading |= lesion.reading;
}

std::optional<Peak> peakOf(Gathered& lesion, const PeakFinder& peaks) {
  // A finer mask meets a voxel of the image many times.
  std::ranges::sort(lesion.imageVoxels);
  lesion.imageVoxels.erase(std::unique(lesion.imageVoxels.begin(), lesion.imageVoxels.end()),
                           lesion.imageVoxels.end());
  return peaks.highestAmong(lesion.imageVoxels);
}

void takeHigher(std::optional<Peak>& highest, const std::optional<Peak>& peak) {
  if (peak && (!highest || peak->value > highest->value)) highest = peak;
}

}  // namespace

LesionTable lesionTable(const std::map<Label, LesionVoxels>& lesions, const Volume& image,
                        const PeakFinder* peaks, const JobControl& control) {
  LesionTable table;
  if (lesions.empty()) return table;
  const ImageGrid& grid = lesions.begin()->second.grid();
  const ImageRows rows(grid, image.grid());
  Gathered all;
  std::optional<Peak> highest;
  bool restricted = false;
  for (const auto& [label, lesion] : lesions) {
    if (control.isCancelled()) break;
    Gathered gathered = gather(lesion, rows, image, peaks != nullptr, control);
    addTo(all, gathered);
    LesionStatistics& row = table.lesions.emplace_back(statisticsOf(gathered, grid, rows.samples().size()));
    row.label = label;
    if (peaks && row.state == RegionState::Measured) row.peak = peakOf(gathered, *peaks);
    restricted |= !row.peak || row.peak->restricted;
    takeHigher(highest, row.peak);
  }
  table.all = statisticsOf(all, grid, rows.samples().size());
  if (table.all.state == RegionState::Measured && highest) {
    table.all.peak = highest;
    table.all.peak->restricted = restricted;
  }
  return table;
}

LesionTable lesionTable(const LabelMap& labels, const Volume& image, const JobControl& control) {
  const PeakFinder peaks(image);
  return lesionTable(MaskLesions(labels).all(), image, &peaks, control);
}

LesionStatistics lesionStatistics(const LesionVoxels& lesion, const Volume& image, const PeakFinder* peaks,
                                  const JobControl& control) {
  const ImageRows rows(lesion.grid(), image.grid());
  Gathered gathered = gather(lesion, rows, image, peaks != nullptr, control);
  LesionStatistics result = statisticsOf(gathered, lesion.grid(), rows.samples().size());
  if (peaks && result.state == RegionState::Measured) result.peak = peakOf(gathered, *peaks);
  return result;
}

LesionStatistics lesionStatistics(const LabelMap& labels, Label label, const Volume& image,
                                  const JobControl& control) {
  const PeakFinder peaks(image);
  LesionStatistics result = lesionStatistics(LesionVoxels(labels, label), image, &peaks, control);
  result.label = label;
  return result;
}

LesionStatistics together(const std::vector<const LesionStatistics*>& lesions) {
  LesionStatistics all;
  all.sd = all.median = std::numeric_limits<double>::quiet_NaN();
  const auto anyIs = [&](RegionState state) {
    return std::ranges::any_of(lesions, [&](const auto* each) { return each->state == state; });
  };
  for (const LesionStatistics* each : lesions) {
    all.voxels += each->voxels;
    all.volumeMl += each->volumeMl;
    all.box = all.box.united(each->box);
  }
  if (all.voxels == 0) return all;
  all.state = anyIs(RegionState::SliceReading)   ? RegionState::SliceReading
              : anyIs(RegionState::SliceMissing) ? RegionState::SliceMissing
              : anyIs(RegionState::OutsideImage) ? RegionState::OutsideImage
                                                 : RegionState::Measured;
  if (all.state != RegionState::Measured) return all;
  bool isFirst = true;
  bool restricted = false;
  for (const LesionStatistics* each : lesions) {
    if (each->voxels == 0) continue;
    if (isFirst || each->maximum > all.maximum) {
      all.maximum = each->maximum;
      all.maximumAt = each->maximumAt;
    }
    all.minimum = isFirst ? each->minimum : std::min(all.minimum, each->minimum);
    isFirst = false;
    all.total += each->total;
    restricted |= !each->peak || each->peak->restricted;
    takeHigher(all.peak, each->peak);
  }
  if (all.peak) all.peak->restricted = restricted;
  all.mean = all.total / all.volumeMl;
  return all;
}

std::vector<float> lesionValues(const LesionVoxels& lesion, const Volume& image, const JobControl& control) {
  return gather(lesion, ImageRows(lesion.grid(), image.grid()), image, false, control).values;
}

int samplesPerVoxel(const ImageGrid& mask, const ImageGrid& image) {
  return static_cast<int>(ImageRows(mask, image).samples().size());
}

}  // namespace uptake
