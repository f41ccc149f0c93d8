#include "io/dicom/volume_loader.h"

#include "io/dicom/parallel_p.h"
#include "io/dicom/stored_slice_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <map>
#include <mutex>

namespace uptake {

namespace {

constexpr double kAirHounsfield = -1024.0;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VolumeLoader)
};

struct UnitOfValues {
  ValueUnit unit;
  QString label;
};

UnitOfValues unitOf(const SeriesEntry& series) {
  if (series.source.modality == QLatin1String("CT")) return {ValueUnit::Hounsfield, QStringLiteral("HU")};
  if (series.suv && series.suv->isValid()) return {ValueUnit::Suv, series.suv->label()};
  const QString unit = series.suv ? series.suv->unit : QString();
  if (unit == QLatin1String("BQML")) return {ValueUnit::BecquerelPerMillilitre, QStringLiteral("Bq/ml")};
  return {ValueUnit::Other, unit.isEmpty() ? Texts::tr("unknown unit") : unit};
}

double suvFactor(const SeriesEntry& series, const Volume& volume, int k) {
  if (volume.unit() != ValueUnit::Suv) return 1.0;
  return series.suv->factorOf(k);
}

void convert(const dicom::StoredSlice& stored, std::span<std::int16_t> voxels) {
  constexpr double kLeast = std::numeric_limits<std::int16_t>::min();
  constexpr double kMost = std::numeric_limits<std::int16_t>::max();
  const double slope = stored.slope;
  const double intercept = stored.intercept;
  std::int16_t* out = voxels.data();
  dicom::forEachStoredValue(stored, [=](std::size_t i, int value) {
    out[i] = static_cast<std::int16_t>(std::clamp(slope * value + intercept, kLeast, kMost));
  });
}

/// In double and rounded once: small slopes times small factors would lose digits in float.
void convert(const dicom::StoredSlice& stored, double factor, std::span<float> voxels) {
  const double slope = stored.slope;
  const double intercept = stored.intercept;
  float* out = voxels.data();
  dicom::forEachStoredValue(stored, [=](std::size_t i, int value) {
    out[i] = static_cast<float>((slope * value + intercept) * factor);
  });
}

/// A slice of whole Hounsfield units must not meet values that are none.
std::optional<Error> wholenessError(const dicom::StoredSlice& stored, const QString& file) {
  if (stored.slope == std::round(stored.slope) && stored.intercept == std::round(stored.intercept))
    return std::nullopt;
  return Error{
      ErrorKind::Inconsistent,
      Texts::tr(
          "The file changed since the folder was read: RescaleSlope is now %1 and RescaleIntercept %2. Open "
          "the folder again.")
          .arg(stored.slope)
          .arg(stored.intercept),
      file};
}

std::optional<Error> loadSlice(const SeriesEntry& series, Volume& volume, int k) {
  const SliceSource& source = series.source.slices[static_cast<std::size_t>(k)];
  const auto stored = dicom::readStoredSlice(source, volume.grid().size().y(), volume.grid().size().x());
  if (!stored) return stored.error();
  if (volume.type() == VoxelType::Int16) {
    if (auto error = wholenessError(*stored, source.file)) return error;
    convert(*stored, volume.sliceVoxels<std::int16_t>(k));
  } else {
    convert(*stored, suvFactor(series, volume, k), volume.sliceVoxels<float>(k));
  }
  return std::nullopt;
}

std::vector<int> outwards(const Volume& volume, int firstSlice) {
  std::vector<int> order;
  for (int k = 0; k < volume.grid().size().z(); ++k)
    if (volume.sliceState(k) == Volume::SliceState::Pending) order.push_back(k);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return std::abs(a - firstSlice) < std::abs(b - firstSlice); });
  return order;
}

}  // namespace

Result<std::shared_ptr<Volume>> allocateVolume(const SeriesEntry& series) {
  if (!series.grid)
    return Error{ErrorKind::NotSupported,
                 series.refusal.isEmpty() ? Texts::tr("The series holds no images.") : series.refusal,
                 {}};
  const auto [unit, label] = unitOf(series);
  const bool hounsfield = unit == ValueUnit::Hounsfield;
  auto volume = Volume::create(*series.grid,
                               hounsfield && series.wholeHounsfield ? VoxelType::Int16 : VoxelType::Float32,
                               unit, label, series.source, hounsfield ? kAirHounsfield : 0.0);
  if (!volume) return volume;
  for (int k = 0; k < series.grid->size().z(); ++k)
    if (series.source.slices[static_cast<std::size_t>(k)].file.isEmpty())
      (*volume)->publishSlice(k, Volume::SliceState::Missing);
  return volume;
}

Result<std::vector<FileProblem>> loadSlices(const SeriesEntry& series, Volume& volume, int firstSlice,
                                            JobControl& control, const std::function<void(int)>& published) {
  if (series.source.slices.size() != static_cast<std::size_t>(volume.grid().size().z()))
    return Error{ErrorKind::Internal, Texts::tr("The volume is not of this series."), {}};
  const std::vector<int> order = outwards(volume, firstSlice);
  const auto total = static_cast<qint64>(order.size());
  std::mutex mutex;
  std::map<int, FileProblem> problems;
  std::atomic<qint64> done{0};
  dicom::forEachInParallel(static_cast<int>(order.size()), control, [&](int i) {
    const int k = order[static_cast<std::size_t>(i)];
    const auto error = loadSlice(series, volume, k);
    if (error) {
      const std::lock_guard lock(mutex);
      problems[k] = {error->file, error->message};
    }
    volume.publishSlice(k, error ? Volume::SliceState::Missing : Volume::SliceState::Loaded);
    control.setProgress(++done, total, series.source.seriesDescription);
    if (published) published(k);
  });
  if (control.isCancelled() && done < total) return JobControl::cancelledError();
  std::vector<FileProblem> result;
  result.reserve(problems.size());
  for (auto& [k, problem] : problems) result.push_back(std::move(problem));
  return result;
}

}  // namespace uptake
