#include "app/session/annotations/kinds/masks.h"

#include "annotation/commands/mask_edit.h"
#include "annotation/commands/mask_presence.h"
#include "annotation/journal/journal_restore.h"
#include "annotation/journal/journal_stream.h"
#include "annotation/packing/packed_labels.h"
#include "app/session/annotations/keeper.h"
#include "core/mask/lesion_colours.h"
#include "io/dicom/study_index.h"
#include "io/store/stored_masks.h"

#include <QCoreApplication>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::MasksKind)
};

// Records of the journal.
constexpr quint16 kMaskList = 3;        ///< which masks there are, in order
constexpr quint16 kMaskRecord = 4;      ///< name, lesions and labels of one
constexpr quint16 kPredictionList = 6;  ///< which of them are predictions, all

bool hasOwnFile(const MaskLayer& mask) {
  return !mask.provenance.file.isEmpty();
}

bool hasInstance(const StudyEntry& study, const QString& sopInstanceUid) {
  return !sopInstanceUid.isEmpty() && std::ranges::any_of(study.series, [&](const SeriesEntry& series) {
    const auto& slices = series.source.slices;
    return std::ranges::find(slices, sopInstanceUid, &SliceSource::sopInstanceUid) != slices.end();
  });
}

// Reading.

struct ReadMasks : StoredPart {
  std::vector<std::unique_ptr<MaskLayer>> masks;
  std::map<const MaskLayer*, QString> others;  ///< those of `masks` that other readers drew, and who
};

/// Names and colours of masks that are read together differ. Ours keep theirs before those of others do, and
/// their names in any case: those are in our files.
void tellMasksApart(std::vector<std::unique_ptr<MaskLayer>>& masks) {
  std::vector<Rgb> colours;
  QStringList names;
  const auto take = [&](MaskLayer& mask, ColourChoice choice) {
    separateColours(mask.segments, colours, choice);
    for (const Segment& segment : mask.segments) colours.push_back(segment.colour);
    names.append(mask.name);
  };
  for (const auto& mask : masks)
    if (hasOwnFile(*mask)) take(*mask, ColourChoice::KeepChosen);
  for (const auto& mask : masks) {
    if (hasOwnFile(*mask)) continue;
    const QString base = mask->name;
    for (int number = 2; names.contains(mask->name); ++number)
      mask->name = QStringLiteral("%1 %2").arg(base).arg(number);
    take(*mask, ColourChoice::KeepNone);
  }
}

Result<std::shared_ptr<StoredPart>> readMaskPart(const ReadingTask& task, JobControl& control) {
  StudyEntry images = task.opened->study();
  std::erase_if(images.series, isMaskSeries);
  auto stored = std::make_shared<ReadMasks>();
  Result<StoredMasks> own = readMasks(task.isBlind() ? images : task.opened->study(), task.folder, control);
  if (!own) return own.error();
  stored->stamps = std::move(own->stamps);
  stored->problems = std::move(own->problems);
  stored->masks = std::move(own->masks);
  for (const auto& [reader, folder] : task.plan.others) {
    Result<StoredMasks> theirs = readMasks(images, AnnotationFolder(folder), control);
    if (!theirs) return theirs.error();
    std::ranges::move(theirs->problems, std::back_inserter(stored->problems));
    for (auto& mask : theirs->masks) {
      mask->name = QStringLiteral("%1: %2").arg(reader, mask->name);
      mask->locks.all = true;
      // A copy to look at and to take lesions from: no version of a file of the project.
      const QString creator = mask->provenance.contentCreatorName;
      mask->provenance = {};
      mask->provenance.contentCreatorName = creator;
      stored->others.emplace(mask.get(), reader);
      stored->masks.push_back(std::move(mask));
    }
  }
  tellMasksApart(stored->masks);
  // By this job, so that the window need not wait for them when the first view asks.
  for (const auto& mask : stored->masks) (void)mask->labels.runs();
  return std::shared_ptr<StoredPart>(stored);
}

// Saving.

/// A mask that is no longer the one in its file but an edited version of it.
void makeNewObject(MaskProvenance& provenance) {
  if (provenance.file.isEmpty()) return;  // it is new, or a version of what others made, already
  if (!provenance.sopInstanceUid.isEmpty()) {
    provenance.predecessorUid = provenance.sopInstanceUid;
    provenance.predecessorSeriesUid = provenance.seriesInstanceUid;
    provenance.predecessorClassUid.clear();
  }
  provenance.file.clear();
  provenance.sopInstanceUid.clear();
  provenance.seriesInstanceUid.clear();
}

struct MaskSave : SavePart {
  std::vector<MaskLayer> masks;
  QStringList removedFiles;
  std::shared_ptr<MaskPlaces> places = std::make_shared<MaskPlaces>();

  Result<void> plan(SaveTransaction& save, const OpenedStudy& opened, JobControl&) override {
    planMasks(save, opened.patient.id, opened.study().uid, masks, places);
    for (const QString& file : removedFiles) save.setAside(file, SaveTransaction::Stranger::Replace);
    return {};
  }
  bool avoidsAsNew(const QString& path) const override {
    return std::ranges::any_of(masks, [&](const MaskLayer& mask) { return mask.provenance.file == path; });
  }
};

// The journal.

/// A mask that was touched, as it was last.
struct JournalMask {
  QString name;
  std::vector<Segment> segments;
  SeriesSource source;
  MaskProvenance provenance;
  std::optional<LabelMap> labels;  ///< nothing when only a summary was read
};

/// A piece of labels, onto those that the mask has.
void getLabelPiece(QDataStream& in, JournalMask& mask) {
  IndexBox region;
  for (int axis = 0; axis < 3; ++axis) {
    qint32 first = 0;
    qint32 last = 0;
    in >> first >> last;
    region.first[axis] = first;
    region.last[axis] = last;
  }
  QByteArray packed;
  in >> packed;
  if (in.status() != QDataStream::Ok) return;
  if (!mask.labels || !unpackLabels(packed, region, *mask.labels)) in.setStatus(QDataStream::ReadCorruptData);
}

}  // namespace

struct MasksKind::Content : JournalContent {
  std::vector<Origin> base;                        ///< the masks that lay on disk when the journal began
  std::vector<MaskId> masks;                       ///< all that there were at the end, in order
  bool isListed = false;                           ///< `masks` holds; else they are those of `base`
  std::map<MaskId, JournalMask> touched;           ///< those that were touched (and some that are gone)
  std::map<MaskId, PredictionOrigin> predictions;  ///< the masks that are

  void readBase(QDataStream& in) override {
    quint32 count = 0;
    in >> count;
    for (quint32 n = 0; n < count && in.status() == QDataStream::Ok; ++n) {
      Origin& origin = base.emplace_back();
      journal::get(in, origin.id);
      in >> origin.sopInstanceUid >> origin.predecessorUid >> origin.file >> origin.name;
      masks.push_back(origin.id);
    }
  }

  void read(quint16 number, QDataStream& in, JournalDepth depth) override {
    if (number == kMaskList)
      readList(in);
    else if (number == kPredictionList)
      readPredictions(in);
    else
      readMask(in, depth);
  }

  QStringList lines() const override {
    QStringList lines;
    for (const MaskId id : masks) {
      const auto found = touched.find(id);
      if (found == touched.end()) continue;
      const int lesions = static_cast<int>(found->second.segments.size());
      const QString& name = found->second.name;
      lines.append(originOf(id) ? Texts::tr("Mask %1, changed (%n lesion(s))", nullptr, lesions).arg(name)
                                : Texts::tr("Mask %1, new (%n lesion(s))", nullptr, lesions).arg(name));
    }
    for (const Origin& origin : removed()) lines.append(Texts::tr("Mask %1, removed").arg(origin.name));
    return lines;
  }

  /// Null for a new mask.
  const Origin* originOf(MaskId id) const {
    const auto found = std::ranges::find(base, id, &Origin::id);
    return found == base.end() ? nullptr : &*found;
  }
  /// Masks of the base that were removed.
  std::vector<Origin> removed() const {
    std::vector<Origin> removed;
    if (isListed)
      std::ranges::copy_if(base, std::back_inserter(removed), [&](const Origin& origin) {
        return std::ranges::find(masks, origin.id) == masks.end();
      });
    return removed;
  }

 private:
  void readList(QDataStream& in) {
    std::vector<MaskId> read;
    journal::getList(in, read);
    if (in.status() != QDataStream::Ok) return;
    masks = std::move(read);
    isListed = true;
  }

  void readPredictions(QDataStream& in) {
    quint32 count = 0;
    in >> count;
    std::map<MaskId, PredictionOrigin> read;
    for (quint32 n = 0; n < count && in.status() == QDataStream::Ok; ++n) {
      MaskId id = MaskId::None;
      PredictionOrigin origin;
      journal::get(in, id);
      in >> origin.id >> origin.file;
      read[id] = origin;
    }
    if (in.status() == QDataStream::Ok) predictions = std::move(read);
  }

  void readMask(QDataStream& in, JournalDepth depth) {
    MaskId id = MaskId::None;
    bool isWhole = false;
    journal::get(in, id);
    in >> isWhole;
    const auto known = touched.find(id);
    if (in.status() != QDataStream::Ok || (!isWhole && known == touched.end()))
      return in.setStatus(QDataStream::ReadCorruptData);
    JournalMask mask;
    if (!isWhole) mask = std::move(known->second);
    std::optional<ImageGrid> grid;
    if (isWhole) {
      grid = journal::getGrid(in);
      journal::get(in, mask.source);
      journal::get(in, mask.provenance);
    }
    in >> mask.name;
    journal::getList(in, mask.segments);
    std::ranges::sort(mask.segments, {}, &Segment::number);
    if (depth == JournalDepth::Whole) readLabels(in, grid, mask);
    touched[id] = std::move(mask);
  }

  static void readLabels(QDataStream& in, const std::optional<ImageGrid>& grid, JournalMask& mask) {
    if (grid) {
      Result<LabelMap> labels = LabelMap::create(*grid);
      if (labels)
        mask.labels.emplace(labels.take());
      else
        in.setStatus(QDataStream::ReadCorruptData);
    }
    quint32 pieces = 0;
    in >> pieces;
    for (quint32 i = 0; i < pieces && in.status() == QDataStream::Ok; ++i) getLabelPiece(in, mask);
  }
};

// Restoring.

namespace {

std::vector<SegmentChange> segmentChangesBetween(const std::vector<Segment>& now,
                                                 const std::vector<Segment>& wanted) {
  std::vector<SegmentChange> changes;
  for (const Segment& segment : wanted) {
    const auto same = std::ranges::find(now, segment.number, &Segment::number);
    if (same == now.end())
      changes.push_back({std::nullopt, segment});
    else if (*same != segment)
      changes.push_back({*same, segment});
  }
  for (const Segment& segment : now)
    if (std::ranges::find(wanted, segment.number, &Segment::number) == wanted.end())
      changes.push_back({segment, std::nullopt});
  return changes;
}

}  // namespace

/// Brings the masks of a journal back. A mask whose file is another one by now, or gone, comes as a mask of
/// its own beside it, so that neither is lost.
class MasksKind::Restorer {
 public:
  Restorer(Content& content, JournalRestore& step, const OpenedStudy& opened)
      : content_(content), step_(step), document_(step.document()), opened_(opened) {}

  void run() {
    matchBase();
    for (const Origin& origin : content_.removed())
      if (const auto match = matches_.find(origin.id); match != matches_.end())
        step_.push(new MaskPresence(step_.context(), match->second, step_.text()));
    for (const MaskId id : content_.masks) {
      const auto touched = content_.touched.find(id);
      if (touched == content_.touched.end() || !touched->second.labels) continue;
      const MaskLayer* layer = layerOf(id, touched->second);
      if (layer && layer->labels.grid().sameAs(touched->second.labels->grid()))
        change(*layer, touched->second);
      else
        add(touched->second, id);
    }
  }

 private:
  /// Finds the masks of the document that those of the journal's base are now.
  void matchBase() {
    for (const bool byName : {true, false})
      for (const Origin& origin : content_.base) {
        if (matches_.contains(origin.id)) continue;
        const auto found = std::ranges::find_if(document_.masks(), [&](const auto& mask) {
          return mask->provenance.sopInstanceUid == origin.sopInstanceUid &&
                 mask->provenance.predecessorUid == origin.predecessorUid &&
                 (!byName || mask->name == origin.name) && !isMatched(mask->id);
        });
        if (found != document_.masks().end()) matches_.emplace(origin.id, (*found)->id);
      }
  }

  bool isMatched(MaskId id) const {
    return std::ranges::any_of(matches_, [id](const auto& match) { return match.second == id; });
  }

  const MaskLayer* layerOf(MaskId id, const JournalMask& wanted) {
    const auto match = matches_.find(id);
    if (match != matches_.end()) return document_.mask(match->second);
    if (content_.predictions.contains(id)) return nullptr;
    const MaskLayer* layer = savedSince(wanted);
    if (layer) matches_.emplace(id, layer->id);
    return layer;
  }

  /// A mask that was saved before the journal could tell: it is there, by another name for the program.
  const MaskLayer* savedSince(const JournalMask& wanted) const {
    for (const auto& mask : document_.masks())
      if (!mask->prediction && !mask->locks.all && !isMatched(mask->id) &&
          mask->labels.grid().sameAs(wanted.labels->grid()) && !wanted.labels->extent().isEmpty() &&
          runsBetween(mask->labels, *wanted.labels).empty())
        return mask.get();
    return nullptr;
  }

  void change(const MaskLayer& layer, const JournalMask& wanted) {
    std::vector<LabelEdit> runs = runsBetween(layer.labels, *wanted.labels);
    // A lesion without an identity of its own got one when it was saved.
    std::vector<Segment> lesions = wanted.segments;
    for (Segment& lesion : lesions) {
      const Segment* now = layer.segment(lesion.number);
      if (!now || !lesion.trackingUid.isEmpty()) continue;
      lesion.trackingUid = now->trackingUid;
      if (lesion.trackingId.isEmpty()) lesion.trackingId = now->trackingId;
    }
    std::vector<SegmentChange> segments = segmentChangesBetween(layer.segments, lesions);
    const MaskId id = layer.id;
    const QString name = layer.name;
    if (!runs.empty() || !segments.empty())
      step_.push(new MaskEdit(step_.context(), id, std::move(runs), std::move(segments), step_.text(),
                              EditState::ToDo));
    if (name != wanted.name) step_.push(new MaskRename(step_.context(), id, name, wanted.name, step_.text()));
  }

  void add(JournalMask& wanted, MaskId id) {
    MaskProvenance provenance = wanted.provenance;
    if (content_.originOf(id)) {
      step_.addNote(Texts::tr("The file of the mask %1 has changed since, or is gone; it was restored "
                              "as a mask of its own.")
                        .arg(wanted.name));
      // It must not take the place of what lies there now.
      makeNewObject(provenance);
    }
    auto layer = std::unique_ptr<MaskLayer>(new MaskLayer{MaskId::None,
                                                          wanted.name,
                                                          std::move(*wanted.labels),
                                                          std::move(wanted.segments),
                                                          sourceNow(wanted.source),
                                                          std::move(provenance),
                                                          {}});
    if (const auto prediction = content_.predictions.find(id); prediction != content_.predictions.end()) {
      layer->prediction = prediction->second;
      layer->locks.all = true;
    }
    step_.push(new MaskPresence(step_.context(), std::move(layer), step_.text()));
  }

  /// The same series where it lies now.
  SeriesSource sourceNow(const SeriesSource& then) const {
    for (const SeriesEntry& series : opened_.study().series)
      if (series.source.seriesInstanceUid == then.seriesInstanceUid &&
          series.source.slices.size() == then.slices.size())
        return series.source;
    return then;
  }

  Content& content_;
  JournalRestore& step_;
  CaseDocument& document_;
  const OpenedStudy& opened_;
  std::map<MaskId, MaskId> matches_;  ///< masks of the document by their ids in the journal
};

MasksKind::MasksKind(Keeper& keeper) : AnnotationKind(keeper) {
  connect(&document(), &CaseDocument::masksChanged, this, &MasksKind::masksChanged);
  connect(&document(), &CaseDocument::segmentsChanged, this, [this](MaskId id) {
    if (isWatching()) touch(id);
  });
  connect(&document(), &CaseDocument::maskVoxelsChanged, this, [this](MaskId id, const IndexBox& region) {
    if (!isWatching()) return;
    IndexBox& changed = touch(id).region;
    changed = changed.united(region);
  });
}

MasksKind::Unrecorded& MasksKind::touch(MaskId id) {
  asRead_.erase(id);
  unsaved_.insert(id);
  return unrecorded_[id];
}

/// Masks were added, removed or renamed.
void MasksKind::masksChanged() {
  const std::map<MaskId, QString> before = std::exchange(seen_, {});
  for (const auto& mask : document().masks()) seen_.emplace(mask->id, mask->name);
  if (!isWatching()) return;
  isListUnrecorded_ = true;
  for (const auto& [id, name] : seen_) {
    const auto known = before.find(id);
    if (known == before.end())
      unrecorded_[id].isWhole = true;  // new, or back
    else if (known->second != name)
      unrecorded_[id];
    else
      continue;
    // One that is back, and as its file has it, needs no other file.
    if (const auto read = asRead_.find(id); read != asRead_.end() && read->second == name) continue;
    asRead_.erase(id);
    unsaved_.insert(id);
  }
}

MaskId MasksKind::insertRead(std::unique_ptr<MaskLayer> mask, bool isOthers) {
  const QString name = mask->name;
  const QString file = mask->provenance.file;
  const Label first = mask->segments.empty() ? Label{0} : mask->segments.front().number;
  const MaskId id = document().insertMask(std::move(mask));
  if (file.isEmpty())
    asRead_.emplace(id, name);
  else
    knownFiles_.insert(file);
  Selection& selection = keeper().context().selection;
  if (!isOthers && selection.mask() == MaskId::None) selection.setSegment(id, first);
  return id;
}

MaskId MasksKind::insertPrediction(std::unique_ptr<MaskLayer> mask) {
  const QString name = mask->name;
  MaskId id = MaskId::None;
  keeper().adopt([&] { id = document().insertMask(std::move(mask)); });
  asRead_.emplace(id, name);
  isListUnrecorded_ = true;
  unrecorded_[id].isWhole = true;  // with the next gesture
  return id;
}

AnnotationKind::Reader MasksKind::reader() const {
  return readMaskPart;
}

void MasksKind::adopt(StoredPart& part) {
  auto& stored = static_cast<ReadMasks&>(part);
  for (auto& mask : stored.masks) {
    const auto other = stored.others.find(mask.get());
    const bool isOthers = other != stored.others.end();
    const MaskId id = insertRead(std::move(mask), isOthers);
    if (isOthers) otherReadings_.emplace(id, other->second);
  }
}

std::set<QString> MasksKind::filesOfDocument() const {
  std::set<QString> files;
  for (const auto& mask : document().masks())
    if (hasOwnFile(*mask)) files.insert(mask->provenance.file);
  return files;
}

/// A saved mask stands for the file that it was made from, all of it: other masks of that file come along.
void MasksKind::bringMasksOfTheirFile() {
  std::set<QString> superseded;
  for (const auto& mask : document().masks())
    if (unsaved_.contains(mask->id) && !hasOwnFile(*mask)) superseded.insert(mask->provenance.predecessorUid);
  superseded.erase(QString());
  for (const auto& mask : document().masks())
    if (!mask->prediction && asRead_.contains(mask->id) &&
        superseded.contains(mask->provenance.predecessorUid)) {
      asRead_.erase(mask->id);
      unsaved_.insert(mask->id);
    }
}

std::unique_ptr<SavePart> MasksKind::snapshot(SaveMode mode) {
  bringMasksOfTheirFile();
  auto save = std::make_unique<MaskSave>();
  for (const auto& mask : document().masks()) {
    if (!unsaved_.contains(mask->id)) continue;
    save->masks.push_back(*mask);
    if (mode == SaveMode::AsNew) makeNewObject(save->masks.back().provenance);
  }
  unsaved_.clear();
  const std::set<QString> present = filesOfDocument();
  std::ranges::set_difference(knownFiles_, present, std::back_inserter(save->removedFiles));
  if (save->masks.empty() && save->removedFiles.isEmpty()) return nullptr;
  return save;
}

void MasksKind::saved(SavePart& part, SaveMode mode, const SaveReport& report) {
  const MaskPlaces& places = *static_cast<MaskSave&>(part).places;
  if (mode == SaveMode::AsNew)
    // The files that the new ones were made from stay.
    for (const auto& [id, provenance] : places)
      if (const MaskLayer* mask = document().mask(id)) knownFiles_.erase(mask->provenance.file);
  for (const auto& [id, provenance] : places)
    if (document().mask(id)) document().setMaskProvenance(id, provenance);
  // The files of removed masks are asked for again until they could be set aside.
  if (report.problems.empty()) knownFiles_.clear();
  knownFiles_.merge(filesOfDocument());
  // Also of masks that were removed while they were being saved: the next save sets those aside.
  for (const auto& [id, provenance] : places) knownFiles_.insert(provenance.file);
}

void MasksKind::takeBack(SavePart& part) {
  for (const MaskLayer& mask : static_cast<MaskSave&>(part).masks)
    if (document().mask(mask.id)) unsaved_.insert(mask.id);
}

bool MasksKind::moveToNewFolder() {
  for (const auto& mask : document().masks()) {
    // What lies in the opened folder unchanged is found there again.
    const bool isFoundAgain = asRead_.contains(mask->id) &&
                              (mask->prediction || otherReadings_.contains(mask->id) ||
                               hasInstance(keeper().opened()->study(), mask->provenance.sopInstanceUid));
    if (!isFoundAgain) unsaved_.insert(mask->id);
  }
  knownFiles_.clear();
  return !unsaved_.empty();
}

void MasksKind::clear() {
  unsaved_.clear();
  asRead_.clear();
  otherReadings_.clear();
  knownFiles_.clear();
  unrecorded_.clear();
  isListUnrecorded_ = false;
  recorded_.clear();
  base_.clear();
}

// The journal.

JournalFormat MasksKind::format() const {
  return {QStringLiteral("masks"), {kMaskList, kMaskRecord, kPredictionList}, [] {
            return std::make_unique<Content>();
          }};
}

void MasksKind::recorded() {
  for (const auto& [id, touched] : unrecorded_)
    if (document().mask(id)) recorded_.insert(id);
  unrecorded_.clear();
  isListUnrecorded_ = false;
}

void MasksKind::startAfresh() {
  unrecorded_.clear();
  isListUnrecorded_ = false;
  recorded_.clear();
  base_.clear();
  for (const auto& mask : document().masks()) {
    const MaskProvenance& from = mask->provenance;
    if (mask->prediction) {
      // No work of ours, and it lies on the disk elsewhere; but what follows is about it. A mask of ours may
      // have been made from the same file.
      unrecorded_[mask->id].isWhole = true;
      isListUnrecorded_ = true;
    } else if (!from.sopInstanceUid.isEmpty() || !from.predecessorUid.isEmpty()) {
      base_.push_back({mask->id, from.sopInstanceUid, from.predecessorUid, from.file, mask->name});
    }
  }
}

bool MasksKind::carryOver() {
  for (const MaskId id : unsaved_) unrecorded_[id].isWhole = true;
  isListUnrecorded_ = isListUnrecorded_ || !unsaved_.empty();
  return !unsaved_.empty();
}

void MasksKind::writeBase(QDataStream& out) const {
  out << static_cast<quint32>(base_.size());
  for (const Origin& origin : base_) {
    journal::put(out, origin.id);
    out << origin.sopInstanceUid << origin.predecessorUid << origin.file << origin.name;
  }
}

void MasksKind::write(JournalRecords& records) {
  const auto& masks = document().masks();
  if (isListUnrecorded_) {
    records.add(kMaskList, [&](QDataStream& out) {
      out << static_cast<quint32>(masks.size());
      for (const auto& mask : masks) journal::put(out, mask->id);
    });
    records.add(kPredictionList, [&](QDataStream& out) {
      const auto isOne = [](const auto& mask) { return mask->prediction.has_value(); };
      out << static_cast<quint32>(std::ranges::count_if(masks, isOne));
      for (const auto& mask : masks) {
        if (!isOne(mask)) continue;
        journal::put(out, mask->id);
        out << mask->prediction->id << mask->prediction->file;
      }
    });
  }
  for (const auto& [id, touched] : unrecorded_)
    if (const MaskLayer* mask = document().mask(id))
      records.add(kMaskRecord, [&](QDataStream& out) { writeMask(out, *mask, touched); });
}

void MasksKind::writeMask(QDataStream& out, const MaskLayer& mask, const Unrecorded& touched) {
  const bool isWhole = touched.isWhole || !recorded_.contains(mask.id);
  journal::put(out, mask.id);
  out << isWhole;
  if (isWhole) {
    journal::put(out, mask.labels.grid());
    journal::put(out, mask.source);
    journal::put(out, mask.provenance);
  }
  out << mask.name;
  journal::putList(out, mask.segments);
  const IndexBox region = isWhole ? mask.labels.grid().bounds() : touched.region;
  out << static_cast<quint32>(region.isEmpty() ? 0 : 1);  // pieces of labels
  if (region.isEmpty()) return;
  for (int axis = 0; axis < 3; ++axis)
    out << static_cast<qint32>(region.first[axis]) << static_cast<qint32>(region.last[axis]);
  out << packLabels(mask.labels, region);
}

void MasksKind::restore(JournalContent& content, JournalRestore& step) {
  Restorer(static_cast<Content&>(content), step, *keeper().opened()).run();
  // A prediction that came back with the work about it is still its file's, unless a person drew on it.
  for (const auto& mask : document().masks()) {
    const auto isUntouched = [](const Segment& each) {
      return each.algorithm == SegmentAlgorithm::Automatic;
    };
    if (!mask->prediction || !std::ranges::all_of(mask->segments, isUntouched)) continue;
    unsaved_.erase(mask->id);
    asRead_.emplace(mask->id, mask->name);
  }
}

}  // namespace uptake
