#include "io/store/annotation_store.h"

#include "io/dicom/image_pair.h"
#include "io/rtstruct/structure_set.h"
#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"
#include "io/store/backups.h"
#include "io/store/folder_lock.h"
#include "io/store/measurement_file.h"
#include "io/voc/voc_file.h"
#include "io/voc/voc_matching.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QMap>
#include <QSet>
#include <QUuid>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::AnnotationStore)
};

/// A stored image and the series it belongs to.
struct ImageOf {
  const SeriesEntry* series = nullptr;
  const SliceSource* slice = nullptr;
};

QString patientIdOf(const StudyEntry& study) {
  return study.series.empty() ? QString() : study.series.front().source.patientId;
}

QHash<QString, ImageOf> imagesOf(const StudyEntry& study) {
  QHash<QString, ImageOf> images;
  for (const SeriesEntry& series : study.series)
    for (const SliceSource& slice : series.source.slices)
      if (!slice.sopInstanceUid.isEmpty()) images.insert(slice.sopInstanceUid, {&series, &slice});
  return images;
}

/// The VOC files of the study's images: the annotation folder's where it has one, else all that were found.
QStringList vocFilesOf(const QHash<QString, ImageOf>& images, const QStringList& inOpened,
                       const QStringList& inAnnotations) {
  QMap<QString, QStringList> files;
  for (const QString& file : inOpened)
    if (const QString image = vocImageName(file); images.contains(image)) files[image].append(file);
  for (const QString& file : inAnnotations)
    if (const QString image = vocImageName(file); images.contains(image)) files[image] = {file};
  QStringList all;
  for (QStringList& each : files) {
    each.sort();
    all += each;
  }
  return all;
}

/// A SEG or RTSTRUCT file of the study, and where it was found.
struct SegFile {
  QString path;
  bool ours = false;  ///< in the annotation folder
  SegReference reference;
  bool isStructureSet = false;
  QString remark;  ///< a warning about all of its masks, or empty
};

std::vector<SegFile> segFilesOf(const StudyEntry& study, const AnnotationFolder& folder,
                                std::vector<FileProblem>& problems) {
  std::vector<SegFile> files;
  QSet<QString> seen;
  const auto add = [&](const QString& path, bool ours, bool isStructureSet = false) {
    const QString canonical = QFileInfo(path).canonicalFilePath();
    if (seen.contains(canonical)) return;
    seen.insert(canonical);
    const Result<SegReference> reference =
        isStructureSet ? readStructureSetReference(path) : readSegReference(path);
    if (!reference) {
      problems.push_back({path, reference.error().message});
      return;
    }
    // What the scan put into the study belongs to it, whatever study it names. In the annotation folder, too:
    // someone laid it there; but it is no file of ours to replace.
    const bool isOfStudy = reference->studyInstanceUid == study.uid;
    SegFile file{path, ours && isOfStudy, *reference, isStructureSet, {}};
    if (ours && !isOfStudy)
      file.remark = Texts::tr(
                        "The mask lies in the folder of study %1, but states another Study Instance UID "
                        "(%2); saving makes a new file.")
                        .arg(study.uid, reference->studyInstanceUid);
    files.push_back(std::move(file));
  };
  for (const QString& path : folder.segFiles(patientIdOf(study), study.uid)) add(path, true);
  for (const SeriesEntry& series : study.series) {
    if (!isMaskSeries(series)) continue;
    const bool isStructureSet = series.source.modality == QLatin1String("RTSTRUCT");
    for (const SliceSource& slice : series.source.slices) add(slice.file, false, isStructureSet);
  }

  // An edited version stands for what it was made from.
  QSet<QString> superseded;
  for (const SegFile& file : files)
    if (file.ours && !file.reference.predecessorUid.isEmpty())
      superseded.insert(file.reference.predecessorUid);
  std::erase_if(files,
                [&](const SegFile& file) { return superseded.contains(file.reference.sopInstanceUid); });
  return files;
}

bool hasInstance(const SeriesEntry& series, const QString& uid) {
  const auto& slices = series.source.slices;
  return !uid.isEmpty() && std::ranges::find(slices, uid, &SliceSource::sopInstanceUid) != slices.end();
}

/// The volumes that a mask may have been drawn on, the likeliest first: the series that it names, those that
/// it names besides, then those in its frame of reference, of which the PET and CT that are shown unasked
/// come first.
std::vector<const SeriesEntry*> sourceCandidates(const StudyEntry& study, const SegReference& reference) {
  const ImagePair shown = choosePair(study);
  const auto rank = [&](int n) {
    const SeriesEntry& series = study.series[static_cast<std::size_t>(n)];
    const QString& uid = series.source.seriesInstanceUid;
    if (uid == reference.sourceSeriesUid) return 0;
    if (hasInstance(series, reference.sourceInstanceUid)) return 1;
    if (reference.furtherSeries.contains(uid)) return 2;
    const QString& frame = series.source.frameOfReferenceUid;
    if (frame.isEmpty() || frame != reference.frameOfReferenceUid) return -1;
    return n == shown.pet ? 3 : n == shown.ct ? 4 : 5;
  };
  std::vector<std::pair<int, const SeriesEntry*>> ranked;
  for (int n = 0; n < static_cast<int>(study.series.size()); ++n)
    if (study.series[static_cast<std::size_t>(n)].isVolume() && rank(n) >= 0)
      ranked.emplace_back(rank(n), &study.series[static_cast<std::size_t>(n)]);
  std::ranges::stable_sort(ranked, {}, [](const auto& each) { return each.first; });
  std::vector<const SeriesEntry*> candidates;
  for (const auto& [likeliness, series] : ranked) candidates.push_back(series);
  return candidates;
}

using MaskLayers = std::vector<std::unique_ptr<MaskLayer>>;

/// The contours in one frame of reference on the first series that they fit.
Result<MaskLayers> readContours(const std::vector<const SeriesEntry*>& candidates, const QString& path,
                                const QStringList& framesElsewhere, JobControl& control) {
  std::optional<Error> error;
  for (const SeriesEntry* source : candidates) {
    auto layers = readStructureSet(path, *source, control, framesElsewhere);
    if (layers || layers.error().kind == ErrorKind::Cancelled) return layers;
    if (!error) error = layers.error();
  }
  return *error;
}

/// Each ROI on a series in its own frame of reference. Fails when none can be read.
Result<MaskLayers> readContours(const StudyEntry& study, const SegReference& reference, const QString& path,
                                JobControl& control) {
  QMap<QString, std::vector<const SeriesEntry*>> byFrame;
  for (const QString& frame : QStringList{reference.frameOfReferenceUid} + reference.furtherFrames) {
    SegReference own = reference;
    own.frameOfReferenceUid = frame;
    if (frame != reference.frameOfReferenceUid) own.sourceSeriesUid = own.sourceInstanceUid = QString();
    if (auto candidates = sourceCandidates(study, own); !candidates.empty())
      byFrame.insert(frame, std::move(candidates));
  }
  MaskLayers all;
  std::optional<Error> error;
  for (auto frame = byFrame.cbegin(); frame != byFrame.cend(); ++frame) {
    QStringList elsewhere = byFrame.keys();
    elsewhere.removeAll(frame.key());
    auto layers = readContours(frame.value(), path, elsewhere, control);
    if (!layers && layers.error().kind == ErrorKind::Cancelled) return layers;
    if (!layers) {
      error = layers.error();
      continue;
    }
    for (auto& layer : *layers) {
      if (!all.empty() && byFrame.size() > 1)
        layer->name = QStringLiteral("%1 (%2)").arg(layer->name).arg(all.size() + 1);
      all.push_back(std::move(layer));
    }
  }
  if (all.empty()) return *error;
  return all;
}

/// On the series on whose voxels the frames lie; where there is none, resampled onto the first that fits.
Result<MaskLayers> readOnto(const std::vector<const SeriesEntry*>& candidates, const QString& path,
                            JobControl& control) {
  std::optional<Error> error;
  for (const OffGrid offGrid : {OffGrid::Refuse, OffGrid::Resample})
    for (const SeriesEntry* source : candidates) {
      auto layers = readSeg(path, source, control, offGrid);
      if (layers || layers.error().kind == ErrorKind::Cancelled ||
          layers.error().kind == ErrorKind::FileUnreadable)
        return layers;
      // What is wrong on the likeliest series, resampled or not, says most.
      if (!error || source == candidates.front()) error = layers.error();
    }
  return *error;
}

void loadSeg(const SegFile& file, const StudyEntry& study, StoredAnnotations& stored, JobControl& control) {
  auto candidates = sourceCandidates(study, file.reference);
  for (const QString& frame : file.reference.furtherFrames) {
    SegReference further = file.reference;
    further.frameOfReferenceUid = frame;
    if (candidates.empty()) candidates = sourceCandidates(study, further);
  }
  if (candidates.empty()) {
    const SegReference& about = file.reference;
    stored.problems.push_back(
        {file.path, about.sourceSeriesUid.isEmpty()
                        ? Texts::tr("No series of the study has the frame of reference of this segmentation "
                                    "(%1), and it names none.")
                              .arg(about.frameOfReferenceUid)
                        : Texts::tr("The series that this segmentation was drawn on (%1) is not among the "
                                    "opened images.")
                              .arg(about.sourceSeriesUid)});
    return;
  }
  Result<MaskLayers> layers = file.isStructureSet ? readContours(study, file.reference, file.path, control)
                                                  : readOnto(candidates, file.path, control);
  if (!layers) {
    stored.problems.push_back({file.path, layers.error().message});
    return;
  }
  QStringList said;
  for (auto& layer : *layers) {
    if (!file.remark.isEmpty()) layer->warnings.prepend(file.remark);
    if (!file.ours) {
      // What others made is never written to; saving makes a file of our own.
      layer->provenance.file.clear();
    } else if (!layer->provenance.file.isEmpty()) {
      // Saved again, it takes the place of its own file, and stays an edited version of what that was. A
      // layer that must not replace its file (see readSeg()) is a version of that file instead.
      layer->provenance.predecessorUid = file.reference.predecessorUid;
      layer->provenance.predecessorSeriesUid = file.reference.predecessorSeriesUid;
      layer->provenance.predecessorClassUid = file.reference.predecessorClassUid;
    }
    for (const QString& warning : layer->warnings) {
      if (said.contains(warning)) continue;
      said.append(warning);
      stored.problems.push_back({file.path, warning});
    }
    stored.masks.push_back(std::move(layer));
  }
}

/// The files that saving would replace or remove. A new mask has no name yet: its folder stands for it.
QStringList targetsOf(const SaveRequest& request) {
  const AnnotationFolder& folder = request.folder;
  QStringList targets = request.removedSegFiles;
  for (const ImageBoxes& image : request.images)
    targets.append(folder.vocFile(request.patientId, image.sopInstanceUid));
  for (const MaskLayer& mask : request.masks)
    targets.append(mask.provenance.file.isEmpty() ? folder.segFolder(request.patientId, request.study.uid)
                                                  : mask.provenance.file);
  if (request.measurements) targets.append(folder.measurementFile(request.patientId, request.study.uid));
  if (request.boxLinks) targets.append(folder.boxLinkFile(request.patientId, request.study.uid));
  if (request.decisions) targets.append(folder.decisionFile(request.patientId, request.study.uid));
  return targets;
}

/// Those that are not what they were when they were read. One that is gone is no loss to write again.
QStringList changedFiles(const SaveRequest& request) {
  QStringList changed;
  for (const QString& path : targetsOf(request)) {
    const auto known = request.known.find(path);
    if (known == request.known.end()) continue;
    const FileStamp now = stampOf(path);
    if (now.exists() && now != known->second) changed.append(path);
  }
  return changed;
}

/// Keeps a file that no longer stands for anything, under a name that is not read again.
Result<void> setAside(const AnnotationFolder& folder, const QString& path) {
  if (!QFileInfo::exists(path)) return {};
  if (Result<void> kept = keepBackup(folder, path); !kept) return kept;
  const QString aside = path + QStringLiteral(".removed");
  QFile::remove(aside);
  if (QFile::rename(path, aside)) return {};
  return Error{ErrorKind::FileUnreadable, Texts::tr("The file could not be renamed to %1.").arg(aside), path};
}

Error notOurs(const QString& path) {
  return {ErrorKind::Inconsistent,
          Texts::tr("A file that was not read is there already; it is not overwritten. Move it away, or "
                    "save in another folder."),
          path};
}

Result<QString> saveImage(const SaveRequest& request, const ImageBoxes& image, const ImageOf& known) {
  const QString path = request.folder.vocFile(request.patientId, image.sopInstanceUid);
  if (QFileInfo::exists(path) && !image.mayReplace) return notOurs(path);
  const QFileInfo stored(known.slice->file);
  const VocImage about{stored.dir().dirName(), stored.fileName(), stored.filePath(), known.series->columns,
                       known.series->rows};
  if (image.boxes.empty() && image.original.isEmpty()) {
    const Result<void> removed = setAside(request.folder, path);
    if (!removed) return removed.error();
    return QString();
  }
  if (const Result<void> kept = keepBackup(request.folder, path); !kept) return kept.error();
  const Result<void> written = writeVoc(path, image.boxes, about, image.original);
  if (!written) return written.error();
  return path;
}

/// Renames a file that was just made to the one that it replaces, a backup of which is kept. The name.
Result<QString> moveOver(const SaveRequest& request, const QString& made, const QString& file) {
  const auto move = [&]() -> Result<void> {
    const auto known = request.known.find(file);
    const FileStamp now = stampOf(file);
    if (!request.replaceChanged && known != request.known.end() && now.exists() && now != known->second)
      return Error{ErrorKind::Inconsistent,
                   Texts::tr("Someone else changed the file while it was being saved. It was not replaced."),
                   file};
    if (Result<void> kept = keepBackup(request.folder, file); !kept) return kept;
    std::error_code error;
    std::filesystem::rename(QFileInfo(made).filesystemFilePath(), QFileInfo(file).filesystemFilePath(),
                            error);
    if (!error) return {};
    return Error{ErrorKind::FileUnreadable,
                 Texts::tr("The file cannot be written (%1).").arg(QString::fromStdString(error.message())),
                 file};
  };
  const Result<void> moved = move();
  if (moved) return file;
  QFile::remove(made);
  return moved.error();
}

/// Writes a mask beside its place and then, when that is still as it was read, renames it: in the seconds
/// that a large one takes, programs that know nothing of FolderLock may come.
Result<SegWritten> writeInPlace(const SaveRequest& request, const MaskLayer& mask, const QString& file,
                                bool isNew, JobControl& control) {
  const QString made = QStringLiteral("%1/.new-%2.part")
                           .arg(QFileInfo(file).path(), QUuid::createUuid().toString(QUuid::WithoutBraces));
  Result<SegWritten> written = writeSeg(mask, made, control);
  if (!written) return written;
  Result<QString> place = isNew ? moveToNewName(made, file) : moveOver(request, made, file);
  if (!place) return place.error();
  written->provenance.file = *place;
  return written;
}

void saveMask(const SaveRequest& request, const MaskLayer& mask, QStringList& taken, SaveReport& report,
              JobControl& control) {
  const AnnotationFolder& folder = request.folder;
  QString file = mask.provenance.file;
  // A mask saved elsewhere before moves along when another folder was chosen.
  const bool isNew = file.isEmpty() || !file.startsWith(folder.path() + QLatin1Char('/'));
  if (isNew) file = folder.newSegFile(request.patientId, request.study.uid, mask.name, taken);
  if (mask.labels.extent().isEmpty()) {
    const Result<void> removed = isNew ? Result<void>() : setAside(folder, file);
    if (!removed) report.problems.push_back({file, removed.error().message});
    report.notes.append(Texts::tr("The mask \"%1\" holds no voxels and was not written.").arg(mask.name));
    return;
  }
  taken.append(file);
  const Result<SegWritten> written = writeInPlace(request, mask, file, isNew, control);
  if (!written) {
    report.problems.push_back({file, written.error().message});
    return;
  }
  file = written->provenance.file;
  for (const QString& label : written->leftOut)
    report.notes.append(
        Texts::tr("\"%1\" of \"%2\" has no voxels and is not in the file.").arg(label, mask.name));
  report.files.append(file);
  report.maskProvenance.emplace(mask.id, written->provenance);
}

void loadMeasurements(const QString& path, const StudyEntry& study, StoredAnnotations& stored) {
  if (!QFileInfo::exists(path)) return;
  Result<MeasurementFile> file = readMeasurements(path, study.uid);
  if (!file) {
    stored.problems.push_back({path, file.error().message});
    return;
  }
  for (const QString& warning : file->warnings) stored.problems.push_back({path, warning});
  stored.measurements = std::move(file->measurements);
  stored.stamps.emplace(path, stampOfContent(file->original));
  stored.measurementsOriginal = std::move(file->original);
}

void saveMeasurements(const SaveRequest& request, SaveReport& report) {
  if (!request.measurements) return;
  const MeasurementsToSave& wanted = *request.measurements;
  const QString path = request.folder.measurementFile(request.patientId, request.study.uid);
  const auto save = [&]() -> Result<void> {
    if (QFileInfo::exists(path) && !wanted.mayReplace) return notOurs(path);
    if (Result<void> kept = keepBackup(request.folder, path); !kept) return kept;
    return writeMeasurements(path, request.patientId, request.study.uid, wanted.measurements,
                             wanted.original);
  };
  if (const Result<void> saved = save(); !saved)
    report.problems.push_back({path, saved.error().message});
  else if (QFileInfo::exists(path))
    report.files.append(path);
}

void loadBoxLinks(const QString& path, const StudyEntry& study, StoredAnnotations& stored) {
  if (!QFileInfo::exists(path)) return;
  Result<BoxLinkFile> file = readBoxLinks(path, study.uid);
  if (!file) {
    stored.problems.push_back({path, file.error().message});
    return;
  }
  for (const QString& warning : file->warnings) stored.problems.push_back({path, warning});
  stored.boxLinks = std::move(file->links);
  stored.stamps.emplace(path, stampOfContent(file->original));
  stored.boxLinksOriginal = std::move(file->original);
}

void saveBoxLinks(const SaveRequest& request, SaveReport& report) {
  if (!request.boxLinks) return;
  const BoxLinksToSave& wanted = *request.boxLinks;
  const QString path = request.folder.boxLinkFile(request.patientId, request.study.uid);
  const auto save = [&]() -> Result<void> {
    if (QFileInfo::exists(path) && !wanted.mayReplace) return notOurs(path);
    if (Result<void> kept = keepBackup(request.folder, path); !kept) return kept;
    return writeBoxLinks(path, request.patientId, request.study.uid, wanted.links, wanted.unresolved,
                         wanted.original);
  };
  if (const Result<void> saved = save(); !saved)
    report.problems.push_back({path, saved.error().message});
  else if (QFileInfo::exists(path))
    report.files.append(path);
}

void loadDecisions(const QString& path, const StudyEntry& study, StoredAnnotations& stored) {
  if (!QFileInfo::exists(path)) return;
  Result<DecisionFile> file = readDecisions(path, study.uid);
  if (!file) {
    stored.problems.push_back({path, file.error().message});
    return;
  }
  for (const QString& warning : file->warnings) stored.problems.push_back({path, warning});
  stored.decisions = std::move(file->decisions);
  stored.stamps.emplace(path, stampOfContent(file->original));
  stored.decisionsOriginal = std::move(file->original);
}

void saveDecisions(const SaveRequest& request, SaveReport& report) {
  if (!request.decisions) return;
  const DecisionsToSave& wanted = *request.decisions;
  const QString path = request.folder.decisionFile(request.patientId, request.study.uid);
  const auto save = [&]() -> Result<void> {
    if (QFileInfo::exists(path) && !wanted.mayReplace) return notOurs(path);
    if (Result<void> kept = keepBackup(request.folder, path); !kept) return kept;
    return writeDecisions(path, request.patientId, request.study.uid, wanted.decisions, wanted.original);
  };
  if (const Result<void> saved = save(); !saved)
    report.problems.push_back({path, saved.error().message});
  else if (QFileInfo::exists(path))
    report.files.append(path);
}

}  // namespace

Result<StoredAnnotations> loadAnnotations(const QStringList& openedVocFiles, const StudyEntry& study,
                                          const AnnotationFolder& folder, JobControl& control,
                                          const LabelScheme& scheme) {
  StoredAnnotations stored;
  const QHash<QString, ImageOf> images = imagesOf(study);
  const QString patientId = patientIdOf(study);
  StudyIndex onlyThis;
  onlyThis.patients.push_back({patientId, {}, {study}});
  Result<VocMatching> voc =
      matchVoc(onlyThis, vocFilesOf(images, openedVocFiles, folder.vocFiles(patientId)), control, scheme);
  if (!voc) return voc.error();
  for (MatchedVoc& image : voc->images) {
    std::ranges::move(image.boxes, std::back_inserter(stored.boxes));
    stored.vocFiles.append(image.file.path);
    stored.stamps.emplace(image.file.path, stampOfContent(image.file.original));
    stored.vocOriginals.emplace(image.sopInstanceUid, std::move(image.file.original));
  }
  for (const auto* list : {&voc->unmatched, &voc->problems})
    stored.problems.insert(stored.problems.end(), list->begin(), list->end());
  for (const SegFile& file : segFilesOf(study, folder, stored.problems)) {
    if (control.isCancelled()) return JobControl::cancelledError();
    // Before it is read: a change in between is then noticed later.
    if (file.ours) stored.stamps.emplace(file.path, stampOf(file.path));
    loadSeg(file, study, stored, control);
  }
  loadBoxLinks(folder.boxLinkFile(patientId, study.uid), study, stored);
  loadMeasurements(folder.measurementFile(patientId, study.uid), study, stored);
  loadDecisions(folder.decisionFile(patientId, study.uid), study, stored);
  return stored;
}

Result<SaveReport> saveAnnotations(const SaveRequest& request, JobControl& control) {
  SaveReport report;
  const Result<FolderLock> lock = FolderLock::take(request.folder, control);
  if (!lock) return lock.error();
  for (const QString& path : targetsOf(request))
    if (const Result<void> allowed = request.folder.checkTarget(path); !allowed) {
      report.problems.push_back({path, allowed.error().message});
      return report;
    }
  if (!request.replaceChanged) report.conflicts = changedFiles(request);
  for (const QString& path : report.conflicts)
    report.problems.push_back(
        {path, Texts::tr("Someone else changed the file since it was read here. Nothing was replaced.")});
  if (!report.conflicts.isEmpty()) return report;
  const QHash<QString, ImageOf> images = imagesOf(request.study);
  for (const ImageBoxes& image : request.images) {
    const QString path = request.folder.vocFile(request.patientId, image.sopInstanceUid);
    if (!images.contains(image.sopInstanceUid)) {
      report.problems.push_back({path, Texts::tr("The image is not part of the study that is open.")});
      continue;
    }
    const Result<QString> written = saveImage(request, image, images.value(image.sopInstanceUid));
    if (!written)
      report.problems.push_back({path, written.error().message});
    else if (!written->isEmpty())
      report.files.append(*written);
  }
  QStringList taken;
  for (const MaskLayer& mask : request.masks)
    if (!mask.provenance.file.isEmpty()) taken.append(mask.provenance.file);
  for (const MaskLayer& mask : request.masks) saveMask(request, mask, taken, report, control);
  for (const QString& file : request.removedSegFiles)
    if (const Result<void> removed = setAside(request.folder, file); !removed)
      report.problems.push_back({file, removed.error().message});
  saveBoxLinks(request, report);
  saveMeasurements(request, report);
  saveDecisions(request, report);
  for (const QString& file : report.files) report.stamps[file] = stampOf(file);
  return report;
}

}  // namespace uptake
