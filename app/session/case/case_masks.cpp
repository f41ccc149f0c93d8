#include "app/session/case/case_controller.h"
#include "io/masks/label_image.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>

// The part of CaseController that takes masks from label images and writes them, and that shows the images
// that masks were drawn on.

namespace uptake {

namespace {

/// An image that a mask may be put on.
struct Target {
  ImageGrid grid;
  SeriesSource source;
};

using Layers = std::vector<std::unique_ptr<MaskLayer>>;

/// Segments that overlap come as further masks.
Result<std::shared_ptr<Layers>> importOnto(const std::vector<Target>& targets, const QString& file,
                                           JobControl& control) {
  std::vector<ImageGrid> grids;
  for (const Target& target : targets) grids.push_back(target.grid);
  const auto own = findLabelImageGrid(file, grids);
  if (!own) return own.error();
  const Target& target = targets[own->value_or(0)];
  Result<LabelImage> image = readLabelImage(file, target.grid, control);
  if (!image) return image.error();
  auto layers = std::make_shared<Layers>(labelImageLayers(image.take(), file, target.source));
  const QStringList warnings = layers->front()->warnings;
  std::erase_if(*layers, [](const auto& layer) { return layer->segments.empty(); });
  if (layers->empty())
    return Error{ErrorKind::Inconsistent,
                 QCoreApplication::translate("uptake::CaseController", "The mask holds no label."), file};
  layers->front()->warnings = warnings;
  return layers;
}

}  // namespace

/// What is shown unasked: the best pair of images, with the PET that the masks were drawn on.
ImagePair CaseController::pairToShow() const {
  const ImagePair best = choosePair(*study(), -1, pairing_);
  std::vector<const SeriesSource*> drawnOn;
  for (const auto& mask : document_.masks())
    if (!mask->prediction) drawnOn.push_back(&mask->source);
  const int pet = petOfMasks(*study(), drawnOn);
  if (pet < 0 || pet == best.pet) return best;
  const ImagePair own = choosePairOf(*study(), pet, pairing_);
  return own.ct < 0 && best.ct >= 0 ? best : own;
}

/// Lesions are measured in the PET that is shown: unless a person chose another one, that is the one that the
/// masks were drawn on.
void CaseController::showPetOfMasks() {
  if (sliceTable()) return;
  const ImagePair wanted = pairToShow();
  if (wanted == shown_ || !(shown_ == choosePair(*study(), -1, pairing_))) return warnOfMasks();
  loadImages(wanted);
  Q_EMIT said(tr("The PET \"%1\" is shown, on which the masks were drawn.")
                  .arg(study()->series[static_cast<std::size_t>(wanted.pet)].source.seriesDescription));
}

/// Says which masks were drawn on another PET than the one whose values are shown, and which ones lie in
/// another frame of reference than what is shown.
void CaseController::warnOfMasks() {
  std::erase_if(problems_, [this](const FileProblem& known) { return maskWarnings_.contains(known.reason); });
  maskWarnings_.clear();
  const auto at = [this](int series) -> const SeriesSource& {
    return study()->series[static_cast<std::size_t>(series)].source;
  };
  const auto isElsewhere = [&](const QString& frame) {
    const auto differs = [&](int series) {
      return series < 0 ||
             (!at(series).frameOfReferenceUid.isEmpty() && at(series).frameOfReferenceUid != frame);
    };
    return !frame.isEmpty() && !shown_.isEmpty() && differs(shown_.ct) && differs(shown_.pet);
  };
  for (const auto& mask : document_.masks()) {
    if (mask->prediction) continue;
    const int pet = petOfMasks(*study(), {&mask->source});
    QString text;
    if (isElsewhere(mask->source.frameOfReferenceUid))
      text =
          tr("The mask \"%1\" lies in another frame of reference than the images that are shown: where it is "
             "drawn on them means nothing.")
              .arg(mask->name);
    else if (pet >= 0 && shown_.pet >= 0 && pet != shown_.pet)
      text = tr("The mask \"%1\" was drawn on the PET \"%2\"; what is measured are the values of the PET "
                "\"%3\", which is shown.")
                 .arg(mask->name, at(pet).seriesDescription, at(shown_.pet).seriesDescription);
    if (text.isEmpty()) continue;
    maskWarnings_.append(text);
    problems_.push_back({mask->name, text});
  }
  Q_EMIT problemsChanged();
}

void CaseController::importMask(const QString& file) {
  if (sliceTable()) {
    Q_EMIT said(tr("A table of slices has its own mask, and no place in a patient for another: %1 was not "
                   "imported.")
                    .arg(file));
    return;
  }
  std::vector<Target> targets;
  // A mask on neither grid goes to the first of these: lesions are drawn on the PET where there is one.
  for (const auto& image : {document_.pet(), document_.ct()})
    if (image) targets.push_back({image->grid(), image->source()});
  if (targets.empty()) {
    Q_EMIT said(tr("Open a study first: a mask lies on the voxels of its CT or PET."));
    return;
  }
  if (maskJob_.isRunning()) {
    waitingMasks_.append(file);
    return;
  }
  maskJob_.start<std::shared_ptr<Layers>>(
      [targets = std::move(targets), file](JobControl& control) {
        return importOnto(targets, file, control);
      },
      [this, file](Result<std::shared_ptr<Layers>> imported) {
        importNextMask();
        if (!imported) {
          addProblems({{file, imported.error().message}});
          Q_EMIT refused(tr("The mask was not imported"), {imported.error().text()});
          return;
        }
        for (std::unique_ptr<MaskLayer>& mask : **imported) {
          const QString base = mask->name;
          const auto isTaken = [this](const QString& name) {
            return std::ranges::any_of(document_.masks(),
                                       [&](const auto& each) { return each->name == name; });
          };
          for (int number = 2; isTaken(mask->name); ++number)
            mask->name = QStringLiteral("%1 %2").arg(base).arg(number);
          std::vector<FileProblem> problems;
          for (const QString& warning : mask->warnings) problems.push_back({file, warning});
          addProblems(problems);
          const QString image =
              mask->source.modality == QLatin1String("PT") ? tr("PET") : mask->source.modality;
          Q_EMIT said(problems.empty() ? tr("The mask %1 was imported onto the %2.").arg(mask->name, image)
                                       : tr("The mask %1 was imported onto the %2: %3")
                                             .arg(mask->name, image, problems.front().reason));
          const MaskId id = CaseEditor(toolContext()).importMask(std::move(mask));
          Q_EMIT maskImported(id);
        }
      });
}

void CaseController::importNextMask() {
  // Later: the job that calls this has not ended yet.
  if (waitingMasks_.isEmpty()) return;
  QMetaObject::invokeMethod(
      this,
      [this] {
        if (!waitingMasks_.isEmpty() && !maskJob_.isRunning()) importMask(waitingMasks_.takeFirst());
      },
      Qt::QueuedConnection);
}

void CaseController::exportMask(MaskId id, const QString& file) {
  const MaskLayer* mask = document_.mask(id);
  if (!mask) return;
  const QString path = QFileInfo(file).absoluteFilePath();
  if (AnnotationFolder(path).isInside(index_.roots)) {
    Q_EMIT said(tr("The mask was not exported: the opened folder is never written to. Choose another one."));
    return;
  }
  if (maskJob_.isRunning()) {
    Q_EMIT said(tr("Another mask is still being read or written; try again in a moment."));
    return;
  }
  maskJob_.start<QString>(
      [snapshot = mask->labels.snapshot(), path](JobControl&) -> Result<QString> {
        const Result<LabelMap> labels = snapshot.toMap();
        if (!labels) return labels.error();
        const auto written = writeLabelImage(*labels, path);
        if (!written) return written.error();
        return path;
      },
      [this, name = mask->name](Result<QString> written) {
        importNextMask();
        if (written) {
          Q_EMIT said(tr("The mask %1 was exported to %2.").arg(name, *written));
          Q_EMIT maskExported(*written);
        } else {
          Q_EMIT said(tr("The mask was not exported: %1").arg(written.error().text()));
        }
      });
}

}  // namespace uptake
