#include "io/store/stored_masks.h"

#include "io/dicom/image_pair.h"
#include "io/dicom/study_index.h"
#include "io/rtstruct/structure_set.h"
#include "io/seg/seg_reader.h"
#include "io/seg/seg_writer.h"
#include "io/store/mask_images.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StoredMasks)
};

QString patientIdOf(const StudyEntry& study) {
  return study.series.empty() ? QString() : study.series.front().source.patientId;
}

/// A SEG or RTSTRUCT file of the study, and where it was found.
struct StoredSegFile {
  QString path;
  bool ours = false;  ///< in the annotation folder
  SegReference reference;
  bool isStructureSet = false;
  QString remark;  ///< a warning about all of its masks, or empty
};

std::vector<StoredSegFile> segFilesOf(const StudyEntry& study, const AnnotationFolder& folder,
                                      std::vector<FileProblem>& problems) {
  std::vector<StoredSegFile> files;
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
    StoredSegFile file{path, ours && isOfStudy, *reference, isStructureSet, {}};
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
  for (const StoredSegFile& file : files)
    if (file.ours && !file.reference.predecessorUid.isEmpty())
      superseded.insert(file.reference.predecessorUid);
  std::erase_if(
      files, [&](const StoredSegFile& file) { return superseded.contains(file.reference.sopInstanceUid); });
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

void loadSeg(const StoredSegFile& file, const StudyEntry& study, StoredMasks& stored, JobControl& control) {
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

}  // namespace

Result<StoredMasks> readMasks(const StudyEntry& study, const AnnotationFolder& folder, JobControl& control) {
  if (study.isOfImageFiles()) return readMaskImages(study, folder, control);
  StoredMasks stored;
  for (const StoredSegFile& file : segFilesOf(study, folder, stored.problems)) {
    if (control.isCancelled()) return JobControl::cancelledError();
    // Before it is read: a change in between is then noticed later.
    if (file.ours) stored.stamps.emplace(file.path, stampOf(file.path));
    loadSeg(file, study, stored, control);
  }
  return stored;
}

void makeNewObject(MaskProvenance& provenance) {
  if (provenance.file.isEmpty()) return;
  if (!provenance.sopInstanceUid.isEmpty()) {
    provenance.predecessorUid = provenance.sopInstanceUid;
    provenance.predecessorSeriesUid = provenance.seriesInstanceUid;
    provenance.predecessorClassUid.clear();
  }
  provenance.file.clear();
  provenance.sopInstanceUid.clear();
  provenance.seriesInstanceUid.clear();
}

void planMasks(SaveTransaction& save, const QString& patientId, const QString& studyInstanceUid,
               std::vector<MaskLayer> masks, const std::shared_ptr<MaskPlaces>& places) {
  const AnnotationFolder& folder = save.folder();
  QStringList taken;
  for (const MaskLayer& mask : masks)
    if (!mask.provenance.file.isEmpty()) taken.append(mask.provenance.file);
  for (MaskLayer& each : masks) {
    const auto mask = std::make_shared<const MaskLayer>(std::move(each));
    QString file = mask->provenance.file;
    // A mask saved elsewhere before moves along when another folder was chosen.
    const bool isNew = file.isEmpty() || !file.startsWith(folder.path() + QLatin1Char('/'));
    if (mask->labels.extent().isEmpty()) {
      if (!isNew) save.setAside(file, SaveTransaction::Stranger::Replace);
      save.addNote(Texts::tr("The mask \"%1\" holds no voxels and was not written.").arg(mask->name));
      continue;
    }
    if (isNew) file = folder.newSegFile(patientId, studyInstanceUid, mask->name, taken);
    taken.append(file);
    const auto written = std::make_shared<SegWritten>();
    const auto write = [mask, written](const QString& path, JobControl& control) -> Result<void> {
      Result<SegWritten> seg = writeSeg(*mask, path, control);
      if (!seg) return seg.error();
      *written = seg.take();
      return {};
    };
    const auto made = [&save, mask, places, written](const QString& place) {
      written->provenance.file = place;
      places->emplace(mask->id, written->provenance);
      for (const QString& label : written->leftOut)
        save.addNote(
            Texts::tr("\"%1\" of \"%2\" has no voxels and is not in the file.").arg(label, mask->name));
    };
    if (isNew)
      save.create(file, write, made);
    else
      save.writeSlowly(file, write, made);
  }
}

}  // namespace uptake
