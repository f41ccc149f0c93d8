#include "io/slicetable/slice_table_store.h"

#include "core/csv.h"
#include "io/masks/label_image.h"
#include "io/slicetable/image_2d.h"
#include "io/slicetable/slice_labels_p.h"
#include "io/store/backups.h"
#include "io/store/folder_lock.h"
#include "io/store/study_record.h"

#include <QColor>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>

#include <algorithm>
#include <set>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::SliceTable)
};

const StudyRecordKind kKind{QStringLiteral("uptake-slice-table"), 1, QStringLiteral("changes")};
const QString kRow = QStringLiteral("row");
const QString kClass = QStringLiteral("class");
const QString kMask = QStringLiteral("mask");
const QString kLabel = QStringLiteral("label");
const QString kName = QStringLiteral("name");
const QString kColour = QStringLiteral("colour");
/// Of what an 8-bit picture holds.
constexpr Label kLastLabel = 255;

QString recordFile(const AnnotationFolder& folder, const SliceTable& table) {
  return folder.sliceTableFolder(table.file) + QStringLiteral("/slices.json");
}

QString maskName(int row) {
  return QStringLiteral("masks/%1").arg(row, 4, 10, QLatin1Char('0'));
}

int sliceOfRow(const SliceTable& table, int row) {
  const auto found = std::ranges::lower_bound(table.rows, row);
  return found == table.rows.end() || *found != row ? -1 : static_cast<int>(found - table.rows.begin());
}

/// The changes that were saved, onto the table's own classes and mask.
class Changes {
 public:
  Changes(const SliceTable& table, QString folder, MaskLayer& mask, StoredAnnotations& stored)
      : table_(table), folder_(std::move(folder)), mask_(mask), stored_(stored) {}

  void take(const QJsonObject& change) {
    if (change.contains(kLabel)) return takeLabel(change);
    const int row = change[kRow].toInt(-1);
    const int k = sliceOfRow(table_, row);
    if (k < 0) return tell(Texts::tr("It changes row %1, which the table does not show.").arg(row));
    if (change.contains(kClass)) stored_.sliceClasses[k] = change[kClass].toString();
    if (change.contains(kMask)) takeMask(k, change[kMask].toString());
  }

 private:
  void tell(const QString& reason) {
    stored_.problems.push_back({folder_ + QStringLiteral("/slices.json"), reason});
  }

  void takeMask(int k, const QString& name) {
    const QString path = folder_ + QLatin1Char('/') + name;
    const ImageGrid& grid = mask_.labels.grid();
    if (name != maskName(table_.rows[static_cast<std::size_t>(k)]) + QStringLiteral(".nrrd"))
      return tell(Texts::tr("A mask is not expected in %1.").arg(name));
    const auto read = readLabels2d(path, grid.size().x(), grid.size().y());
    if (!read) {
      stored_.problems.push_back(
          {path, Texts::tr("%1 The table's own mask is shown.").arg(read.error().message)});
      return;
    }
    stored_.stamps.emplace(path, read->stamp);
    mask_.labels.fill(grid.offset(0, 0, k), grid.sliceVoxelCount(), 0);
    writeSliceLabels(mask_.labels, k, std::span<const Label>(read->labels));
  }

  void takeLabel(const QJsonObject& change) {
    const int number = change[kLabel].toInt(0);
    const QColor colour(change[kColour].toString());
    if (number < 1 || number > kLastLabel || !colour.isValid())
      return tell(Texts::tr("%1 is no lesion of a mask.").arg(number));
    Segment segment;
    segment.number = static_cast<Label>(number);
    segment.label = change[kName].toString();
    segment.colour = {static_cast<std::uint8_t>(colour.red()), static_cast<std::uint8_t>(colour.green()),
                      static_cast<std::uint8_t>(colour.blue())};
    std::erase_if(mask_.segments, [&](const Segment& each) { return each.number == segment.number; });
    mask_.segments.insert(std::ranges::upper_bound(mask_.segments, segment.number, {}, &Segment::number),
                          segment);
  }

  const SliceTable& table_;
  QString folder_;
  MaskLayer& mask_;
  StoredAnnotations& stored_;
};

/// What a mask holds and its list does not name.
void nameOthers(MaskLayer& mask, const QString& file) {
  for (const Segment& found : labelImageSegments(mask.labels, file))
    if (!mask.segment(found.number))
      mask.segments.insert(std::ranges::upper_bound(mask.segments, found.number, {}, &Segment::number),
                           found);
  if (mask.segments.empty()) {
    Segment first;
    first.label = Texts::tr("Lesion %1").arg(1);
    first.colour = lesionColour(1);
    mask.segments.push_back(first);
  }
}

class Saving {
 public:
  Saving(const SaveRequest& request, const SeriesEntry& series)
      : request_(request),
        table_(*series.table),
        folder_(request.folder.sliceTableFolder(table_.file)),
        record_(recordFile(request.folder, table_)) {}

  Result<SaveReport> run(JobControl& control) {
    const Result<FolderLock> lock = FolderLock::take(request_.folder, control);
    if (!lock) return lock.error();
    if (const auto allowed = check(); !allowed) {
      report_.problems.push_back({allowed.error().file, allowed.error().message});
      return std::move(report_);
    }
    const MaskLayer& mask = request_.masks.front();
    csv_ = "row,label,class,class_in_table,columns,rows,mask_pixels,mask\n";
    const int count = mask.labels.grid().size().z();
    for (int k = 0; k < count; ++k) {
      if (control.isCancelled()) return JobControl::cancelledError();
      control.setProgress(k, count, Texts::tr("Saving"));
      if (const auto saved = saveSlice(mask, k); !saved) {
        report_.problems.push_back({saved.error().file, saved.error().message});
        return std::move(report_);
      }
    }
    for (const Segment& segment : mask.segments)
      changes_.append(QJsonObject{
          {kLabel, static_cast<int>(segment.number)},
          {kName, segment.label},
          {kColour, QColor(segment.colour.red, segment.colour.green, segment.colour.blue).name()}});
    // The record last: it stands for all of it.
    if (const auto saved = finish(); !saved)
      report_.problems.push_back({saved.error().file, saved.error().message});
    return std::move(report_);
  }

 private:
  Result<void> check() {
    if (request_.masks.size() != 1)
      return Error{ErrorKind::Internal, QStringLiteral("one mask is expected"), folder_};
    for (const Segment& segment : request_.masks.front().segments)
      if (segment.number > kLastLabel)
        return Error{ErrorKind::NotSupported,
                     Texts::tr("The mask of a table has at most %1 lesions.").arg(kLastLabel), folder_};
    if (QFileInfo::exists(record_) && !request_.known.contains(record_)) return notOurs(record_);
    if (request_.replaceChanged) return {};
    for (const auto& [path, stamp] : request_.known) {
      if (!path.startsWith(folder_ + QLatin1Char('/'))) continue;
      const FileStamp now = stampOf(path);
      if (now.exists() && now != stamp) report_.conflicts.append(path);
    }
    if (report_.conflicts.isEmpty()) return {};
    return Error{ErrorKind::Inconsistent, Texts::tr("Someone else changed it since it was read."),
                 report_.conflicts.front()};
  }

  static Error notOurs(const QString& path) {
    return {ErrorKind::Inconsistent,
            Texts::tr("A file that was not read is there already; it is not overwritten. Move it away, or "
                      "save in another folder."),
            path};
  }

  Result<void> put(const QString& path, const Result<QByteArray>& bytes) {
    if (!bytes) return bytes.error();
    if (!QDir().mkpath(QFileInfo(path).absolutePath()))
      return Error{ErrorKind::FileUnreadable, Texts::tr("The folder cannot be made."),
                   QFileInfo(path).absolutePath()};
    // A mask that did not change is not written again, so that there is no backup of it.
    const FileStamp next = stampOfContent(*bytes);
    if (stampOf(path) != next) {
      if (Result<void> kept = keepBackup(request_.folder, path); !kept) return kept;
      if (Result<void> written = writeWholeFile(path, *bytes); !written) return written;
    }
    report_.files.append(path);
    report_.stamps[path] = next;
    return {};
  }

  Result<void> saveSlice(const MaskLayer& mask, int k) {
    const auto slice = static_cast<std::size_t>(k);
    const int row = table_.rows[slice];
    const Eigen::Vector3i size = mask.labels.grid().size();
    const auto labels = mask.labels.slice(k);
    const QString nrrd = maskName(row) + QStringLiteral(".nrrd");
    // One that was saved once stays, also when it is the table's again: what lies there is what holds.
    const bool isOwn = !std::ranges::equal(labels, table_.masks->slice(k)) ||
                       QFileInfo::exists(folder_ + QLatin1Char('/') + nrrd);
    if (isOwn) {
      const QString path = folder_ + QLatin1Char('/') + nrrd;
      if (QFileInfo::exists(path) && !request_.known.contains(path)) return notOurs(path);
      std::vector<std::uint8_t> bytes(labels.size());
      std::ranges::transform(labels, bytes.begin(),
                             [](Label label) { return static_cast<std::uint8_t>(label); });
      if (auto saved = put(path, nrrd2d(size.x(), size.y(), std::span<const std::uint8_t>(bytes))); !saved)
        return saved;
      if (auto saved = put(folder_ + QLatin1Char('/') + maskName(row) + QStringLiteral(".png"),
                           png2d(size.x(), size.y(), bytes));
          !saved)
        return saved;
      changes_.append(QJsonObject{{kRow, row}, {kMask, nrrd}});
    }
    const QString& name = request_.sliceClasses.at(k);
    if (name != table_.classes.at(k)) changes_.append(QJsonObject{{kRow, row}, {kClass, name}});
    const auto painted = std::ranges::count_if(labels, [](Label label) { return label != 0; });
    csv_ += QByteArray::number(row) + ',' + csvField(table_.rowLabels.at(k)) + ',' + csvField(name) + ',' +
            csvField(table_.classes.at(k)) + ',' + QByteArray::number(size.x()) + ',' +
            QByteArray::number(size.y()) + ',' + QByteArray::number(painted) + ',' +
            (isOwn ? nrrd.toUtf8() : QByteArray()) + '\n';
    return {};
  }

  Result<void> finish() {
    if (auto saved = put(folder_ + QStringLiteral("/slices.csv"), csv_); !saved) return saved;
    if (Result<void> kept = keepBackup(request_.folder, record_); !kept) return kept;
    if (auto saved = writeStudyRecord(record_, kKind, request_.patientId, request_.study.uid, changes_, {});
        !saved)
      return saved;
    report_.files.append(record_);
    report_.stamps[record_] = stampOf(record_);
    return {};
  }

  const SaveRequest& request_;
  const SliceTable& table_;
  QString folder_;
  QString record_;
  SaveReport report_;
  QByteArray csv_;
  QJsonArray changes_;
};

}  // namespace

Result<StoredAnnotations> loadSliceTable(const SeriesEntry& series, const AnnotationFolder& folder,
                                         JobControl& control) {
  const SliceTable& table = *series.table;
  StoredAnnotations stored;
  stored.sliceClasses = table.classes;
  auto labels = table.masks->copy();
  if (!labels) return labels.error();
  auto mask = std::make_unique<MaskLayer>(
      MaskLayer{MaskId::None, Texts::tr("Mask of the table"), labels.take(), {}, series.source, {}, {}});
  // Names the mask to a journal; the file is never written to.
  mask->provenance.sopInstanceUid = series.source.seriesInstanceUid + QStringLiteral(".1");
  const QString path = recordFile(folder, table);
  std::set<QString> named;  // masks that the record speaks of
  if (QFileInfo::exists(path)) {
    auto record = readStudyRecord(path, kKind, series.source.studyInstanceUid);
    if (!record) {
      stored.problems.push_back({path, record.error().message});
    } else {
      stored.stamps.emplace(path, stampOfContent(record->original));
      Changes changes(table, folder.sliceTableFolder(table.file), *mask, stored);
      for (const QJsonValue& change : record->entries) {
        if (control.isCancelled()) return JobControl::cancelledError();
        changes.take(change.toObject());
        if (const QString name = change[kMask].toString(); !name.isEmpty())
          named.insert(folder.sliceTableFolder(table.file) + QLatin1Char('/') + name);
      }
    }
  }
  // Of a save that was cut short before its record: they stand for nothing, and the next save keeps backups.
  if (!QFileInfo::exists(path) || stored.stamps.contains(path))
    for (const int row : table.rows) {
      const QString left =
          folder.sliceTableFolder(table.file) + QLatin1Char('/') + maskName(row) + QStringLiteral(".nrrd");
      if (!named.contains(left) && QFileInfo::exists(left)) stored.stamps.emplace(left, stampOf(left));
    }
  nameOthers(*mask, table.file);
  stored.masks.push_back(std::move(mask));
  return stored;
}

Result<SaveReport> saveSliceTable(const SaveRequest& request, JobControl& control) {
  const auto series = std::ranges::find_if(request.study.series,
                                           [](const SeriesEntry& each) { return each.table != nullptr; });
  if (series == request.study.series.end())
    return Error{ErrorKind::Internal, QStringLiteral("no table of slices"), {}};
  return Saving(request, *series).run(control);
}

}  // namespace uptake
