#include "app/session/annotations/kinds/masks.h"

#include "app/session/annotations/keeper.h"
#include "app/session/annotations/lidc_readings.h"
#include "core/identity/image_key.h"
#include "core/mask/lesion_colours.h"
#include "io/dicom/study_index.h"
#include "io/store/mask_images.h"
#include "io/store/stored_masks.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace uptake {

namespace {

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
  images.maskFiles.clear();
  auto stored = std::make_shared<ReadMasks>();
  Result<StoredMasks> own = readMasks(task.isBlind() ? images : task.opened->study(), task.folder, control);
  if (!own) return own.error();
  stored->stamps = std::move(own->stamps);
  stored->problems = std::move(own->problems);
  stored->masks = std::move(own->masks);
  if (!task.isBlind()) {
    Result<LidcReaders> lidc = readLidcOf(task.opened->lidcFiles, images, control);
    if (!lidc) return lidc.error();
    std::ranges::move(lidc->problems, std::back_inserter(stored->problems));
    for (LidcReaderMasks& each : lidc->readers)
      for (auto& mask : each.masks) {
        mask->locks.all = true;
        stored->others.emplace(mask.get(), each.reader);
        stored->masks.push_back(std::move(mask));
      }
  }
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

struct MaskSave : SavePart {
  std::vector<MaskLayer> masks;
  QStringList removedFiles;
  std::shared_ptr<MaskPlaces> places = std::make_shared<MaskPlaces>();

  Result<void> plan(SaveTransaction& save, const OpenedStudy& opened, JobControl&) override {
    const bool isOfImages = opened.study().isOfImageFiles();
    if (isOfImages)
      planMaskImages(save, opened.study(), masks, places);
    else
      planMasks(save, opened.patient.id, opened.study().uid, masks, places);
    for (const QString& file : removedFiles) {
      save.setAside(file, SaveTransaction::Stranger::Replace);
      if (isOfImages) save.setAside(maskRecordOf(file), SaveTransaction::Stranger::Replace);
    }
    return {};
  }
  bool avoidsAsNew(const QString& path) const override {
    return std::ranges::any_of(masks, [&](const MaskLayer& mask) { return mask.provenance.file == path; });
  }
};

}  // namespace

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
                               isImageKey(mask->provenance.predecessorUid) ||
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
  return maskJournalFormat();
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
  writeMaskBase(out, base_);
}

void MasksKind::write(JournalRecords& records) {
  if (isListUnrecorded_) addMaskList(records, document().masks());
  for (const auto& [id, touched] : unrecorded_)
    if (const MaskLayer* mask = document().mask(id))
      addMask(records, *mask, touched.isWhole || !recorded_.contains(id), touched.region);
}

void MasksKind::restore(JournalContent& content, JournalRestore& step) {
  restoreMasks(content, step, *keeper().opened());
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
