#include "annotation/lesions/lesion_statistics.h"

#include "core/mask/label_runs.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

namespace uptake {

namespace {

/// The voxels of an image that the voxels of a mask's rows fall into.
class ImageRows {
 public:
  ImageRows(const ImageGrid& mask, const Volume& image)
      : size_(image.grid().size()), start_(image.grid().toIndex(mask.origin())) {
    for (int axis = 0; axis < 3; ++axis)
      steps_.col(axis) =
          image.grid().toIndex(mask.origin() + mask.spacing()[axis] * mask.axis(axis)) - start_;
  }
  /// False outside of the image.
  bool voxelOf(const Eigen::Vector3i& index, Eigen::Vector3i& voxel) const {
    // Grids that share cell borders must not be told apart by rounding, as in resampleLabels().
    constexpr double kTie = 1e-6;
    const Eigen::Vector3d at = start_ + steps_ * index.cast<double>();
    if (!(at.array() > -1.0).all() || !(at.array() < size_.cast<double>().array() + 1.0).all()) return false;
    voxel = (at.array() + 0.5 + kTie).floor().cast<int>();
    return (voxel.array() >= 0).all() && (voxel.array() < size_.array()).all();
  }

 private:
  Eigen::Vector3i size_;
  Eigen::Vector3d start_;
  Eigen::Matrix3d steps_;
};

/// What one look at a lesion's voxels gathers.
struct Gathered {
  std::vector<float> values;
  std::vector<std::ptrdiff_t> imageVoxels;  ///< their buffer positions in the image
  std::ptrdiff_t voxels = 0;
  IndexBox box;
  bool outside = false;
  bool missing = false;
  bool reading = false;
  float highest = 0.0F;
  Eigen::Vector3i highestAt = Eigen::Vector3i::Zero();
};

void gather(Gathered& lesion, const Eigen::Vector3i& first, std::ptrdiff_t length, const ImageRows& rows,
            const Volume& image) {
  lesion.voxels += length;
  lesion.box = lesion.box.united({first, first + Eigen::Vector3i(static_cast<int>(length) - 1, 0, 0)});
  for (int i = 0; i < length; ++i) {
    const Eigen::Vector3i index = first + Eigen::Vector3i(i, 0, 0);
    Eigen::Vector3i voxel;
    if (!rows.voxelOf(index, voxel)) {
      lesion.outside = true;
      continue;
    }
    const Volume::SliceState state = image.sliceState(voxel.z());
    lesion.missing |= state == Volume::SliceState::Missing;
    lesion.reading |= state == Volume::SliceState::Pending;
    if (state != Volume::SliceState::Loaded) continue;
    const auto value = static_cast<float>(image.value(voxel));
    if (lesion.values.empty() || value > lesion.highest) {
      lesion.highest = value;
      lesion.highestAt = index;
    }
    lesion.values.push_back(value);
    lesion.imageVoxels.push_back(image.grid().offset(voxel));
  }
}

/// Calls visit(label, first voxel, length) for every run of a label within a row.
template <class Visit>
void forEachRowRun(const LabelMap& labels, const IndexBox& box, Visit visit) {
  const ImageGrid& grid = labels.grid();
  const int width = box.last.x() - box.first.x() + 1;
  for (int k = box.first.z(); k <= box.last.z(); ++k) {
    if (!labels.isOccupied(k)) continue;
    for (int j = box.first.y(); j <= box.last.y(); ++j) {
      const auto row = labels.labels().subspan(static_cast<std::size_t>(grid.offset(box.first.x(), j, k)),
                                               static_cast<std::size_t>(width));
      forEachLabelRun(row, [&](std::ptrdiff_t first, std::ptrdiff_t length, Label label) {
        visit(label, Eigen::Vector3i(box.first.x() + static_cast<int>(first), j, k), length);
      });
    }
  }
}

double medianOf(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  if (values.size() % 2 == 1) return *middle;
  return (static_cast<double>(*middle) + static_cast<double>(*std::max_element(values.begin(), middle))) /
         2.0;
}

LesionStatistics statisticsOf(const Gathered& lesion, const ImageGrid& maskGrid) {
  LesionStatistics result;
  result.voxels = lesion.voxels;
  result.volumeMl = static_cast<double>(lesion.voxels) * maskGrid.voxelVolume().value;
  result.box = lesion.box;
  if (lesion.voxels == 0) return result;
  result.state = lesion.reading   ? RegionState::SliceReading
                 : lesion.missing ? RegionState::SliceMissing
                 : lesion.outside ? RegionState::OutsideImage
                                  : RegionState::Measured;
  if (result.state != RegionState::Measured) return result;
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
  result.total = sum * maskGrid.voxelVolume().value;
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

LesionStatistics measured(Label label, Gathered& lesion, const LabelMap& labels, const PeakFinder& peaks) {
  LesionStatistics result = statisticsOf(lesion, labels.grid());
  result.label = label;
  if (result.state != RegionState::Measured) return result;
  // A finer mask meets a voxel of the image many times.
  std::ranges::sort(lesion.imageVoxels);
  lesion.imageVoxels.erase(std::unique(lesion.imageVoxels.begin(), lesion.imageVoxels.end()),
                           lesion.imageVoxels.end());
  result.peak = peaks.highestAmong(lesion.imageVoxels);
  return result;
}

}  // namespace

LesionTable lesionTable(const LabelMap& labels, const Volume& image, const JobControl& control) {
  const ImageRows rows(labels.grid(), image);
  std::map<Label, Gathered> lesions;
  forEachRowRun(labels, labels.grid().bounds(),
                [&](Label label, const Eigen::Vector3i& first, std::ptrdiff_t length) {
                  if (!control.isCancelled()) gather(lesions[label], first, length, rows, image);
                });
  const PeakFinder peaks(image);
  LesionTable table;
  Gathered all;
  std::optional<Peak> highest;
  bool restricted = false;
  for (auto& [label, lesion] : lesions) {
    if (control.isCancelled()) break;
    addTo(all, lesion);
    table.lesions.push_back(measured(label, lesion, labels, peaks));
    const std::optional<Peak>& peak = table.lesions.back().peak;
    restricted |= !peak || peak->restricted;
    if (peak && (!highest || peak->value > highest->value)) highest = peak;
  }
  table.all = statisticsOf(all, labels.grid());
  if (table.all.state == RegionState::Measured && highest) {
    table.all.peak = highest;
    table.all.peak->restricted = restricted;
  }
  return table;
}

LesionStatistics lesionStatistics(const LabelMap& labels, Label label, const Volume& image,
                                  const JobControl& control) {
  const IndexBox box = labels.extent(label);
  Gathered lesion;
  if (!box.isEmpty()) {
    const ImageRows rows(labels.grid(), image);
    forEachRowRun(labels, box, [&](Label found, const Eigen::Vector3i& first, std::ptrdiff_t length) {
      if (found == label && !control.isCancelled()) gather(lesion, first, length, rows, image);
    });
  }
  return measured(label, lesion, labels, PeakFinder(image));
}

}  // namespace uptake
