#include "io/store/mask_images.h"

#include "core/identity/image_key.h"
#include "io/dicom/image_pair.h"
#include "io/images/image_file.h"
#include "io/masks/label_image.h"
#include "io/store/mask_record_p.h"
#include "io/store/study_record.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

#include <algorithm>
#include <optional>
#include <set>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StoredMasks)
};

/// The images that a mask may have been drawn on, the likeliest first.
std::vector<const SeriesEntry*> imagesFor(const StudyEntry& study) {
  const ImagePair shown = choosePair(study);
  std::vector<const SeriesEntry*> images;
  const auto add = [&](int n) {
    if (n < 0) return;
    const SeriesEntry* series = &study.series[static_cast<std::size_t>(n)];
    if (series->isVolume() && std::ranges::find(images, series) == images.end()) images.push_back(series);
  };
  add(shown.pet);
  add(shown.ct);
  for (int n = 0; n < static_cast<int>(study.series.size()); ++n) add(n);
  return images;
}

/// The label image on the voxels of the image that it was made for; resampled onto the first where there is
/// none.
Result<std::vector<std::unique_ptr<MaskLayer>>> readOntoImage(const std::vector<const SeriesEntry*>& images,
                                                              const QString& file, JobControl& control) {
  if (images.empty())
    return Error{ErrorKind::Inconsistent,
                 Texts::tr("No image of the case can be shown: the mask lies on none."), file};
  std::vector<ImageGrid> grids;
  for (const SeriesEntry* series : images) grids.push_back(*series->grid);
  const auto place = findLabelImageGrid(file, grids);
  if (!place) return place.error();
  const SeriesEntry& image = *images[place->value_or(0)];
  auto labels = readLabelImage(file, *image.grid, control);
  if (!labels) return labels.error();
  SeriesEntry whole = image;
  expandSlices(whole);
  return labelImageLayers(labels.take(), file, whole.source);
}

/// Names that the folder gives the values of its masks, where the file has none.
void nameLesions(MaskLayer& layer, const std::map<int, QString>& names) {
  for (Segment& segment : layer.segments)
    if (const auto name = names.find(segment.number);
        name != names.end() && segment.label.startsWith(QLatin1String("Lesion ")))
      segment.label = name->second;
}

void addWarnings(StoredMasks& stored, const MaskLayer& layer, const QString& file) {
  for (const QString& warning : layer.warnings) stored.problems.push_back({file, warning});
}

/// Reads one of ours. Returns whether it belongs to the case.
bool readOwn(const QString& file, const StudyEntry& study, const std::vector<const SeriesEntry*>& images,
             StoredMasks& stored, std::set<QString>& superseded, JobControl& control) {
  const QString recordFile = maskRecordOf(file);
  std::optional<MaskRecord> record;
  if (QFileInfo::exists(recordFile)) {
    Result<MaskRecord> read = readMaskRecord(recordFile);
    if (!read) {
      stored.problems.push_back({recordFile, read.error().message});
    } else {
      record = read.take();
      if (imageKey(record->caseName) != study.uid) return false;
    }
  }
  stored.stamps.emplace(file, stampOf(file));
  if (QFileInfo::exists(recordFile)) stored.stamps.emplace(recordFile, stampOf(recordFile));
  auto layers = readOntoImage(images, file, control);
  if (!layers) {
    stored.problems.push_back({file, layers.error().message});
    return true;
  }
  for (auto& layer : *layers) {
    layer->provenance.file = layers->size() == 1 ? file : QString();
    if (record) {
      applyMaskRecord(*record, *layer);
      if (!record->madeFrom.isEmpty()) superseded.insert(record->madeFrom);
    }
    addWarnings(stored, *layer, file);
    stored.masks.push_back(std::move(layer));
  }
  return true;
}

}  // namespace

QString maskRecordOf(const QString& labelImage) {
  return labelImage.chopped(labelImageSuffix(labelImage).size()) + QStringLiteral(".json");
}

Result<StoredMasks> readMaskImages(const StudyEntry& study, const AnnotationFolder& folder,
                                   JobControl& control) {
  StoredMasks stored;
  const std::vector<const SeriesEntry*> images = imagesFor(study);
  std::set<QString> superseded;
  for (const QString& file : folder.segFiles({}, study.uid)) {
    if (control.isCancelled()) return JobControl::cancelledError();
    readOwn(file, study, images, stored, superseded, control);
  }
  for (const CaseMaskFile& truth : study.maskFiles) {
    if (truth.isPrediction || superseded.contains(truth.name)) continue;
    if (control.isCancelled()) return JobControl::cancelledError();
    auto layers = readOntoImage(images, truth.file, control);
    if (!layers) {
      stored.problems.push_back({truth.file, layers.error().message});
      continue;
    }
    for (auto& layer : *layers) {
      // Not ours to replace: what is saved names it as what it was made from.
      layer->provenance.file.clear();
      layer->provenance.predecessorUid = imageKey(truth.name);
      nameLesions(*layer, truth.labels);
      addWarnings(stored, *layer, truth.file);
      stored.masks.push_back(std::move(layer));
    }
  }
  return stored;
}

Result<LabelMap> labelsInFileOrder(const LabelMap& labels, const StudyEntry& study) {
  const auto series = std::ranges::find_if(study.series, [&](const SeriesEntry& each) {
    return each.imageFile && each.imageFile->stored && each.grid && each.grid->sameAs(labels.grid());
  });
  if (series == study.series.end()) return LabelMap(labels);
  const ImageFile& image = *series->imageFile;
  Result<LabelMap> turned = LabelMap::create(*image.stored);
  if (!turned) return turned;
  // The map's steps only permute and flip: their transpose leads back.
  const Eigen::Matrix3i back = image.toGrid.steps.transpose();
  const ImageGrid& grid = labels.grid();
  for (int k = 0; k < grid.size().z(); ++k)
    for (const LabelRun& run : labels.runs(k)) {
      const Eigen::Vector3i first = back * (grid.indexOf(run.first) - image.toGrid.first);
      for (int i = 0; i < static_cast<int>(run.length); ++i)
        turned->set(first + i * Eigen::Vector3i(back.col(0)), run.label);
    }
  return turned;
}

void planMaskImages(SaveTransaction& save, const StudyEntry& study, std::vector<MaskLayer> masks,
                    const std::shared_ptr<MaskPlaces>& places) {
  const AnnotationFolder& folder = save.folder();
  const QString suffix = labelImageSuffix(study.maskName).isEmpty() ? QStringLiteral(".nii.gz")
                                                                    : labelImageSuffix(study.maskName);
  std::set<QString> taken;
  for (const MaskLayer& mask : masks) taken.insert(mask.provenance.file);
  const auto shared = std::make_shared<const StudyEntry>(study);
  for (MaskLayer& each : masks) {
    const auto mask = std::make_shared<const MaskLayer>(std::move(each));
    QString file = mask->provenance.file;
    // A mask saved elsewhere before moves along when another folder was chosen.
    if (file.isEmpty() || !file.startsWith(folder.path() + QLatin1Char('/'))) {
      int number = 1;
      do {
        file = folder.maskImage(study.uid, number++, suffix);
      } while (taken.contains(file) || QFileInfo::exists(file) || QFileInfo::exists(maskRecordOf(file)));
    }
    taken.insert(file);
    const auto write = [mask, shared, suffix](const QString& path, JobControl&) -> Result<void> {
      const Result<LabelMap> labels = labelsInFileOrder(mask->labels, *shared);
      if (!labels) return labels.error();
      // The format goes by the ending.
      const QString whole = path + suffix;
      if (auto written = writeLabelImage(*labels, whole); !written) return written;
      if (QFile::rename(whole, path)) return {};
      QFile::remove(whole);
      return Error{ErrorKind::FileUnreadable, Texts::tr("The file cannot be renamed."), path};
    };
    save.writeSlowly(file, write, [mask, places](const QString& place) {
      MaskProvenance provenance = mask->provenance;
      provenance.file = place;
      places->emplace(mask->id, provenance);
    });
    save.writeLast(maskRecordOf(file), [mask, shared](const QString& path, JobControl&) {
      return writeMaskRecord(path, *mask, *shared);
    });
  }
}

}  // namespace uptake
