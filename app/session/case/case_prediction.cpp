#include "annotation/commands/new_lesion.h"
#include "app/session/case/box_files.h"
#include "app/session/case/case_controller.h"
#include "app/session/evaluation/mask_input.h"
#include "core/mask/lesion_colours.h"
#include "io/masks/label_image.h"
#include "io/seg/seg_reader.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>

#include <algorithm>

// The part of CaseController that opens a model's prediction.

namespace uptake {

using evaluation::MaskTarget;

namespace {

struct Texts {
  Q_DECLARE_TR_FUNCTIONS(uptake::CaseController)
};

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
    mask->warnings.append(Texts::tr("It holds no label: nothing is predicted."));
  return mask;
}

/// The predicted boxes of a folder, and what a person should know.
struct PredictedBoxes {
  std::vector<ScoredBox> boxes;
  int images = 0;
  int otherFiles = 0;
  std::vector<FileProblem> problems;
};

Result<std::shared_ptr<PredictedBoxes>> readPredictedBoxes(const QString& folder, const StudyEntry& study,
                                                           const LabelScheme& scheme, JobControl& control) {
  // A whole collection may lie there: only files named after this study's images are read.
  Result<BoxFiles> files = readBoxFiles({folder}, study, scheme, control);
  if (!files) return files.error();
  VocMatching& voc = files->matching;
  auto read = std::make_shared<PredictedBoxes>();
  read->otherFiles = static_cast<int>(files->others.size());
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

}  // namespace

void CaseController::openPredictedBoxes(const QString& folder) {
  if (!study()) {
    Q_EMIT said(tr("Open a study first: boxes lie on its images."));
    return;
  }
  if (predictionJob_.isRunning()) {
    Q_EMIT said(tr("Another prediction is still being read; try again in a moment."));
    return;
  }
  predictionJob_.start<std::shared_ptr<PredictedBoxes>>(
      [folder, study = *study(), scheme = labelScheme_](JobControl& control) {
        return readPredictedBoxes(folder, study, scheme, control);
      },
      [this, folder](Result<std::shared_ptr<PredictedBoxes>> read) {
        if (!read) {
          Q_EMIT refused(tr("The predicted boxes were not opened"), {read.error().text()});
          return;
        }
        addProblems((*read)->problems);
        if ((*read)->boxes.empty()) {
          Q_EMIT refused(tr("No box in %1 lies on an image of this study.").arg(folder), {});
          return;
        }
        const auto count = static_cast<int>((*read)->boxes.size());
        document_.setPredictedBoxes(std::move((*read)->boxes));
        Q_EMIT said(tr("%n predicted box(es) are open, on %1 images of this study.", nullptr, count)
                        .arg((*read)->images));
        Q_EMIT predictedBoxesOpened();
      });
}

void CaseController::openPrediction(const QString& path, MaskId onto) {
  if (sliceTable()) {
    Q_EMIT said(tr("The prediction was not opened: a table of slices has no place in a patient."));
    return;
  }
  const QString file = QFileInfo(path).absoluteFilePath();
  std::vector<MaskTarget> targets;
  const auto addTarget = [&](const ImageGrid& grid, const SeriesSource& source) {
    MaskTarget target{grid, source};
    if (study())
      for (const SeriesEntry& series : study()->series)
        if (series.isVolume() && series.source.seriesInstanceUid == source.seriesInstanceUid)
          target.series = series;
    targets.push_back(std::move(target));
  };
  const MaskLayer* truth = document_.mask(onto);
  if (truth) addTarget(truth->labels.grid(), truth->source);
  for (const auto& image : {document_.pet(), document_.ct()})
    if (image) addTarget(image->grid(), image->source());
  if (targets.empty()) {
    Q_EMIT said(tr("Open a study first: a prediction lies on the voxels of its CT or PET."));
    return;
  }
  if (predictionJob_.isRunning()) {
    Q_EMIT said(tr("Another prediction is still being read; try again in a moment."));
    return;
  }
  predictionJob_.start<std::shared_ptr<MaskLayer>>(
      [targets = std::move(targets), file, mustBeFirst = truth != nullptr](JobControl& control) {
        return readPrediction(targets, mustBeFirst, file, control);
      },
      [this, file](Result<std::shared_ptr<MaskLayer>> read) { adoptPrediction(file, std::move(read)); });
}

void CaseController::adoptPrediction(const QString& file, Result<std::shared_ptr<MaskLayer>> read) {
  if (!read) {
    addProblems({{file, read.error().message}});
    Q_EMIT refused(tr("The prediction was not opened"), {read.error().text()});
    return;
  }
  MaskLayer& mask = **read;
  for (const auto& other : document_.masks())
    if (other->prediction && other->prediction->id == mask.prediction->id &&
        other->labels.grid().sameAs(mask.labels.grid())) {
      Q_EMIT said(tr("%1 is open already.").arg(other->name));
      Q_EMIT predictionOpened(other->id);
      return;
    }
  if (mask.name.isEmpty()) mask.name = QFileInfo(file).fileName();
  const QString base = mask.name;
  const auto isTaken = [this](const QString& name) {
    return std::ranges::any_of(document_.masks(), [&](const auto& each) { return each->name == name; });
  };
  for (int number = 2; isTaken(mask.name); ++number)
    mask.name = QStringLiteral("%1 %2").arg(base).arg(number);
  mask.locks.all = true;
  separateColours(mask.segments, coloursOf(document_), ColourChoice::KeepNone);
  std::vector<FileProblem> problems;
  for (const QString& warning : mask.warnings) problems.push_back({file, warning});
  addProblems(problems);
  // Opening is no edit: its file stands for it.
  adopting_ = true;
  revisions_.setPaused(true);
  const QString name = mask.name;
  const MaskId id = document_.insertMask(std::make_unique<MaskLayer>(std::move(mask)));
  asRead_.emplace(id, name);
  adopting_ = false;
  revisions_.setPaused(false);
  Q_EMIT said(problems.empty() ? tr("The prediction %1 is open.").arg(name)
                               : tr("The prediction %1 is open: %2").arg(name, problems.front().reason));
  Q_EMIT predictionOpened(id);
}

}  // namespace uptake
