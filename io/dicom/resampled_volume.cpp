#include "core/jobs/parallel.h"
#include "io/dicom/resampled_volume_p.h"

#include <atomic>

namespace uptake::dicom {

namespace {

/// The stored slices as a series of their own. Its grid is only their number and size: they are no regular
/// stack, and nothing but their pixels is asked of it.
Result<SeriesEntry> storedSeries(const SeriesEntry& series) {
  const SliceResampling& stack = *series.resampling;
  Eigen::Matrix3d directions;
  directions << stack.row, stack.column, stack.normal();
  auto grid =
      ImageGrid::create({stack.columns, stack.rows, static_cast<int>(stack.slices.size())},
                        {stack.columnSpacing, stack.rowSpacing, 1.0}, stack.positions.front(), directions);
  if (!grid) return grid.error();
  SeriesEntry stored = series;
  stored.grid = grid.take();
  stored.source.slices = stack.slices;
  stored.resampling.reset();
  return stored;
}

template <class T>
void fillSlices(const SliceResampling& stack, const Volume& stored, Volume& volume, const JobControl& control,
                const std::function<void(int)>& published) {
  const auto valuesOf = [&](int k) {
    const auto size = static_cast<std::size_t>(stored.grid().sliceVoxelCount());
    return k < 0 || stored.sliceState(k) != Volume::SliceState::Loaded
               ? std::span<const T>()
               : stored.voxels<T>().subspan(static_cast<std::size_t>(k) * size, size);
  };
  forEachInParallel(volume.grid().size().z(), control, [&](int k) {
    if (volume.sliceState(k) != Volume::SliceState::Pending) return;
    const SliceBlend blend = blendOf(stack, volume.grid(), k);
    const auto below = valuesOf(blend.below);
    const auto above = valuesOf(blend.above);
    const bool complete = !below.empty() && !above.empty();
    resampleSlice<T>(stack, volume.grid(), k, below, above, static_cast<T>(volume.fillValue()),
                     volume.sliceVoxels<T>(k));
    volume.publishSlice(k, complete ? Volume::SliceState::Loaded : Volume::SliceState::Missing);
    if (published) published(k);
  });
}

}  // namespace

Result<std::vector<FileProblem>> loadResampled(const SeriesEntry& series, Volume& volume, JobControl& control,
                                               const std::function<void(int)>& published,
                                               QStringList* remarks) {
  const auto storedEntry = storedSeries(series);
  if (!storedEntry) return storedEntry.error();
  const auto stored = allocateVolume(*storedEntry);
  if (!stored) return stored.error();
  auto problems = loadSlices(*storedEntry, **stored, 0, control, {}, remarks);
  if (!problems) return problems;
  if (volume.type() == VoxelType::Int16)
    fillSlices<std::int16_t>(*series.resampling, **stored, volume, control, published);
  else
    fillSlices<float>(*series.resampling, **stored, volume, control, published);
  if (control.isCancelled()) return JobControl::cancelledError();
  return problems;
}

}  // namespace uptake::dicom
