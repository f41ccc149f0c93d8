#include "io/store/stored_boxes.h"

#include "io/images/image_file.h"
#include "io/voc/voc_file.h"
#include "io/voc/voc_matching.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHash>
#include <QMap>

#include <algorithm>
#include <iterator>
#include <utility>

namespace uptake {

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::StoredBoxes)
};

/// A stored image and the series it belongs to.
struct ImageOf {
  const SeriesEntry* series = nullptr;
  const SliceSource* slice = nullptr;
};

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

}  // namespace

Result<StoredBoxes> readBoxes(const QStringList& openedVocFiles, const StudyEntry& study,
                              const AnnotationFolder& folder, JobControl& control,
                              const LabelScheme& scheme) {
  StoredBoxes stored;
  const QString patientId = study.series.empty() ? QString() : study.series.front().source.patientId;
  QStringList inAnnotations;
  if (study.isOfImageFiles())
    for (const SeriesEntry& series : study.series)
      inAnnotations += folder.vocFilesOfImage(sliceKeyStem(*series.imageFile));
  else
    inAnnotations = folder.vocFiles(patientId);
  StudyIndex onlyThis;
  onlyThis.patients.push_back({patientId, {}, {study}});
  Result<VocMatching> voc =
      matchVoc(onlyThis, vocFilesOf(imagesOf(study), openedVocFiles, inAnnotations), control, scheme);
  if (!voc) return voc.error();
  for (MatchedVoc& image : voc->images) {
    std::ranges::move(image.boxes, std::back_inserter(stored.boxes));
    stored.stamps.emplace(image.file.path, stampOfContent(image.file.original));
    stored.originals.emplace(image.sopInstanceUid, std::move(image.file.original));
  }
  for (const auto* list : {&voc->unmatched, &voc->problems})
    stored.problems.insert(stored.problems.end(), list->begin(), list->end());
  return stored;
}

void planBoxes(SaveTransaction& save, const QString& patientId, const StudyEntry& study,
               const std::vector<ImageBoxes>& images) {
  const QHash<QString, ImageOf> known = imagesOf(study);
  for (const ImageBoxes& image : images) {
    const QString path = save.folder().vocFile(patientId, image.sopInstanceUid);
    const ImageOf of = known.value(image.sopInstanceUid);
    if (!of.slice) {
      save.addProblem(path, Texts::tr("The image is not part of the study that is open."));
      continue;
    }
    if (image.boxes.empty() && image.original.isEmpty()) {
      save.setAside(path);
      continue;
    }
    const QFileInfo stored(of.slice->file);
    const VocImage about{stored.dir().dirName(), stored.fileName(),
                         stored.filePath(),      of.series->columns,
                         of.series->rows,        of.series->imageFile ? of.slice->frame : -1};
    save.write(path, [image, about](const QString& file, JobControl&) {
      return writeVoc(file, image.boxes, about, image.original);
    });
  }
}

}  // namespace uptake
