#include "io/dicom/volume_loader.h"

#include "io/dicom/resampled_volume_p.h"
#include "io/images/image_file.h"
#include "io/reader/operations_p.h"
#include "io/reader/reader_pool_p.h"

#include <QCoreApplication>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <limits>
#include <map>
#include <mutex>

namespace uptake {

namespace {

constexpr double kAirHounsfield = -1024.0;
/// Slices that a reader is given at once: few, so that those in the middle come first on all readers.
constexpr int kSlicesAtOnce = 4;

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::VolumeLoader)
};

struct UnitOfValues {
  ValueUnit unit;
  QString label;
};

UnitOfValues unitOf(const SeriesEntry& series) {
  if (series.isColour) return {ValueUnit::Colour, Texts::tr("colour")};
  if (!series.isCt() && !series.isPet())
    return {ValueUnit::Other, series.valueUnit.isEmpty() ? Texts::tr("value") : series.valueUnit};
  if (series.isCt()) return {ValueUnit::Hounsfield, QStringLiteral("HU")};
  if (series.suv && series.suv->isValid()) return {ValueUnit::Suv, series.suv->label()};
  const QString unit = series.suv ? series.suv->unit : QString();
  // Numbers of a file that is neither CT nor PET.
  if (series.imageFile && !series.suv) return {ValueUnit::Other, QString()};
  if (unit == QLatin1String("BQML")) return {ValueUnit::BecquerelPerMillilitre, QStringLiteral("Bq/ml")};
  return {ValueUnit::Other, unit.isEmpty() ? Texts::tr("unknown unit") : unit};
}

double suvFactor(const SeriesEntry& series, const Volume& volume, int k) {
  if (volume.unit() != ValueUnit::Suv) return 1.0;
  return series.suv->factorOf(k);
}

std::vector<int> outwards(const Volume& volume, int firstSlice) {
  std::vector<int> order;
  for (int k = 0; k < volume.grid().size().z(); ++k)
    if (volume.sliceState(k) == Volume::SliceState::Pending) order.push_back(k);
  std::stable_sort(order.begin(), order.end(),
                   [&](int a, int b) { return std::abs(a - firstSlice) < std::abs(b - firstSlice); });
  return order;
}

reader::SliceTask taskOf(const SeriesEntry& series, const Volume& volume, int k) {
  reader::SliceTask task;
  task.source = series.source.slices[static_cast<std::size_t>(k)];
  task.rows = volume.grid().size().y();
  task.columns = volume.grid().size().x();
  task.type = volume.type();
  task.factor = suvFactor(series, volume, k);
  task.fillValue = volume.fillValue();
  task.isHounsfield = volume.unit() == ValueUnit::Hounsfield;
  task.bufferKey = volume.bufferKey();
  task.byteOffset = volume.sliceByteOffset(k);
  return task;
}

/// What was found of padding inside, slice by slice.
class PaddingCensus {
 public:
  void add(const dicom::PaddingInside& padding) {
    kept_.add(padding.kept);
    cut_.add(padding.cut);
    notNumbers_.add(padding.notNumbers);
  }
  QStringList remarks() const {
    QStringList remarks;
    if (kept_.slices > 0)
      remarks.append(
          Texts::tr("PixelPaddingValue (0028,0120) marks %n pixel(s) inside the body as not measured, "
                    "on %1 slice(s), with a value that tissue has: they keep it.",
                    nullptr, kept_.pixels)
              .arg(kept_.slices));
    if (cut_.slices > 0)
      remarks.append(
          Texts::tr("PixelPaddingValue (0028,0120) marks %n pixel(s) inside the body as not measured, "
                    "on %1 slice(s): they are shown without a value.",
                    nullptr, cut_.pixels)
              .arg(cut_.slices));
    if (notNumbers_.slices > 0)
      remarks.append(
          Texts::tr(
              "%n floating point pixel(s) inside the image hold no number, an infinite one or the padding "
              "value (0028,0122), on %1 slice(s): they are shown without a value.",
              nullptr, notNumbers_.pixels)
              .arg(notNumbers_.slices));
    return remarks;
  }

 private:
  struct Count {
    int pixels = 0;
    int slices = 0;
    void add(int more) {
      // Not beyond what fits, however many a reader says.
      pixels = std::min(std::numeric_limits<int>::max() - std::max(0, more), pixels) + std::max(0, more);
      slices += more > 0 ? 1 : 0;
    }
  };
  Count kept_;
  Count cut_;
  Count notNumbers_;
};

}  // namespace

Result<std::shared_ptr<Volume>> allocateVolume(const SeriesEntry& series) {
  if (!series.grid)
    return Error{ErrorKind::NotSupported,
                 series.refusal.isEmpty() ? Texts::tr("The series holds no images.") : series.refusal,
                 {}};
  const auto [unit, label] = unitOf(series);
  const bool hounsfield = unit == ValueUnit::Hounsfield;
  const VoxelType type = unit == ValueUnit::Colour              ? VoxelType::Rgb8
                         : hounsfield && series.wholeHounsfield ? VoxelType::Int16
                                                                : VoxelType::Float32;
  SeriesEntry whole = series;
  expandSlices(whole);
  auto volume =
      Volume::create(*series.grid, type, unit, label, whole.source, hounsfield ? kAirHounsfield : 0.0);
  if (!volume || series.imageFile) return volume;
  for (int k = 0; k < series.grid->size().z() && !series.resampling; ++k)
    if (series.source.slices[static_cast<std::size_t>(k)].file.isEmpty())
      (*volume)->publishSlice(k, Volume::SliceState::Missing);
  return volume;
}

Result<std::vector<FileProblem>> loadSlices(const SeriesEntry& series, Volume& volume, int firstSlice,
                                            JobControl& control, const std::function<void(int)>& published,
                                            QStringList* remarks) {
  if (series.imageFile && !series.resampling)
    return loadImageFile(series, volume, firstSlice, control, published, remarks);
  if (!series.imageFile && series.source.slices.size() != static_cast<std::size_t>(volume.grid().size().z()))
    return Error{ErrorKind::Internal, Texts::tr("The volume is not of this series."), {}};
  if (series.resampling) return dicom::loadResampled(series, volume, control, published, remarks);
  const std::vector<int> order = outwards(volume, firstSlice);
  const auto total = static_cast<int>(order.size());
  std::mutex mutex;
  std::map<int, FileProblem> problems;
  PaddingCensus padding;
  std::atomic<qint64> done{0};

  for (int k = 0; k < volume.grid().size().z(); ++k)
    if (volume.sliceState(k) == Volume::SliceState::Missing) volume.fillSlice(k);
  const auto request = [&](int i) {
    return reader::sliceRequest(taskOf(series, volume, order[static_cast<std::size_t>(i)]));
  };
  const auto answered = [&](int i, const Result<QByteArray>& answer) {
    const int k = order[static_cast<std::size_t>(i)];
    if (const auto read = reader::sliceAnswer(answer)) {
      volume.publishSlice(k, Volume::SliceState::Loaded);
      if (!read->isEmpty()) {
        const std::lock_guard lock(mutex);
        padding.add(*read);
      }
    } else {
      const std::lock_guard lock(mutex);
      problems[k] = {series.source.slices[static_cast<std::size_t>(k)].file, read.error().message};
    }
    control.setProgress(++done, total, series.source.seriesDescription);
    if (published) published(k);
  };
  auto& readers = reader::ReaderPool::shared();
  // What a person looks at first comes before anything else.
  readers.run(std::min(total, 1), 1, control, request, answered);
  readers.run(
      total - 1, kSlicesAtOnce, control, [&](int i) { return request(i + 1); },
      [&](int i, const Result<QByteArray>& answer) { answered(i + 1, answer); });
  for (const auto& [k, problem] : problems) {
    // A part of it may have been written.
    volume.fillSlice(k);
    volume.publishSlice(k, Volume::SliceState::Missing);
    if (published) published(k);
  }
  if (remarks) remarks->append(padding.remarks());
  if (control.isCancelled() && done < total) return JobControl::cancelledError();
  std::vector<FileProblem> result;
  result.reserve(problems.size());
  for (auto& [k, problem] : problems) result.push_back(std::move(problem));
  return result;
}

}  // namespace uptake
