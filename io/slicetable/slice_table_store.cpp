#include "io/slicetable/slice_table_store.h"

#include "core/csv.h"
#include "io/masks/label_image.h"
#include "io/slicetable/image_2d.h"
#include "io/slicetable/slice_labels_p.h"
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
  Changes(const SliceTable& table, QString folder, MaskLayer& mask, StoredSliceTable& stored)
      : table_(table), folder_(std::move(folder)), mask_(mask), stored_(stored) {}

  void take(const QJsonObject& change) {
    if (change.contains(kLabel)) return takeLabel(change);
    const int row = change[kRow].toInt(-1);
    const int k = sliceOfRow(table_, row);
    if (k < 0) return tell(Texts::tr("It changes row %1, which the table does not show.").arg(row));
    if (change.contains(kClass)) stored_.classes[k] = change[kClass].toString();
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
  StoredSliceTable& stored_;
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

/// The labels of one slice, which are no higher than kLastLabel.
std::vector<std::uint8_t> bytesOf(const LabelMap& map, int k) {
  const auto labels = map.slice(k);
  std::vector<std::uint8_t> bytes(labels.size());
  std::ranges::transform(labels, bytes.begin(), [](Label label) { return static_cast<std::uint8_t>(label); });
  return bytes;
}

/// Plans the files of a table.
class Planner {
 public:
  Planner(SaveTransaction& save, const SliceTableToSave& wanted)
      : save_(save),
        wanted_(wanted),
        table_(*wanted.table),
        folder_(save.folder().sliceTableFolder(table_.file)),
        record_(recordFile(save.folder(), table_)) {}

  Result<void> run(const JobControl& control) {
    for (const Segment& segment : wanted_.mask.segments)
      if (segment.number > kLastLabel) {
        save_.addProblem(folder_, Texts::tr("The mask of a table has at most %1 lesions.").arg(kLastLabel));
        return {};
      }
    // Asked before any mask is written: the record stands for all of them.
    if (QFileInfo::exists(record_) && !save_.isKnown(record_)) {
      save_.addProblem(record_, Texts::tr("A file that was not read is there already; it is not overwritten. "
                                          "Move it away, or save in another folder."));
      return {};
    }
    csv_ = "row,label,class,class_in_table,columns,rows,mask_pixels,mask\n";
    for (int k = 0; k < wanted_.mask.labels.grid().size().z(); ++k) {
      if (control.isCancelled()) return JobControl::cancelledError();
      planSlice(k);
    }
    planRecord();
    return {};
  }

 private:
  void planSlice(int k) {
    const auto slice = static_cast<std::size_t>(k);
    const int row = table_.rows[slice];
    const Eigen::Vector3i size = wanted_.mask.labels.grid().size();
    const QString nrrd = maskName(row) + QStringLiteral(".nrrd");
    const QString path = folder_ + QLatin1Char('/') + nrrd;
    // One that was saved once stays, also when it is the table's again: what lies there is what holds.
    const SliceRuns runs = wanted_.mask.labels.runs(k);
    const bool isOwn = !std::ranges::equal(runs, table_.masks->runs(k)) || QFileInfo::exists(path);
    if (isOwn) {
      save_.writeBytes(path, [&map = wanted_.mask.labels, size, k] {
        return nrrd2d(size.x(), size.y(), std::span<const std::uint8_t>(bytesOf(map, k)));
      });
      save_.writeBytes(
          folder_ + QLatin1Char('/') + maskName(row) + QStringLiteral(".png"),
          [&map = wanted_.mask.labels, size, k] { return png2d(size.x(), size.y(), bytesOf(map, k)); },
          SaveTransaction::Stranger::Replace);
      changes_.append(QJsonObject{{kRow, row}, {kMask, nrrd}});
    }
    const QString& name = wanted_.classes.at(k);
    if (name != table_.classes.at(k)) changes_.append(QJsonObject{{kRow, row}, {kClass, name}});
    csv_ += QByteArray::number(row) + ',' + csvField(table_.rowLabels.at(k)) + ',' + csvField(name) + ',' +
            csvField(table_.classes.at(k)) + ',' + QByteArray::number(size.x()) + ',' +
            QByteArray::number(size.y()) + ',' + QByteArray::number(voxelCount(runs)) + ',' +
            (isOwn ? nrrd.toUtf8() : QByteArray()) + '\n';
  }

  void planRecord() {
    for (const Segment& segment : wanted_.mask.segments)
      changes_.append(QJsonObject{
          {kLabel, static_cast<int>(segment.number)},
          {kName, segment.label},
          {kColour, QColor(segment.colour.red, segment.colour.green, segment.colour.blue).name()}});
    save_.writeBytes(
        folder_ + QStringLiteral("/slices.csv"), [csv = csv_] { return Result<QByteArray>(csv); },
        SaveTransaction::Stranger::Replace);
    save_.writeLast(record_, [patient = wanted_.patientId, study = wanted_.studyInstanceUid,
                              changes = changes_](const QString& path, JobControl&) {
      return writeStudyRecord(path, kKind, patient, study, changes, {});
    });
  }

  SaveTransaction& save_;
  const SliceTableToSave& wanted_;
  const SliceTable& table_;
  QString folder_;
  QString record_;
  QByteArray csv_;
  QJsonArray changes_;
};

}  // namespace

Result<StoredSliceTable> loadSliceTable(const SeriesEntry& series, const AnnotationFolder& folder,
                                        JobControl& control) {
  const SliceTable& table = *series.table;
  StoredSliceTable stored;
  stored.classes = table.classes;
  auto mask = std::make_unique<MaskLayer>(
      MaskLayer{MaskId::None, Texts::tr("Mask of the table"), *table.masks, {}, series.source, {}, {}});
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
  stored.mask = std::move(mask);
  return stored;
}

Result<void> planSliceTable(SaveTransaction& save, const SliceTableToSave& wanted,
                            const JobControl& control) {
  return Planner(save, wanted).run(control);
}

}  // namespace uptake
