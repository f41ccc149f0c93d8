#include "app/session/annotations/predictions.h"

#include "annotation/commands/new_lesion.h"
#include "app/session/annotations/box_files.h"
#include "app/session/evaluation/mask_input.h"
#include "core/mask/lesion_colours.h"
#include "io/masks/label_image.h"
#include "io/seg/seg_reader.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace uptake {

using evaluation::MaskTarget;

namespace {

Result<QString> contentId(const QString& file) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  // A header alone is the same for every prediction on an image.
  for (const QString& part : labelImageFiles(file)) {
    QFile image(part);
    if (!image.open(QIODevice::ReadOnly) || !hash.addData(&image))
      return Error{ErrorKind::FileUnreadable, image.errorString(), part};
  }
  return QStringLiteral("sha256:") + QString::fromLatin1(hash.result().toHex());
}

/// `mustBeFirst`: there is a reader's mask, on whose voxels the prediction has to lie.
Result<std::shared_ptr<MaskLayer>> readPrediction(const std::vector<MaskTarget>& targets, bool mustBeFirst,
                                                  const QString& file, JobControl& control) {
  QString id;
  if (evaluation::isLabelImage(file)) {
    const Result<QString> content = contentId(file);
    if (!content) return content.error();
    id = *content;
  } else {
    const Result<SegReference> reference = readSegReference(file);
    if (!reference) return reference.error();
    id = reference->sopInstanceUid;
  }
  auto read = evaluation::readMaskOnto(targets, mustBeFirst, file, control);
  if (!read) return read.error();
  std::shared_ptr<MaskLayer> mask = read.take();
  // Where it lies is no place of ours: see PredictionOrigin.
  mask->provenance.file.clear();
  mask->prediction = PredictionOrigin{id, file};
  // Such an image names no model; its file's name is what a person knows it by.
  if (evaluation::isLabelImage(file))
    for (Segment& segment : mask->segments) segment.algorithmName = QFileInfo(file).fileName().left(64);
  if (mask->labels.extent().isEmpty())
    mask->warnings.append(Predictions::tr("It holds no label: nothing is predicted."));
  return mask;
}

/// The predicted boxes of a folder, and what a person should know.
struct PredictedBoxes {
  std::vector<ScoredBox> boxes;
  int images = 0;
  std::vector<FileProblem> problems;
};

Result<std::shared_ptr<PredictedBoxes>> readPredictedBoxes(const QString& folder, const StudyEntry& study,
                                                           const LabelScheme& scheme, JobControl& control) {
  // A whole collection may lie there: only files named after this study's images are read.
  Result<BoxFiles> files = readBoxFiles({folder}, study, scheme, control);
  if (!files) return files.error();
  VocMatching& voc = files->matching;
  auto read = std::make_shared<PredictedBoxes>();
  read->images = static_cast<int>(voc.images.size());
  read->problems = std::move(voc.problems);
  read->problems.insert(read->problems.end(), voc.unmatched.begin(), voc.unmatched.end());
  for (const MatchedVoc& image : voc.images)
    for (const Box& box : image.boxes) {
      const auto inFile = std::ranges::find(image.file.boxes, box.fileObject, &Box::fileObject);
      const auto position = static_cast<std::size_t>(inFile - image.file.boxes.begin());
      read->boxes.push_back(
          {box, inFile == image.file.boxes.end() ? std::nullopt : image.file.scores[position]});
    }
  return read;
}

/// Images of the open case that a prediction may lie on, the wanted one first.
std::vector<MaskTarget> targetsOf(const OpenCase& open, const MaskLayer* onto) {
  std::vector<MaskTarget> targets;
  const auto add = [&](const ImageGrid& grid, const SeriesSource& source) {
    MaskTarget target{grid, source};
    if (open.study())
      for (const SeriesEntry& series : open.study()->series)
        if (series.isVolume() && series.source.seriesInstanceUid == source.seriesInstanceUid)
          target.series = series;
    targets.push_back(std::move(target));
  };
  if (onto) add(onto->labels.grid(), onto->source);
  for (const auto& image : {open.document().pet(), open.document().ct()})
    if (image && image->source().hasPlace()) add(image->grid(), image->source());
  return targets;
}

}  // namespace

void Predictions::openBoxes(const QString& folder) {
  if (!open_.study()) return messages_.say(tr("Open a study first: boxes lie on its images."));
  if (job_.isRunning())
    return messages_.say(tr("Another prediction is still being read; try again in a moment."));
  job_.start<std::shared_ptr<PredictedBoxes>>(
      [folder, study = *open_.study(), scheme = schemes_.current()](JobControl& control) {
        return readPredictedBoxes(folder, study, scheme, control);
      },
      [this, folder](Result<std::shared_ptr<PredictedBoxes>> read) {
        if (!read) return messages_.refuse(tr("The predicted boxes were not opened"), {read.error().text()});
        messages_.addProblems((*read)->problems);
        if ((*read)->boxes.empty())
          return messages_.refuse(tr("No box in %1 lies on an image of this study.").arg(folder), {});
        const auto count = static_cast<int>((*read)->boxes.size());
        open_.document().setPredictedBoxes(std::move((*read)->boxes));
        messages_.say(tr("%n predicted box(es) are open, on %1 images of this study.", nullptr, count)
                          .arg((*read)->images));
        Q_EMIT boxesOpened();
      });
}

void Predictions::openMask(const QString& path, MaskId onto) {
  if (open_.sliceTable())
    return messages_.say(tr("The prediction was not opened: a table of slices has no place in a patient."));
  const QString file = QFileInfo(path).absoluteFilePath();
  const MaskLayer* truth = open_.document().mask(onto);
  std::vector<MaskTarget> targets = targetsOf(open_, truth);
  if (targets.empty())
    return messages_.say(tr("Open a study first: a prediction lies on the voxels of its CT or PET."));
  if (job_.isRunning())
    return messages_.say(tr("Another prediction is still being read; try again in a moment."));
  job_.start<std::shared_ptr<MaskLayer>>(
      [targets = std::move(targets), file, mustBeFirst = truth != nullptr](JobControl& control) {
        return readPrediction(targets, mustBeFirst, file, control);
      },
      [this, file](Result<std::shared_ptr<MaskLayer>> read) {
        if (read) return add(file, std::make_unique<MaskLayer>(std::move(**read)));
        messages_.addProblems({{file, read.error().message}});
        messages_.refuse(tr("The prediction was not opened"), {read.error().text()});
      });
}

void Predictions::add(const QString& file, std::unique_ptr<MaskLayer> mask) {
  for (const auto& other : open_.document().masks())
    if (other->prediction && other->prediction->id == mask->prediction->id &&
        other->labels.grid().sameAs(mask->labels.grid())) {
      messages_.say(tr("%1 is open already.").arg(other->name));
      Q_EMIT opened(other->id);
      return;
    }
  const QString name = open_.freeMaskName(mask->name.isEmpty() ? QFileInfo(file).fileName() : mask->name);
  mask->name = name;
  mask->locks.all = true;
  separateColours(mask->segments, coloursOf(open_.document()), ColourChoice::KeepNone);
  std::vector<FileProblem> problems;
  for (const QString& warning : mask->warnings) problems.push_back({file, warning});
  messages_.addProblems(problems);
  // Opening is no edit: its file stands for it.
  const MaskId id = add_(std::move(mask));
  messages_.say(problems.empty() ? tr("The prediction %1 is open.").arg(name)
                                 : tr("The prediction %1 is open: %2").arg(name, problems.front().reason));
  Q_EMIT opened(id);
}

}  // namespace uptake
