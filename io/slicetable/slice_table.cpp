#include "io/slicetable/slice_table.h"

#include "core/identity/uid.h"
#include "core/jobs/parallel.h"
#include "io/pickle/lung_rads_file.h"
#include "io/slicetable/slice_labels_p.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QUuid>

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SliceTable)
};

/// Rows that are asked for at once.
constexpr int kRowsAtOnce = 16;
/// What stands where nothing was measured.
constexpr double kAir = -1024.0;
/// Of a table's content, in UUIDs of version 5.
constexpr QUuid kTables(0x6f1b7c52, 0x1a4d, 0x4f0e, 0x9b, 0x36, 0x5d, 0x20, 0xe8, 0x71, 0xc4, 0xa9);

Result<QByteArray> contentHash(const QString& path, const JobControl& control) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return Error{ErrorKind::FileUnreadable, file.errorString(), path};
  // Takes a third of SHA-256's time.
  QCryptographicHash hash(QCryptographicHash::Blake2b_256);
  constexpr qint64 kPiece = 8 * 1024 * 1024;
  while (!file.atEnd()) {
    if (control.isCancelled()) return JobControl::cancelledError();
    const QByteArray piece = file.read(kPiece);
    if (piece.isEmpty()) return Error{ErrorKind::FileUnreadable, file.errorString(), path};
    hash.addData(piece);
  }
  return hash.result();
}

QString tableUid(const QByteArray& hash, const char* part) {
  return uidOf(QUuid::createUuidV5(kTables, hash + part));
}

using Size = std::pair<int, int>;  // columns, rows

Size sizeOf(const LungRadsSlice& slice) {
  return {slice.columns, slice.rows};
}

/// Some rows; those that cannot be read are not among them.
struct Rows {
  std::vector<std::pair<int, LungRadsSlice>> slices;
  std::vector<FileProblem> problems;
};

class TableReading {
 public:
  TableReading(QString file, JobControl& control) : file_(std::move(file)), control_(control) {}

  Result<StudyIndex> run() {
    const auto hash = contentHash(file_, control_);
    if (!hash) return hash.error();
    const auto rows = lungRadsRows(file_, control_);
    if (!rows) return rows.error();
    rows_ = *rows;
    // As many batches at once as there are cores, taken in the order of the rows.
    const int atOnce = processorCount();
    for (int first = 0; first < rows_; first += atOnce * kRowsAtOnce) {
      control_.setProgress(first, rows_, Texts::tr("Reading slices"));
      std::vector<Rows> batches(static_cast<std::size_t>(atOnce));
      forEachInParallel(atOnce, control_, [&](int n) {
        batches[static_cast<std::size_t>(n)] = readRows(first + n * kRowsAtOnce);
      });
      if (control_.isCancelled()) return JobControl::cancelledError();
      for (const Rows& batch : batches) {
        problems_.insert(problems_.end(), batch.problems.begin(), batch.problems.end());
        for (const auto& [row, slice] : batch.slices)
          if (const auto taken = take(row, slice, *hash); !taken) return taken.error();
      }
    }
    if (!volume_)
      return Error{ErrorKind::Inconsistent,
                   problems_.empty() ? Texts::tr("The table has no rows.") : problems_.front().reason, file_};
    return index(*hash);
  }

 private:
  Rows readRows(int first) const {
    Rows rows;
    if (first >= rows_ || control_.isCancelled()) return rows;
    auto batch = readLungRads(file_, first, kRowsAtOnce, control_, LungRadsArrays::WithoutLung);
    if (batch) {
      int row = first;
      for (LungRadsSlice& slice : *batch) rows.slices.emplace_back(row++, std::move(slice));
      return rows;
    }
    // One of them: each by itself.
    for (int row = first; row < std::min(first + kRowsAtOnce, rows_) && !control_.isCancelled(); ++row) {
      auto single = readLungRads(file_, row, 1, control_, LungRadsArrays::WithoutLung);
      if (single && !single->empty())
        rows.slices.emplace_back(row, std::move(single->front()));
      else if (!single)
        rows.problems.push_back({file_, single.error().message});
    }
    return rows;
  }

  /// The volume, as large as the first slice, with room for all rows.
  Result<void> begin(const LungRadsSlice& slice, const QByteArray& hash, VoxelType type) {
    Eigen::Matrix3d directions = Eigen::Matrix3d::Identity();
    directions(2, 2) = -1.0;  // the first row of the table is image 1
    const auto grid = ImageGrid::create({slice.columns, slice.rows, rows_}, Eigen::Vector3d::Ones(),
                                        Point::Zero(), directions);
    if (!grid) return grid.error();
    SeriesSource source;
    source.isTable = true;
    source.patientName = QFileInfo(file_).fileName();
    source.studyInstanceUid = tableUid(hash, "study");
    source.seriesInstanceUid = tableUid(hash, "series");
    source.frameOfReferenceUid = tableUid(hash, "frame");
    source.modality = QStringLiteral("CT");
    source.seriesDescription = Texts::tr("Lung-RADS slices, without spacing");
    source.slices.resize(static_cast<std::size_t>(rows_));
    auto volume = Volume::create(*grid, type, ValueUnit::Hounsfield, QStringLiteral("HU"), source, kAir);
    if (!volume) return volume.error();
    volume_ = volume.take();
    return {};
  }

  Result<void> take(int row, const LungRadsSlice& slice, const QByteArray& hash) {
    if (!volume_) {
      if (const auto begun = begin(slice, hash, VoxelType::Int16); !begun) return begun;
      auto labels = LabelMap::create(volume_->grid());
      if (!labels) return labels.error();
      labels_ = std::make_unique<LabelMap>(labels.take());
    }
    const Eigen::Vector3i size = volume_->grid().size();
    if (sizeOf(slice) != Size(size.x(), size.y())) {
      problems_.push_back(
          {file_, Texts::tr("Row %1 has %2 × %3 pixels, the rows before it %4 × %5; it is not "
                            "shown.")
                      .arg(row)
                      .arg(slice.columns)
                      .arg(slice.rows)
                      .arg(size.x())
                      .arg(size.y())});
      return {};
    }
    if (volume_->type() == VoxelType::Int16 && !LungRadsSlice::isWhole(slice.hu))
      if (const auto widened = widen(slice, hash); !widened) return widened;
    const int k = static_cast<int>(taken_.size());
    if (volume_->type() == VoxelType::Int16)
      std::ranges::transform(slice.hu, volume_->sliceVoxels<std::int16_t>(k).begin(),
                             [](float hu) { return static_cast<std::int16_t>(hu); });
    else
      std::ranges::copy(slice.hu, volume_->sliceVoxels<float>(k).begin());
    writeSliceLabels(*labels_, k, std::span<const std::uint8_t>(slice.mask));
    taken_.push_back(row);
    rowLabels_.append(slice.rowLabel);
    classes_.append(slice.category);
    return {};
  }

  /// From here on there are fractions: what was taken before is kept beside them.
  Result<void> widen(const LungRadsSlice& slice, const QByteArray& hash) {
    const std::shared_ptr<Volume> before = volume_;
    if (const auto begun = begin(slice, hash, VoxelType::Float32); !begun) return begun;
    for (int k = 0; k < static_cast<int>(taken_.size()); ++k)
      std::ranges::transform(before->sliceVoxels<std::int16_t>(k), volume_->sliceVoxels<float>(k).begin(),
                             [](std::int16_t hu) { return static_cast<float>(hu); });
    return {};
  }

  /// With the slices that were taken, which are fewer than rows where some could not be.
  Result<std::shared_ptr<Volume>> finished(const QByteArray& hash) {
    const int count = static_cast<int>(taken_.size());
    if (count < rows_) {
      const std::shared_ptr<Volume> roomy = volume_;
      const std::unique_ptr<LabelMap> all = std::move(labels_);
      const Eigen::Vector3i size = roomy->grid().size();
      rows_ = count;
      LungRadsSlice shape;
      shape.columns = size.x();
      shape.rows = size.y();
      if (const auto begun = begin(shape, hash, roomy->type()); !begun) return begun.error();
      std::copy_n(static_cast<const std::byte*>(roomy->data()), volume_->byteCount(),
                  std::as_writable_bytes(writable()).begin());
      auto labels = LabelMap::create(volume_->grid());
      if (!labels) return labels.error();
      labels_ = std::make_unique<LabelMap>(labels.take());
      for (int k = 0; k < count; ++k) writeSliceLabels(*labels_, k, all->slice(k));
    }
    for (int k = 0; k < count; ++k) volume_->publishSlice(k, Volume::SliceState::Loaded);
    return volume_;
  }

  /// All bytes of the volume.
  std::span<std::byte> writable() {
    const auto first = volume_->type() == VoxelType::Int16
                           ? std::as_writable_bytes(volume_->sliceVoxels<std::int16_t>(0))
                           : std::as_writable_bytes(volume_->sliceVoxels<float>(0));
    return {first.data(), volume_->byteCount()};
  }

  Result<StudyIndex> index(const QByteArray& hash) {
    const auto volume = finished(hash);
    if (!volume) return volume.error();
    auto table = std::make_shared<SliceTable>();
    table->file = file_;
    table->rowLabels = rowLabels_;
    table->classes = classes_;
    table->rows = taken_;
    table->images = *volume;
    table->masks = std::shared_ptr<const LabelMap>(std::move(labels_));
    const ImageGrid& grid = table->images->grid();
    SeriesEntry series;
    series.source = table->images->source();
    series.number = 1;
    series.instances = grid.size().z();
    series.columns = grid.size().x();
    series.rows = grid.size().y();
    series.wholeHounsfield = table->images->type() == VoxelType::Int16;
    series.grid = grid;
    series.table = table;
    StudyEntry study;
    study.uid = series.source.studyInstanceUid;
    study.description = series.source.seriesDescription;
    study.series.push_back(std::move(series));
    PatientEntry patient;
    patient.name = QFileInfo(file_).fileName();
    patient.studies.push_back(std::move(study));
    StudyIndex index;
    index.roots = {file_};
    index.patients.push_back(std::move(patient));
    index.problems = std::move(problems_);
    return index;
  }

  QString file_;
  JobControl& control_;
  int rows_ = 0;
  std::shared_ptr<Volume> volume_;
  std::unique_ptr<LabelMap> labels_;
  std::vector<int> taken_;
  QStringList rowLabels_;
  QStringList classes_;
  std::vector<FileProblem> problems_;
};

}  // namespace

bool isSliceTableFile(const QString& path) {
  const QFileInfo info(path);
  const QString suffix = info.suffix().toLower();
  return info.isFile() && (suffix == QLatin1String("pkl") || suffix == QLatin1String("pickle"));
}

Result<StudyIndex> openSliceTable(const QString& file, JobControl& control) {
  return TableReading(QFileInfo(file).absoluteFilePath(), control).run();
}

}  // namespace uptake
